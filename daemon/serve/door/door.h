#pragma once
// HTTP as the rest of the daemon sees it: the caller, the request and the answer. The door (Beast) parses, limits,
// identifies, checks the role and the origin, and audits; a handler only answers.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluss::daemon::door {

/// What a caller may do. A set, not a ladder: `operator_` does not approve submissions.
enum class Role : std::uint8_t { reader = 1, operator_ = 2, preparer = 4, approver = 8, identity = 16 };

struct Identity {
  std::string name;        ///< "proxy:anna", "token:powerbi", "local:root", "uid:1001"
  std::uint8_t roles = 0;  ///< of Role
  [[nodiscard]] bool may(Role role) const { return (roles & static_cast<std::uint8_t>(role)) != 0; }
};

struct Request {
  std::string method;                                           ///< "GET", "POST"
  std::string path;                                             ///< decoded, without the query
  std::vector<std::pair<std::string, std::string>> parameters;  ///< of the pattern: {"run", "12"}
  std::vector<std::pair<std::string, std::string>> query;       ///< decoded
  std::vector<std::pair<std::string, std::string>> form;        ///< application/x-www-form-urlencoded, decoded
  std::string body;                                             ///< of another type
  std::string if_none_match;
  std::string accept_language;
  Identity identity;
  std::string form_token;  ///< the hidden field "token" of each form; checked by the door

  /// Of a list above; nothing when it is not there.
  [[nodiscard]] static std::optional<std::string> find(const std::vector<std::pair<std::string, std::string>>& list,
                                                       std::string_view name);
};

struct Response {
  int status = 200;
  std::string type = "text/html; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;  ///< besides the security headers, which the door sets
  std::string body;
  std::filesystem::path file;  ///< sent instead of the body when it is not empty
  std::string code = {};       ///< the error's, for the audit
};

/// Called on the pool unless the route's lane is another; may block for as long as the request's time limit, after
/// which `stop` is requested.
using Handler = std::function<Response(const Request& request, std::stop_token stop)>;

/// Where a handler is called.
enum class Lane : std::uint8_t {
  pool,  ///< on one of the pool's threads
  loop,  ///< on the loop's own thread, which it must not block; when the route is open, no rate applies
  kept,  ///< on a thread beside the pool; when it does not answer at once, `kept` does, on the loop's thread
};

struct Route {
  std::string method;   ///< "GET", "POST"
  std::string pattern;  ///< "/api/v1/runs/{run}"
  Role role = Role::reader;
  bool open = false;  ///< needs no identity (health)
  Handler handler;
  std::string action = {};             ///< its name in the audit: "job.run"; empty: the pattern
  std::chrono::seconds time_limit{0};  ///< 0: the door's
  Lane lane = Lane::pool;
  Handler kept = {};  ///< Lane::kept: the last known answer; never waits
};

}  // namespace sluss::daemon::door

#pragma once
// The daemon's door: HTTP over a unix socket for the command line and the reverse proxy, and over TCP for machines.
// The loop's thread reads and writes; handlers run on a bounded pool. All but the handlers and the audit belong to the
// loop's thread.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/users.h"
#include "daemon/serve/door/door.h"
#include "daemon/serve/door/identity.h"
#include "daemon/serve/door/limits.h"
#include "daemon/serve/door/local_socket.h"

namespace boost::asio {
class io_context;
}

namespace sluss::daemon::door {

/// Who did what to what, and how it went: written as "asked" before it is done, then with its outcome. A call whose
/// first entry cannot be written is not done. Any thread.
struct AuditEntry {
  std::string who;
  std::string way;      ///< "socket": directly on this machine; "http": with a token or through the proxy
  std::string what;     ///< "job.run"
  std::string object;   ///< "/api/v1/jobs/kolada/run"
  std::string outcome;  ///< "asked"; then "done", "accepted" (begun, and not waited for), "refused" or "failed"
  std::string code;     ///< the error's
  /// Of counted calls (counted_calls.h): how many like it there were since the last such entry.
  std::int64_t count = 1;
};
using AuditFunction = std::function<core::Result<>(const AuditEntry&)>;

/// A request that was answered, or whose answer was broken off.
struct ServedRequest {
  std::string who;                        ///< as in the audit; of an unidentified caller: where from
  std::string_view way;                   ///< as in the audit
  std::string_view method;                ///< "GET", "HEAD", "POST"; "other"
  std::string_view route;                 ///< the pattern: "/api/v1/runs/{run}"; empty: no route matches
  int status = 0;                         ///< of the answer: 404
  std::uint64_t bytes = 0;                ///< of its body; of one that was broken off, what went out
  std::chrono::duration<double> took{0};  ///< from the request's first byte to the answer's last
  std::string_view object{};              ///< the value of the pattern's first parameter, as the caller wrote it
};
/// On the loop's thread, which it must not block. What is viewed lives as long as the call.
using ServedFunction = std::function<void(const ServedRequest&)>;

struct Options {
  std::filesystem::path socket;            ///< empty: none
  std::filesystem::path old_socket;        ///< a link to it is laid here; empty: none
  std::optional<gid_t> socket_group;       ///< whose members may open it; nothing: as the system gives
  bool socket_group_needed = true;         ///< false: without that group it listens all the same
  std::string listen;                      ///< "127.0.0.1:8470", "[::1]:8470"; empty: no TCP; port 0: any
  std::filesystem::path certificate, key;  ///< PEM; both or none
  std::vector<std::string> names;          ///< that people reach it by, in small letters
  Limits limits;
  IdentityRules::Options identity;
  std::string user_header = "X-Remote-User";
  std::string groups_header = "X-Remote-Groups";
  std::filesystem::path tokens;  ///< <state>/tokens
  /// The name of a user of this machine; called on a thread of its own, where it may hang. By default from the
  /// machine's user database.
  std::function<std::optional<std::string>(uid_t)> user_name = core::user_name;
  AuditFunction audit;                                 ///< must be there
  ServedFunction served{};                             ///< called for each answer; may be empty
  std::function<std::string(int status)> status_page;  ///< HTML of 400, 401, 404, …; empty: a plain page in Swedish
};

/// The address of `listen`, and whether it is a loopback one. Errors: config class "control.listen".
struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
  bool loopback = false;
};
[[nodiscard]] core::Result<ListenAddress> parse_listen(const std::string& text);

class Door {
 public:
  /// Errors: busy class "serve.running" when a daemon answers on the socket; config class "control.tls" for an address
  /// outside loopback without a certificate or with a wrong one, "control.listen", and those of LocalSocket.
  [[nodiscard]] static core::Result<std::unique_ptr<Door>> listen(boost::asio::io_context& loop, const Options& options,
                                                                  std::vector<Route> routes);
  virtual ~Door() = default;

  /// Certificate, names, identities and limits are replaced; socket, address and threads need a restart. On an error
  /// nothing changes.
  [[nodiscard]] virtual core::Result<> reload(const Options& options) = 0;
  /// No new connections; requests under way are answered, idle connections end. After `limit` the rest is cut. `done`
  /// is called once, on the loop.
  virtual void stop(std::chrono::milliseconds limit, std::function<void()> done) = 0;
  /// The TCP port that was given; 0 without TCP.
  [[nodiscard]] virtual int port() const = 0;
  /// Connections now.
  [[nodiscard]] virtual std::size_t connections() const = 0;
};

}  // namespace sluss::daemon::door

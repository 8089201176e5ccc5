#pragma once
// All that happens to a request between the parser and its handler, as at a reception desk: who the caller is, which
// role they have, the request's origin, its rate, the audit. It knows no HTTP library. All on the loop's thread but
// verify() and serve().

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "daemon/serve/door/counted_calls.h"
#include "daemon/serve/door/guard.h"
#include "daemon/serve/door/http_door.h"
#include "daemon/serve/door/identity.h"
#include "daemon/serve/door/rate.h"
#include "daemon/serve/door/route_table.h"
#include "daemon/serve/door/token_keeper.h"

namespace sluss::daemon::door {

/// The fields of a request's header that the door uses.
struct Head {
  std::string method;
  std::string target;
  int version = 11;
  std::vector<std::string> hosts;
  std::vector<std::string> origins;
  std::string fetch_site;
  std::string content_type;
  std::vector<std::string> authorization;
  std::string if_none_match;
  std::string accept_language;
  ForwardedUser forwarded;
  bool has_body = false;
};

/// One request on its way from begin() to its answer.
struct Visit {
  Request request;
  const Route* route = nullptr;
  bool changes = false;
  Proof proof = Proof::none;
  std::string content_type;
  std::string from;            ///< the rate bucket of an unidentified caller
  std::optional<Bearer> slow;  ///< an old token that verify() must check by Argon2
  std::shared_ptr<void> seat;  ///< of its identity, for as long as the visit lasts
};

class Reception {
 public:
  /// `name_of`: of a user of this machine, at once.
  Reception(const Options& options, std::vector<Route> routes, std::function<std::string(uid_t)> name_of);

  /// The new rules hold from the next request on; what listens and how many threads there are stays.
  void take(const Options& options);
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] const std::string& user_header() const { return user_header_; }
  [[nodiscard]] const std::string& groups_header() const { return groups_header_; }

  /// Checks the address and the host, and identifies the caller.
  [[nodiscard]] Admission<Visit> begin(const Head& head, const Peer& peer, bool loopback, Moment now);
  /// An old token, by Argon2. Any thread but the loop's.
  [[nodiscard]] std::optional<Identity> verify(const Bearer& bearer) {
    return tokens_.verify_slow(bearer.name, bearer.secret);
  }
  /// A token that was not right.
  [[nodiscard]] Refusal wrong_token(const Bearer& bearer, Moment now);
  /// Checks the rate, the route and the role.
  [[nodiscard]] Admission<> enter(Visit& visit, const Head& head, Moment now);
  [[nodiscard]] Admission<> body(Visit& visit, std::string body) const;
  /// For the audit, when a call that would change something is refused: by begin() (no visit), enter(), body() or
  /// wrong_token(). Never waits.
  void count_refused(const Head& head, const Peer& peer, const Visit* visit, const Refusal& refusal);
  /// For counts and the access log: the answer's status, how many bytes of its body went out, and how long all took. No
  /// visit: it was refused.
  void report_served(const Head& head, const Peer& peer, const Visit* visit, int status, std::uint64_t bytes,
                     std::chrono::duration<double> took) const;
  /// What is counted is written; none is counted afterwards. Waits for the disk.
  void finish() { refused_.finish(); }
  /// In the form of the path: below /api a problem, else a page.
  [[nodiscard]] Response refusal(const Refusal& refusal, std::string_view path) const;
  /// Audits and answers; what a handler throws is answered by 500. Throws nothing but std::bad_alloc. Any thread.
  [[nodiscard]] Response serve(const Visit& visit, std::stop_token stop) const;
  /// The last known answer, of a route that has one. Throws as serve() does.
  [[nodiscard]] Response kept(const Visit& visit) const;

  /// A request or connection is turned away for lack of room; logged at most once a second, with how many were not.
  void turned_away(std::string_view why, Moment now);
  /// Logs how many lines were left out, when the pause is over.
  void log_left_out(Moment now);
  /// Lines were left out: log_left_out() is to be called after a while.
  [[nodiscard]] bool has_left_out() const { return busy_.has_left_out() || wrong_.has_left_out(); }

 private:
  [[nodiscard]] Admission<Identity> identify(const Head& head, const Peer& peer, Visit& visit, Moment now);
  [[nodiscard]] Response audited(const Visit& visit, std::stop_token stop) const;
  [[nodiscard]] Response answered(const Visit& visit, const Handler& handler, std::stop_token stop) const;
  /// The way of an identified caller by their name; of another by where they come from.
  [[nodiscard]] std::string way_of(const Peer& peer, const Visit* visit) const;
  [[nodiscard]] const Route* route_of(const Head& head) const;

  std::function<std::string(uid_t)> name_of_;
  RouteTable routes_;
  Limits limits_;
  std::vector<std::string> names_;
  std::string user_header_;
  std::string groups_header_;
  IdentityRules rules_;
  TokenKeeper tokens_;
  FormTokens form_tokens_;
  Buckets rate_;
  Buckets tries_;  ///< of tokens that are wrong or slow
  Seats seats_;
  LogThrottle busy_;
  LogThrottle wrong_;
  AuditFunction audit_;
  ServedFunction served_;
  CountedCalls refused_;
  std::function<std::string(int)> status_page_;
};

}  // namespace sluss::daemon::door

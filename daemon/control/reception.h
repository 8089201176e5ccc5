#pragma once
// All that happens to a request between its bytes and its handler, without a byte of HTTP: who asks, whether they may,
// where it comes from, how often. begin(), enter() and body() on the loop's thread; verify() and serve() on the pool.

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "daemon/control/guard.h"
#include "daemon/control/http_door.h"
#include "daemon/control/identity.h"
#include "daemon/control/rate.h"
#include "daemon/control/route_table.h"
#include "daemon/control/tokens.h"

namespace sluss::daemon::control {

/// What a request's header says.
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
  Forwarded forwarded;
  bool has_body = false;
};

/// One request on its way.
struct Visit {
  Request request;
  const Route* route = nullptr;
  bool changes = false;
  Proof proof = Proof::none;
  std::string content_type;
  std::string from;               ///< the bucket of whom nobody knows
  std::optional<Bearer> unknown;  ///< a token that Argon2 must look at
};

class Reception {
 public:
  Reception(const Options& options, std::vector<Route> routes);

  /// The new rules hold from the next request on; what listens and how many threads there are stays.
  void take(const Options& options);
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] const std::string& user_header() const { return user_header_; }
  [[nodiscard]] const std::string& groups_header() const { return groups_header_; }

  /// The address, the host and who asks.
  [[nodiscard]] Admitted<Visit> begin(const Head& head, const Peer& peer, bool loopback, Moment now);
  /// A token that is not remembered.
  [[nodiscard]] Admitted<Identity> verify(const Bearer& bearer);
  /// How often, where to, and whether they may.
  [[nodiscard]] Admitted<> enter(Visit& visit, const Head& head, Moment now);
  [[nodiscard]] Admitted<> body(Visit& visit, std::string body) const;
  /// As the path asks for: below /api a problem, else a page.
  [[nodiscard]] Response refusal(const Refusal& refusal, std::string_view path) const;
  /// Audits and answers. Never throws.
  [[nodiscard]] Response serve(const Visit& visit, std::stop_token stop) const;

 private:
  [[nodiscard]] Admitted<Identity> identify(const Head& head, const Peer& peer, Visit& visit, Moment now);
  [[nodiscard]] Response audited(const Visit& visit, std::stop_token stop) const;

  RouteTable routes_;
  Limits limits_;
  std::vector<std::string> names_;
  std::string user_header_;
  std::string groups_header_;
  IdentityRules rules_;
  TokenKeeper tokens_;
  FormTokens form_tokens_;
  Buckets rate_;
  Buckets tries_;  ///< of tokens that are not remembered
  AuditFunction audit_;
  std::function<std::string(int)> status_page_;
};

}  // namespace sluss::daemon::control

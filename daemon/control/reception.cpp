#include "daemon/control/reception.h"

#include <algorithm>

#include "core/log.h"
#include "daemon/control/answers.h"

namespace sluss::daemon::control {
namespace {

/// Ten tries at once, then one in six seconds, from one address.
constexpr double tries_rate = 1.0 / 6;
constexpr double tries_burst = 10;

Refusal too_often(int wait) {
  return {429, "request.rate", "too many requests; wait a little", {{"Retry-After", std::to_string(wait)}}};
}

Refusal wrong_token() {
  return {401,
          "access.token",
          "the token is not right",
          {{"WWW-Authenticate", "Bearer realm=\"sluss\", error=\"invalid_token\""}}};
}

std::string outcome_of(const Response& response) {
  return response.status < 400 ? "done" : response.status < 500 ? "refused" : "failed";
}

}  // namespace

Reception::Reception(const Options& options, std::vector<Route> routes)
    : routes_(std::move(routes)),
      limits_(options.limits),
      names_(options.names),
      user_header_(options.user_header),
      groups_header_(options.groups_header),
      rules_(options.identity),
      tokens_(options.tokens),
      rate_(options.limits.rate, options.limits.burst),
      tries_(tries_rate, tries_burst),
      audit_(options.audit),
      status_page_(options.status_page) {}

void Reception::take(const Options& options) {
  limits_ = options.limits;
  names_ = options.names;
  user_header_ = options.user_header;
  groups_header_ = options.groups_header;
  rules_ = IdentityRules(options.identity);
  rate_ = Buckets(options.limits.rate, options.limits.burst);
}

Admitted<Identity> Reception::identify(const Head& head, const Peer& peer, Visit& visit, Moment now) {
  if (head.authorization.size() > 1) {
    return std::unexpected(Refusal{400, "access.two_tokens", "a request has one Authorization header"});
  }
  auto bearer = head.authorization.empty() ? std::nullopt : parse_bearer(head.authorization.front());
  if (!bearer) {
    visit.proof = rules_.is_proxy(peer) ? Proof::proxy : peer.local ? Proof::kernel : Proof::none;
    return rules_.of(peer, head.forwarded);
  }
  visit.proof = Proof::token;
  if (bearer->name.empty()) return std::unexpected(wrong_token());
  if (auto known = tokens_.remembered(bearer->name, bearer->secret)) return *std::move(known);
  if (!tries_.take(visit.from, now)) return std::unexpected(too_often(tries_.wait(visit.from, now)));
  visit.unknown = std::move(bearer);
  return Identity{};
}

Admitted<Visit> Reception::begin(const Head& head, const Peer& peer, bool loopback, Moment now) {
  Visit visit;
  visit.from = peer.local ? "from uid:" + std::to_string(peer.user) : "from " + peer.address;
  const auto refuse = [&](Refusal refusal) -> Admitted<Visit> {
    if (!rate_.take(visit.from, now)) return std::unexpected(too_often(rate_.wait(visit.from, now)));
    return std::unexpected(std::move(refusal));
  };
  auto target = parse_target(head.target);
  if (!target) return refuse({400, target.error().code, target.error().what});
  const bool no_host = head.version < 11 && head.hosts.empty() && peer.local;
  if (!no_host) {
    if (auto host = check_host(head.hosts, {names_, peer.local, loopback}); !host)
      return refuse(std::move(host.error()));
  }
  const bool known_method = !head.method.empty();
  if (!known_method) return refuse({501, "request.method", "the method is not known here"});
  visit.changes = head.method != "GET" && head.method != "HEAD";
  visit.request.method = head.method == "HEAD" ? "GET" : head.method;
  visit.request.path = std::move(target->path);
  visit.request.query = std::move(target->query);
  visit.request.if_none_match = head.if_none_match;
  visit.request.accept_language = head.accept_language;
  visit.content_type = head.content_type;
  auto found = routes_.find(head.method, visit.request.path);
  visit.route = found.route;
  if (found.route != nullptr && found.route->open) {
    visit.request.parameters = std::move(found.parameters);
    return visit;
  }
  auto identity = identify(head, peer, visit, now);
  if (!identity) return refuse(std::move(identity.error()));
  visit.request.identity = *std::move(identity);
  return visit;
}

Admitted<Identity> Reception::verify(const Bearer& bearer) {
  if (auto identity = tokens_.verify(bearer.name, bearer.secret)) return *std::move(identity);
  core::log::warning("access.token", "a token was not right", {{"name", bearer.name}});
  return std::unexpected(wrong_token());
}

Admitted<> Reception::enter(Visit& visit, const Head& head, Moment now) {
  const auto& identity = visit.request.identity;
  const auto bucket = identity.name.empty() || identity.name == "anonymous" ? visit.from : identity.name;
  if (!rate_.take(bucket, now)) return std::unexpected(too_often(rate_.wait(bucket, now)));
  auto found = routes_.find(head.method, visit.request.path);
  if (found.route == nullptr && !found.allow.empty()) {
    return std::unexpected(
        Refusal{405, "request.method", "this is not answered by that method", {{"Allow", found.allow}}});
  }
  if (found.route == nullptr) return std::unexpected(Refusal{404, "request.path", "there is nothing at this address"});
  visit.route = found.route;
  visit.request.parameters = std::move(found.parameters);
  if (!found.route->open && !identity.may(found.route->role)) {
    core::log::info("access.denied", "somebody lacks a role", {{"who", identity.name}, {"path", found.route->pattern}});
    return std::unexpected(
        Refusal{403, "access.role", "this needs the role " + roles_text(static_cast<std::uint8_t>(found.route->role))});
  }
  if (!visit.changes) return {};
  Changing change{.host = head.hosts.empty() ? std::string_view() : std::string_view(head.hosts.front()),
                  .origin = head.origins,
                  .fetch_site = head.fetch_site,
                  .content_type = head.content_type,
                  .has_body = head.has_body,
                  .api = speaks_json(visit.request.path),
                  .proof = visit.proof};
  return check_change(change);
}

Admitted<> Reception::body(Visit& visit, std::string body) const {
  auto& request = visit.request;
  request.form_token = form_tokens_.of(request.identity);
  if (!visit.changes) return {};
  if (media_type(visit.content_type) == form_type) {
    auto form = parse_form(body);
    if (!form) return std::unexpected(Refusal{400, form.error().code, form.error().what});
    request.form = *std::move(form);
  } else {
    request.body = std::move(body);
  }
  if (!needs_form_token(visit.proof, visit.content_type)) return {};
  if (!form_tokens_.is_right(request.identity, Request::find(request.form, "token").value_or(""))) {
    return std::unexpected(Refusal{403, "request.form_token", "the form is too old or not ours; load its page again"});
  }
  return {};
}

Response Reception::refusal(const Refusal& refusal, std::string_view path) const {
  auto response = refused(refusal, path);
  if (status_page_ && !speaks_json(path)) response.body = status_page_(refusal.status);
  return response;
}

Response Reception::serve(const Visit& visit, std::stop_token stop) const {
  try {
    return visit.changes ? audited(visit, std::move(stop)) : visit.route->handler(visit.request, std::move(stop));
  } catch (const std::exception& thrown) {
    core::log::error("control.handler", "an answer could not be made",
                     {{"path", visit.route->pattern}, {"why", thrown.what()}});
    return refusal({500, "control.handler", "the answer could not be made; the log says why"}, visit.request.path);
  }
}

Response Reception::audited(const Visit& visit, std::stop_token stop) const {
  const auto& route = *visit.route;
  Audited entry{visit.request.identity.name,
                visit.proof == Proof::kernel ? "socket" : "http",
                route.action.empty() ? route.method + " " + route.pattern : route.action,
                visit.request.path,
                "asked",
                ""};
  if (const auto written = audit_(entry); !written) {
    core::log::error("control.audit", "a call is refused: it cannot be audited",
                     {{"why", core::describe(written.error())}});
    return refusal({503, "audit.unwritten", "the audit cannot be written, so nothing is done", {{"Retry-After", "30"}}},
                   visit.request.path);
  }
  Response response;
  try {
    response = route.handler(visit.request, std::move(stop));
  } catch (...) {
    entry.outcome = "failed";
    if (const auto written = audit_(entry); !written)
      core::log::error("control.audit", core::describe(written.error()), {});
    throw;
  }
  entry.outcome = outcome_of(response);
  if (response.status >= 400) entry.code = response.code;
  if (const auto written = audit_(entry); !written)
    core::log::error("control.audit", core::describe(written.error()), {});
  return response;
}

std::optional<std::string> Request::find(const std::vector<std::pair<std::string, std::string>>& list,
                                         std::string_view name) {
  const auto found = std::ranges::find(list, name, &std::pair<std::string, std::string>::first);
  return found == list.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sluss::daemon::control

#include "daemon/serve/door/reception.h"

#include <algorithm>
#include <array>

#include "core/log.h"
#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/without_paths.h"

namespace sluss::daemon::door {
namespace {

/// Ten tries at once, then one in six seconds, from one address.
constexpr double tries_rate = 1.0 / 6;
constexpr double tries_burst = 10;
/// What strangers can cause is logged no more often.
constexpr auto log_pause = std::chrono::seconds(1);

Refusal too_often(int wait) {
  return {429, "request.rate", "too many requests; wait a little", {{"Retry-After", std::to_string(wait)}}};
}

Refusal not_right() {
  return {401,
          "access.token",
          "the token is not right",
          {{"WWW-Authenticate", "Bearer realm=\"sluss\", error=\"invalid_token\""}}};
}

IdentityRules::Options named(IdentityRules::Options options, const std::function<std::string(uid_t)>& name_of) {
  options.name_of = name_of;
  return options;
}

/// The rate bucket of an unidentified caller.
std::string where_from(const Peer& peer) {
  return "from " + (peer.local ? "uid:" + std::to_string(peer.user) : network_of(peer.address));
}

/// The caller's name, or where an unidentified one comes from.
std::string asker(const Peer& peer, const Visit* visit) {
  if (visit == nullptr || visit->request.identity.name.empty()) return where_from(peer);
  return visit->request.identity.name;
}

/// A stranger may send any word as the method.
std::string_view known_method(std::string_view method) {
  constexpr std::array<std::string_view, 7> known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  const auto* found = std::ranges::find(known, method);
  return found == known.end() ? "other" : *found;
}

std::string action_of(const Route& route) {
  return route.action.empty() ? route.method + " " + route.pattern : route.action;
}

/// What is begun, and not waited for: its outcome is in another entry, or in none when a kill cut it off.
bool only_begins(const Route& route) {
  return route.action == "job.run" || route.action == "warehouse.rebuild";
}

std::string outcome_of(const Route& route, const Response& response) {
  if (response.status < 400) return only_begins(route) ? "accepted" : "done";
  return response.status < 500 ? "refused" : "failed";
}

}  // namespace

Reception::Reception(const Options& options, std::vector<Route> routes, std::function<std::string(uid_t)> name_of)
    : name_of_(std::move(name_of)),
      routes_(std::move(routes)),
      limits_(options.limits),
      names_(options.names),
      user_header_(options.user_header),
      groups_header_(options.groups_header),
      rules_(named(options.identity, name_of_)),
      tokens_(options.tokens),
      rate_(options.limits.rate, options.limits.burst),
      tries_(tries_rate, tries_burst),
      busy_(log_pause),
      wrong_(log_pause),
      audit_(options.audit),
      served_(options.served),
      refused_(options.audit),
      status_page_(options.status_page) {}

void Reception::take(const Options& options) {
  limits_ = options.limits;
  names_ = options.names;
  user_header_ = options.user_header;
  groups_header_ = options.groups_header;
  rules_ = IdentityRules(named(options.identity, name_of_));
  rate_ = Buckets(options.limits.rate, options.limits.burst);
  served_ = options.served;
}

Admission<Identity> Reception::identify(const Head& head, const Peer& peer, Visit& visit, Moment now) {
  if (head.authorization.size() > 1) {
    return std::unexpected(Refusal{400, "access.two_tokens", "a request has one Authorization header"});
  }
  auto bearer = head.authorization.empty() ? std::nullopt : parse_bearer(head.authorization.front());
  if (!bearer) {
    visit.proof = rules_.is_proxy(peer) ? Proof::proxy : peer.local ? Proof::kernel : Proof::none;
    return rules_.of(peer, head.forwarded);
  }
  visit.proof = Proof::token;
  if (bearer->name.empty()) return std::unexpected(not_right());
  auto checked = tokens_.check(bearer->name, bearer->secret);
  // A right token takes no try: strangers cannot use up those of their neighbours.
  if (checked.identity) return *std::move(checked.identity);
  if (!tries_.take(visit.from, now)) return std::unexpected(too_often(tries_.wait(visit.from, now)));
  if (!checked.slow) return std::unexpected(wrong_token(*bearer, now));
  visit.slow = std::move(bearer);
  return Identity{};
}

Refusal Reception::wrong_token(const Bearer& bearer, Moment now) {
  if (const auto left_out = wrong_.pass(now))
    core::log::warning("access.token", "a token was not right", {{"name", bearer.name}, {"left_out", *left_out}});
  return not_right();
}

void Reception::count_refused(const Head& head, const Peer& peer, const Visit* visit, const Refusal& refusal) {
  if (head.method == "GET" || head.method == "HEAD") return;
  const auto* route = route_of(head);
  if (route == nullptr) return;
  // The pattern, not the path, which strangers choose.
  refused_.count({.who = asker(peer, visit),
                  .way = way_of(peer, visit),
                  .what = action_of(*route),
                  .object = route->pattern,
                  .outcome = "refused",
                  .code = refusal.code});
}

std::string Reception::way_of(const Peer& peer, const Visit* visit) const {
  if (visit != nullptr && !visit->request.identity.name.empty()) return door::way_of(visit->request.identity.name);
  return peer.local && !rules_.is_proxy(peer) ? "socket" : "http";
}

const Route* Reception::route_of(const Head& head) const {
  const auto target = parse_target(head.target);
  return target ? routes_.find(head.method, target->path).route : nullptr;
}

void Reception::report_served(const Head& head, const Peer& peer, const Visit* visit, int status, std::uint64_t bytes,
                              std::chrono::duration<double> took) const {
  if (!served_) return;
  const auto* route = visit != nullptr ? visit->route : route_of(head);
  const bool has_object = visit != nullptr && !visit->request.parameters.empty();
  const auto way = way_of(peer, visit);
  served_({.who = asker(peer, visit),
           .way = way,
           .method = known_method(head.method),
           .route = route != nullptr ? std::string_view(route->pattern) : std::string_view(),
           .status = status,
           .bytes = bytes,
           .took = took,
           .object = has_object ? std::string_view(visit->request.parameters.front().second) : std::string_view()});
}

void Reception::turned_away(std::string_view why, Moment now) {
  if (const auto left_out = busy_.pass(now))
    core::log::warning("control.busy", "somebody is turned away", {{"why", why}, {"left_out", *left_out}});
}

void Reception::log_left_out(Moment now) {
  if (const auto left_out = busy_.flush(now))
    core::log::warning("control.busy", "more were turned away", {{"left_out", *left_out}});
  if (const auto left_out = wrong_.flush(now))
    core::log::warning("access.token", "more tokens were not right", {{"left_out", *left_out}});
}

Admission<Visit> Reception::begin(const Head& head, const Peer& peer, bool loopback, Moment now) {
  Visit visit;
  visit.from = where_from(peer);
  const auto refuse = [&](Refusal refusal) -> Admission<Visit> {
    if (!rate_.take(visit.from, now)) return std::unexpected(too_often(rate_.wait(visit.from, now)));
    return std::unexpected(std::move(refusal));
  };
  auto target = parse_target(head.target);
  if (!target) return refuse({400, target.error().code, target.error().what});
  const bool no_host = head.version < 11 && head.hosts.empty() && peer.local;
  if (!no_host) {
    if (auto host = check_host(head.hosts, {names_, peer.local, loopback, rules_.is_proxy(peer)}); !host)
      return refuse(std::move(host.error()));
  }
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

Admission<> Reception::enter(Visit& visit, const Head& head, Moment now) {
  const auto& identity = visit.request.identity;
  const auto bucket = identity.name.empty() || identity.name == "anonymous" ? visit.from : identity.name;
  auto found = routes_.find(head.method, visit.request.path);
  // A health check costs no more than the refusal would.
  const bool health = found.route != nullptr && found.route->open && found.route->lane == Lane::loop;
  if (!health && !rate_.take(bucket, now)) return std::unexpected(too_often(rate_.wait(bucket, now)));
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
  if (found.route->lane == Lane::pool) {
    visit.seat = seats_.take(bucket, static_cast<std::size_t>(limits_.requests_of_identity));
    if (!visit.seat) {
      turned_away("an identity has too many requests under way", now);
      return std::unexpected(
          Refusal{429, "request.at_once", "too many requests at once; wait for one of them", {{"Retry-After", "2"}}});
    }
  }
  if (!visit.changes) return {};
  ChangingRequest change{.host = head.hosts.empty() ? std::string_view() : std::string_view(head.hosts.front()),
                         .origin = head.origins,
                         .fetch_site = head.fetch_site,
                         .content_type = head.content_type,
                         .has_body = head.has_body,
                         .api = speaks_json(visit.request.path),
                         .proof = visit.proof};
  return check_change(change);
}

Admission<> Reception::body(Visit& visit, std::string body) const {
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
  return answered(visit, visit.route->handler, std::move(stop));
}

Response Reception::kept(const Visit& visit) const {
  return answered(visit, visit.route->kept, {});
}

Response Reception::answered(const Visit& visit, const Handler& handler, std::stop_token stop) const {
  try {
    auto response = visit.changes ? audited(visit, std::move(stop)) : handler(visit.request, std::move(stop));
    if (!visit.request.identity.may(Role::operator_)) keep_paths_out(response);
    return response;
  } catch (const std::exception& thrown) {
    core::log::error("control.handler", "an answer could not be made",
                     {{"path", visit.route->pattern}, {"why", thrown.what()}});
    return refusal({500, "control.handler", "the answer could not be made; the log says why"}, visit.request.path);
  }
}

Response Reception::audited(const Visit& visit, std::stop_token stop) const {
  const auto& route = *visit.route;
  AuditEntry entry{visit.request.identity.name,
                   door::way_of(visit.request.identity.name),
                   action_of(route),
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
  entry.outcome = outcome_of(route, response);
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

}  // namespace sluss::daemon::door

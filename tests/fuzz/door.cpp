// Any bytes as requests of one connection, through the parser and the reception to handlers, and each part of a request
// that is ours to read: what is read is as clean as its header states, and no request that no one may make is answered.

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "check.h"
#include "core/log.h"
#include "core/text.h"
#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/http_fields.h"
#include "daemon/serve/door/reception.h"
#include "daemon/serve/door/request_target.h"
#include "daemon/serve/door/route_table.h"
#include "daemon/serve/door/without_paths.h"

using sluss::fuzz::check;
using namespace sluss::daemon::door;
namespace core = sluss::core;
namespace http = boost::beast::http;

namespace {

constexpr uid_t proxy = 33;

void parts(std::string_view text) {
  if (const auto target = parse_target(text)) {
    const auto& path = target->path;
    check(path.starts_with('/') && core::is_well_formed(path) && path.find('\0') == std::string::npos);
    check((path + "/").find("/../") == std::string::npos && path.find("//") == std::string::npos);
    check(path.find('\\') == std::string::npos && target->query.size() <= 1000);
    const auto rest = match("/{rest...}", path);
    check(rest.has_value() == (path.size() > 1));
    (void)match("/api/{a}/{b}", path);
  }
  if (const auto form = parse_form(text)) {
    for (const auto& [name, value] : *form)
      check(core::is_well_formed(name) && core::is_well_formed(value) && value.find('\0') == std::string::npos);
  }
  if (const auto host = parse_host(text))
    check(!host->name.empty() && host->name.size() <= 253 && host->port.size() <= 5);
  if (const auto origin = parse_origin(text)) check(!origin->port.empty());
  if (const auto bearer = parse_bearer(text)) check(bearer->name.empty() == bearer->secret.empty());
  check(media_type(text).size() <= text.size());
  (void)names_tag(text, "\"a\"");
  (void)network_of(text);
  check(without_paths(without_paths(text)) == without_paths(text));
}

Response act(const Request& request, const std::stop_token&) {
  check(request.identity.may(Role::operator_));
  return {};
}

Response answer_request(const Request& request, const std::stop_token&) {
  check(request.identity.may(Role::reader) && request.body.empty() && request.form.empty());
  Response response;
  response.status = request.query.empty() ? 200 : 404;
  return response;
}

Reception& reception() {
  static Reception made = [] {
    Options options;
    options.names = {"sluss.example.se"};
    options.tokens = "/nonexistent/tokens";
    options.limits.rate = options.limits.burst = 1e12;
    options.identity.own_user = 990;
    options.identity.proxy = proxy;
    options.identity.groups = {{"Drift", 3}, {"Lasare", 1}};
    options.audit = [](const AuditEntry& entry) -> sluss::core::Result<> {
      check(!entry.who.empty() && !entry.what.empty());
      return {};
    };
    return Reception(options,
                     {{.method = "GET",
                       .pattern = "/healthz",
                       .open = true,
                       .handler = [](const Request&, const std::stop_token&) { return Response{}; },
                       .lane = Lane::loop},
                      {.method = "GET", .pattern = "/{rest...}", .handler = answer_request},
                      {.method = "POST", .pattern = "/act", .role = Role::operator_, .handler = act},
                      {.method = "POST", .pattern = "/api/{what}", .role = Role::operator_, .handler = act}},
                     [](uid_t user) { return "uid:" + std::to_string(user); });
  }();
  return made;
}

std::optional<Response> answer(http::request_parser<http::string_body>& parser, const Peer& peer) {
  auto& desk = reception();
  const auto now = std::chrono::steady_clock::now();
  auto& message = parser.get();
  const auto refused = [&](const Refusal& refusal, std::string_view path) { return desk.refusal(refusal, path); };
  if (const auto refusal = unframed(message)) return std::nullopt;
  auto head = head_of(message, desk);
  head.has_body = !parser.is_done() || !message.body().empty();
  auto visit = desk.begin(head, peer, true, now);
  if (!visit) return refused(visit.error(), "/");
  check(!visit->slow);
  if (const auto entered = desk.enter(*visit, head, now); !entered)
    return refused(entered.error(), visit->request.path);
  check(visit->route != nullptr);
  if (const auto taken = desk.body(*visit, message.body()); !taken) return refused(taken.error(), visit->request.path);
  return desk.serve(*visit, {});
}

void connection(std::string_view bytes, const Peer& peer) {
  while (!bytes.empty()) {
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    parser.header_limit(16U << 10U);
    parser.body_limit(64U << 10U);
    boost::system::error_code problem;
    while (!parser.is_done() && !problem && !bytes.empty()) {
      const auto read = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), problem);
      bytes.remove_prefix(std::min(read, bytes.size()));
      if (read == 0 && !problem) return;
    }
    if (problem && problem != http::error::need_more) {
      const auto refusal = refusal_of(problem);
      check(refusal.status >= 400 && refusal.status < 600);
      return;
    }
    if (!parser.is_done()) return;
    auto response = answer(parser, peer);
    if (!response) return;  // where the next request begins cannot be known
    const auto codings = parser.get().count(http::field::transfer_encoding);
    check(codings == 0 || (codings == 1 && parser.get().version() == 11));
    check(response->status >= 200 && response->status < 600);
    add_security_headers(*response, false);
    for (const auto& [name, value] : response->headers) check(is_plain(name) && is_plain(value));
    if (!parser.get().keep_alive()) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = [] {
    sluss::core::log::configure(sluss::core::log::Level::error, sluss::core::log::Format::text);
    return true;
  }();
  (void)quiet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  parts(text);
  for (const auto& peer : {Peer{.local = true, .user = 0, .groups = {}, .address = {}},
                           Peer{.local = true, .user = proxy, .groups = {}, .address = {}},
                           Peer{.local = false, .user = 0, .groups = {}, .address = "2001:db8::1"}})
    connection(text, peer);
  return 0;
}

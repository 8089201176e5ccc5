#include "connectors/http/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>

#include "connectors/http/dates.h"
#include "connectors/http/failure.h"
#include "connectors/http/limiter.h"
#include "connectors/http/loop.h"
#include "connectors/http/retry.h"
#include "connectors/http/url.h"
#include "core/log.h"
#include "core/text.h"
#include "core/url.h"

namespace sluss::connectors::http {
namespace {

using core::Error;
using core::ErrorClass;
using core::Result;
using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr int kRedirectsMost = 5;
/// simdjson reads this far beyond the end of what it parses (SIMDJSON_PADDING).
constexpr std::size_t kParserPadding = 64;

milliseconds since(SteadyTime start) {
  return std::chrono::duration_cast<milliseconds>(Steady::now() - start);
}

std::unexpected<Error> cancelled(std::string_view url) {
  return core::fail(ErrorClass::cancelled, "http.cancelled", "stopped before it was answered",
                    "Start it again; what was fetched is kept", {.file = core::log::masked(core::shown_url(url))});
}

bool breaks_a_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

/// A line break in a header would let its value write headers of its own.
Result<> check_headers(const Request& request) {
  const auto refused = [&](std::string_view name) {
    return core::fail(ErrorClass::config, "http.request", fmt::format("the header {} holds a line break", name),
                      "Take the line break out of the credential or the setting",
                      {.file = core::shown_url(request.url)});
  };
  for (const auto& [name, value] : request.headers)
    if (breaks_a_line(name) || breaks_a_line(value)) return refused(breaks_a_line(name) ? "name" : name);
  for (const auto& [name, secret] : request.secret_headers)
    if (breaks_a_line(name) || breaks_a_line(secret.reveal_secret()))
      return refused(breaks_a_line(name) ? "name" : name);
  return {};
}

/// A proxy's URL may carry a password ("http://user:password@proxy"): it is masked wherever it might turn up.
void mask_password_of(std::string_view url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto at = url.substr(0, url.find('/', begin)).rfind('@');
  if (at == std::string_view::npos || at < begin) return;
  const std::string_view user = url.substr(begin, at - begin);
  const auto colon = user.find(':');
  if (colon != std::string_view::npos) core::log::mask_always(user.substr(colon + 1));
}

void mask_proxy_passwords(const Options& options) {
  mask_password_of(options.proxy);
  constexpr std::array names = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  for (const char* name : names)
    if (const char* value = std::getenv(name)) mask_password_of(value);
}

std::string media_type_of(const Outcome& outcome) {
  const std::string* header = outcome.header("content-type");
  if (header == nullptr) return {};
  auto type = core::lower(std::string_view(*header).substr(0, header->find(';')));
  type.erase(type.find_last_not_of(" \t") + 1);
  return type;
}

std::string text_of(const std::string* header) {
  return header == nullptr ? std::string() : *header;
}

Response response_of(Outcome outcome, core::Instant now, int attempts) {
  Response response;
  response.status = outcome.status;
  response.media_type = media_type_of(outcome);
  response.etag = text_of(outcome.header("etag"));
  response.received_at = now;
  response.attempts = attempts;
  response.wire_bytes = outcome.wire_bytes;
  response.certificate_ends = std::move(outcome.certificate_ends);
  response.headers = std::move(outcome.headers);
  response.body = std::move(outcome.body);
  response.body.reserve(response.body.size() + kParserPadding);
  return response;
}

/// One attempt: its answer, or its error and the server's Retry-After.
struct Attempt {
  Result<Response> result;
  std::optional<milliseconds> retry_after;
};

}  // namespace

struct Client::Impl {
  Options options;
  const core::Clock& clock;
  RetryPolicy policy;
  Limiter limiter;
  Loop loop;
  mutable std::mutex ahead_mutex;  ///< guards ahead
  std::optional<std::chrono::seconds> ahead;

  Impl(Options o, const core::Clock& c)
      : options(std::move(o)),
        clock(c),
        policy({options.attempts, options.budget, options.backoff_first, options.backoff_most}, machine_chance()),
        limiter(options.concurrency, options.rate) {
    mask_proxy_passwords(options);
  }

  /// One exchange; its outcome, or http.cancelled.
  Result<Outcome> exchange(const Request& request, const std::string& url, milliseconds left,
                           const std::stop_token& stop) {
    auto transfer = std::make_shared<Transfer>(options, request, url, std::min(options.total_timeout, left));
    loop.start(transfer);
    if (!transfer->wait(stop)) {
      loop.reap(transfer);
      return cancelled(request.url);
    }
    return transfer->take_outcome();
  }

  /// One attempt: an exchange and the redirects it leads to, in one place of the host's.
  Attempt attempt(const Request& request, int number, milliseconds left, Limiter::Place& place,
                  const std::stop_token& stop) {
    const SteadyTime started = Steady::now();
    std::string url = with_secret_query(request.url, request.secret_query);
    for (int redirects = 0;; ++redirects) {
      if (!place.pace(stop)) return {cancelled(request.url), {}};
      const auto most = std::max(left - since(started), milliseconds(1));
      auto outcome = exchange(request, url, most, stop);
      if (!outcome) return {std::unexpected(std::move(outcome).error()), {}};
      if (auto error = exchange_error(*outcome, options, url)) return {std::unexpected(std::move(*error)), {}};
      if (is_answer(outcome->status)) {
        note_time(*outcome, url);
        return {response_of(*std::move(outcome), clock.now(), number), {}};
      }
      if (!is_redirect(outcome->status))
        return {std::unexpected(status_error(outcome->status, url)), retry_after_of(*outcome)};
      const std::string* location = outcome->header("location");
      if (location == nullptr) return {std::unexpected(status_error(outcome->status, url)), {}};
      if (redirects == kRedirectsMost) return {too_many_redirects(request.url), {}};
      auto next = redirect_target(url, *location);
      if (!next) return {std::unexpected(std::move(next).error()), {}};
      if (request.on_redirect)
        if (auto may = request.on_redirect(*next); !may) return {std::unexpected(std::move(may).error()), {}};
      url = *std::move(next);
    }
  }

  void note_time(const Outcome& outcome, const std::string& url) {
    const auto origin = origin_of(url);
    if (!origin || is_loopback(origin->host)) return;
    const auto date = parse_http_date(text_of(outcome.header("date")));
    if (!date) return;
    const std::chrono::seconds by((clock.now().micros - date->micros) / 1'000'000);
    const std::scoped_lock lock(ahead_mutex);
    if (!ahead || std::chrono::abs(by) < std::chrono::abs(*ahead)) ahead = by;
  }

  static std::unexpected<Error> too_many_redirects(std::string_view url) {
    return core::fail(ErrorClass::source, "http.redirect", fmt::format("more than {} redirects", kRedirectsMost),
                      "Write the address that they lead to as the source's url",
                      {.file = core::log::masked(core::shown_url(url))});
  }

  std::optional<milliseconds> retry_after_of(const Outcome& outcome) const {
    const std::string* header = outcome.header("retry-after");
    return header == nullptr ? std::nullopt : parse_retry_after(*header, clock.now());
  }

  void log_retry(const Request& request, const Error& error, int number, milliseconds wait) const {
    if (!core::log::enabled(core::log::Level::warning)) return;
    core::log::warning("http.retry", "A request failed and is tried again",
                       {{"url", core::log::masked(core::shown_url(request.url))},
                        {"code", error.code},
                        {"attempt", number},
                        {"wait_ms", wait.count()}});
  }

  Result<Response> get(const Request& request, const std::stop_token& stop,
                       const std::function<Result<>(const Response&)>& accept) {
    SLUSS_TRY(check_headers(request));
    const Origin origin = SLUSS_TRY(origin_of(request.url));
    const bool paced = options.rate_loopback || !is_loopback(origin.host);
    std::optional<SteadyTime> started;  // waiting for a place is not the server's fault and not in the budget
    for (int number = 1;; ++number) {
      auto place = limiter.enter(to_text(origin), paced, stop);
      if (!place) return cancelled(request.url);
      if (!started) started = Steady::now();
      if (request.on_restart) request.on_restart();
      Attempt tried = attempt(request, number, options.budget - since(*started), *place, stop);
      if (tried.result && tried.result->status != 304 && accept)
        if (auto accepted = accept(*tried.result); !accepted)
          tried.result = std::unexpected(std::move(accepted).error());
      if (tried.result || tried.result.error().error_class != ErrorClass::transient) return std::move(tried.result);
      const auto wait = policy.wait_after(number, since(*started), tried.retry_after);
      if (!wait) return given_up(std::move(tried.result).error(), number, since(*started), tried.retry_after);
      log_retry(request, tried.result.error(), number, *wait);
      if (tried.retry_after) place->pause_for(std::min(*tried.retry_after, options.backoff_most));
      place.reset();  // others may use it meanwhile
      if (!wait_until(Steady::now() + *wait, stop)) return cancelled(request.url);
    }
  }

  std::unexpected<Error> given_up(Error error, int attempts, milliseconds took,
                                  std::optional<milliseconds> retry_after) const {
    const bool is_short = took < std::chrono::seconds(1);
    error.what += fmt::format(" (given up after {} {} in {} {}", attempts, attempts == 1 ? "attempt" : "attempts",
                              is_short ? took.count() : std::chrono::round<std::chrono::seconds>(took).count(),
                              is_short ? "ms" : "s");
    if (retry_after) error.what += fmt::format("; the server asked to wait {}", core::to_text(*retry_after));
    error.what += ')';
    return std::unexpected(std::move(error));
  }
};

Client::Client(Options options, const core::Clock& clock) : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
Client::~Client() = default;

std::optional<std::chrono::seconds> Client::ahead_of_servers() const {
  const std::scoped_lock lock(impl_->ahead_mutex);
  return impl_->ahead;
}

int Client::concurrency() const {
  return impl_->options.concurrency;
}

Result<Response> Client::get(const Request& request, const std::stop_token& stop,
                             const std::function<Result<>(const Response&)>& accept) {
  return impl_->get(request, stop, accept);
}

std::string without_secret_query(std::string_view url,
                                 const std::vector<std::pair<std::string, core::Secret>>& secrets) {
  const auto query = url.find('?');
  if (query == std::string_view::npos || secrets.empty()) return std::string(url);
  const auto rest = url.substr(query + 1);
  const auto fragment = std::min(rest.find('#'), rest.size());
  std::string result(url.substr(0, query));
  char before = '?';
  for (std::size_t begin = 0; begin <= fragment;) {
    const auto end = std::min(rest.find('&', begin), fragment);
    const auto parameter = rest.substr(begin, end - begin);
    const auto name = parameter.substr(0, parameter.find('='));
    const bool secret = std::ranges::any_of(
        secrets, [&](const auto& one) { return name == one.first || name == percent_encoded(one.first); });
    if (!secret) {
      result += before;
      result += parameter;
      before = '&';
    }
    begin = end + 1;
  }
  return result.append(rest.substr(fragment));
}

}  // namespace sluss::connectors::http

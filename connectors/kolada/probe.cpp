#include "connectors/kolada/probe.h"

#include <time.h>

#include <ctime>

#include "connectors/http/client.h"
#include "core/url.h"

namespace sluss::connectors::kolada {
namespace {

/// Mail's and certificates' dates, always GMT: "Sun, 22 Nov 2026 06:32:13 GMT", "Nov 22 06:32:13 2026 GMT".
std::optional<core::Instant> parse_date(const std::string& text, const char* format) {
  if (text.empty()) return std::nullopt;
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), format, &parts);
  if (end == nullptr) return std::nullopt;
  return core::Instant{static_cast<std::int64_t>(::timegm(&parts)) * 1'000'000};
}

std::optional<std::chrono::seconds> clock_behind(const http::Response& response) {
  std::optional<std::chrono::seconds> behind;
  for (const auto& header : response.headers) {
    if (header.name != "date") continue;
    if (const auto date = parse_date(header.value, "%a, %d %b %Y %H:%M:%S"))
      behind = std::chrono::seconds((date->micros - response.received_at.micros) / 1'000'000);
  }
  return behind;
}

}  // namespace

core::Result<std::vector<std::pair<std::string, core::Secret>>> secrets_of(const Setup& setup, std::string_view key) {
  std::vector<std::pair<std::string, core::Secret>> secrets;
  for (const auto& [of, credential] : setup.source.names(key)) {
    auto secret = SLUSS_TRY(setup.secret(credential));
    secrets.emplace_back(of, std::move(secret));
  }
  return secrets;
}

core::Result<Probe> probe(const Setup& setup, const std::stop_token& stop) {
  const auto client = SLUSS_TRY(setup.http());
  http::Request request;
  request.certificate = true;
  request.url = setup.source.text("url") + "/municipality?per_page=1";
  request.secret_headers = SLUSS_TRY(secrets_of(setup, "secret_headers"));
  request.secret_query = SLUSS_TRY(secrets_of(setup, "secret_query"));
  const auto response = SLUSS_TRY(client->get(request, stop));
  if (response.media_type != "application/json") {
    return core::fail(core::ErrorClass::source, "kolada.not_json",
                      "the source answers with " + response.media_type + " instead of JSON",
                      "Check the source's url; a proxy may answer in its place.",
                      {core::shown_url(request.url), 0, 0, ""});
  }
  return Probe{.answer = core::shown_url(request.url) + " answered " + std::to_string(response.status),
               .certificate_ends = parse_date(response.certificate_ends, "%b %d %H:%M:%S %Y"),
               .clock_behind = clock_behind(response)};
}

}  // namespace sluss::connectors::kolada

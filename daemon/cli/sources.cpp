#include "daemon/cli/sources.h"

#include <time.h>

#include <ctime>

#include "connectors/http/client.h"
#include "connectors/odbc/odbc.h"
#include "daemon/settings/named_credentials.h"

namespace sluss::daemon::cli {
namespace {

/// Mail's and certificates' dates, always GMT: "Sun, 22 Nov 2026 06:32:13 GMT", "Nov 22 06:32:13 2026 GMT".
std::optional<core::Instant> parse_date(const std::string& text, const char* format) {
  if (text.empty()) return std::nullopt;
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), format, &parts);
  if (end == nullptr) return std::nullopt;
  return core::Instant{static_cast<std::int64_t>(::timegm(&parts)) * 1'000'000};
}

core::Result<SourceLook> look_at_kolada(const settings::Settings& settings, const settings::Source& source,
                                        const core::Clock& clock, const std::stop_token& stop) {
  SLUSS_ASSIGN(auto options, settings::http_options(settings));
  connectors::http::Request request;
  request.certificate = true;
  request.url = source.url + "/municipality?per_page=1";
  for (const auto& [header, name] : source.secret_headers) {
    SLUSS_ASSIGN(auto secret, settings::credential(settings, name));
    request.secret_headers.emplace_back(header, std::move(secret));
  }
  for (const auto& [parameter, name] : source.secret_query) {
    SLUSS_ASSIGN(auto secret, settings::credential(settings, name));
    request.secret_query.emplace_back(parameter, std::move(secret));
  }
  connectors::http::Client client(std::move(options), clock);
  SLUSS_ASSIGN(const auto response, client.get(request, stop));
  if (response.media_type != "application/json") {
    return core::fail(core::ErrorClass::source, "kolada.not_json",
                      "the source answers with " + response.media_type + " instead of JSON",
                      "Check the source's url; a proxy may answer in its place.",
                      {connectors::http::shown_url(request.url), 0, 0, ""});
  }
  SourceLook look{.answer = connectors::http::shown_url(request.url) + " answered " + std::to_string(response.status),
                  .certificate_ends = parse_date(response.certificate_ends, "%b %d %H:%M:%S %Y"),
                  .clock_behind = std::nullopt};
  for (const auto& header : response.headers) {
    if (header.name != "date") continue;
    if (const auto date = parse_date(header.value, "%a, %d %b %Y %H:%M:%S")) {
      look.clock_behind = std::chrono::seconds((date->micros - response.received_at.micros) / 1'000'000);
    }
  }
  return look;
}

core::Result<SourceLook> look_at_odbc(const settings::Settings& settings, const settings::Source& source,
                                      const std::stop_token& stop) {
  connectors::odbc::Options options;
  options.connection = source.connection;
  if (!source.credential.empty()) {
    SLUSS_ASSIGN(options.password, settings::credential(settings, source.credential));
  }
  options.query = "select 1";
  SLUSS_ASSIGN(const auto query, connectors::odbc::Query::open(options, stop));
  SLUSS_TRY(query->read([](const core::Batch&) -> core::Result<> { return {}; }));
  return SourceLook{.answer = "the database answered", .certificate_ends = std::nullopt, .clock_behind = std::nullopt};
}

}  // namespace

core::Result<SourceLook> look_at_source(const settings::Settings& settings, const settings::Source& source,
                                        const core::Clock& clock, const std::stop_token& stop) {
  return source.kind == "odbc" ? look_at_odbc(settings, source, stop) : look_at_kolada(settings, source, clock, stop);
}

core::Result<std::string> try_source(const settings::Settings& settings, const settings::Source& source,
                                     const core::Clock& clock, const std::stop_token& stop) {
  SLUSS_ASSIGN(auto look, look_at_source(settings, source, clock, stop));
  return std::move(look.answer);
}

std::vector<core::Error> check_credentials(const settings::Settings& settings) {
  std::vector<core::Error> errors;
  for (const auto& named : settings::named_credentials(settings)) {
    auto secret = settings::credential(settings, named.name);
    if (secret) continue;
    errors.push_back(std::move(secret).error());
    errors.back().place.field = named.field;
  }
  return errors;
}

}  // namespace sluss::daemon::cli

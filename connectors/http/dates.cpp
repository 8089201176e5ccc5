#include "connectors/http/dates.h"

#include <curl/curl.h>
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <ctime>

namespace sluss::connectors::http {

std::optional<core::Instant> parse_http_date(const std::string& text) {
  // curl_getdate also reads "-5" or "10:30"; an HTTP date begins with the name of a day.
  if (text.find(',') == std::string::npos && text.find(' ') == std::string::npos) return std::nullopt;
  const time_t at = curl_getdate(text.c_str(), nullptr);
  if (at < 0) return std::nullopt;
  return core::Instant{std::int64_t{at} * 1'000'000};
}

std::optional<core::Instant> certificate_end(const Response& response) {
  std::tm parts{};  // "Nov 22 06:32:13 2027 GMT"
  const auto& text = response.certificate_ends;
  if (text.empty() || ::strptime(text.c_str(), "%b %d %H:%M:%S %Y", &parts) == nullptr) return std::nullopt;
  return core::Instant{std::int64_t{::timegm(&parts)} * 1'000'000};
}

std::optional<std::chrono::seconds> clock_behind(const Response& response) {
  const auto header = std::ranges::find(response.headers, "date", &Header::name);
  if (header == response.headers.end()) return std::nullopt;
  const auto date = parse_http_date(header->value);
  if (!date) return std::nullopt;
  return std::chrono::seconds((date->micros - response.received_at.micros) / 1'000'000);
}

}  // namespace sluss::connectors::http

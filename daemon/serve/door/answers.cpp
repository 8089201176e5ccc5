#include "daemon/serve/door/answers.h"

#include <strings.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/log.h"

namespace sluss::daemon::door {
namespace {

struct Words {
  int status;
  std::string_view reason;
  std::string_view heading;  ///< Swedish
  std::string_view advice;
};

constexpr auto words = std::to_array<Words>({
    {200, "OK", "", ""},
    {202, "Accepted", "", ""},
    {204, "No Content", "", ""},
    {301, "Moved Permanently", "", ""},
    {302, "Found", "", ""},
    {303, "See Other", "", ""},
    {304, "Not Modified", "", ""},
    {400, "Bad Request", "Begäran går inte att förstå", "Gå tillbaka och försök igen."},
    {401, "Unauthorized", "Du behöver vara inloggad",
     "Den här adressen kräver inloggning genom kommunens portal. Fråga den som sköter Sluss."},
    {403, "Forbidden", "Du har inte behörighet till detta",
     "Det du bad om får bara vissa göra, eller så var sidan som du kom från för gammal. Gå tillbaka, ladda om sidan "
     "och "
     "försök igen. Hjälper det inte: fråga den som sköter Sluss om din behörighet."},
    {404, "Not Found", "Sidan finns inte",
     "Adressen leder inte till någon sida. Den kan vara felskriven, eller så har det som fanns där tagits bort. "
     "Kontrollera adressen eller börja om från översikten."},
    {405, "Method Not Allowed", "Så kan sidan inte användas",
     "Adressen finns, men den går inte att öppna på det här sättet. Det händer när en knapps adress öppnas som en "
     "sida. "
     "Gå tillbaka och tryck på knappen, eller börja om från översikten."},
    {408, "Request Timeout", "Begäran kom inte fram i tid", "Försök igen."},
    {409, "Conflict", "Något annat pågår", "Vänta en stund och försök igen."},
    {413, "Content Too Large", "Det du skickade är för stort", "Skicka mindre åt gången."},
    {415, "Unsupported Media Type", "Det du skickade har fel format", "Gå tillbaka och försök igen."},
    {421, "Misdirected Request", "Adressen hör inte hit", "Kontrollera adressen."},
    {422, "Unprocessable Content", "Det gick inte att genomföra", "Gå tillbaka och rätta uppgifterna."},
    {429, "Too Many Requests", "För många anrop", "Vänta en stund och försök igen."},
    {431, "Request Header Fields Too Large", "Begäran är för stor", "Rensa webbläsarens kakor för adressen."},
    {500, "Internal Server Error", "Något gick fel", "Försök igen. Felet står i loggen."},
    {501, "Not Implemented", "Så kan sidan inte användas", "Börja om från översikten."},
    {502, "Bad Gateway", "Källan svarade fel", "Försök igen senare."},
    {503, "Service Unavailable", "Sluss hinner inte svara just nu", "Vänta en stund och försök igen."},
    {504, "Gateway Timeout", "Svaret tog för lång tid", "Försök igen senare."},
    {505, "HTTP Version Not Supported", "Begäran går inte att förstå", "Använd en nyare webbläsare."},
});

const Words& words_of(int status) {
  const auto* found = std::ranges::find(words, status, &Words::status);
  if (found != words.end()) return *found;
  return *std::ranges::find(words, status < 500 ? 400 : 500, &Words::status);
}

/// How those who are refused get access. They reveal nothing of which names, tokens or paths exist.
constexpr auto remedies = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"access.unknown",
     "Send Authorization: Bearer with a token (sluss token add NAME --role reader makes one), or ask through the "
     "proxy that signs people in."},
    {"access.token",
     "Check that the whole token is sent, NAME.SECRET; if it is lost or was removed, make another (sluss token add)."},
    {"access.role",
     "Have the role given to you: to a group of yours by [control] groups (through the proxy) or local_groups (on this "
     "machine), to a token by sluss token add --role. On the machine root and the user that sluss runs as are readers "
     "and operators."},
    {"request.cross_site",
     "Send it from Sluss's own pages; a program sends a token and neither Origin nor "
     "Sec-Fetch-Site."},
    {"request.form_token", "Load the page again, and send its form."},
    {"request.host", "Ask by a name that [control] names has, without a port; or add this one there, and reload."},
});

std::string_view remedy_of(std::string_view code) {
  const auto* found = std::ranges::find(remedies, code, &std::pair<std::string_view, std::string_view>::first);
  return found == remedies.end() ? std::string_view() : found->second;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<') {
      result += "&lt;";
    } else if (c == '&') {
      result += "&amp;";
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

std::string_view reason_of(int status) {
  const auto* found = std::ranges::find(words, status, &Words::status);
  return found == words.end() ? "Status" : found->reason;
}

ErrorText error_text(int status) {
  const auto& found = words_of(status);
  return {found.heading, found.advice};
}

Response problem(int status, std::string_view code, std::string_view detail, std::string_view remedy,
                 std::string_view error_class) {
  nlohmann::json body{{"type", "about:blank"},
                      {"title", reason_of(status)},
                      {"status", status},
                      {"code", code},
                      {"detail", core::log::masked(detail)}};
  if (!remedy.empty()) body["remedy"] = core::log::masked(remedy);
  if (!error_class.empty()) body["class"] = error_class;
  Response response;
  response.status = status;
  response.type = "application/problem+json";
  response.code = code;
  response.body = core::json_text(body) + "\n";
  return response;
}

int status_of(const core::Error& error) {
  const std::string_view code = error.code;
  if (code.ends_with(".unknown") || code == "usage.run" || code == "warehouse.empty") return 404;
  switch (error.error_class) {
    case core::ErrorClass::config:
      return code.starts_with("usage.") || code.starts_with("request.") ? 400 : 422;
    case core::ErrorClass::busy:
      return 409;
    case core::ErrorClass::source:
      return 502;
    case core::ErrorClass::transient:
    case core::ErrorClass::cancelled:
      return 503;
    case core::ErrorClass::data:
      return 422;
    case core::ErrorClass::storage:
      return 500;
  }
  return 500;
}

Response problem(const core::Error& error) {
  auto response = problem(status_of(error), error.code, error.what, error.remedy, core::name_of(error.error_class));
  if (response.status == 503) response.headers.emplace_back("Retry-After", "5");
  return response;
}

Response error_page(int status, std::string_view code) {
  const auto& found = words_of(status);
  Response response;
  response.status = status;
  response.code = code;
  response.body = "<!DOCTYPE html>\n<html lang=\"sv\">\n<head><meta charset=\"utf-8\"><title>" +
                  std::string(found.heading) +
                  " – Sluss</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<link rel=\"stylesheet\" href=\"/sluss.css\">\n"
                  "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/sluss.svg\"></head>\n"
                  "<body><main class=\"wide\"><h1>" +
                  std::string(found.heading) + "</h1>\n<p>" + std::string(found.advice) +
                  "</p>\n<p><a href=\"/\">Till översikten</a></p>\n<p><small>" + std::to_string(status) + " " +
                  escaped(code) + "</small></p></main></body>\n</html>\n";
  return response;
}

bool speaks_json(std::string_view path) {
  return path.starts_with("/api/") || path == "/api" || path == "/metrics" || path == "/healthz" || path == "/readyz";
}

Response refused(const Refusal& refusal, std::string_view path) {
  auto response = speaks_json(path) ? problem(refusal.status, refusal.code, refusal.what, remedy_of(refusal.code))
                                    : error_page(refusal.status, refusal.code);
  response.headers.insert(response.headers.end(), refusal.headers.begin(), refusal.headers.end());
  return response;
}

std::string_view header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key.size() == name.size() && ::strncasecmp(key.data(), name.data(), name.size()) == 0) return value;
  }
  return {};
}

bool has_header(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](const auto& entry) {
    return entry.first.size() == name.size() && ::strncasecmp(entry.first.data(), name.data(), name.size()) == 0;
  });
}

void add_security_headers(Response& response, bool tls) {
  const auto set = [&](std::string_view name, std::string_view value) {
    if (!has_header(response, name)) response.headers.emplace_back(name, value);
  };
  set("Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
      "'self'; "
      "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  set("X-Content-Type-Options", "nosniff");
  set("X-Frame-Options", "DENY");
  // Not no-referrer: a browser then says "Origin: null" for our own forms too.
  set("Referrer-Policy", "same-origin");
  set("Cross-Origin-Opener-Policy", "same-origin");
  set("Cross-Origin-Resource-Policy", "same-origin");
  set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  // What is shown depends on the caller: no cache between may keep it. What has a tag is revalidated each time.
  const bool tagged = has_header(response, "ETag") && response.status < 400;
  set("Cache-Control", tagged ? "private, no-cache" : "no-store");
  if (tls) set("Strict-Transport-Security", "max-age=31536000");
}

std::string http_date(std::int64_t seconds) {
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = seconds;
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  // strftime's names of days would follow the locale.
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                days.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                parts.tm_sec);
  return text.data();
}

std::string file_tag(const std::filesystem::path& file) {
  struct stat state{};
  if (::stat(file.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) return {};
  return "\"" + std::to_string(state.st_ino) + "-" + std::to_string(state.st_size) + "-" +
         std::to_string(state.st_mtim.tv_sec) + "." + std::to_string(state.st_mtim.tv_nsec) + "\"";
}

}  // namespace sluss::daemon::door

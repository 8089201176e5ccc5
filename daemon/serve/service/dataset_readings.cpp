#include "daemon/serve/service/dataset_readings.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace sluss::daemon::serve {
namespace {

/// Below these is what holds rows: pages, files, the API.
constexpr std::array<std::string_view, 2> with_rows{"/api/v1/datasets/{", "/dataset/{"};
constexpr std::string_view stranger = "from ";  // how someone who is not identified is called
constexpr int bad_request = 400;
constexpr int forbidden = 403;
constexpr int server_error = 500;

}  // namespace

std::optional<door::AuditEntry> dataset_reading(const door::ServedRequest& served) {
  const auto is_below = [&](std::string_view start) { return served.route.starts_with(start); };
  if (served.method != "GET" || std::ranges::none_of(with_rows, is_below)) return std::nullopt;
  if (served.who.starts_with(stranger)) return std::nullopt;
  const bool read = served.status < bad_request;
  if (!read && served.status < server_error && served.status != forbidden) return std::nullopt;
  return door::AuditEntry{.who = served.who,
                          .way = std::string(served.way),
                          .what = read_action,
                          .object = std::string(read ? served.object : served.route),
                          .outcome = read                           ? "done"
                                     : served.status < server_error ? "refused"
                                                                    : "failed",
                          .code = {}};
}

}  // namespace sluss::daemon::serve

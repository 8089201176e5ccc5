#include "daemon/serve/notify/named.h"

#include <fmt/format.h>

#include <cstddef>

#include "daemon/serve/notify/safe_text.h"
#include "daemon/swedish/counts_and_measures.h"

namespace sluss::daemon::notify {

std::string name(std::string_view text) {
  constexpr std::size_t name_most = 100;
  return safe_text(text, name_most);
}

std::string spoken(core::Day day) {
  const auto iso = core::to_text(day);  // YYYY-MM-DD
  const auto two = [&](std::size_t at) { return (iso[at] - '0') * 10 + iso[at + 1] - '0'; };
  return fmt::format("den {} {} {}", two(8), swedish::month_name(two(5)), iso.substr(0, 4));
}

std::string expiring(const Expiry& expiry) {
  return fmt::format("{} {}", expiry.what == ExpiryKind::certificate ? "certifikatet" : "hemligheten",
                     name(expiry.name));
}

std::string kept_phrase(const StateDamaged& damaged) {
  if (damaged.kept == "warehouse") return "datalagret";
  if (damaged.kept == "archive") return "arkivet med källornas svar";
  return "journalen över körningarna";
}

std::string file_phrase(std::string_view shown_name) {
  return fmt::format("filen {}", shown_name);
}

}  // namespace sluss::daemon::notify

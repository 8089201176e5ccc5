#include "transforms/normalise/kolada_areas.h"

#include <algorithm>

#include "core/ids.h"
#include "transforms/normalise/kolada.h"

namespace sluss::transforms::normalise {

namespace {
bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Nothing for what is no area's id: a county that does not exist, a number without end.
std::string canonical(std::string id) {
  return core::AreaId::parse(id) ? std::move(id) : std::string();
}
}  // namespace

const std::array<County, 21>& counties() {
  static constexpr std::array<County, 21> table{{
      {"01", "Stockholms län"},    {"03", "Uppsala län"},       {"04", "Södermanlands län"},
      {"05", "Östergötlands län"}, {"06", "Jönköpings län"},    {"07", "Kronobergs län"},
      {"08", "Kalmar län"},        {"09", "Gotlands län"},      {"10", "Blekinge län"},
      {"12", "Skåne län"},         {"13", "Hallands län"},      {"14", "Västra Götalands län"},
      {"17", "Värmlands län"},     {"18", "Örebro län"},        {"19", "Västmanlands län"},
      {"20", "Dalarnas län"},      {"21", "Gävleborgs län"},    {"22", "Västernorrlands län"},
      {"23", "Jämtlands län"},     {"24", "Västerbottens län"}, {"25", "Norrbottens län"},
  }};
  return table;
}

std::string county_id_of(std::string_view municipality) {
  const auto code = municipality.substr(0, 2);
  const bool known = std::ranges::any_of(counties(), [&](const County& county) { return county.code == code; });
  return known ? "county:" + std::string(code) : std::string();
}

std::string area_id_of(std::string_view kolada_id) {
  if (kolada_id == "0000") return "SE";
  if (kolada_id.size() == 4 && all_digits(kolada_id)) {
    // Kolada numbers the regions 0001..0025 by their county; it does not use SCB's 00 and 01.
    if (kolada_id.starts_with("00")) return canonical("region:" + std::string(kolada_id.substr(2)));
    return core::MunicipalityCode::parse(kolada_id) ? std::string(kolada_id) : std::string();
  }
  if (kolada_id.starts_with('G') && all_digits(kolada_id.substr(1)))
    return canonical("kolada:" + std::string(kolada_id));
  return {};
}

}  // namespace sluss::transforms::normalise

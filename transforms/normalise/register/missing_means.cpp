#include "transforms/normalise/register/missing_means.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/swedish_text.h"
#include "transforms/normalise/register/period_days.h"

namespace sluss::transforms::normalise::registers {

namespace {

constexpr std::string_view county_prefix = "county:";
constexpr std::string_view country = "SE";
constexpr std::size_t most_counties = 5;
constexpr std::size_t most_municipalities = 3;

/// " (Heby är inte med)", " (Heby, Håbo, Knivsta med flera är inte med)"
std::string why(const std::vector<std::string>& lacking) {
  std::vector<std::string> named(
      lacking.begin(), lacking.begin() + static_cast<std::ptrdiff_t>(std::min(lacking.size(), most_municipalities)));
  if (lacking.size() <= most_municipalities) return " (" + core::listed(named) + " är inte med)";
  std::string text;
  for (const auto& name : named) text += (text.empty() ? "" : ", ") + name;
  return " (" + text + " med flera är inte med)";
}

}  // namespace

void MissingMeans::note(std::string_view area, core::PeriodKind kind, std::int32_t period) {
  if (area != country && !area.starts_with(county_prefix)) return;
  const auto last = days_of(*core::Period::make(kind, period)).last;
  auto& day = missing_.try_emplace(std::string(area), last).first->second;
  day = std::max(day, last);
}

std::optional<core::Finding> MissingMeans::finding(const Lists& lists, const std::set<std::string>& in_file,
                                                   std::string_view mapping) const {
  std::vector<std::string> parts;
  std::int64_t count = 0;
  std::int64_t more = 0;
  std::string of_country;
  for (const auto& [area, last] : missing_) {
    if (in_file.contains(area)) continue;
    const bool whole = area == country;
    const auto county = whole ? std::string_view() : std::string_view(area).substr(county_prefix.size());
    std::vector<std::string> lacking;
    for (const auto& one : lists.municipalities_in(county, last))
      if (!in_file.contains(one.id)) lacking.push_back(one.title);
    if (lacking.empty()) continue;
    ++count;
    if (whole)
      of_country = why(lacking);
    else if (parts.size() < most_counties)
      parts.push_back(lists.name_of(area) + why(lacking));
    else
      ++more;
  }
  const bool has_municipalities =
      std::ranges::any_of(in_file, [&](const std::string& id) { return lists.is_municipality(id); });
  if (count == 0 || !has_municipalities) return std::nullopt;
  if (more > 0) parts.push_back(std::to_string(more) + " län till");
  if (!of_country.empty()) parts.push_back("riket" + (parts.empty() ? of_country : ""));
  return core::Finding{.code = "register.means_missing",
                       .severity = core::Severity::warning,
                       .subject = std::string(mapping),
                       .what = "Tal som räknas ut ur kommunerna i filen saknas för " + core::listed(parts) + ".",
                       .remedy = "Rätta kommunernas rader i filen, och lägg in den igen.",
                       .count = count};
}

}  // namespace sluss::transforms::normalise::registers

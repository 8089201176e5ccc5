#include "daemon/swedish/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sluss::daemon::swedish {
namespace {

constexpr std::string_view no_break_space = "\u00A0";
constexpr std::string_view minus = "\u2212";

std::string with_spaces(std::string digits) {
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), no_break_space);
  return digits;
}

constexpr int most_places = 6;
constexpr double hundred = 100;

/// Half away from zero, as the engine's round() in the datasets does: mail and file must not differ.
double rounded_to(double value, int places) {
  const double scale = std::pow(10.0, places);
  return std::round(value * scale) / scale;
}

}  // namespace

std::string number_word(std::int64_t number, Gender gender) {
  constexpr std::array<std::string_view, 13> words = {"noll", "ett",  "två", "tre", "fyra", "fem", "sex",
                                                      "sju",  "åtta", "nio", "tio", "elva", "tolv"};
  if (number == 1 && gender == Gender::common) return "en";
  if (number >= 0 && number < static_cast<std::int64_t>(words.size()))
    return std::string(words[static_cast<std::size_t>(number)]);
  return (number < 0 ? std::string(minus) : "") + with_spaces(fmt::format("{}", number < 0 ? -number : number));
}

std::string counted(std::int64_t number, Gender gender, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number_word(number, gender), number == 1 ? one : many);
}

std::string listed(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " och " : ", ";
    text += parts[i];
  }
  return text;
}

std::string capitalised(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> ours = {{{"å", "Å"}, {"ä", "Ä"}, {"ö", "Ö"}}};
  for (const auto& [small, large] : ours)
    if (text.starts_with(small)) return std::string(large).append(text.substr(small.size()));
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') result[0] = static_cast<char>(result[0] - 'a' + 'A');
  return result;
}

std::string swedish_number(double value, std::optional<int> decimals) {
  if (!std::isfinite(value)) return "–";
  const int places = std::clamp(decimals.value_or(most_places), 0, most_places);
  const double rounded = rounded_to(std::abs(value), places);
  auto digits = fmt::format("{:.{}f}", std::isfinite(rounded) ? rounded : std::abs(value), places);
  const auto point = digits.find('.');
  auto fraction = point == std::string::npos ? std::string() : digits.substr(point + 1);
  if (!decimals)
    while (fraction.ends_with('0')) fraction.pop_back();
  digits = digits.substr(0, point);
  const bool zero = digits == "0" && fraction.find_first_not_of('0') == std::string::npos;
  auto text = (value < 0 && !zero ? std::string(minus) : "") + with_spaces(digits);
  if (!fraction.empty()) text += "," + fraction;
  return text;
}

std::string swedish_limit(double share) {
  return swedish_number(share * hundred, {}) + std::string(no_break_space) + "%";
}

std::string swedish_share(double share, double limit) {
  if (share == limit) return swedish_limit(limit);
  const double percent = share * hundred;
  // As it is written: 0.29 * 100 is less than 29.
  const double written_limit = rounded_to(limit * hundred, most_places);
  int places = 0;
  while (places < most_places) {
    const double written = rounded_to(percent, places);
    const bool same_side = share > limit ? written > written_limit : written < written_limit;
    if (same_side && (written != 0 || share == 0)) break;
    ++places;
  }
  return swedish_number(percent, places) + std::string(no_break_space) + "%";
}

std::string swedish_size(std::uint64_t bytes, std::optional<int> decimals) {
  constexpr std::array<std::string_view, 5> units = {"byte", "kB", "MB", "GB", "TB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (size >= 1000 && unit + 1 < units.size()) {
    size /= 1000;
    ++unit;
  }
  const int places = unit == 0 ? 0 : decimals.value_or(size < 10 ? 1 : 0);
  return fmt::format("{}{}{}", swedish_number(size, places), no_break_space, units[unit]);
}

std::pair<std::string, std::string> swedish_sizes(std::uint64_t one, std::uint64_t other) {
  std::pair texts(swedish_size(one), swedish_size(other));
  for (int places = 1; one != other && texts.first == texts.second && places <= most_places; ++places)
    texts = {swedish_size(one, places), swedish_size(other, places)};
  return texts;
}

std::string_view month_name(int month) {
  constexpr std::array<std::string_view, 12> months = {"januari",   "februari", "mars",     "april",
                                                       "maj",       "juni",     "juli",     "augusti",
                                                       "september", "oktober",  "november", "december"};
  return months.at(static_cast<std::size_t>(month - 1));
}

std::string swedish_span(std::chrono::milliseconds span) {
  const auto minutes = std::max<std::int64_t>(std::chrono::ceil<std::chrono::minutes>(span).count(), 1);
  constexpr std::int64_t day = 1440;
  if (minutes % day == 0) return counted(minutes / day, Gender::neuter, "dygn", "dygn");
  if (minutes % 60 == 0) return counted(minutes / 60, Gender::common, "timme", "timmar");
  return counted(minutes, Gender::common, "minut", "minuter");
}

}  // namespace sluss::daemon::swedish

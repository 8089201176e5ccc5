#include "daemon/swedish/counts_and_measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/swedish_number.h"

namespace sluss::daemon::swedish {
namespace {

using core::most_decimals;
using core::no_break_space;
using core::NumberStyle;
using core::rounded_to;
using core::swedish_number;

constexpr double hundred = 100;

}  // namespace

std::string number_word(std::int64_t number, Gender gender) {
  constexpr std::array<std::string_view, 13> words = {"noll", "ett",  "två", "tre", "fyra", "fem", "sex",
                                                      "sju",  "åtta", "nio", "tio", "elva", "tolv"};
  if (number == 1 && gender == Gender::common) return "en";
  if (number >= 0 && number < static_cast<std::int64_t>(words.size()))
    return std::string(words[static_cast<std::size_t>(number)]);
  return core::swedish_integer(number);
}

std::string counted(std::int64_t number, Gender gender, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number_word(number, gender), number == 1 ? one : many);
}

std::string swedish_limit(double share) {
  return swedish_number(share * hundred, {}, NumberStyle::spaced) + std::string(no_break_space) + "%";
}

std::string swedish_share(double share, double limit) {
  if (share == limit) return swedish_limit(limit);
  const double percent = share * hundred;
  // As it is written: 0.29 * 100 is less than 29.
  const double written_limit = rounded_to(limit * hundred, most_decimals);
  int places = 0;
  while (places < most_decimals) {
    const double written = rounded_to(percent, places);
    const bool same_side = share > limit ? written > written_limit : written < written_limit;
    if (same_side && (written != 0 || share == 0)) break;
    ++places;
  }
  return swedish_number(percent, places, NumberStyle::spaced) + std::string(no_break_space) + "%";
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
  return fmt::format("{}{}{}", swedish_number(size, places, NumberStyle::spaced), no_break_space, units[unit]);
}

std::pair<std::string, std::string> swedish_sizes(std::uint64_t one, std::uint64_t other) {
  std::pair texts(swedish_size(one), swedish_size(other));
  for (int places = 1; one != other && texts.first == texts.second && places <= most_decimals; ++places)
    texts = {swedish_size(one, places), swedish_size(other, places)};
  return texts;
}

std::string swedish_span(std::chrono::milliseconds span) {
  const auto minutes = std::max<std::int64_t>(std::chrono::ceil<std::chrono::minutes>(span).count(), 1);
  constexpr std::int64_t day = 1440;
  if (minutes % day == 0) return counted(minutes / day, Gender::neuter, "dygn", "dygn");
  if (minutes % 60 == 0) return counted(minutes / 60, Gender::common, "timme", "timmar");
  return counted(minutes, Gender::common, "minut", "minuter");
}

}  // namespace sluss::daemon::swedish

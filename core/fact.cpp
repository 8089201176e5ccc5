#include "core/fact.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace sluss::core {
namespace {

constexpr std::array<std::string_view, 8> status_names = {"final",          "preliminary",    "missing",
                                                          "suppressed",     "not_applicable", "not_collected",
                                                          "not_introduced", "contradictory"};

}  // namespace

std::string_view code_of(Gender gender) {
  switch (gender) {
    case Gender::total:
      return "T";
    case Gender::women:
      return "K";
    case Gender::men:
      return "M";
  }
  return "";
}

std::string_view name_of(FactStatus status) {
  return status_names.at(static_cast<std::size_t>(status));
}

std::optional<FactStatus> fact_status(std::string_view name) {
  const auto found = std::ranges::find(status_names, name);
  if (found == status_names.end()) return std::nullopt;
  return static_cast<FactStatus>(found - status_names.begin());
}

std::uint32_t Dictionary::number_of(std::string_view text) {
  if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
  assert(texts_.size() < std::numeric_limits<std::uint32_t>::max());
  const auto number = static_cast<std::uint32_t>(texts_.size());
  // The deque never moves its texts, so the map may point into them.
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

bool same_figure(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (a == b) return true;  // also two equal infinities, whose difference is no number
  if (std::isinf(a) || std::isinf(b)) return false;
  const double difference = std::abs(a - b);
  return difference <= 1e-9 || difference <= 1e-6 * std::max(std::abs(a), std::abs(b));
}

}  // namespace sluss::core

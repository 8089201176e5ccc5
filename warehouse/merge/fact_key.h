#pragma once
// The key of a fact in 16 bytes, ordered by indicator and period first: the order that facts are written in.

#include <compare>
#include <cstdint>

#include "core/fact.h"

namespace sluss::warehouse::merge {

struct FactKey {
  std::uint64_t high = 0;  ///< indicator, period
  std::uint64_t low = 0;   ///< area (24 bits), unit (32), kind (4), gender (4)
  auto operator<=>(const FactKey&) const = default;

  [[nodiscard]] std::uint32_t indicator() const { return static_cast<std::uint32_t>(high >> 32U); }
  [[nodiscard]] std::int32_t period() const { return static_cast<std::int32_t>(high & 0xffff'ffffU); }
  [[nodiscard]] std::uint32_t area() const { return static_cast<std::uint32_t>(low >> 40U); }
  [[nodiscard]] std::uint32_t unit() const { return static_cast<std::uint32_t>(low >> 8U); }
  [[nodiscard]] core::PeriodKind kind() const { return static_cast<core::PeriodKind>(low >> 4U & 15U); }
  [[nodiscard]] core::Gender gender() const { return static_cast<core::Gender>(low & 15U); }
};

constexpr std::uint32_t most_areas = (1U << 24U) - 1;

inline FactKey make_key(std::uint32_t indicator, std::uint32_t area, std::uint32_t unit, std::int32_t period,
                        std::uint8_t kind, std::uint8_t gender) {
  return {std::uint64_t{indicator} << 32U | static_cast<std::uint32_t>(period),
          std::uint64_t{area} << 40U | std::uint64_t{unit} << 8U | std::uint64_t{kind} << 4U | gender};
}

/// Of a fact whose ids are the warehouse's keys already.
inline FactKey key_of(const core::Fact& fact) {
  return make_key(fact.indicator, fact.area, fact.unit, fact.period, static_cast<std::uint8_t>(fact.kind),
                  static_cast<std::uint8_t>(fact.gender));
}

/// An open version of the warehouse, as it is compared.
struct OpenVersion {
  FactKey key;
  double value = 0;
  std::int64_t row = 0;  ///< the engine's own number of it, stable within the transaction
  std::int32_t count = 0;
  core::FactStatus status = core::FactStatus::final;
  bool has_value = false;
  bool has_count = false;
  core::Bound bound = core::Bound::exact;  ///< of the value
  bool of_other = false;                   ///< loaded by another source of the same origin
};

/// The same figure with the same bound, status and count: no version.
template <class A, class B>
[[nodiscard]] bool same_content(const A& a, const B& b, core::SameFigure by) {
  return a.status == b.status && a.has_value == b.has_value && a.has_count == b.has_count &&
         (!a.has_count || a.count == b.count) &&
         (!a.has_value || (a.bound == b.bound && core::same_figure(a.value, b.value, by)));
}

/// Of a value that is not there nothing is known, nor a bound.
template <class T>
[[nodiscard]] core::Bound bound_of(const T& content) {
  return content.has_value ? content.bound : core::Bound::exact;
}

}  // namespace sluss::warehouse::merge

#pragma once
// A period and its kind. Periods of different kinds are never compared with one another.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/time.h"

namespace sluss::core {

enum class PeriodKind : std::uint8_t {
  year = 1,                 ///< code YYYY
  half = 2,                 ///< YYYYH, H 1..2
  tertial = 3,              ///< YYYYT, T 1..3
  quarter = 4,              ///< YYYYQ, Q 1..4
  month = 5,                ///< YYYYMM
  week = 6,                 ///< YYYYWW, ISO
  year_to_date = 7,         ///< YYYYMM: January to the end of that month
  rolling_three_years = 8,  ///< YYYY, the last of the three
  window = 9,               ///< YYYYMMDD, its last day; the length is the indicator's
  day = 10,                 ///< YYYYMMDD
};

[[nodiscard]] std::string_view name_of(PeriodKind kind);  ///< "year", "rolling_three_years", …
[[nodiscard]] std::optional<PeriodKind> period_kind(std::string_view name);

class Period {
 public:
  /// Errors: data class, code "period.invalid".
  [[nodiscard]] static Result<Period> make(PeriodKind kind, std::int32_t code);
  /// "2024", "2024H1", "2024T2", "2024Q4", "2024-05", "2024-W23", "2024-01--2024-05" (to date), "2022--2024" (three
  /// years), "2024-05-31" (day; window needs its kind given to make()).
  [[nodiscard]] static Result<Period> parse(std::string_view text);

  [[nodiscard]] PeriodKind kind() const { return kind_; }
  [[nodiscard]] std::int32_t code() const { return code_; }
  [[nodiscard]] int year() const;
  [[nodiscard]] std::string text() const;
  bool operator==(const Period&) const = default;

 private:
  Period(PeriodKind kind, std::int32_t code) : kind_(kind), code_(code) {}
  PeriodKind kind_;
  std::int32_t code_;
};

}  // namespace sluss::core

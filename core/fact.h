#pragma once
// Facts: one value of one indicator for one area (and perhaps one unit), period and gender, as staged by a run.
// Ids are run-local numbers of the run's Dictionary; the warehouse maps them to its own keys when it applies.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/period.h"

namespace sluss::core {

enum class Gender : std::uint8_t { total = 0, women = 1, men = 2 };    ///< Kolada's T, K, M
[[nodiscard]] std::string_view code_of(Gender gender);                 ///< "T", "K", "M"
[[nodiscard]] std::optional<Gender> gender_of(std::string_view code);  ///< the other way

enum class FactStatus : std::uint8_t {
  final = 0,
  preliminary = 1,
  missing = 2,
  suppressed = 3,  ///< the source withholds it for the sake of individuals
  not_applicable = 4,
  not_collected = 5,
  not_introduced = 6,
  contradictory = 7,  ///< value and status contradict each other, or the status word is unknown; no value is stored
};
[[nodiscard]] std::string_view name_of(FactStatus status);
[[nodiscard]] std::optional<FactStatus> fact_status(std::string_view name);

/// How near the value is to the figure: a source that prints "<5" has no more to give than "at most 5".
enum class Bound : std::uint8_t { exact = 0, at_least = 1, at_most = 2 };
[[nodiscard]] std::string_view name_of(Bound bound);  ///< "exact", "at_least", "at_most"
[[nodiscard]] std::optional<Bound> fact_bound(std::string_view name);

/// Texts to small numbers, 0 is the empty text. Not thread safe.
class Dictionary {
 public:
  Dictionary() { (void)number_of(""); }
  [[nodiscard]] std::uint32_t number_of(std::string_view text);
  [[nodiscard]] std::string_view text_of(std::uint32_t number) const { return texts_[number]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t, Hash> numbers_;
};

/// One staged value. 40 bytes, trivially copyable: millions of them are sorted and spilled.
struct Fact {
  std::uint32_t indicator = 0;  ///< Dictionary number of an IndicatorId's text
  std::uint32_t area = 0;       ///< Dictionary number of an AreaId's text
  std::uint32_t unit = 0;       ///< Dictionary number of an organisational unit's id; 0: the area as a whole
  std::int32_t period = 0;      ///< Period::code()
  double value = 0;             ///< when has_value
  std::int32_t count = 0;       ///< when has_count
  std::uint32_t raw = 0;        ///< RawHandle::index of the object that it was read from
  PeriodKind kind = PeriodKind::year;
  Gender gender = Gender::total;
  FactStatus status = FactStatus::final;
  bool has_value : 1 = false;
  bool has_count : 1 = false;
  bool deleted : 1 = false;        ///< deleted by the source; value and status mean nothing
  Bound bound : 2 = Bound::exact;  ///< of the value, when has_value
  std::uint32_t position = 0;      ///< where in its raw object: the n-th value, from 0
};
static_assert(sizeof(Fact) == 40);

/// Dictionaries of one run, shared by all its streams.
struct FactNames {
  Dictionary indicators;
  Dictionary areas;
  Dictionary units;
};

/// When two values of one key are the same figure, so that the later makes no version.
enum class SameFigure : std::uint8_t {
  exact,
  /// Equal, or not both whole and their shortest decimal texts differ by at most 0.000001: a source that prints more
  /// decimals than before has not revised anything, and one that counts has.
  sixth_decimal,
  /// |a-b| <= 1e-6·max(|a|,|b|) or |a-b| <= 1e-9: what runs before rules 4 were compared by.
  relative,
};
[[nodiscard]] bool same_figure(double a, double b, SameFigure by);

}  // namespace sluss::core

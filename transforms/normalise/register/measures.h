#pragma once
// Which indicator a row of a SELECT is a figure of: its measure and its dimensions. Private to the normaliser.
// Threads: one. Memory: one entry for each different combination.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/dimensions.h"
#include "core/fact.h"
#include "core/period.h"
#include "transforms/normalise/normaliser.h"

namespace sluss::transforms::normalise::registers {

/// What of a row is wrong; of no code nothing is.
struct Wrong {
  std::string_view code;
  std::string field;
  std::string text;
  bool decoded = false;  ///< it could be read, and is of something that the mapping does not have
};

struct FoundMeasure {
  std::string own_id;  ///< without the origin: "hemtjanstindex.rank[del=information]"
  std::uint32_t indicator = 0;
  core::PeriodKind kind = core::PeriodKind::year;
  core::Gender gender = core::Gender::total;
  Wrong wrong;
};

class Measures {
 public:
  /// `mapping` and `names` outlive it.
  Measures(const connectors::registers::Mapping& mapping, std::string_view origin, const PeriodKinds& period_kinds,
           core::FactNames& names);

  /// A NULL dimension is not divided by: it is left out of the id, and of gender the total. The reference is good as
  /// long as the object.
  const FoundMeasure& find(std::string_view measure, const std::vector<std::optional<std::string_view>>& dimensions);

  /// Those that were found, by id.
  [[nodiscard]] std::vector<core::Indicator> indicators() const;

 private:
  [[nodiscard]] FoundMeasure made(std::string_view measure,
                                  const std::vector<std::optional<std::string_view>>& dimensions);
  [[nodiscard]] Wrong value_of(std::size_t dimension, std::string_view text, std::string& id);
  [[nodiscard]] core::Indicator indicator_of(const connectors::registers::Measure& measure, const std::string& id,
                                             std::string_view of) const;

  const connectors::registers::Mapping& mapping_;
  std::string origin_;
  const PeriodKinds& period_kinds_;
  core::FactNames& names_;
  std::unordered_map<std::string, FoundMeasure> known_;
  std::string key_;
  /// The first spelling that had an id's text, by dimension: another with the same text would be taken for it.
  std::vector<std::map<std::string, std::string>> values_;
  std::map<std::string, core::Indicator> indicators_;
};

/// "K", "kvinnor", "M", "män", "T", "totalt" and their like, whatever their capitals; nothing when it is none.
[[nodiscard]] std::optional<core::Gender> gender_of(std::string_view text);

}  // namespace sluss::transforms::normalise::registers

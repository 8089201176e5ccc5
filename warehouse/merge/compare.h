#pragma once
// A run's facts of one series compared with the series' open versions.

#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "warehouse/merge/fact_key.h"
#include "warehouse/merge/keys.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::merge {

enum class ChangeKind : std::uint8_t { inserted, revised, deleted, absent };
[[nodiscard]] std::string_view name_of(ChangeKind kind);

struct Change {
  ChangeKind kind;
  const core::Fact* incoming = nullptr;  ///< not for absent
  const OpenVersion* open = nullptr;     ///< not for inserted
  /// The version that it opens: nothing when the source deleted it, or no longer carries it.
  [[nodiscard]] const core::Fact* opened() const {
    return incoming != nullptr && !incoming->deleted ? incoming : nullptr;
  }
  [[nodiscard]] FactKey key() const { return open != nullptr ? open->key : key_of(*incoming); }
};

/// A Coverage with keys in place of texts.
class CoverageSet {
 public:
  CoverageSet(const std::vector<Coverage>& coverage, const Keys& keys);
  [[nodiscard]] bool covers_all_indicators() const;
  [[nodiscard]] bool covers(const FactKey& key) const;
  [[nodiscard]] std::vector<std::uint32_t> indicators() const;

 private:
  struct Part {
    bool all_indicators, all_areas, units;
    core::PeriodKind kind;
    std::int32_t first_period, last_period;
    std::unordered_set<std::uint32_t> indicators, except, areas;
    [[nodiscard]] bool covers_series(std::uint32_t indicator) const {
      return (all_indicators || indicators.contains(indicator)) && !except.contains(indicator);
    }
  };
  std::vector<Part> parts_;
};

/// A change that a person has discarded in a series: it is not held again.
struct DiscardedRow {
  FactKey key;
  bool gone = false;  ///< deleted or absent
  double value = 0;
  std::int32_t count = 0;
  core::FactStatus status = core::FactStatus::final;
  bool has_value = false;
  bool has_count = false;
  core::Bound bound = core::Bound::exact;
};

struct Comparison {
  std::vector<Change> changes;  ///< ascending by key
  std::int64_t known = 0;       ///< open versions of the series
  std::int64_t inserted = 0, revised = 0, unchanged = 0, deleted = 0, absent = 0;
  std::int64_t filtered = 0;     ///< incoming ones that change nothing: discarded before, or they yielded
  std::int64_t others = 0;       ///< of the revised, values that another source had loaded differently
  std::int64_t same_values = 0;  ///< pairs of values that agree
  std::vector<double> ratios;    ///< |new/old| of the revised pairs, both exact
};

/// Both sides ascending by key, of one indicator; `discarded` too. `by`: when two values are one. `yields`: what
/// another source of the origin had loaded stays unchanged, also where this one says otherwise (MergeOptions::yields).
[[nodiscard]] Comparison compare(std::span<const core::Fact> incoming, std::span<const OpenVersion> open,
                                 const CoverageSet& coverage, std::span<const DiscardedRow> discarded,
                                 core::SameFigure by, bool yields = false);

}  // namespace sluss::warehouse::merge

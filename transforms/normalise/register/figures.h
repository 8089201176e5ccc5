#pragma once
// The rows of a mapping's SELECT as facts. One that is none is rejected with its reason, one without an area is left
// out and counted. Private to the normaliser. Threads: one. Memory: what is different of names, and a batch of facts.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "connectors/register/source/extent.h"
#include "core/batch.h"
#include "core/coverage.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/finding.h"
#include "transforms/normalise/dimensions.h"
#include "transforms/normalise/normaliser.h"
#include "transforms/normalise/register/figure_units.h"
#include "transforms/normalise/register/lists.h"
#include "transforms/normalise/register/looked_up.h"
#include "transforms/normalise/register/measures.h"
#include "transforms/normalise/register/missing_means.h"
#include "transforms/normalise/register/one_value.h"
#include "transforms/normalise/register/period_days.h"
#include "transforms/normalise/register/unit_names.h"
#include "transforms/normalise/register/units.h"

namespace sluss::transforms::normalise::registers {

class Figures {
 public:
  struct Of {
    const connectors::registers::FilesExtent& extent;
    std::string_view origin;
    const PeriodKinds& period_kinds;
    const Lists& lists;
    const Units& units;
    const UnitNames& unit_names;  ///< of those in the file
    LookedUp& looked_up;
    OneValue& one_value;
    std::uint32_t raw = 0;  ///< the file's first page
  };
  /// What `of` refers to, and `output`, outlive it.
  Figures(const Of& of, Output& output);

  /// Rows of Select::run(). Errors: the output's.
  core::Result<> take(const core::Batch& rows);
  /// Hands on what is left. Errors: data class "register.no_figures" when there were rows and not one is a figure; the
  /// output's.
  core::Result<> finish();

  /// After it: hands on each figure of several values once more, without any. The last that is handed on is what
  /// counts.
  core::Result<> take_back(core::duckdb::Connection& connection);

  [[nodiscard]] const NormaliseCounts& counts() const { return counts_; }
  /// `bounded_cells`: cells of the file's figures that are bounds ("<5") and no number. `areas`: the ids of those of
  /// the file's rows.
  [[nodiscard]] std::vector<core::Finding> findings(std::int64_t bounded_cells,
                                                    const std::set<std::string>& areas) const;
  [[nodiscard]] Dimensions dimensions() const;
  /// The indicators of the load, all areas, the periods that it has; of areas and of units each by themselves. Empty
  /// when the mapping is partial.
  [[nodiscard]] std::vector<core::Coverage> coverage() const;

 private:
  struct Row;
  struct Covered {
    std::map<core::PeriodKind, std::set<std::uint32_t>> indicators;
    std::map<core::PeriodKind, std::set<std::int32_t>> periods;
  };
  /// The fact; without an area: left out.
  Wrong read(const Row& row, const FoundMeasure& measure, core::Fact& fact);
  [[nodiscard]] Wrong read_value(const Row& row, core::Fact& fact);
  void note(const core::Fact& fact, const FoundMeasure& measure);
  core::Result<> reject(const Row& row, const FoundMeasure& measure, const Wrong& wrong);
  core::Result<> hand_on();
  core::Result<> give();

  Of of_;
  Output& output_;
  Measures measures_;
  struct KnownArea {
    std::uint32_t number = 0;  ///< 0: none
    Wrong wrong;
  };
  const KnownArea& area(std::string_view text, core::Day day);
  [[nodiscard]] KnownArea found_area(std::string_view text, core::Day day);

  std::unordered_map<std::string, KnownArea> areas_;  ///< by day and text
  std::string key_;
  FigureUnits units_;
  std::vector<core::Fact> facts_;
  std::uint32_t position_ = 0;
  NormaliseCounts counts_;
  std::int64_t without_area_ = 0;
  std::int64_t contradictory_ = 0;
  std::int64_t bounded_ = 0;
  std::optional<Wrong> first_wrong_;
  MissingMeans missing_means_;
  std::array<Covered, 2> covered_;  ///< of areas, of units
};

}  // namespace sluss::transforms::normalise::registers

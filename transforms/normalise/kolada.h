#pragma once
// From what Kolada sent to facts and dimensions. Pure: no clock, no I/O, no log; the same batches give the same facts.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "connectors/kolada/extent.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/finding.h"
#include "transforms/normalise/normaliser.h"

namespace sluss::transforms::normalise {

/// Areas by Kolada's ids: 0000 → SE, 0001..0025 of type L → region:NN, 1981 → 1981, G… → kolada:G…. Empty for
/// anything else.
[[nodiscard]] std::string area_id_of(std::string_view kolada_id);

class KoladaFacts {
 public:
  struct Years {
    std::int32_t first = 0;
    std::int32_t last = 0;  ///< 0: any year
  };
  struct Filter {
    bool all_indicators = true;
    std::unordered_set<std::string> indicators;  ///< Kolada ids
    bool all_areas = true;
    std::unordered_set<std::string> areas;  ///< Kolada ids; for units: unused
    connectors::kolada::AreaScope area_scope = connectors::kolada::AreaScope::unrecorded;
    std::unordered_set<std::string> known_areas;  ///< Kolada ids of the catalogue; empty: not known
    Years years;
    /// The true kind of an indicator's periods where config/indicators has another than year, by Kolada id.
    std::unordered_map<std::string, core::PeriodKind> period_kinds;
  };
  KoladaFacts(core::FactNames& names, Filter filter);

  /// Rows of kolada.data (units = false) or kolada.oudata (units = true) to facts, appended to `out`.
  /// Unit facts' areas are those that put_units() got; a unit it did not get is rejected. Statuses: no word and a
  /// value is final (decision 002: preliminary is computed when read), no word and no value is missing, Missing,
  /// Privacy and Not applicable are missing, suppressed and not_applicable; any of them with a value, and any other
  /// word, is contradictory and loses the value. A deleted value is a fact with the flag. What was not requested
  /// (another indicator; another area, where areas were requested by id; an area that the catalogue has not, where
  /// all were; another year, where the years were named) is rejected, what is merely outside the selection is
  /// filtered: read = facts + filtered + rejected.
  void facts(const core::Batch& rows, std::uint32_t raw, bool units, std::vector<core::Fact>& out,
             std::vector<core::Reject>& rejects);
  /// Rows of kolada.ou, before unit facts.
  void put_units(const core::Batch& rows);

  [[nodiscard]] const NormaliseCounts& counts() const;
  /// Unknown status words, values that contradict their status: one finding a kind, with counts.
  [[nodiscard]] std::vector<core::Finding> findings() const;
  [[nodiscard]] core::FactNames& names();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace sluss::transforms::normalise

#pragma once
// What a gate saw: read here for pages and commands alike, each of which has its own words for it.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/fact.h"
#include "core/unmet.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

/// One of the ten examples.
struct Example {
  std::string kind;  ///< "revised", "inserted", "deleted", "absent"
  std::string area;  ///< its id; its name after name_areas()
  std::string period;
  std::string gender;
  std::string unit;
  std::optional<double> before, after;
  core::Bound before_bound = core::Bound::exact, after_bound = core::Bound::exact;
};

/// Of a table's column: what it was and is.
struct ColumnChange {
  std::string column, before, now;
};

/// HeldSeries::evidence, read.
struct Evidence {
  std::optional<double> revised_share, gone_share;
  std::optional<double> least, quarter, median, three_quarters, most;  ///< of new/old
  std::vector<Example> examples;
  std::optional<std::pair<std::string, std::string>> measure;  ///< before and now
  std::optional<std::pair<bool, bool>> by_gender;              ///< before and now
  // Of a table.
  std::optional<std::int64_t> rows_before, rows_now;
  std::vector<std::string> lost_columns;  ///< names
  std::vector<ColumnChange> changed_columns;
  std::vector<core::Unmet> unmet;  ///< why the whole load is held
  std::int64_t waits_with = 0;     ///< not for itself: rows of this earlier run wait; 0: for itself
  std::string reason;              ///< given as a text
  std::vector<std::pair<std::string, std::string>> others;  ///< what has no place above, as it is kept, by its key
  [[nodiscard]] bool of_table() const { return rows_before.has_value(); }
};
/// Nothing is left out because something else cannot be read. The counts are in HeldSeries, and not here.
[[nodiscard]] Evidence parse_evidence(std::string_view evidence);

/// What a reader knows best comes first: the examples of the own municipality (an area's id; empty: of none), then
/// those of the country, then the others, each in the order that they had. Before name_areas().
void own_first(Evidence& evidence, std::string_view own);

/// By id.
using AreaTitles = std::map<std::string, std::string>;
/// Of the areas that the examples of all these are of; areas that have none are not in it. Errors of the reader.
[[nodiscard]] core::Result<AreaTitles> titles_of_areas(warehouse::Reader& reader, std::span<const Evidence> evidences);
/// Names instead of ids, where there are such.
void name_areas(Evidence& evidence, const AreaTitles& titles);

}  // namespace sluss::daemon::api

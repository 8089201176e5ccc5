#pragma once
// What a mapping expects of a load ([[table.expect]], docs/mappings.md), judged over the load's typed tables: one table
// of each name that the mapping has, in the connection's own schema, also where it has no rows. Its columns: file,
// sheet, "row", level, variant; a figure with NAME_status, NAME_least and NAME_most; an area and a unit with NAME_text.
//
// A value that is known only by its bounds, or not at all, is never evidence: it could be what is expected. A table
// that the file did not have is not judged, unless the mapping requires it there. A partial mapping's expectations of
// rows, areas and ranks are not applied.
//
// Errors: those of core::duckdb::Connection, an interruption too. Threads: the connection's one. Memory: DuckDB's,
// which sorts at most the rows of one table; at most core::Unmet::most_rows of evidence for each expectation.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/error.h"
#include "core/unmet.h"

namespace sluss::core::duckdb {
class Connection;
}

namespace sluss::transforms::normalise::registers {

/// Rows of a table that the source could not read, so that the table lacks them.
struct UnreadRows {
  std::vector<std::string> places;  ///< "Bilar rad 5" or "rad 5", the first ones, ascending
  std::int64_t count = 0;
};
using Unread = std::map<std::string, UnreadRows>;  ///< by the table's name

/// `file` is the name of the file that was loaded. Table by table, of each what is counted before what rows say; none:
/// the load is as expected. One cause is told once: rows and areas that are off alike are one, and where a table has
/// too few rows, or lacks some that could not be read, that its ranks are not checked is told with it. Without such a
/// count, ranks that do not hold beside rows that could not be read are told as not checked, without rows to show it:
/// those that are there are not to blame.
[[nodiscard]] core::Result<std::vector<core::Unmet>> unmet_expectations(core::duckdb::Connection& tables,
                                                                        const connectors::registers::Mapping& mapping,
                                                                        std::string_view file,
                                                                        const Unread& unread = {});

}  // namespace sluss::transforms::normalise::registers

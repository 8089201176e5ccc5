#pragma once
// The views with text codes over keys and small integers.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/time.h"

namespace sluss::warehouse::duckdb {

/// In the generation's own file, as of now, for those who open it directly.
[[nodiscard]] std::string file_views_sql();

/// In a reading session: the catalog `stored` limited to what was known at a moment (nothing: all of it).
/// `core_tables` and `meta_tables`: those of its schemas, of which one that an older program wrote lacks some.
/// `bounds`: its core.fact has the column; else every value is exact.
[[nodiscard]] std::string session_views_sql(const std::string& stored, std::optional<core::Instant> known_at,
                                            const std::vector<std::string>& core_tables,
                                            const std::vector<std::string>& meta_tables, bool bounds);

/// A SELECT of the runs of these sources; empty when there are none.
[[nodiscard]] std::string runs_of_sql(const std::vector<std::string>& sources);

/// "make_timestamp(123)", in microseconds.
[[nodiscard]] std::string timestamp_sql(core::Instant instant);

}  // namespace sluss::warehouse::duckdb

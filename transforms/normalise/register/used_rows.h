#pragma once
// Which rows of a load's tables figures came of: a SELECT without the rows of a level lacks those that did. Private to
// the normaliser. Threads: the connection's. Memory: the SELECT's answer once more, of a load that is not large.

#include <chrono>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/duckdb/duckdb.h"
#include "core/error.h"
#include "core/finding.h"
#include "transforms/normalise/normaliser.h"

namespace sluss::transforms::normalise::registers {

/// By table and level. Of a load with more than 200 000 rows, of levels without which the SELECT cannot be computed,
/// and of what would take longer than `most` in all, it is not known how many figures came of them. `figures`: the name
/// of the SELECT's view, as SQL has it. Whatever the answer, the tables are good for nothing afterwards.
[[nodiscard]] core::Result<std::vector<UsedRows>> used_rows(core::duckdb::Connection& tables,
                                                            const connectors::registers::Mapping& mapping,
                                                            std::string_view figures, std::chrono::milliseconds most);
/// "register.rows_unused": of each table that has rows of which no figure came, or of which few did.
[[nodiscard]] std::vector<core::Finding> findings_of(const std::vector<UsedRows>& used);

}  // namespace sluss::transforms::normalise::registers

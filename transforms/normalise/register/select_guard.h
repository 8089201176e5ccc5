#pragma once
// What of a mapping's SELECT is let through: exactly one SELECT over the mapping's own tables, by functions that are
// reviewed and give the same each time. Its parse tree is walked, not its text; whatever is not known is refused.
// Private to the normaliser.

#include <span>
#include <string>

#include "core/duckdb/duckdb.h"
#include "core/error.h"

namespace sluss::transforms::normalise::registers {

/// Errors: config class "register.select", with what was refused and what is allowed.
[[nodiscard]] core::Result<> check_select(core::duckdb::Connection& connection, const std::string& sql,
                                          std::span<const std::string> tables);

/// DuckDB's words for people: their first line, values of cells cut to 40 letters and without identities.
[[nodiscard]] std::string without_cells(const std::string& words);

}  // namespace sluss::transforms::normalise::registers

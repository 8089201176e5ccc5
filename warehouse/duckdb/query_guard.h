#pragma once
// What `query` lets through: exactly one SELECT over core, mart and extract. Everything is refused that is not known to
// be harmless: the statement's parse tree is walked, not its text.

#include <string>

#include "core/duckdb/duckdb.h"
#include "core/error.h"

namespace sluss::warehouse::duckdb {

/// Config class "query.refused" with what was refused and what is allowed; data class "duckdb.sql" when it does not
/// parse.
[[nodiscard]] core::Result<> guard_query(core::duckdb::Connection& connection, const std::string& sql);

}  // namespace sluss::warehouse::duckdb

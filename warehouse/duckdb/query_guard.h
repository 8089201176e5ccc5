#pragma once
// What `query` lets through: exactly one SELECT over core, mart and extract, and what lists their columns (describe,
// show tables, information_schema.tables and columns). Everything is refused that is not known to be harmless: the
// statement's parse tree is walked, not its text.

#include <string>

#include "core/duckdb/duckdb.h"
#include "core/error.h"

namespace sluss::warehouse::duckdb {

/// Created in a reading session before a guarded query: what information_schema and show tables read from.
/// Needs the schema `session`.
[[nodiscard]] std::string query_views_sql();

/// The statement to run: `sql` itself, or the same with our views in place of the engine's information_schema. Config
/// class "query.refused" with what was refused and what is allowed, "query.function" with the function; data class
/// "duckdb.sql" when it does not parse.
[[nodiscard]] core::Result<std::string> guard_query(core::duckdb::Connection& connection, const std::string& sql);

}  // namespace sluss::warehouse::duckdb

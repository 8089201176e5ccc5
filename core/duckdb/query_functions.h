#pragma once
// The functions that a SELECT of others may call (`query`, a mapping's), each one reviewed: they make values from their
// arguments alone, and reach no file, network, setting, secret or schema. A function that a newer engine brings is
// refused until it is listed here; the test of the engine's warehouse compares the list with the functions of the
// engine that is linked.

#include <span>
#include <string_view>

namespace sluss::core::duckdb {

/// Scalars, aggregates, windows, macros and the operators that the parser makes functions of; lower case, sorted.
[[nodiscard]] std::span<const std::string_view> allowed_functions();
/// In FROM.
[[nodiscard]] std::span<const std::string_view> allowed_table_functions();
/// `name` is in lower case.
[[nodiscard]] bool function_allowed(std::string_view name);
/// Of the allowed ones: its value is another at another time (`now`, `random`), so that reading the same again need not
/// give the same.
[[nodiscard]] bool function_varies(std::string_view name);
/// A name that WITH gives may stand in FROM: where it is not in scope, the engine would take it for nothing of its own,
/// neither a view of its catalogue nor a file. `name` is in lower case.
[[nodiscard]] bool may_name_with(std::string_view name);

}  // namespace sluss::core::duckdb

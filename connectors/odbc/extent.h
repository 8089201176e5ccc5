#pragma once
// What a load over ODBC covers: one table, whole. The door to its normaliser.

#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::connectors::odbc {

inline constexpr std::string_view stream_rows = "odbc.rows";  ///< of any schema: the query's

/// A JSON object.
[[nodiscard]] std::string extent_text(std::string_view table);
/// The table. Other fields are not looked at. Errors: data class "archive.resolution".
[[nodiscard]] core::Result<std::string> parse_extent(std::string_view text);

}  // namespace sluss::connectors::odbc

#pragma once
// What a load over ODBC covers: one table, whole. All that its normaliser includes.

#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::connectors::odbc {

inline constexpr std::string_view stream_rows = "odbc.rows";  ///< of any schema: the query's

struct TableExtent {
  std::string table;
  bool may_be_empty = false;
};

/// A JSON object.
[[nodiscard]] std::string extent_text(const TableExtent& extent);
/// Ignores other fields. Errors: data class "archive.resolution".
[[nodiscard]] core::Result<TableExtent> parse_extent(std::string_view text);

}  // namespace sluss::connectors::odbc

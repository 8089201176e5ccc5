#pragma once
// Columns that a driver would cut are requested as a text or as octets that hold all of them.
//   SQLite's driver makes 15 digits of a double, "X'FF'" of octets in a text, and ends a text at its first NUL.
//   PostgreSQL's driver makes 9999-12-31 of infinity, today of the year 11000, drops "BC" of a day, and makes a double
//   of money.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/odbc/columns.h"

namespace sluss::connectors::odbc {

struct ExactQuery {
  std::string query;
  std::vector<std::string> names;
  std::vector<std::optional<ColumnPlan>> plans;  ///< nothing: as the executed statement describes the column
};

/// The query with a line end in place of the semicolon at its end: what drivers append must not fall into a comment.
[[nodiscard]] std::string statement_of(std::string_view query);

/// The query wrapped in another, with the plans that read it; nothing when the driver gives every column whole.
[[nodiscard]] std::optional<ExactQuery> exact_query(const Server& server, std::string_view query,
                                                    const std::vector<ColumnPlan>& plans);

}  // namespace sluss::connectors::odbc

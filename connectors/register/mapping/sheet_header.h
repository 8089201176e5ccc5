#pragma once
// The header of a table in a sheet, or why the sheet is not of the table. Private to mapping/.

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "connectors/register/mapping/header.h"
#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Of the row that was nearest to a header.
struct Lacking {
  std::vector<MissingHeading> missing;
  std::vector<std::string> there, unknown;
  /// At least half of them are there in another spelling.
  [[nodiscard]] bool is_near() const;
  void tell(Summary& summary) const;
};

/// Why a sheet is not of a table; `lacking` where it has no header of it.
struct NotOfTable {
  core::Error error;
  std::optional<Lacking> lacking = {};
};

/// Reads to the header's last row; a table without a header has its columns by their letters, and reads nothing.
/// `merged`: of the sheet, for a header of several rows. Errors: those of the reader, "register.header",
/// "register.heading_twice", "csv.open_quote".
[[nodiscard]] std::expected<FoundHeader, NotOfTable> find_header(RowReader& reader, const Table& table,
                                                                 std::vector<MergedCells> merged,
                                                                 const std::string& file, const std::string& sheet);

/// The table by its header, before its rows.
[[nodiscard]] TableSummary described(const Table& table, const FoundHeader& header, const std::string& file,
                                     const std::string& sheet);

}  // namespace sluss::connectors::registers

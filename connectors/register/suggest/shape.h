#pragma once
// Where the table of a sheet is: its header's rows, its columns, what is below it. Private to suggest/.

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/suggest/profile.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Where a sheet's header is.
struct FoundShape {
  std::int64_t row = 0;               ///< the header's first; of a table without one the first row of all
  std::int64_t rows = 1;              ///< 0: there is no header
  std::vector<std::string> headings;  ///< as a mapping compares them; empty where there is none
};

/// Nothing where the sheet has no rows of a table: it is empty, or has notes only. Errors: the document's.
[[nodiscard]] core::Result<std::optional<FoundShape>> find_shape(Document& document, std::size_t sheet);

/// What is in the columns of sheets that have one header.
struct TableContent {
  std::vector<ColumnProfile> columns;
  std::set<std::size_t> of_identities;  ///< columns whose values are the numbers of persons
  std::set<std::string> ends_at;        ///< patterns of the first note below
  bool ends_at_blank = false;           ///< a blank row is before it
  bool blank_within = false;            ///< there is a blank row in a table
};

/// Reads the rows below the header. Errors: the document's.
[[nodiscard]] core::Result<> add_content(Document& document, std::size_t sheet, const FoundShape& shape,
                                         const std::function<bool(std::string_view)>& is_area, TableContent& content);

}  // namespace sluss::connectors::registers

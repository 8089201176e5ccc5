#pragma once
// Which columns a mapping's table has once its texts are values, and what each is made of. Private to the normaliser.
//
// text, code, period: VARCHAR; integer: BIGINT; number, percent: DOUBLE; each figure is followed by NAME_status
// (VARCHAR), NAME_least and NAME_most (of its type); date: DATE; boolean: BOOLEAN; area: NAME (VARCHAR), the area's id
// or NULL, and NAME_text, as written; unit: NAME, the unit's id, and NAME_text. First come file, sheet (VARCHAR), row
// (BIGINT), level, variant (VARCHAR).
//
// A database stores less of it, since most rows repeat the same: a part's number (INTEGER, from 1) in place of file,
// sheet, level and variant; NULL for the status "final", for the bounds of a figure that is known, and for NAME_text
// where it is the id. whole_sql() shows the table whole.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/batch.h"

namespace sluss::transforms::normalise::registers {

enum class Conversion : std::uint8_t { text, code, integer, least, most, number, date, boolean, area, unit, status };

/// `least` and `most` are those of an integer; of others they are numbers. Of a known figure their text is NULL.
struct TypedColumn {
  std::size_t from = 0;             ///< of the texts
  std::optional<std::size_t> to{};  ///< of the values; of area and unit the text's column follows. None: in the part
  Conversion conversion = Conversion::text;
  std::size_t bound_of = 0;  ///< of a bound: so many columns before it is its figure; 0: it is none
  const connectors::registers::TableColumn* column = nullptr;  ///< of code, area and unit
};

/// Of a name: the table as the database stores it, which no SELECT of a mapping reads.
inline constexpr std::string_view stored_suffix = " as stored";

enum class Shape : std::uint8_t { whole, stored };

struct TypedColumns {
  core::Schema schema;
  std::vector<TypedColumn> columns;  ///< as the texts' columns
};

/// `table` outlives it.
[[nodiscard]] TypedColumns typed_columns(const connectors::registers::Table& table, Shape shape);

/// What the rows of one part have in common.
struct TablePart {
  std::string file;
  std::string sheet;
  std::string level;    ///< empty: NULL
  std::string variant;  ///< empty: NULL
};

/// A SELECT of the table whole from what is stored of it (a table's name or a SELECT, as SQL has it). Part 1 is the
/// first.
[[nodiscard]] std::string whole_sql(const connectors::registers::Table& table, const std::vector<TablePart>& parts,
                                    std::string_view stored);

}  // namespace sluss::transforms::normalise::registers

#pragma once
// Which columns a mapping's table has once its texts are values, and what each is made of. Private to the normaliser.
//
// text, code, period: VARCHAR; integer: BIGINT; number, percent: DOUBLE; each figure is followed by NAME_status
// (VARCHAR), NAME_least and NAME_most (of its type); date: DATE; boolean: BOOLEAN; area: NAME (VARCHAR), the area's id
// or NULL, and NAME_text, as written; unit: NAME, the unit's id, and NAME_text. First come file, sheet (VARCHAR), row
// (BIGINT), level, variant (VARCHAR).

#include <cstddef>
#include <cstdint>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/batch.h"

namespace sluss::transforms::normalise::registers {

enum class Conversion : std::uint8_t { text, code, integer, least, most, number, date, boolean, area, unit };

/// `least` and `most` are those of an integer; of others they are numbers. Of a plain number they are the same text.
struct TypedColumn {
  std::size_t from = 0;  ///< of the texts
  std::size_t to = 0;    ///< of the values; of area and unit the text's column follows
  Conversion conversion = Conversion::text;
  std::size_t bound_of = 0;  ///< of a bound: so many columns before it is its figure; 0: it is none
  const connectors::registers::TableColumn* column = nullptr;  ///< of code, area and unit
};

struct TypedColumns {
  core::Schema schema;
  std::vector<TypedColumn> columns;
};

/// `table` outlives it.
[[nodiscard]] TypedColumns typed_columns(const connectors::registers::Table& table);

}  // namespace sluss::transforms::normalise::registers

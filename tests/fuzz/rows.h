#pragma once
// What the rows of every reader of files promise, whatever the file.

#include <cstdint>

#include "check.h"
#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "core/text.h"

namespace sluss::fuzz {

/// An error that a person can act on: a code, what happened, a remedy, in well-formed text.
inline void check_error(const core::Error& error) {
  check(error.error_class == core::ErrorClass::data && !error.code.empty() && !error.what.empty());
  check(!error.remedy.empty() && core::is_well_formed(core::describe(error)));
}

/// Reads all rows: their numbers grow, their cells are well-formed and within the limits, and nothing comes after an
/// end.
inline void check_rows(connectors::registers::RowReader& reader, const connectors::registers::Limits& limits) {
  std::int64_t last = 0;
  for (;;) {
    const auto row = reader.next();
    if (!row) check_error(row.error());
    if (!row || !*row) break;
    check((*row)->number > last && (*row)->number <= limits.rows);
    last = (*row)->number;
    check(static_cast<std::int64_t>((*row)->cells.size()) <= limits.columns);
    for (const auto& cell : (*row)->cells) {
      check(core::is_well_formed(cell.text) && static_cast<std::int64_t>(cell.text.size()) <= limits.cell_bytes);
      check((cell.kind == connectors::registers::CellKind::empty) <= cell.text.empty());
    }
  }
  const auto after = reader.next();
  check(after.has_value() && !after->has_value());
}

}  // namespace sluss::fuzz

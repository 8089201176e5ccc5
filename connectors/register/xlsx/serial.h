#pragma once
// Days and times as a workbook keeps them: a number of days since its own first day, shown as its cell's style says.

#include <optional>
#include <string>
#include <string_view>

#include "connectors/register/sheets.h"

namespace sluss::connectors::registers {

/// How a style shows a number.
enum class NumberStyle : std::uint8_t { number, date, time, timestamp, elapsed };

/// What a cell is and reads.
struct CellValue {
  CellKind kind = CellKind::empty;
  std::string text;
};

/// A number in the style of a day or a time, to the millisecond. A date with a time of day is a timestamp, and so is a
/// time of day 1 or later: nothing that the file has is left out. Nothing where there is no such day (before the first,
/// the false 29 February 1900, after 9999), or the text is no number: it stays what it is.
[[nodiscard]] std::optional<CellValue> value_of_serial(std::string_view digits, NumberStyle style, bool since_1904);

/// A date, time or timestamp of ISO 8601 as a strict workbook keeps it (t="d"); nothing where it is none.
[[nodiscard]] std::optional<CellValue> value_of_iso(std::string_view text);

}  // namespace sluss::connectors::registers

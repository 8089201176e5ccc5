#pragma once
// What a cell's XML means: its type, style and text as kind and text. And where cells are, as Excel names them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/register/sheets.h"
#include "connectors/register/xlsx/number_formats.h"
#include "connectors/register/xlsx/shared_strings.h"

namespace sluss::connectors::registers {

/// "C5": column 2, row 5.
struct CellReference {
  std::int64_t column = 0;
  std::int64_t row = 0;
};
/// Letters and digits, in any case; nothing where it is no cell of a sheet (column XFD, row 1,048,576).
[[nodiscard]] std::optional<CellReference> parse_reference(std::string_view text);
/// A whole number without sign.
[[nodiscard]] std::optional<std::int64_t> parse_count(std::string_view text);

enum class CellType : std::uint8_t { number, shared, formula_text, inline_text, boolean, error, iso_date, unknown };
/// Of the attribute t.
[[nodiscard]] CellType cell_type(std::string_view word);

struct RawCell {
  CellType type = CellType::number;
  std::size_t style = 0;
  bool has_formula = false;
  bool has_value = false;  ///< v or is
  std::string text;        ///< of v or is
};

/// What a formula's cell is whose file has no value of it: a program wrote it, and no spreadsheet computed it since.
inline constexpr std::string_view not_computed = "#NO CALCULATED VALUE";

/// What the sheets of a workbook share.
struct SharedParts {
  SharedStrings strings;
  NumberFormats formats;
  bool since_1904 = false;
};

/// The value, or nothing where the text is none of its type (a number that is no number, a shared text that there is
/// not). Errors: those of SharedStrings::text().
[[nodiscard]] core::Result<std::optional<CellValue>> value_of(const RawCell& cell, SharedParts& parts);

}  // namespace sluss::connectors::registers

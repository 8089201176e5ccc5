#include "connectors/register/xlsx/sheet_cells.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "connectors/register/xlsx/words.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::int64_t most_columns = 16'384, most_rows = 1'048'576;
using Value = std::optional<CellValue>;

std::size_t count_digits(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(end);
  return end;
}

/// "-12.5", "1E-7": a decimal number of XML.
bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  auto digits = count_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += count_digits(text);
  }
  if (digits == 0) return false;
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return count_digits(text) > 0 && text.empty();
}

Value number_value(const RawCell& cell, const SharedParts& parts) {
  const auto digits = core::trimmed(cell.text);
  if (!is_number(digits)) return std::nullopt;
  auto styled = value_of_serial(digits, parts.formats.of(cell.style), parts.since_1904);
  return styled ? styled : CellValue{CellKind::number, std::string(digits)};
}

core::Result<Value> shared_value(const RawCell& cell, SharedParts& parts) {
  const auto number = parse_count(core::trimmed(cell.text));
  if (!number || static_cast<std::uint64_t>(*number) >= parts.strings.size()) return std::nullopt;
  const auto text = SLUSS_TRY(parts.strings.text(static_cast<std::uint64_t>(*number)));
  return CellValue{CellKind::text, std::string(text)};
}

Value boolean_value(std::string_view text) {
  if (text == "1" || text == "true") return CellValue{CellKind::boolean, "true"};
  if (text == "0" || text == "false") return CellValue{CellKind::boolean, "false"};
  return std::nullopt;
}

CellValue text_value(std::string_view text) {
  return {CellKind::text, unescaped(text)};
}

/// What a formula gives that cannot be computed (ECMA-376, 18.17.3): libraries that keep no type for it (libxlsxwriter
/// 1.1) write it as the formula's text.
bool is_error_word(std::string_view text) {
  constexpr std::array<std::string_view, 8> words{"#N/A",   "#REF!", "#DIV/0!", "#VALUE!",
                                                  "#NAME?", "#NUM!", "#NULL!",  "#GETTING_DATA"};
  return std::ranges::find(words, text) != words.end();
}

/// Whether the cell has no value to read: a text of no characters is a value, a number of none is not.
bool is_without_value(const RawCell& cell) {
  const bool is_text = cell.type == CellType::formula_text || cell.type == CellType::inline_text;
  return !cell.has_value || (!is_text && core::trimmed(cell.text).empty());
}

}  // namespace

std::optional<std::int64_t> parse_count(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && number >= 0;
  return whole ? std::optional(number) : std::nullopt;
}

std::optional<CellReference> parse_reference(std::string_view text) {
  CellReference cell;
  std::size_t at = 0;
  for (; at < text.size() && at < 3; ++at) {
    const char letter = static_cast<char>(text[at] & ~0x20);
    if (letter < 'A' || letter > 'Z') break;
    cell.column = cell.column * 26 + (letter - 'A' + 1);
  }
  const auto row = parse_count(text.substr(at));
  if (at == 0 || !row || *row < 1 || *row > most_rows || cell.column > most_columns) return std::nullopt;
  return CellReference{.column = cell.column - 1, .row = *row};
}

CellType cell_type(std::string_view word) {
  if (word == "n") return CellType::number;
  if (word == "s") return CellType::shared;
  if (word == "str") return CellType::formula_text;
  if (word == "inlineStr") return CellType::inline_text;
  if (word == "b") return CellType::boolean;
  if (word == "e") return CellType::error;
  if (word == "d") return CellType::iso_date;
  return CellType::unknown;
}

core::Result<std::optional<CellValue>> value_of(const RawCell& cell, SharedParts& parts) {
  if (is_without_value(cell))
    return cell.has_formula ? CellValue{CellKind::error, std::string(not_computed)} : CellValue{};
  switch (cell.type) {
    case CellType::number:
      return number_value(cell, parts);
    case CellType::shared:
      return shared_value(cell, parts);
    case CellType::formula_text:
      if (cell.has_formula && is_error_word(cell.text)) return CellValue{CellKind::error, cell.text};
      return text_value(cell.text);
    case CellType::inline_text:
      return text_value(cell.text);
    case CellType::boolean:
      return boolean_value(core::trimmed(cell.text));
    case CellType::error:
      return CellValue{CellKind::error, std::string(core::trimmed(cell.text))};
    case CellType::iso_date:
      return value_of_iso(core::trimmed(cell.text));
    case CellType::unknown:
      break;
  }
  return std::nullopt;
}

}  // namespace sluss::connectors::registers

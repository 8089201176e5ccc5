#include "transforms/datasets/xlsx_sheets.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <utility>

#include "core/text.h"
#include "transforms/datasets/cells.h"
#include "transforms/datasets/provenance.h"

namespace sluss::transforms::datasets::impl {

namespace {

constexpr std::size_t most_characters = 32'767;

/// Keeps the first error.
class FirstError {
 public:
  void operator()(lxw_error error) {
    if (first_ == LXW_NO_ERROR) first_ = error;
  }
  [[nodiscard]] lxw_error result() const { return first_; }

 private:
  lxw_error first_ = LXW_NO_ERROR;
};

/// Characters as Excel counts them (UTF-16 units).
std::string cut_to_excel(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const auto [value, length] = core::code_point_at(text, offset);
    units += value > 0xFFFF ? 2 : 1;
    if (units >= most_characters && offset + length < text.size()) return std::string(text.substr(0, offset)) + "…";
    offset += length;
  }
  return std::string(text);
}

/// "_x0041_" in a cell means the character A (ECMA-376, ST_Xstring); a text that contains such a sequence is escaped,
/// and U+FFFE and U+FFFF, which XML cannot carry, are written so. libxlsxwriter does it for control characters only.
std::string escaped_for_excel(std::string text) {
  const auto is_escape = [&text](std::size_t at) {
    constexpr std::size_t length = 7;
    if (at + length > text.size() || text[at + 1] != 'x' || text[at + 6] != '_') return false;
    for (std::size_t i = at + 2; i < at + 6; ++i)
      if (std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
    return true;
  };
  for (auto at = text.find('_'); at != std::string::npos; at = text.find('_', at + 1)) {
    if (is_escape(at)) {
      text.insert(at + 1, "x005F_");
      at += 6;
    }
  }
  for (const auto& [letter, escape] : {std::pair("\xEF\xBF\xBE", "_xFFFE_"), std::pair("\xEF\xBF\xBF", "_xFFFF_")})
    for (auto at = text.find(letter); at != std::string::npos; at = text.find(letter, at)) text.replace(at, 3, escape);
  return text;
}

/// Neither Excel nor LibreOffice makes a row of this writer higher for the lines that its text is broken into. `width`
/// is the column's, in letters; words are not cut, so that a line is seldom full.
double height_of(std::string_view text, double width) {
  constexpr double of_a_line = 15;
  constexpr double most = 400;
  constexpr double filled = 0.9;
  const auto room = std::max<std::size_t>(1, static_cast<std::size_t>(width * filled));
  const auto lines = std::max<std::size_t>(1, (core::width_of(text) + room - 1) / room);
  return std::min(most, of_a_line * static_cast<double>(lines));
}

std::string decimals_format(std::optional<int> decimals, bool preliminary) {
  std::string format = decimals ? "0" : "General";
  if (decimals && *decimals > 0) format += "." + std::string(static_cast<std::size_t>(*decimals), '0');
  return preliminary ? format + "\" (prel.)\"" : format;
}

}  // namespace

Formats make_formats(lxw_workbook* workbook) {
  Formats formats;
  formats.heading = workbook_add_format(workbook);
  format_set_bold(formats.heading);
  format_set_bottom(formats.heading, LXW_BORDER_THIN);
  format_set_text_wrap(formats.heading);
  formats.date = workbook_add_format(workbook);
  format_set_num_format(formats.date, "yyyy-mm-dd");
  formats.timestamp = workbook_add_format(workbook);
  format_set_num_format(formats.timestamp, "yyyy-mm-dd hh:mm:ss");
  formats.wrapped = workbook_add_format(workbook);
  format_set_text_wrap(formats.wrapped);
  format_set_align(formats.wrapped, LXW_ALIGN_VERTICAL_TOP);
  formats.text = workbook_add_format(workbook);
  format_set_num_format(formats.text, "@");
  return formats;
}

lxw_format* number_format(lxw_workbook* workbook, Formats& formats, const std::string& format) {
  auto& known = formats.numbers[format];
  if (known == nullptr) {
    known = workbook_add_format(workbook);
    format_set_num_format(known, format.c_str());
    format_set_align(known, LXW_ALIGN_VERTICAL_TOP);
  }
  return known;
}

lxw_error write_text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text, lxw_format* format) {
  if (text.empty()) return LXW_NO_ERROR;
  return worksheet_write_string(sheet, row, column, escaped_for_excel(cut_to_excel(printable_utf8(text))).c_str(),
                                format);
}

lxw_error write_report_table(lxw_workbook* workbook, lxw_worksheet* sheet, Formats& formats, const ReportTable& table) {
  FirstError check;
  constexpr double name_width = 60;
  constexpr double period_width = 16;
  constexpr double development_width = 20;
  constexpr double words_width = 44;
  const auto periods = static_cast<lxw_col_t>(table.periods.size());
  check(worksheet_set_column(sheet, 0, 0, name_width, nullptr));
  if (periods > 0) check(worksheet_set_column(sheet, 1, periods, period_width, nullptr));
  check(worksheet_set_column(sheet, static_cast<lxw_col_t>(periods + 1), static_cast<lxw_col_t>(periods + 1),
                             development_width, nullptr));
  check(worksheet_set_column(sheet, static_cast<lxw_col_t>(periods + 2), static_cast<lxw_col_t>(periods + 3),
                             words_width, nullptr));
  check(write_text(sheet, 0, 0, "Nyckeltal", formats.heading));
  for (lxw_col_t i = 0; i < periods; ++i)
    check(write_text(sheet, 0, static_cast<lxw_col_t>(i + 1), table.periods[i], formats.heading));
  lxw_col_t column = static_cast<lxw_col_t>(periods + 1);
  for (const auto* heading : {"Utveckling", "Jämförelse", "Kommentar"})
    check(write_text(sheet, 0, column++, heading, formats.heading));
  lxw_row_t row = 0;
  for (const auto& line : table.lines) {
    auto height = height_of(line.indicator, name_width);
    check(write_text(sheet, ++row, 0, line.indicator, formats.wrapped));
    for (lxw_col_t i = 0; i < periods; ++i) {
      const auto cell = line.periods.find(table.periods[i]);
      if (cell == line.periods.end()) continue;
      const auto at = static_cast<lxw_col_t>(i + 1);
      if (cell->second.value) {
        auto* format = number_format(workbook, formats, decimals_format(line.decimals, !cell->second.words.empty()));
        check(worksheet_write_number(sheet, row, at, *cell->second.value, format));
      } else {
        check(write_text(sheet, row, at, cell->second.words, formats.wrapped));
        height = std::max(height, height_of(cell->second.words, period_width));
      }
    }
    column = static_cast<lxw_col_t>(periods + 1);
    for (const auto* words : {&line.development, &line.comparison, &line.comment}) {
      height = std::max(height, height_of(*words, words == &line.development ? development_width : words_width));
      check(write_text(sheet, row, column++, *words, formats.wrapped));
    }
    check(worksheet_set_row(sheet, row, height, nullptr));
  }
  worksheet_freeze_panes(sheet, 1, 1);
  worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  check(worksheet_repeat_rows(sheet, 0, 0));
  return check.result();
}

lxw_error write_description(lxw_worksheet* sheet, const Formats& formats, const DatasetDescription& dataset,
                            const Provenance& provenance) {
  FirstError check;
  check(worksheet_set_column(sheet, 0, 1, 26, nullptr));
  check(worksheet_set_column(sheet, 2, 3, 14, nullptr));
  check(worksheet_set_column(sheet, 4, 4, 90, nullptr));
  lxw_row_t row = 0;
  const auto fact = [&](std::string_view name, std::string_view value) {
    check(write_text(sheet, row, 0, name, formats.heading));
    check(write_text(sheet, row++, 1, value, nullptr));
  };
  fact("Dataset", dataset.name);
  fact("Titel", dataset.title);
  fact("Syfte", dataset.purpose);
  fact("Korn", dataset.grain);
  fact("Ägare", dataset.owner);
  fact("Version", dataset.version);
  for (const auto& [name, value] : provenance) fact(name, value);
  ++row;
  lxw_col_t column = 0;
  for (const auto* heading : {"Kolumn", "Rubrik", "Typ", "Mått", "Beskrivning"})
    check(write_text(sheet, row, column++, heading, formats.heading));
  for (const auto& described : dataset.columns) {
    ++row;
    check(write_text(sheet, row, 0, described.name, nullptr));
    check(write_text(sheet, row, 1, described.heading, nullptr));
    check(write_text(sheet, row, 2, described.type, nullptr));
    check(write_text(sheet, row, 3, described.measure, nullptr));
    check(write_text(sheet, row, 4, described.description, formats.wrapped));
  }
  return check.result();
}

}  // namespace sluss::transforms::datasets::impl

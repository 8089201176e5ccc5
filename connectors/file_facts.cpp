#include "connectors/file_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "connectors/file_words.h"
#include "core/finding_codes.h"
#include "core/swedish_number.h"
#include "core/swedish_text.h"

namespace sluss::connectors {
namespace {

constexpr std::string_view rows_label = "Rader";
constexpr std::string_view table_label = "Tabell ";
constexpr std::string_view columns_label = "Kolumner: ";
constexpr std::string_view sheet_word = ", blad ";
constexpr std::string_view arrow = "\" → ";
constexpr std::string_view keeps = "rader av okända områden är med";

using Member = std::int64_t FileRows::*;
struct Part {
  std::string_view label;
  Member member;
};
constexpr std::array<Part, 5> parts{{{rows_label, &FileRows::read},
                                     {"med", &FileRows::taken},
                                     {"inte med", &FileRows::left_out},
                                     {"överhoppade", &FileRows::skipped},
                                     {"utelämnade celler", &FileRows::cells}}};

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return core::swedish_integer(count) + " " + std::string(count == 1 ? one : many);
}

std::string skipped_words(std::int64_t rows) {
  return core::swedish_integer(rows) + (rows == 1 ? " överhoppad" : " överhoppade");
}

/// "Rader: 290, med: 289, …"
std::optional<FileRows> rows_in(std::string_view line) {
  FileRows rows;
  for (const auto& part : parts) {
    if (!line.starts_with(part.label)) return std::nullopt;
    line.remove_prefix(part.label.size());
    if (!line.starts_with(": ")) return std::nullopt;
    line.remove_prefix(2);
    const auto read = std::from_chars(line.data(), line.data() + line.size(), rows.*part.member);
    if (read.ec != std::errc()) return std::nullopt;
    line.remove_prefix(static_cast<std::size_t>(read.ptr - line.data()));
    if (line.starts_with(", ")) line.remove_prefix(2);
  }
  rows.keeps_unknown = line.starts_with(keeps);
  return rows;
}

/// `A "Kommun" → kommun, B "Rank" → rank`
void add_columns(std::string_view line, std::string_view sheet, std::vector<FileColumn>& columns) {
  while (!line.empty()) {
    const auto quote = line.find(" \"");
    if (quote == std::string_view::npos) return;
    const auto end = line.find(arrow, quote + 2);
    if (end == std::string_view::npos) return;
    const auto name = line.substr(end + arrow.size());
    const auto comma = std::min(name.find(", "), name.size());
    columns.push_back({.sheet = std::string(sheet),
                       .name = std::string(name.substr(0, comma)),
                       .letters = std::string(line.substr(0, quote)),
                       .heading = std::string(line.substr(quote + 2, end - quote - 2))});
    line = name.substr(std::min(comma + 2, name.size()));
  }
}

/// Of the lines of the file's finding.
void read_lines(std::string_view text, FileFacts& facts) {
  std::string sheet;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('.')) line.remove_suffix(1);
    if (line.starts_with(table_label)) {
      const auto at = line.rfind(sheet_word);
      sheet = at == std::string_view::npos ? "" : line.substr(at + sheet_word.size());
    } else if (line.starts_with(columns_label)) {
      add_columns(line.substr(columns_label.size()), sheet, facts.columns);
    } else if (!facts.rows) {
      facts.rows = rows_in(line);
    }
  }
}

}  // namespace

std::string rows_line(const FileRows& rows) {
  std::string line;
  for (const auto& part : parts)
    line += fmt::format("{}{}: {}", line.empty() ? "" : ", ", part.label, rows.*part.member);
  if (rows.keeps_unknown) line += ", " + std::string(keeps);
  return line;
}

std::string with_rows(std::string_view lines, const FileRows& rows) {
  std::string text;
  bool written = false;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const auto line = lines.substr(0, end);
    const bool of_rows = !written && rows_in(line).has_value();
    written = written || of_rows;
    text += of_rows ? rows_line(rows) + "." : std::string(line);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (!lines.empty()) text += '\n';
  }
  return text;
}

std::string table_line(std::string_view table, std::string_view file, std::string_view sheet) {
  return fmt::format("{}{}, {}{}{}", table_label, table, file, sheet.empty() ? "" : sheet_word, sheet);
}

std::string columns_text(std::span<const FileColumn> columns) {
  std::string text;
  for (const auto& column : columns)
    text += fmt::format("{}{} \"{}{}{}", text.empty() ? "" : ", ", column.letters, column.heading, arrow, column.name);
  return text;
}

FileFacts file_facts(std::span<const core::Finding> findings) {
  FileFacts facts;
  const auto found = std::ranges::find(findings, file_read, &core::Finding::code);
  if (found == findings.end()) return facts;
  const std::string_view what = found->what;
  const auto first = std::min(what.find('\n'), what.size());
  read_lines(what.substr(std::min(first + 1, what.size())), facts);
  if (facts.rows) facts.rows = without_unknown(*facts.rows, findings);
  for (const auto& finding : findings) {
    if (finding.code == core::unread_finding) facts.wrong = finding.count;
    if (finding.code == file_own_missing) facts.own = finding.what;
  }
  return facts;
}

FileRows without_unknown(FileRows rows, std::span<const core::Finding> findings) {
  if (rows.keeps_unknown) return rows;
  for (const auto& finding : findings) {
    if (finding.code != file_area_unknown) continue;
    const auto unknown = std::min(finding.count, rows.taken);
    rows.taken -= unknown;
    rows.left_out += unknown;
  }
  return rows;
}

std::string rows_words(const FileRows& rows, std::span<const std::int64_t> numbers) {
  if (rows.left_out == 0) {
    auto text = rows.skipped == 0 ? "Filen har " + counted(rows.read, "rad", "rader") + ". " +
                                        (rows.read == 1 ? "Den är med" : "Alla är med")
                                  : "Av " + counted(rows.read, "rad", "rader") + " är " +
                                        core::swedish_integer(rows.taken) + " med och " + skipped_words(rows.skipped);
    if (rows.cells > 0) text += ", men " + counted(rows.cells, "cell är utelämnad", "celler är utelämnade");
    return text + ".";
  }
  auto text = "Av " + counted(rows.read, "rad", "rader") + " är " + core::swedish_integer(rows.taken) + " med";
  if (rows.skipped > 0) text += ", " + skipped_words(rows.skipped);
  text += " och " + core::swedish_integer(rows.left_out) + " inte med";
  if (std::ssize(numbers) == rows.left_out)
    text += " (" + row_numbers(std::vector<std::int64_t>(numbers.begin(), numbers.end())) + ")";
  text += ".";
  if (rows.cells > 0)
    text += " Dessutom är " + counted(rows.cells, "cell utelämnad", "celler utelämnade") + " ur rader som är med.";
  return text;
}

std::string figures_words(std::int64_t figures) {
  return "Ur den blev det " + counted(figures, "uppgift", "uppgifter") + ".";
}

std::string stands_words(const FileRows& rows) {
  std::string text;
  if (rows.left_out > 0) text = counted(rows.left_out, "rad", "rader");
  if (rows.cells > 0) text += (text.empty() ? "" : " och ") + counted(rows.cells, "cell", "celler");
  if (text.empty()) return text;
  const bool one = rows.left_out + rows.cells == 1;
  return text + " lästes inte; " + (one ? "dess" : "deras") + " tidigare uppgifter gäller. Inget att besluta.";
}

std::string rows_headline(const FileRows& rows) {
  std::string text;
  if (rows.left_out > 0)
    text =
        fmt::format("{} av {} är inte med", core::swedish_integer(rows.left_out), counted(rows.read, "rad", "rader"));
  if (rows.cells > 0)
    text += (text.empty() ? "" : " och ") + counted(rows.cells, "cell är utelämnad", "celler är utelämnade");
  return text;
}

const FileColumn* column_of(const FileFacts& facts, std::string_view sheet, std::string_view column) {
  if (column.empty()) return nullptr;
  const auto is = [&](const FileColumn& one) { return one.name == column || one.letters == column; };
  auto found = std::ranges::find_if(
      facts.columns, [&](const FileColumn& one) { return is(one) && (one.sheet == sheet || sheet.empty()); });
  return found == facts.columns.end() ? nullptr : &*found;
}

std::int64_t number_of_letters(std::string_view letters) {
  constexpr std::int64_t in_alphabet = 26;
  std::int64_t number = 0;
  for (const char letter : letters) {
    if (letter < 'A' || letter > 'Z') return 0;
    number = number * in_alphabet + (letter - 'A' + 1);
  }
  return number;
}

std::string column_name(std::string_view letters, std::string_view heading, bool of_sheet) {
  const auto number = number_of_letters(letters);
  std::string name(letters);
  if (!of_sheet && number > 0) name = std::to_string(number);
  if (heading.empty()) return name;
  return name.empty() ? std::string(heading) : fmt::format("{} (rubriken {})", name, heading);
}

std::string column_words(const FileFacts& facts, std::string_view sheet, std::string_view column) {
  if (const auto* const found = column_of(facts, sheet, column))
    return column_name(found->letters, found->heading, !found->sheet.empty());
  // Letters of a column without a heading that was read; else the mapping's name of it.
  return number_of_letters(column) > 0 ? column_name(column, {}, !sheet.empty()) : std::string(column);
}

std::string row_numbers(std::vector<std::int64_t> numbers, std::size_t most) {
  std::ranges::sort(numbers);
  const auto same = std::ranges::unique(numbers);
  numbers.erase(same.begin(), same.end());
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(numbers.size(), most); ++i) texts.push_back(std::to_string(numbers[i]));
  if (numbers.size() > most) texts.push_back(std::to_string(numbers.size() - most) + " till");
  return texts.empty() ? "" : "rad " + core::listed(texts);
}

}  // namespace sluss::connectors

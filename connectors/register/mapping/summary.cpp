#include "connectors/register/mapping/summary.h"

#include <fmt/format.h>

#include <utility>

#include "connectors/file_facts.h"
#include "connectors/register/mapping/locate.h"
#include "connectors/register/shown.h"
#include "core/swedish_number.h"
#include "core/swedish_words.h"

namespace sluss::connectors::registers {

namespace {

std::string mark_words(const std::string& status) {
  if (status == "zero") return "noll";  // of marks alone: a value that is zero is published
  const bool bound = status == "at_least" || status == "at_most";
  return core::swedish_word(bound ? core::Vocabulary::bound : core::Vocabulary::status, status);
}

template <class Counts, class Words>
std::string counted(const Counts& counts, Words&& words) {
  std::string text;
  for (const auto& [name, number] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", words(name), core::swedish_integer(number));
  return text;
}

std::string unused_text(const std::vector<FoundColumn>& columns) {
  std::string text;
  for (const auto& column : columns)
    text += fmt::format("{}{} \"{}\"", text.empty() ? "" : ", ", column.letters, shown(column.heading));
  return text;
}

/// The lines of what was understood.
class Lines {
 public:
  /// Nothing where there is no text.
  void add(std::string label, std::string text) {
    if (!text.empty()) lines_.push_back({.label = std::move(label), .text = std::move(text)});
  }
  [[nodiscard]] std::vector<SummaryLine> taken() { return std::move(lines_); }

 private:
  std::vector<SummaryLine> lines_;
};

std::string number_text(std::int64_t number) {
  return number > 0 ? core::swedish_integer(number) : "";
}

void add_table(const TableSummary& table, Lines& lines) {
  const auto as_is = [](const std::string& name) { return name; };
  std::string missing;
  for (const auto& name : table.missing) missing += (missing.empty() ? "" : ", ") + name;
  lines.add({}, fmt::format("Tabell {}, {}{}{}", table.table, shown(table.file), table.sheet.empty() ? "" : ", blad ",
                            shown(table.sheet)));
  lines.add("rubriker på rad", table.header_row > 0 ? std::to_string(table.header_row) : "");
  lines.add("kolumner", columns_text(columns_of(table)));
  lines.add("saknade kolumner", missing);
  lines.add("kolumner som inte används", unused_text(table.unused));
  lines.add("rader under rubrikerna", core::swedish_integer(table.read) +
                                          (table.rejected == 0 ? std::string()
                                                               : fmt::format(", av dem {} som inte kan läsas",
                                                                             core::swedish_integer(table.rejected))));
  lines.add("celler som inte kan läsas", number_text(table.cells_rejected));
  lines.add("nivåer", counted(table.levels, as_is));
  lines.add("överhoppade rader", counted(table.skipped, as_is));
  if (table.below.rows > 0)
    lines.add(fmt::format("rader nedanför tabellens slut (rad {}), inte lästa", table.below.end),
              core::swedish_integer(table.below.rows));
  lines.add("markeringar", counted(table.marks, mark_words));
  lines.add("texter under en tom rubrik, inte lästa", counted(table.unheaded, as_is));
  lines.add("nycklar utan text", number_text(table.keys_not_found));
}

/// A misspelt heading is why a sheet is left out: a person would take it for one of the others.
std::string near_text(const NearSheet& near) {
  std::string lacks;
  for (const auto& [heading, like] : near.lacks) {
    lacks += fmt::format("{}\"{}\" saknas", lacks.empty() ? "" : ", ", shown(heading));
    if (!like.empty()) lacks += fmt::format(" (\"{}\" liknar den)", shown(like));
  }
  return fmt::format("{}{}{}, rad {}: {}", shown(near.file), near.sheet.empty() ? "" : ", blad ", shown(near.sheet),
                     near.row, lacks);
}

}  // namespace

std::vector<FileColumn> columns_of(const TableSummary& table) {
  std::vector<FileColumn> columns;
  for (const auto& column : table.found)
    columns.push_back({.sheet = shown(table.sheet),
                       .name = column.name,
                       .letters = column.letters,
                       .heading = shown(column.heading)});
  return columns;
}

std::vector<SummaryLine> summary_lines(const Summary& summary) {
  Lines lines;
  for (const auto& table : summary.tables) add_table(table, lines);
  std::string unused;
  for (const auto& name : summary.unused_sheets) unused += (unused.empty() ? "" : ", ") + shown(name);
  lines.add("Blad som inte används", unused);
  for (const auto& near : summary.near_sheets)
    lines.add(fmt::format("Blad som liknar tabellen {} men inte lästes", near.table), near_text(near));
  if (summary.refused) lines.add("Filen togs inte emot", summary.refused->what);
  return lines.taken();
}

std::vector<std::string> in_swedish(const Summary& summary) {
  std::vector<std::string> texts;
  for (const auto& line : summary_lines(summary))
    texts.push_back(line.label.empty() ? line.text : fmt::format("{}: {}", line.label, line.text));
  return texts;
}

}  // namespace sluss::connectors::registers

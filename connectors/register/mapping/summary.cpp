#include <fmt/format.h>

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

std::string columns_text(const std::vector<FoundColumn>& columns, bool names) {
  std::string text;
  for (const auto& column : columns) {
    text += fmt::format("{}{} \"{}\"", text.empty() ? "" : ", ", column.letters, shown(column.heading));
    if (names) text += " → " + column.name;
  }
  return text;
}

std::string line(std::string_view begin, const std::string& text) {
  return text.empty() ? "" : fmt::format("  {}: {}\n", begin, text);
}

std::string table_text(const TableSummary& table) {
  const auto as_is = [](const std::string& name) { return name; };
  std::string missing;
  for (const auto& name : table.missing) missing += (missing.empty() ? "" : ", ") + name;
  std::string text = fmt::format("Tabell {}, {}{}{}\n", table.table, shown(table.file),
                                 table.sheet.empty() ? "" : ", blad ", shown(table.sheet));
  if (table.header_row > 0) text += line("rubriker på rad", std::to_string(table.header_row));
  text += line("kolumner", columns_text(table.found, true));
  text += line("saknade kolumner", missing);
  text += line("kolumner som inte används", columns_text(table.unused, false));
  text += fmt::format("  rader: {} lästa, {} tagna, {} underkända\n", core::swedish_integer(table.read),
                      core::swedish_integer(table.given), core::swedish_integer(table.rejected));
  if (table.cells_rejected > 0) text += line("underkända celler", core::swedish_integer(table.cells_rejected));
  text += line("nivåer", counted(table.levels, as_is));
  text += line("överhoppade rader", counted(table.skipped, as_is));
  text += line("markeringar", counted(table.marks, mark_words));
  text += line("texter under en tom rubrik, inte lästa", counted(table.unheaded, as_is));
  if (table.keys_not_found > 0) text += line("nycklar utan text", core::swedish_integer(table.keys_not_found));
  return text;
}

}  // namespace

std::string in_swedish(const Summary& summary) {
  std::string text;
  for (const auto& table : summary.tables) text += table_text(table);
  std::string unused;
  for (const auto& name : summary.unused_sheets) unused += (unused.empty() ? "" : ", ") + shown(name);
  if (!unused.empty()) text += "Blad som inte används: " + unused + "\n";
  if (summary.refused) text += "Filen togs inte emot: " + summary.refused->what + "\n";
  return text;
}

}  // namespace sluss::connectors::registers

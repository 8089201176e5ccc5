#include "connectors/file_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/file_words.h"
#include "core/finding_codes.h"
#include "core/json.h"
#include "core/swedish_number.h"
#include "core/swedish_text.h"
#include "file_facts_older.h"

namespace sluss::connectors {
namespace {

using nlohmann::json;

constexpr int facts_version = 1;
constexpr std::size_t most_columns = 1'000;
constexpr std::string_view later_waits = "waits";
constexpr std::string_view later_loaded = "loaded";
constexpr std::array<std::pair<std::string_view, core::FileRemedy>, 3> remedies{{{"nothing", core::FileRemedy::nothing},
                                                                                 {"correct", core::FileRemedy::correct},
                                                                                 {"other", core::FileRemedy::other}}};

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return core::swedish_integer(count) + " " + std::string(count == 1 ? one : many);
}

std::string skipped_words(std::int64_t rows) {
  return core::swedish_integer(rows) + (rows == 1 ? " överhoppad" : " överhoppade");
}

/// Nothing: they are no facts of ours.
std::optional<json> parsed(const core::Finding& finding) {
  auto facts = json::parse(finding.facts, nullptr, false);
  if (!facts.is_object() || !facts.contains("version") || facts["version"] != facts_version) return std::nullopt;
  return facts;
}

FileRows rows_of(const json& object) {
  return {.read = object.at("read"),
          .taken = object.at("taken"),
          .left_out = object.at("left_out"),
          .skipped = object.at("skipped"),
          .cells = object.at("cells"),
          .keeps_unknown = object.at("keeps_unknown")};
}

core::FileRemedy remedy_named(std::string_view name) {
  const auto found = std::ranges::find(remedies, name, &std::pair<std::string_view, core::FileRemedy>::first);
  return found == remedies.end() ? core::FileRemedy::other : found->second;
}

/// What the finding itself says.
FileFacts facts_within(const core::Finding& read) {
  if (read.facts.empty()) return facts_of_older(read);
  FileFacts facts;
  try {
    const auto object = parsed(read);
    if (!object) return facts;
    for (const auto& column : object->at("columns"))
      facts.columns.push_back({.sheet = column.at("sheet"),
                               .name = column.at("name"),
                               .letters = column.at("letters"),
                               .heading = column.at("heading")});
    facts.remedy = remedy_named(object->at("remedy").get<std::string>());
    facts.rows = rows_of(object->at("rows"));
  } catch (const json::exception&) {
    return {};
  }
  return facts;
}

/// What stands from the second line on.
std::string_view lines_below(std::string_view what) {
  const auto first = std::min(what.find('\n'), what.size());
  return what.substr(std::min(first + 1, what.size()));
}

std::string with_rows_first(const FileRows& rows, std::string_view lines) {
  return rows_line(rows) + "." + (lines.empty() ? "" : "\n") + std::string(lines);
}

}  // namespace

std::string rows_line(const FileRows& rows) {
  return fmt::format("Rader: {}, med: {}, inte med: {}, överhoppade: {}, utelämnade celler: {}{}", rows.read,
                     rows.taken, rows.left_out, rows.skipped, rows.cells,
                     rows.keeps_unknown ? ", rader av okända områden är med" : "");
}

std::string columns_text(std::span<const FileColumn> columns) {
  std::string text;
  for (const auto& column : columns)
    text += fmt::format("{}{} \"{}\" → {}", text.empty() ? "" : ", ", column.letters, column.heading, column.name);
  return text;
}

std::string read_facts_text(const FileRows& rows, std::span<const FileColumn> columns, core::FileRemedy remedy) {
  auto list = json::array();
  for (const auto& column : columns.first(std::min(columns.size(), most_columns)))
    list.push_back(
        {{"sheet", column.sheet}, {"name", column.name}, {"letters", column.letters}, {"heading", column.heading}});
  const auto name = std::ranges::find(remedies, remedy, &std::pair<std::string_view, core::FileRemedy>::second)->first;
  const json facts{{"version", facts_version},
                   {"rows",
                    {{"read", rows.read},
                     {"taken", rows.taken},
                     {"left_out", rows.left_out},
                     {"skipped", rows.skipped},
                     {"cells", rows.cells},
                     {"keeps_unknown", rows.keeps_unknown}}},
                   {"columns", std::move(list)},
                   {"remedy", name}};
  return core::json_text(facts);
}

std::string older_facts_text(bool waits) {
  const json facts{{"version", facts_version}, {"later", waits ? later_waits : later_loaded}};
  return core::json_text(facts);
}

FileFacts file_facts(std::span<const core::Finding> findings) {
  FileFacts facts;
  const auto found = std::ranges::find(findings, file_read, &core::Finding::code);
  if (found == findings.end()) return facts;
  facts = facts_within(*found);
  if (facts.rows) facts.rows = without_unknown(*facts.rows, findings);
  for (const auto& finding : findings) {
    if (finding.code == core::unread_finding) facts.wrong = finding.count;
    if (finding.code == file_own_missing) facts.own = finding.what;
  }
  return facts;
}

bool is_older_than_waiting(const core::Finding& finding) {
  if (finding.code != file_older) return false;
  if (finding.facts.empty()) return says_that_it_waits(finding.what);
  const auto facts = parsed(finding);
  if (!facts) return false;
  const auto later = facts->find("later");
  return later != facts->end() && later->is_string() && later->get<std::string>() == later_waits;
}

std::string told(const core::Finding& finding) {
  if (finding.code != file_read || finding.facts.empty()) return finding.what;
  const auto facts = facts_within(finding);
  if (!facts.rows) return finding.what;
  return finding.what.substr(0, finding.what.find('\n')) + "\n" +
         with_rows_first(*facts.rows, lines_below(finding.what));
}

std::string detail_lines(const core::Finding& read, const FileFacts& facts) {
  const auto lines = lines_below(read.what);
  if (!facts.rows) return std::string(lines);
  if (read.facts.empty()) return with_rows_of_older(lines, *facts.rows);
  return with_rows_first(*facts.rows, lines);
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

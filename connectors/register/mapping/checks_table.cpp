#include <fmt/format.h>
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "connectors/register/mapping/checks.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/register/mapping/table_schema.h"
#include "connectors/register/mapping/words.h"

namespace sluss::connectors::registers {

namespace {

using Names = std::vector<std::string>;

bool is_letters(std::string_view text) {
  return !text.empty() && text.size() <= 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Names figure_names(const Table& table) {
  Names names;
  for (const auto& column : table.columns)
    if (is_figure(column.type)) names.push_back(column.name);
  if (table.unpivot && is_figure(table.unpivot->type)) names.push_back(table.unpivot->value);
  return names;
}

int sources_of(const TableColumn& column) {
  return static_cast<int>(!column.headings.empty()) + static_cast<int>(!column.letter.empty()) +
         static_cast<int>(!column.value.empty()) + static_cast<int>(!column.lookup.empty());
}

Names sorted(Names names) {
  std::ranges::sort(names);
  return names;
}

}  // namespace

void MappingChecks::table(const Table& table) {
  const auto captures = captures_of(mapping_, &table);
  std::set<std::string> names(row_columns.begin(), row_columns.end());
  const auto taken = [&](const std::string& name, const Written& at) {
    if (!names.insert(name).second)
      problem("mapping.twice",
              fmt::format("the table {} has the column {} twice, or it is one that every table has", table.name, name),
              "Give it another name; file, sheet, row, level and variant are taken", at, "name");
  };
  for (const auto& one : table.columns) {
    column(table, one, captures);
    for (const auto& name : column_names(one.name, is_figure(one.type))) taken(name, one.written);
    if (one.type == ColumnType::area || one.type == ColumnType::unit)
      taken(column_name(one.name, text_end), one.written);
  }
  if (table.unpivot) {
    for (const auto& name : names_of(*table.unpivot)) taken(name, table.unpivot->written);
    for (const auto& name : column_names(table.unpivot->value, is_figure(table.unpivot->type)))
      taken(name, table.unpivot->written);
    unpivot(table, *table.unpivot);
  }
  header(table);
  rules(table);
  for (const auto& one : table.marks) mark(one);
  for (const auto& one : table.expectations) expectation(table, one);
}

void MappingChecks::header(const Table& table) {
  if (table.columns.empty()) {
    problem("mapping.missing", fmt::format("the table {} has no column", table.name), "Write each as [[table.column]]",
            table.written, "column");
    return;
  }
  // A column without any source has its error already: its heading is what is missing.
  const bool needed = std::ranges::any_of(table.columns, [](const TableColumn& column) {
    return column.required && (!column.headings.empty() || sources_of(column) == 0);
  });
  if (!needed && !table.header.none)
    problem("mapping.header", fmt::format("nothing says how the header of {} is found", table.name),
            "Give it a column with a heading that is required, or write [table.header] none = true", table.written,
            "header");
  if (table.header.none && table.unpivot)
    problem("mapping.header", "a table without a header has no headings to unpivot", "Remove one of the two",
            table.unpivot->written);
}

void MappingChecks::column(const Table& table, const TableColumn& column, const Names& captures) {
  column_source(table, column, captures);
  column_type(column);
  if (column.nth != 0 && column.headings.empty())
    problem("mapping.column", "nth is for a column that is found by its heading", "Remove it", column.written, "nth");
  if (column.fill_down && column.headings.empty() && column.letter.empty())
    problem("mapping.column", "fill_down is for a column of the file", "Remove it", column.written, "fill_down");
  if (column.exact && ((column.headings.empty() && column.letter.empty()) || !column.pattern.empty()))
    problem("mapping.column", "exact is for a column of the file, and one that is taken whole", "Remove it, or pattern",
            column.written, "exact");
}

void MappingChecks::column_source(const Table& table, const TableColumn& column, const Names& captures) {
  const auto sources = sources_of(column);
  if (sources != 1)
    problem("mapping.column",
            fmt::format("the column {} has {} of heading, letter, value and lookup", column.name,
                        sources == 0 ? "none" : "more than one"),
            "Give it exactly one", column.written);
  if (!column.letter.empty() && (!table.header.none || !is_letters(column.letter)))
    problem("mapping.column", "letter is for a table without a header, and is A to ZZZ",
            "Write heading = \"…\", or [table.header] none = true", column.written, "letter");
  if (!column.headings.empty() && table.header.none)
    problem("mapping.column", "a table without a header has no headings", "Write letter = \"B\"", column.written,
            "headings");
  known(names_within(column.value), captures, "capture of the file, its cells or the table's sheets", column.written,
        "value");
  if (column.lookup.empty()) return;
  Names lookups;
  Names before;
  for (const auto& lookup : mapping_.lookups) lookups.push_back(lookup.name);
  for (const auto& other : table.columns) {
    if (&other == &column) break;
    before.push_back(other.name);
  }
  known({column.lookup}, lookups, "lookup", column.written, "lookup");
  known({column.of}, before, "column before this one", column.written, "of");
}

void MappingChecks::column_type(const TableColumn& column) {
  const auto only = [&](bool there, bool right, std::string_view key, std::string_view type) {
    if (there && !right)
      problem("mapping.column", fmt::format("{} is for the type {}", key, type),
              fmt::format("Write type = \"{}\", or remove {}", type, key), column.written, key);
  };
  const bool dated = column.type == ColumnType::date || column.type == ColumnType::period;
  const bool written = !is_figure(column.type) && column.type != ColumnType::boolean;
  only(!column.pattern.empty(), written, "pattern", "text");
  only(column.fraction, column.type == ColumnType::percent, "fraction", "percent");
  only(!column.true_words.empty(), column.type == ColumnType::boolean, "true", "boolean");
  only(!column.false_words.empty(), column.type == ColumnType::boolean, "false", "boolean");
  only(column.exact, column.type == ColumnType::text, "exact", "text");
  only(!column.list.empty(), column.type == ColumnType::code || column.type == ColumnType::area, "list", "code");
  if (column.type == ColumnType::boolean && column.true_words.empty())
    problem("mapping.column", fmt::format("nothing says which words of {} are true", column.name),
            "Add true = [\"ja\"] and false = [\"nej\"]", column.written, "true");
  if (column.type == ColumnType::code && column.list.empty())
    problem("mapping.column", fmt::format("nothing says of which list the codes of {} are", column.name),
            "Add list = \"…\"", column.written, "list");
  if (column.pattern.empty()) return;
  const auto pattern = Pattern::parse(column.pattern);
  if (!pattern) return;
  const Names parts{"year", "month", "day", "quarter", "tertial", "half", "date"};
  if (dated) known(pattern->names(), parts, "part of a date or a period", column.written, "pattern");
  if (!dated && std::ranges::find(pattern->names(), "value") == pattern->names().end())
    problem("mapping.column", fmt::format("the pattern of {} does not say what of the cell is taken", column.name),
            "Name that capture value: pattern = '{value}\\*'", column.written, "pattern");
}

void MappingChecks::unpivot(const Table& table, const Unpivot& unpivot) {
  if (unpivot.headings.empty() && unpivot.of.empty())
    problem("mapping.missing", fmt::format("the unpivot of {} names no headings", table.name),
            "Add headings = [\"{year}\"], or [[table.unpivot.of]]", unpivot.written, "headings");
  if (!is_figure(unpivot.type) && unpivot.type != ColumnType::text)
    problem("mapping.word", "an unpivot gives numbers or texts", "Write integer, number, percent or text",
            unpivot.written, "type");
  if (unpivot.fraction && unpivot.type != ColumnType::percent)
    problem("mapping.column", "fraction is for the type percent", "Write type = \"percent\", or remove fraction",
            unpivot.written, "fraction");
  same_names(unpivot);
  for (const auto& name : names_of(unpivot))
    if (!is_plain_name(name))
      problem("mapping.name", fmt::format("\"{}\" is no name of a column", name), "Write a-z, digits and _",
              unpivot.written, "set");
}

/// The first pattern or set decides which names; each place that has others is reported once.
void MappingChecks::same_names(const Unpivot& unpivot) {
  std::optional<Names> names;
  const auto same = [&](Names found) {
    found = sorted(std::move(found));
    if (!names) names = found;
    return found == *names;
  };
  const auto differ = [&](const Written& at, std::string_view key) {
    problem("mapping.unpivot", "the patterns and sets of an unpivot do not have the same names",
            names->empty() ? "Remove the names, or give the first them too"
                           : fmt::format("Give each of them: {}", fmt::join(*names, ", ")),
            at, key);
  };
  std::size_t others = 0;
  for (const auto& text : unpivot.headings)
    if (const auto pattern = Pattern::parse(text)) others += same(pattern->names()) ? 0 : 1;
  if (others > 0) differ(unpivot.written, "headings");
  for (const auto& of : unpivot.of) {
    Names set;
    for (const auto& one : of.set) set.push_back(one.name);
    if (!same(std::move(set))) differ(of.written, "set");
  }
}

void MappingChecks::rules(const Table& table) {
  const auto there = column_names(table, false);
  for (const auto& rule : table.rules) {
    Names wanted = rule.filled;
    wanted.insert(wanted.end(), rule.empty.begin(), rule.empty.end());
    for (const auto& where : rule.where) wanted.push_back(where.name);
    known(wanted, there, "column of the table", rule.written, "where");
    const bool gives = !rule.level.empty() || !rule.variant.empty();
    if (!gives && rule.skip.empty())
      problem("mapping.rule", "a rule does nothing", "Give it a level, a variant or a skip", rule.written);
    if (gives && !rule.skip.empty())
      problem("mapping.rule", "a rule that skips rows gives them a level or a variant", "Remove one of the two",
              rule.written, "skip");
  }
}

void MappingChecks::expectation(const Table& table, const Expectation& expectation) {
  const auto there = column_names(table, true);
  const int kinds = static_cast<int>(expectation.rows.has_value()) + static_cast<int>(expectation.areas.has_value()) +
                    static_cast<int>(expectation.range.has_value()) + static_cast<int>(expectation.ranks) +
                    static_cast<int>(!expectation.sum_of.empty());
  if (kinds != 1)
    problem("mapping.expect", "an expectation is exactly one of rows, areas, range, ranks and sum_of",
            "Write each as its own [[table.expect]]", expectation.written);
  if (expectation.column.empty() && !expectation.rows)
    problem("mapping.expect", "an expectation does not say of which column it is", "Add column = \"…\"",
            expectation.written, "column");
  if (!expectation.column.empty())
    known({expectation.column}, there, "column of the table", expectation.written, "column");
  known(expectation.sum_of, there, "column of the table", expectation.written, "sum_of");
  if (!expectation.range && !expectation.ranks && expectation.sum_of.empty()) return;
  Names compared = expectation.sum_of;
  compared.push_back(expectation.column);
  const auto figures = figure_names(table);
  for (const auto& name : compared)
    if (std::ranges::find(there, name) != there.end() && std::ranges::find(figures, name) == figures.end())
      problem("mapping.expect", fmt::format("range, ranks and sum_of compare numbers, and {} has none", name),
              "Give the column the type integer, number or percent, or name another", expectation.written, "column");
}

}  // namespace sluss::connectors::registers

#include "connectors/register/mapping/checks.h"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <set>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/mapping/words.h"
#include "connectors/register/text/encoding.h"
#include "core/ids.h"
#include "core/text.h"

namespace sluss::connectors::registers {

namespace {

using Names = std::vector<std::string>;

constexpr std::size_t longest_delimiter = 4;  // letters, as open_csv() takes it

bool contains(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// The captures that every one of these patterns has.
Names common_captures(const Names& patterns) {
  Names common;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const auto pattern = Pattern::parse(patterns[i]);
    if (!pattern) continue;
    if (i == 0) {
      common = pattern->names();
    } else {
      std::erase_if(common, [&](const std::string& name) { return !contains(pattern->names(), name); });
    }
  }
  return common;
}

bool is_day(const std::string& text) {
  const auto period = core::Period::parse(text);
  return period && period->kind() == core::PeriodKind::day;
}

}  // namespace

Names captures_of(const Mapping& mapping, const Table* table) {
  auto names = common_captures(mapping.files.names);
  const auto more = [&](const Names& patterns) {
    for (auto& name : common_captures(patterns)) names.push_back(std::move(name));
  };
  for (const auto& cell : mapping.cells) more({cell.pattern});
  if (table != nullptr) {
    more(table->files);
    more(table->sheets);
  }
  return names;
}

/// What some file may have. One without a capture of a series' key is of the series where that is empty.
Names captures_of_some(const Mapping& mapping) {
  auto names = captures_of(mapping, nullptr);
  for (const auto& pattern : mapping.files.names)
    for (auto& name : common_captures({pattern})) names.push_back(std::move(name));
  return names;
}

Names names_of(const Unpivot& unpivot) {
  if (!unpivot.headings.empty()) return common_captures(unpivot.headings);
  Names names;
  if (!unpivot.of.empty())
    for (const auto& set : unpivot.of.front().set) names.push_back(set.name);
  return names;
}

Names column_names(const Table& table, bool with_unpivot) {
  Names names;
  for (const auto& column : table.columns) names.push_back(column.name);
  if (with_unpivot && table.unpivot) {
    for (auto& name : names_of(*table.unpivot)) names.push_back(std::move(name));
    names.push_back(table.unpivot->value);
  }
  return names;
}

void MappingChecks::problem(std::string_view code, std::string what, std::string remedy, const Written& at,
                            std::string_view key) {
  auto field = at.path;
  if (!key.empty()) field += (field.empty() ? "" : ".") + std::string(key);
  errors_.push_back(
      core::Error{.code = std::string(code),
                  .error_class = core::ErrorClass::config,
                  .what = std::move(what),
                  .remedy = std::move(remedy),
                  .place = {.file = file_, .line = at.line, .column = at.column, .field = std::move(field)}});
}

void MappingChecks::known(const Names& wanted, const Names& there, std::string_view of, const Written& at,
                          std::string_view key) {
  for (const auto& name : wanted)
    if (!contains(there, name))
      problem("mapping.reference", fmt::format("\"{}\" is no {}", name, of), remedy_of(name, there), at, key);
}

template <class Parts>
void MappingChecks::unique(const Parts& parts, std::string_view of) {
  std::set<std::string> names;
  for (const auto& part : parts)
    if (!names.insert(part.name).second)
      problem("mapping.twice", fmt::format("the {} {} is there twice", of, part.name), "Give one of them another name",
              part.written, "name");
}

void MappingChecks::run() {
  identity();
  csv();
  series();
  names();
  measures();
  units();
  for (const auto& one : mapping_.marks) mark(one);
  for (const auto& one : mapping_.tables) table(one);
}

void MappingChecks::identity() {
  const auto stem = std::filesystem::path(file_).stem().string();
  if (!mapping_.id.empty() && !stem.empty() && stem != mapping_.id)
    problem("mapping.id", fmt::format("the mapping {} is in a file of another name", mapping_.id),
            fmt::format("Name the file {}.toml", mapping_.id), {.line = 1}, "id");
  if (mapping_.files.names.empty() && mapping_.files.written.line == 0)
    problem("mapping.missing", "no file is named", "Add [files] names = [\"…\"]", {.line = 1}, "files.names");
  if (mapping_.tables.empty())
    problem("mapping.missing", "no table is described", "Write each as [[table]]", {.line = 1}, "table");
}

void MappingChecks::csv() {
  const auto& hints = mapping_.csv;
  if (!hints.encoding.empty()) known({hints.encoding}, encoding_words(), "encoding", hints.written, "encoding");
  if (core::width_of(hints.delimiter) > longest_delimiter)
    problem("mapping.range", fmt::format("the delimiter is longer than {} letters", longest_delimiter),
            "Write \";\", \",\" or \"\\t\"", hints.written, "delimiter");
  if (hints.quote.size() > 1)
    problem("mapping.range", "the quote is more than one character", "Write '\"'", hints.written, "quote");
  const auto& formats = mapping_.files.formats;
  const auto has = [&](FileFormat format) { return std::ranges::find(formats, format) != formats.end(); };
  if (has(FileFormat::fixed) && hints.widths.empty())
    problem("mapping.csv", "nothing says how wide the columns of a file of fixed width are",
            "Add [csv] widths = [4, 20], in letters, from the first column", mapping_.files.written, "formats");
  if (!hints.widths.empty() && (has(FileFormat::csv) || !hints.delimiter.empty() || !hints.quote.empty()))
    problem("mapping.csv", "with widths a text is of fixed width, without delimiter and quote, and no CSV",
            "Remove widths, or delimiter and quote, and write \"fixed\" in the place of \"csv\"", hints.written,
            "widths");
}

void MappingChecks::series() {
  const auto captures = captures_of(mapping_, nullptr);
  const auto& series = mapping_.series;
  known(series.key, captures_of_some(mapping_), "capture of files", series.written, "key");
  known(series.order, captures, "capture that every file has", series.written, "order");
  known(names_within(series.period), captures, "capture that every file has", series.written, "period");
}

void MappingChecks::names() {
  unique(mapping_.tables, "table");
  unique(mapping_.lookups, "lookup");
  unique(mapping_.dimensions, "dimension");
  unique(mapping_.measures, "measure");
}

void MappingChecks::measures() {
  Names dimensions;
  Names all;
  for (const auto& dimension : mapping_.dimensions) {
    dimensions.push_back(dimension.name);
    if (dimension.values.empty()) continue;
    Names titled;
    for (const auto& title : dimension.titles) titled.push_back(title.name);
    known(titled, dimension.values, "value of the dimension", dimension.written, "titles");
  }
  for (const auto& measure : mapping_.measures) {
    all.push_back(measure.name);
    known(measure.dimensions, dimensions, "dimension", measure.written, "dimensions");
  }
  for (const auto& one : mapping_.breaks) {
    known(one.measures, all, "measure", one.written, "measures");
    if (!one.at.empty() && !core::Period::parse(one.at))
      problem("mapping.period", fmt::format("\"{}\" is no period", one.at), "Write 2023, 2023-01 or 2023Q1",
              one.written, "at");
  }
}

void MappingChecks::units() {
  for (const auto& unit : mapping_.units) {
    for (const auto& [key, day] : {std::pair("from", &unit.from), std::pair("until", &unit.until)})
      if (!day->empty() && !is_day(*day))
        problem("mapping.period", fmt::format("\"{}\" is no day", *day), "Write 2024-01-31", unit.written, key);
    if (!unit.from.empty() && !unit.until.empty() && unit.until < unit.from)
      problem("mapping.period", "the unit ends before it begins", "Exchange from and until", unit.written, "until");
  }
  for (const auto& area : mapping_.areas) {
    const auto code = core::AreaId::parse(area.code);
    if (!area.code.empty() && !code)
      problem("mapping.reference", code.error().what, code.error().remedy, area.written, "code");
  }
}

void MappingChecks::mark(const Mark& mark) {
  const bool least = !mark.least.empty() || !mark.above.empty();
  const bool most = !mark.most.empty() || !mark.below.empty();
  const auto captures = common_captures(mark.texts);
  if (!mark.least.empty() && !mark.above.empty())
    problem("mapping.mark", "a mark has both least and above", "Keep one of them", mark.written, "above");
  if (!mark.most.empty() && !mark.below.empty())
    problem("mapping.mark", "a mark has both most and below", "Keep one of them", mark.written, "below");
  if (mark.status == MarkStatus::at_least && !least)
    problem("mapping.mark", "the mark at_least has no bound", "Add least = 95, or above = \"{n}\"", mark.written,
            "least");
  if (mark.status == MarkStatus::at_most && !most)
    problem("mapping.mark", "the mark at_most has no bound", "Add most = 4, or below = \"{n}\"", mark.written, "most");
  if (mark.status != MarkStatus::at_least && mark.status != MarkStatus::at_most && (least || most))
    problem("mapping.mark", fmt::format("a mark of {} has no bounds", word_name(mark.status)),
            "Remove them, or write status = \"at_least\" or \"at_most\"", mark.written, "status");
  if (mark.status == MarkStatus::preliminary && !contains(captures, "value"))
    problem("mapping.mark", "a preliminary mark does not say where the value is", "Write texts = ['{value:number}\\*']",
            mark.written, "texts");
  if ((mark.status == MarkStatus::value) == mark.value.empty())
    problem("mapping.mark", "value goes with the status value: the number that a word means",
            mark.value.empty() ? "Add value = 100" : "Write status = \"value\", or remove value", mark.written,
            "value");
  for (const auto* bound : {&mark.least, &mark.most, &mark.below, &mark.above, &mark.value})
    known(names_within(*bound), captures, "capture of each of the mark's texts", mark.written, "texts");
}

}  // namespace sluss::connectors::registers

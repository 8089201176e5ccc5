#include "connectors/register/mapping/locate.h"

#include <fmt/format.h>
#include <algorithm>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "connectors/file_facts.h"
#include "connectors/register/mapping/checks.h"
#include "connectors/register/mapping/rows.h"
#include "connectors/register/open_quote.h"
#include "connectors/register/shown.h"

namespace sluss::connectors::registers {

namespace {

constexpr std::size_t most_keys = 200'000;

core::Error refusal(core::Error error, const std::string& file, const std::string& sheet) {
  // What the disk or the memory lacks is no fault of the file.
  if (error.error_class != core::ErrorClass::storage) error.error_class = core::ErrorClass::data;
  error.place.file = file;
  if (error.place.field.empty()) error.place.field = sheet;
  return error;
}

/// Of the row in which the quote opens. How many lines are in its last cell, people are to know.
core::Error open_quote_error(const Row& row, const std::string& file, const std::string& sheet) {
  std::int64_t lines = 1;
  const auto text = row.cells.empty() ? std::string_view() : row.cells.back().text;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)  // what ends the file is no line more
    if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) ++lines;
  return {.code = std::string(open_quote),
          .error_class = core::ErrorClass::data,
          .what = lines == 1 ? std::string("the quote that opens in the file's last row is not closed")
                             : fmt::format("the quote that opens in this row is not closed: {} lines to the file's end "
                                           "were read as one cell",
                                           lines),
          .remedy = "Close the quote, or save the file again, whole; if quotes enclose no cells, set that.",
          .place = {.file = file, .line = row.number, .field = sheet}};
}

/// A table without a header: its columns by their letters.
FoundHeader header_by_letters(const Table& table) {
  FoundHeader header;
  for (const auto& column : table.columns)
    header.columns.push_back(column.letter.empty() ? std::nullopt
                                                   : std::optional<std::size_t>(number_of_letters(column.letter) - 1));
  return header;
}

/// Of the row that was nearest to a header.
struct Lacking {
  std::vector<MissingHeading> missing;
  std::vector<std::string> there, unknown;
  void tell(Summary& summary) const {
    summary.missing_headings = missing;
    summary.headings_there = there;
    summary.headings_unknown = unknown;
  }
  /// At least half of them are there in another spelling.
  [[nodiscard]] bool is_near() const {
    const auto misspelt = std::ranges::count_if(missing, [](const auto& one) { return !one.near.empty(); });
    return misspelt > 0 && 2 * misspelt >= std::ssize(missing);
  }
};

/// Why a sheet is not of a table; `lacking` where it has no header of it.
struct NotOfTable {
  core::Error error;
  std::optional<Lacking> lacking = {};
};

/// Asks before each row; what it was answered last is kept, since to its reader such an error is one of the file.
class AskingReader final : public RowReader {
 public:
  AskingReader(std::unique_ptr<RowReader> reader, const std::function<core::Result<>()>& go_on,
               std::optional<core::Error>& ended)
      : reader_(std::move(reader)), go_on_(go_on), ended_(ended) {}
  [[nodiscard]] core::Result<std::optional<Row>> next() override {
    if (const auto asked = go_on_(); !asked) {
      ended_ = asked.error();
      return std::unexpected(asked.error());
    }
    return reader_->next();
  }

 private:
  std::unique_ptr<RowReader> reader_;
  const std::function<core::Result<>()>& go_on_;
  std::optional<core::Error>& ended_;
};

/// Reads one file's parts by one mapping. Each step returns false when the file was refused.
class Locator {
 public:
  Locator(const Mapping& mapping, std::span<const Part> parts, const Receiver& receiver, bool of_zip)
      : mapping_(mapping), parts_(parts), receiver_(receiver), of_zip_(of_zip) {}

  core::Result<Captures> captures(std::string_view file) {
    if (name_captures(file) && cells()) return std::move(summary_.captures);
    return std::unexpected(*std::move(summary_.refused));
  }

  core::Result<Summary> run(std::string_view file) {
    if (name_captures(file) && cells() && lookups()) {
      for (const auto& table : mapping_.tables) {
        const bool taken = SLUSS_TRY(table_everywhere(table));
        if (!taken) break;
      }
      near_sheets();
      members_not_read();
      for (auto& table : summary_.tables)
        if (is_read_below(table)) table.below = {.end = table.below.end};
    }
    if (ended_) return std::unexpected(*std::move(ended_));
    unused_sheets();
    return std::move(summary_);
  }

 private:
  core::Result<std::unique_ptr<RowReader>> open(const Part& part, std::size_t sheet) {
    auto reader = SLUSS_TRY(part.document->open(sheet));
    if (!receiver_.go_on) return reader;
    return std::make_unique<AskingReader>(std::move(reader), receiver_.go_on, ended_);
  }

  bool refuse(core::Error error) {
    summary_.refused = std::move(error);
    return false;
  }

  bool refuse(NotOfTable why) {
    if (why.lacking) why.lacking->tell(summary_);
    return refuse(std::move(why.error));
  }

  bool name_captures(std::string_view file) {
    const Patterns names(mapping_.files.names);
    auto captures = names.match(file);
    if (captures) {
      summary_.captures = *std::move(captures);
      return true;
    }
    return refuse(core::fail(core::ErrorClass::data, "register.name",
                             fmt::format("the file's name is none of those of the mapping {}", mapping_.id),
                             "Add its pattern to [files] names, or rename the file", {.file = std::string(file)})
                      .error());
  }

  bool cells() {
    return std::ranges::all_of(mapping_.cells, [&](const CellCapture& cell) { return find_cell(cell); });
  }

  bool find_cell(const CellCapture& cell) {
    const Patterns sheets(cell.sheets);
    const Patterns pattern(std::span(&cell.pattern, 1));
    for (const auto& part : parts_) {
      for (std::size_t i = 0; i < part.document->sheets().size(); ++i) {
        const auto& sheet = part.document->sheets()[i];
        if (!sheets.empty() && !sheets.matches(sheet.name)) continue;
        auto reader = open(part, i);
        if (!reader) return refuse(refusal(reader.error(), part.name, sheet.name));
        for (std::int64_t read = 0; read < cell.within; ++read) {
          const auto row = (*reader)->next();
          if (!row) return refuse(refusal(row.error(), part.name, sheet.name));
          if (!*row) break;
          if (takes_cell(**row, pattern, {.file = part.name, .line = (*row)->number, .field = sheet.name})) return true;
        }
      }
    }
    if (!cell.required) return true;
    return refuse(core::fail(core::ErrorClass::data, "register.cell_missing",
                             fmt::format("no cell is of the form \"{}\"", cell.pattern),
                             "Correct the pattern of [[cell]], or write required = false")
                      .error());
  }

  /// What the file's name says too must be the same: a name can be mistyped.
  bool takes_cell(const Row& row, const Patterns& pattern, const core::Place& place) {
    for (const auto& cell : row.cells) {
      auto captures = pattern.match(cell.text);
      if (!captures) continue;
      for (auto& [name, text] : *captures) {
        const auto* const known = find_capture(summary_.captures, name);
        if (known != nullptr && *known != text && !summary_.not_to_take) {
          summary_.two_said = TwoSaid{.by_name = shown(*known), .by_cell = shown(text)};
          summary_.not_to_take = core::fail(core::ErrorClass::data, "register.captures",
                                            fmt::format("{} is {} by the file's name, and {} by what stands in it",
                                                        name, shown(*known), shown(text)),
                                            "Correct the one that is wrong, and put the file in again", place)
                                     .error();
        }
        if (known == nullptr) summary_.captures.emplace_back(name, std::move(text));
      }
      return true;
    }
    return false;
  }

  bool lookups() {
    return std::ranges::all_of(mapping_.lookups, [&](const Lookup& lookup) { return read_lookup(lookup); });
  }

  bool read_lookup(const Lookup& lookup) {
    Table table{.name = lookup.name};
    table.columns.push_back({.name = "key", .headings = lookup.key});
    table.columns.push_back({.name = "value", .headings = lookup.value});
    const Patterns files(lookup.files);
    auto& keys = lookups_[lookup.name];
    bool there = false;
    for (const auto& part : parts_) {
      if (!files.matches(part.name)) continue;
      for (std::size_t i = 0; i < part.document->sheets().size(); ++i) {
        there = true;
        used_.emplace(part.name, i);
        if (!read_keys(part, i, table, keys)) return false;
      }
    }
    if (there) return true;
    return refuse(core::fail(core::ErrorClass::data, "register.lookup",
                             fmt::format("the key file of {} is not there", lookup.name),
                             "Check that the file is whole, or correct the files of [[lookup]]")
                      .error());
  }

  bool read_keys(const Part& part, std::size_t sheet, const Table& table, KeyTexts& keys) {
    const auto& name = part.document->sheets()[sheet].name;
    auto reader = open(part, sheet);
    if (!reader) return refuse(refusal(reader.error(), part.name, name));
    auto header = find_header(**reader, table, {}, part.name, name);
    if (!header) return refuse(header.error());
    while (true) {
      const auto row = (*reader)->next();
      if (!row) return refuse(refusal(row.error(), part.name, name));
      if (!*row) return true;
      see_quotes(**row, part.name, name);
      const auto text = [&](std::size_t column) {
        const auto at = *header->columns[column];
        return at < (*row)->cells.size() ? squeezed((*row)->cells[at].text) : std::string();
      };
      const auto key = text(0);
      if (key.empty()) continue;
      const auto [known, added] = keys.emplace(key, text(1));
      if (!added && known->second != text(1)) return refuse(keys_error(true, part, **row, table.name));
      if (keys.size() > most_keys) return refuse(keys_error(false, part, **row, table.name));
    }
  }

  static core::Error keys_error(bool twice, const Part& part, const Row& row, const std::string& lookup) {
    return core::Error{.code = twice ? "register.key_twice" : "register.keys",
                       .what = twice ? fmt::format("a key of {} has two different texts", lookup)
                                     : fmt::format("the key file of {} has more than {} keys", lookup, most_keys),
                       .remedy = twice ? "Correct the file, or name another heading as key" : "Name a smaller key file",
                       .place = {.file = part.name, .line = row.number}};
  }

  static std::expected<FoundHeader, NotOfTable> find_header(RowReader& reader, const Table& table,
                                                            std::vector<MergedCells> merged, const std::string& file,
                                                            const std::string& sheet) {
    const auto unreadable = [&](const core::Error& error) {
      return std::unexpected(NotOfTable{.error = refusal(error, file, sheet)});
    };
    if (table.header.none) return header_by_letters(table);
    HeaderFinder finder(table, std::move(merged));
    std::optional<core::Error> open;  // the rows below it are in its cell, the header among them
    const auto most = table.header.within + table.header.rows - 1;
    for (std::int64_t read = 0; read < most; ++read) {
      const auto row = reader.next();
      if (!row) return unreadable(row.error());
      if (!*row) break;
      if ((*row)->flaw == open_quote) open = open_quote_error(**row, file, sheet);
      auto found = finder.row(**row);
      if (!found) return unreadable(found.error());
      if (*found) return **std::move(found);
    }
    if (open) return std::unexpected(NotOfTable{.error = *std::move(open)});
    return std::unexpected(NotOfTable{
        .error = finder.not_found(file, sheet),
        .lacking = Lacking{.missing = finder.missing(), .there = finder.there(), .unknown = finder.unknown()}});
  }

  void see_quotes(const Row& row, const std::string& file, const std::string& sheet) {
    if (row.flaw == open_quote && !summary_.not_to_take) summary_.not_to_take = open_quote_error(row, file, sheet);
  }

  core::Result<bool> table_everywhere(const Table& table) {
    const Patterns files(table.files);
    const Patterns sheets(table.sheets);
    bool wanted = table.files.empty();
    bool found = false;
    std::optional<NotOfTable> nearest;
    for (const auto& part : parts_) {
      auto captures = files.match(part.name);
      if (!files.empty() && !captures) continue;
      wanted = true;
      for (std::size_t i = 0; i < part.document->sheets().size(); ++i) {
        const auto& sheet = part.document->sheets()[i];
        auto of_sheet = sheets.match(sheet.name);
        if ((sheet.hidden && !table.hidden) || (!sheets.empty() && !of_sheet)) continue;
        auto all = summary_.captures;
        for (const auto* more : {&captures, &of_sheet})
          if (*more) all.insert(all.end(), (*more)->begin(), (*more)->end());
        const auto outcome = SLUSS_TRY(one_sheet(table, part, i, all));
        if (!outcome) {
          found = true;
          continue;
        }
        const auto& [error, lacking] = *outcome;
        if (!lacking || !sheets.empty()) return refuse(*outcome);
        not_read_.try_emplace(part.name, *outcome);
        if (lacking->is_near())
          near_.push_back({.at = {part.name, i}, .table = &table, .error = error, .lacking = *lacking});
        if (!nearest || (nearest->error.place.line == 0 && error.place.line != 0)) nearest = *outcome;
      }
    }
    if (found || !table.required || (!wanted && !is_zip())) return true;
    if (nearest) return refuse(*nearest);
    return refuse(core::fail(core::ErrorClass::data, "register.sheet",
                             fmt::format("no sheet or file of the table {} is there", table.name),
                             "Correct the table's sheets or files in the mapping, or write required = false")
                      .error());
  }

  /// Those that no other table took.
  void near_sheets() {
    std::set<std::pair<std::string, std::size_t>> told;
    for (const auto& near : near_) {
      if (summary_.refused || used_.contains(near.at) || !told.insert(near.at).second) continue;
      const bool is_data = !near.table->files.empty() || all_members_are_data();
      if (is_zip() && is_data && !is_used(near.at.first) && !summary_.not_to_take) {
        summary_.not_to_take = near.error;
        near.lacking.tell(summary_);
      }
      summary_.near_sheets.push_back({.file = near.at.first,
                                      .sheet = near.error.place.field,
                                      .table = near.table->name,
                                      .row = near.error.place.line,
                                      .lacks = near.lacking.missing});
    }
  }

  /// Where no table says which members are its own, half of a zip is not the whole either.
  void members_not_read() {
    if (!is_zip() || !all_members_are_data() || summary_.refused || summary_.not_to_take) return;
    const auto left = std::ranges::find_if(parts_, [&](const Part& part) { return !is_used(part.name); });
    if (left == parts_.end()) return;
    const auto known = not_read_.find(left->name);
    if (known != not_read_.end()) {
      summary_.not_to_take = known->second.error;
      if (known->second.lacking) known->second.lacking->tell(summary_);
      return;
    }
    summary_.not_to_take =
        core::fail(
            core::ErrorClass::data, "register.sheet",
            fmt::format("no sheet of the member \"{}\" of the zip file is one that a table reads", shown(left->name)),
            "Pack the file again without it, or name the members that are data: files of the mapping's tables",
            {.file = left->name})
            .error();
  }

  [[nodiscard]] bool all_members_are_data() const {
    return std::ranges::all_of(mapping_.tables, [](const Table& table) { return table.files.empty(); });
  }

  [[nodiscard]] bool is_used(const std::string& part) const {
    const auto first = used_.lower_bound({part, 0});
    return first != used_.end() && first->first == part;
  }

  [[nodiscard]] bool is_zip() const { return of_zip_ || parts_.size() > 1; }

  /// What is below the end of a table is another table of the mapping.
  [[nodiscard]] bool is_read_below(const TableSummary& table) const {
    return table.below.end > 0 && std::ranges::any_of(summary_.tables, [&](const TableSummary& other) {
             return other.file == table.file && other.sheet == table.sheet && other.header_row > table.below.end;
           });
  }

  /// Nothing when it was read, else why the file or the sheet is not of this table.
  core::Result<std::optional<NotOfTable>> one_sheet(const Table& table, const Part& part, std::size_t index,
                                                    const Captures& captures) {
    const auto& sheet = part.document->sheets()[index];
    const auto unreadable = [&](const core::Error& error) {
      return NotOfTable{.error = refusal(error, part.name, sheet.name)};
    };
    std::vector<MergedCells> merged;
    if (table.header.rows > 1) {
      auto cells = part.document->merged(index);
      if (!cells) return unreadable(cells.error());
      merged = *std::move(cells);
    }
    auto reader = open(part, index);
    if (!reader) return unreadable(reader.error());
    const auto header = find_header(**reader, table, std::move(merged), part.name, sheet.name);
    if (!header) return header.error();
    used_.emplace(part.name, index);
    auto& summary = summary_.tables.emplace_back(described(table, *header, part.name, sheet.name));
    TableRows rows(mapping_, table, *header, lookups_, captures, summary, receiver_);
    while (true) {
      const auto row = (*reader)->next();
      if (!row && summary.below.end > 0) {  // an archived file was taken without having been read so far
        if (!summary_.not_to_take) summary_.not_to_take = refusal(row.error(), part.name, sheet.name);
        break;
      }
      if (!row) return unreadable(row.error());
      if (!*row) break;
      see_quotes(**row, part.name, sheet.name);
      if (table.header.none && (*row)->number < table.header.from) continue;
      if (summary.below.end > 0)
        rows.below(**row);
      else
        std::ignore = SLUSS_TRY(rows.row(**row));
    }
    SLUSS_TRY(rows.finish());
    return std::nullopt;
  }

  static TableSummary described(const Table& table, const FoundHeader& header, const std::string& file,
                                const std::string& sheet) {
    TableSummary summary{.table = table.name, .file = file, .sheet = sheet, .header_row = header.row};
    const auto heading = [&](std::size_t k) { return k < header.headings.size() ? header.headings[k] : ""; };
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto& column = table.columns[i];
      if (const auto at = header.columns[i]) {
        summary.found.push_back({column.name, heading(*at), column_letters(static_cast<std::int64_t>(*at))});
      } else if (!column.headings.empty()) {
        summary.missing.push_back(column.name);
      }
    }
    for (const auto& one : header.unpivoted)
      summary.found.push_back(
          {table.unpivot->value, heading(one.index), column_letters(static_cast<std::int64_t>(one.index))});
    for (const auto k : header.unused)
      summary.unused.push_back({"", heading(k), column_letters(static_cast<std::int64_t>(k))});
    return summary;
  }

  void unused_sheets() {
    for (const auto& part : parts_)
      for (std::size_t i = 0; i < part.document->sheets().size(); ++i)
        if (!used_.contains({part.name, i}))
          summary_.unused_sheets.push_back(part.document->sheets()[i].name.empty() ? part.name
                                                                                   : part.document->sheets()[i].name);
  }

  const Mapping& mapping_;
  std::span<const Part> parts_;
  const Receiver& receiver_;
  const bool of_zip_;
  std::optional<core::Error> ended_;  ///< by the receiver, between rows
  Summary summary_;
  Lookups lookups_;
  std::set<std::pair<std::string, std::size_t>> used_;
  struct Near {
    std::pair<std::string, std::size_t> at;
    const Table* table;
    core::Error error;
    Lacking lacking;
  };
  std::vector<Near> near_;
  std::map<std::string, NotOfTable> not_read_;  ///< by member: why the first of its sheets is of no table
};

/// Rows that were passed over are none: what the mapping asks for is not in the file.
bool has_rows(const Summary& summary) {
  return std::ranges::any_of(summary.tables, [](const TableSummary& table) {
    return table.given > 0 || table.rejected > 0 || table.cells_rejected > 0;
  });
}

/// Where it would be loaded, it would be the latest of its series, and the file that has the rows would be older.
core::Error no_rows(const Summary& summary) {
  std::int64_t passed_over = 0;
  for (const auto& table : summary.tables) passed_over += table.read;
  core::Error error{.code = "register.no_rows",
                    .error_class = core::ErrorClass::data,
                    .what = passed_over == 0
                                ? "the file has headings, and no rows below them"
                                : fmt::format("the mapping passes over all of the file's {} rows", passed_over),
                    .remedy = "Put in the file that has the rows."};
  if (!summary.tables.empty())
    error.place = {.file = summary.tables.front().file,
                   .line = summary.tables.front().header_row,
                   .field = summary.tables.front().sheet};
  return error;
}

}  // namespace

core::Result<Summary> locate(const Mapping& mapping, std::string_view file, std::span<const Part> parts,
                             const Receiver& receiver, bool of_zip) {
  auto summary = SLUSS_TRY(Locator(mapping, parts, receiver, of_zip).run(file));
  if (!summary.refused && !summary.not_to_take && !has_rows(summary)) summary.not_to_take = no_rows(summary);
  return summary;
}

core::Result<Captures> captures_in(const Mapping& mapping, std::string_view file, std::span<const Part> parts) {
  return Locator(mapping, parts, {}, false).captures(file);
}

}  // namespace sluss::connectors::registers

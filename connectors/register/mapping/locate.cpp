#include "connectors/register/mapping/locate.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "connectors/register/mapping/file_captures.h"
#include "connectors/register/mapping/lookup_files.h"
#include "connectors/register/mapping/rows.h"
#include "connectors/register/mapping/sheet_header.h"
#include "connectors/register/mapping/sheet_opener.h"
#include "connectors/register/shown.h"

namespace sluss::connectors::registers {

namespace {

/// Reads one file's parts by one mapping. Each step returns false when the file was refused.
class Locator {
 public:
  Locator(const Mapping& mapping, std::span<const Part> parts, const Receiver& receiver, bool of_zip)
      : mapping_(mapping),
        parts_(parts),
        receiver_(receiver),
        of_zip_(of_zip),
        opener_(receiver.go_on),
        lookups_(parts, opener_, summary_) {}

  core::Result<Summary> run(std::string_view file) {
    if (is_done(read_captures(mapping_, file, parts_, opener_, summary_)) && lookups()) {
      for (const auto& table : mapping_.tables) {
        const bool taken = SLUSS_TRY(table_everywhere(table));
        if (!taken) break;
      }
      near_sheets();
      members_not_read();
      for (auto& table : summary_.tables)
        if (is_read_below(table)) table.below = {.end = table.below.end};
    }
    if (const auto& ended = opener_.ended()) return std::unexpected(*ended);
    unused_sheets();
    return std::move(summary_);
  }

 private:
  bool refuse(core::Error error) {
    summary_.refused = std::move(error);
    return false;
  }

  bool refuse(NotOfTable why) {
    if (why.lacking) why.lacking->tell(summary_);
    return refuse(std::move(why.error));
  }

  bool is_done(const core::Result<>& step) { return step ? true : refuse(step.error()); }

  bool lookups() {
    const bool done = is_done(lookups_.read(mapping_.lookups));
    used_ = lookups_.sheets();
    return done;
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
    std::set<SheetPlace> told;
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
    auto reader = opener_.open(part, index);
    if (!reader) return unreadable(reader.error());
    const auto header = find_header(**reader, table, std::move(merged), part.name, sheet.name);
    if (!header) return header.error();
    used_.emplace(part.name, index);
    auto& summary = summary_.tables.emplace_back(described(table, *header, part.name, sheet.name));
    TableRows rows(mapping_, table, *header, lookups_.texts(), captures, summary, receiver_);
    while (true) {
      const auto row = (*reader)->next();
      if (!row && summary.below.end > 0) {  // an archived file was taken without having been read so far
        if (!summary_.not_to_take) summary_.not_to_take = refusal(row.error(), part.name, sheet.name);
        break;
      }
      if (!row) return unreadable(row.error());
      if (!*row) break;
      see_open_quote(**row, part.name, sheet.name, summary_);
      if (table.header.none && (*row)->number < table.header.from) continue;
      if (summary.below.end > 0)
        rows.below(**row);
      else
        std::ignore = SLUSS_TRY(rows.row(**row));
    }
    SLUSS_TRY(rows.finish());
    return std::nullopt;
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
  SheetOpener opener_;
  Summary summary_;
  LookupFiles lookups_;
  std::set<SheetPlace> used_;
  struct Near {
    SheetPlace at;
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
  SheetOpener opener;
  Summary summary;
  SLUSS_TRY(read_captures(mapping, file, parts, opener, summary));
  return std::move(summary.captures);
}

}  // namespace sluss::connectors::registers

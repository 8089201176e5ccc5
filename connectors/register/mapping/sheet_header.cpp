#include "connectors/register/mapping/sheet_header.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "connectors/file_facts.h"
#include "connectors/register/mapping/sheet_opener.h"
#include "connectors/register/open_quote.h"

namespace sluss::connectors::registers {

namespace {

/// A table without a header: its columns by their letters.
FoundHeader header_by_letters(const Table& table) {
  FoundHeader header;
  for (const auto& column : table.columns)
    header.columns.push_back(column.letter.empty() ? std::nullopt
                                                   : std::optional<std::size_t>(number_of_letters(column.letter) - 1));
  return header;
}

}  // namespace

void Lacking::tell(Summary& summary) const {
  summary.missing_headings = missing;
  summary.headings_there = there;
  summary.headings_unknown = unknown;
}

bool Lacking::is_near() const {
  const auto misspelt = std::ranges::count_if(missing, [](const auto& one) { return !one.near.empty(); });
  return misspelt > 0 && 2 * misspelt >= std::ssize(missing);
}

std::expected<FoundHeader, NotOfTable> find_header(RowReader& reader, const Table& table,
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

TableSummary described(const Table& table, const FoundHeader& header, const std::string& file,
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

}  // namespace sluss::connectors::registers

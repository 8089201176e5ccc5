#include "connectors/register/suggest/shape.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "connectors/register/mapping/header.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/register/suggest/names.h"
#include "core/identities.h"
#include "core/identity_scan.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t looked_at = 100;  ///< rows
constexpr std::size_t longest_heading = 200;

/// A row of the file's beginning.
struct KeptRow {
  std::int64_t number = 0;
  std::vector<std::pair<CellKind, std::string>> cells;
  std::size_t filled = 0;
  bool may_be_header = false;  ///< each of its texts may be a heading
};

bool may_be_heading(CellKind kind, const std::string& text) {
  const bool year = text.size() == 4 && find_year(text) == 0;
  if (year && (kind == CellKind::text || kind == CellKind::number)) return true;
  return kind == CellKind::text && !plain_number(text) && core::width_of(text) <= longest_heading;
}

KeptRow kept(const Row& row) {
  KeptRow made{.number = row.number, .may_be_header = true};
  bool years_only = true;
  for (const auto& cell : row.cells) {
    auto text = squeezed(core::cut(cell.text, 1'000));
    if (!text.empty()) {
      ++made.filled;
      made.may_be_header &= may_be_heading(cell.kind, text);
      years_only &= find_year(text) == 0 && text.size() == 4;
    }
    made.cells.emplace_back(cell.kind, std::move(text));
  }
  made.may_be_header &= made.filled > 0 && !years_only;
  return made;
}

core::Result<std::vector<KeptRow>> first_rows(Document& document, std::size_t sheet) {
  std::vector<KeptRow> rows;
  const auto reader = SLUSS_TRY(document.open(sheet));
  while (rows.size() < looked_at) {
    const auto row = SLUSS_TRY(reader->next());
    if (!row) break;
    rows.push_back(kept(*row));
  }
  return rows;
}

/// Cells that are one over several columns of a row, but not over the whole table: that would be a title.
bool spans_columns(const std::vector<MergedCells>& merged, std::int64_t row, std::size_t width) {
  return std::ranges::any_of(merged, [&](const MergedCells& cells) {
    const auto columns = static_cast<std::size_t>(cells.last_column - cells.first_column + 1);
    return cells.first_row == row && columns > 1 && columns < width;
  });
}

/// A heading that is one over this row and the next: the header has both.
bool spans_rows(const std::vector<MergedCells>& merged, std::int64_t row) {
  return std::ranges::any_of(
      merged, [&](const MergedCells& cells) { return cells.first_row == row && cells.last_row == row + 1; });
}

/// The headings of these rows as locate() sees them.
core::Result<std::vector<std::string>> headings_of(Document& document, std::size_t sheet, std::int64_t first,
                                                   std::int64_t rows, std::vector<MergedCells> merged) {
  Table table{.name = "x"};
  table.header.rows = rows;
  table.columns.push_back({.name = "x", .headings = {"*"}, .nth = 1});
  HeaderFinder finder(table, std::move(merged));
  const auto reader = SLUSS_TRY(document.open(sheet));
  for (;;) {
    const auto row = SLUSS_TRY(reader->next());
    if (!row) return std::vector<std::string>();
    if (row->number < first) continue;
    const auto found = SLUSS_TRY(finder.row(*row));
    if (found) return found->headings;
  }
}

/// One note below a table: a row with one text.
bool is_note(const Row& row, std::string& text) {
  std::size_t filled = 0;
  for (const auto& cell : row.cells) {
    if (squeezed(cell.text).empty()) continue;
    if (filled++ == 0) text = squeezed(core::cut(cell.text, 1'000));
  }
  return filled == 1;
}

/// What the notes of other files begin with too: to the colon, and without the number of a person.
std::string beginning_of(const std::string& note) {
  constexpr std::size_t longest = 60;
  const auto masked = core::without_identities(note);
  const auto text = std::string_view(masked).substr(0, masked.find("***"));
  const auto colon = text.find(':');
  return std::string(colon < longest ? text.substr(0, colon + 1) : core::cut(text, longest));
}

/// Holds back rows of one text, and blank ones, until a wider row shows that the table goes on.
class ContentReader {
 public:
  ContentReader(std::size_t width, const std::function<bool(std::string_view)>& is_area, TableContent& content)
      : narrow_(width < 2), is_area_(is_area), content_(content) {}

  void row(const Row& row) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) scan_.add(i, row.number, row.cells[i].text);
    std::string text;
    const bool blank = std::ranges::all_of(row.cells, [](const Cell& cell) { return squeezed(cell.text).empty(); });
    const bool note = !blank && is_note(row, text);
    if (!narrow_ && (blank || note) && held_.size() < looked_at) {
      held_.push_back({.text = std::move(text), .row = kept(row)});
      return;
    }
    release();
    for (std::size_t i = 0; i < row.cells.size(); ++i) add(i, row.cells[i]);
  }

  void finish() {
    const auto note = std::ranges::find_if(held_, [](const Held& one) { return !one.text.empty(); });
    const auto columns = scan_.columns();
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i].of_identities) content_.of_identities.insert(i);
    if (note == held_.end()) return;
    content_.ends_at_blank |= note != held_.begin();
    const auto beginning = beginning_of(note->text);
    if (!beginning.empty()) content_.ends_at.insert(escaped(beginning) + "*");
  }

 private:
  struct Held {
    std::string text;
    KeptRow row;
  };
  void add(std::size_t column, const Cell& cell) {
    if (content_.columns.size() <= column) content_.columns.resize(column + 1);
    content_.columns[column].add(cell, is_area_);
  }
  void release() {
    for (const auto& one : held_) {
      content_.blank_within |= one.text.empty();
      for (std::size_t i = 0; i < one.row.cells.size(); ++i)
        add(i, {.kind = one.row.cells[i].first, .text = one.row.cells[i].second});
    }
    held_.clear();
  }

  bool narrow_;
  const std::function<bool(std::string_view)>& is_area_;
  TableContent& content_;
  core::IdentityScan scan_;
  std::deque<Held> held_;
};

}  // namespace

core::Result<std::optional<FoundShape>> find_shape(Document& document, std::size_t sheet) {
  const auto rows = SLUSS_TRY(first_rows(document, sheet));
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.filled);
  if (width == 0) return std::nullopt;
  const auto wide = [&](const KeptRow& row) { return row.filled > 0 && 5 * row.filled >= 3 * width; };
  const auto most = rows.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(rows.size(), 50));
  auto header = std::find_if(rows.begin(), most, [&](const KeptRow& row) { return wide(row) && row.may_be_header; });
  const auto first = std::find_if(rows.begin(), most, wide);
  const bool more = header != most && std::any_of(header + 1, rows.end(), wide);
  // A row of texts below rows of numbers is no header.
  if (!more || std::any_of(first, header, [](const KeptRow& row) { return !row.may_be_header; })) {
    if (rows.size() < 2 || width < 2) return std::nullopt;
    return FoundShape{.row = first->number, .rows = 0, .headings = {}};
  }
  const auto merged = SLUSS_TRY(document.merged(sheet));
  FoundShape shape{.row = header->number, .headings = {}};
  const auto is_above = [&](std::vector<KeptRow>::const_iterator row) {
    return row->may_be_header && spans_columns(merged, row->number, width);
  };
  if (header != rows.begin() && is_above(header - 1)) {
    shape.row = (header - 1)->number;
    shape.rows = 2;
  } else if ((is_above(header) || spans_rows(merged, header->number)) && header + 1 != rows.end() &&
             (header + 1)->may_be_header) {
    shape.rows = 2;
  }
  shape.headings = SLUSS_TRY(headings_of(document, sheet, shape.row, shape.rows, merged));
  return shape;
}

core::Result<> add_content(Document& document, std::size_t sheet, const FoundShape& shape,
                           const std::function<bool(std::string_view)>& is_area, TableContent& content) {
  ContentReader reader(shape.rows == 0 ? 2 : shape.headings.size(), is_area, content);
  const auto rows = SLUSS_TRY(document.open(sheet));
  for (;;) {
    const auto row = SLUSS_TRY(rows->next());
    if (!row) break;
    if (row->number >= shape.row + shape.rows) reader.row(*row);
  }
  reader.finish();
  return {};
}

}  // namespace sluss::connectors::registers

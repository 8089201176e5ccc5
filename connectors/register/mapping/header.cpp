#include "connectors/register/mapping/header.h"

#include <fmt/format.h>
#include <algorithm>
#include <string_view>
#include <utility>

#include "connectors/register/mapping/checks.h"
#include "connectors/register/mapping/words.h"
#include "connectors/register/shown.h"
#include "core/text.h"

namespace sluss::connectors::registers {

namespace {

constexpr std::size_t longest_heading = 1000;

std::vector<std::string> shown_texts(const std::vector<std::string>& headings) {
  std::vector<std::string> texts;
  for (const auto& heading : headings)
    if (!heading.empty()) texts.push_back(shown(heading));
  return texts;
}

/// For people: one of the headings that an unpivot looks for.
std::string first_heading(const Unpivot& unpivot) {
  return unpivot.headings.empty() ? unpivot.of.front().headings.front() : unpivot.headings.front();
}

}  // namespace

HeaderFinder::HeaderFinder(const Table& table, std::vector<MergedCells> merged)
    : table_(table), merged_(std::move(merged)) {
  std::ranges::stable_sort(merged_, {},
                           [](const auto& cells) { return std::pair(cells.first_row, cells.first_column); });
  for (const auto& column : table.columns) patterns_.emplace_back(column.headings);
}

std::span<const MergedCells> HeaderFinder::merged_of(std::int64_t row) const {
  const auto of_row = std::ranges::equal_range(merged_, row, {}, &MergedCells::first_row);
  return {of_row.begin(), of_row.end()};
}

std::vector<std::string> HeaderFinder::texts_of(const Line& line, std::size_t width, bool last) const {
  std::vector<std::string> texts(width);
  const auto own = [&](std::size_t at) {
    return at < line.texts.size() ? std::string_view(line.texts[at]) : std::string_view();
  };
  const auto merged = merged_of(line.number);
  auto next = merged.begin();
  std::size_t first = 0, end = 0;  // of the merged cells that reach this column, where column < end
  std::string_view left;
  for (std::size_t column = 0; column < width; ++column) {
    for (; next != merged.end() && static_cast<std::size_t>(next->first_column) <= column; ++next) {
      if (static_cast<std::size_t>(next->last_column) < end) continue;
      first = static_cast<std::size_t>(next->first_column);
      end = static_cast<std::size_t>(next->last_column) + 1;
    }
    auto text = own(column);
    if (!text.empty())
      left = text;
    else if (column < end)
      text = own(first);
    else if (table_.header.fill && !last)
      text = left;
    texts[column] = text;
  }
  return texts;
}

std::vector<std::string> HeaderFinder::joined() const {
  std::size_t width = 0;
  for (const auto& line : lines_) width = std::max(width, line.texts.size());
  std::vector<std::string> headings(width);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto texts = texts_of(lines_[i], width, i + 1 == lines_.size());
    for (std::size_t column = 0; column < width; ++column)
      if (!texts[column].empty()) headings[column] += (headings[column].empty() ? "" : " ") + texts[column];
  }
  return headings;
}

core::Result<std::optional<FoundHeader>> HeaderFinder::row(const Row& row) {
  Line line{.number = row.number};
  for (const auto& cell : row.cells) line.texts.push_back(squeezed(core::cut(cell.text, longest_heading)));
  while (!line.texts.empty() && line.texts.back().empty()) line.texts.pop_back();
  lines_.push_back(std::move(line));
  if (lines_.size() > static_cast<std::size_t>(table_.header.rows)) lines_.pop_front();
  if (lines_.size() < static_cast<std::size_t>(table_.header.rows)) return std::nullopt;
  if (lines_.front().texts.empty()) return std::nullopt;
  return match(joined());
}

core::Result<std::optional<FoundHeader>> HeaderFinder::match(std::vector<std::string> headings) {
  FoundHeader header{.row = lines_.front().number, .headings = std::move(headings), .columns = {}};
  std::vector<bool> taken(header.headings.size());
  std::vector<std::string> missing;
  std::size_t found = 0;
  const TableColumn* twice = nullptr;
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    const auto& column = table_.columns[i];
    std::vector<std::size_t> at;
    for (std::size_t k = 0; k < header.headings.size() && !column.headings.empty(); ++k)
      if (!header.headings[k].empty() && patterns_[i].matches(header.headings[k])) at.push_back(k);
    // One that an earlier column took is not this one's, but where they share it by nth.
    if (column.nth == 0) std::erase_if(at, [&](std::size_t k) { return taken[k]; });
    const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(column.nth, 1));
    if (at.size() >= wanted) {
      if (column.nth == 0 && at.size() > 1) twice = &column;
      header.columns.emplace_back(at[wanted - 1]);
      taken[at[wanted - 1]] = true;
      ++found;
    } else {
      header.columns.emplace_back(std::nullopt);
      if (column.required && !column.headings.empty()) missing.push_back(column.headings.front());
    }
  }
  unpivot(header, taken);
  if (table_.unpivot && header.unpivoted.empty()) missing.push_back(first_heading(*table_.unpivot));
  if (!missing.empty()) {
    if (found > best_found_ || best_row_ == 0) {
      best_found_ = found;
      best_row_ = header.row;
      best_headings_ = header.headings;
      best_missing_ = missing;
      best_unknown_.clear();
      for (const auto k : header.unused) best_unknown_.push_back(header.headings[k]);
    }
    return std::nullopt;
  }
  if (twice != nullptr)
    return core::fail(core::ErrorClass::data, "register.heading_twice",
                      fmt::format("row {} has the heading of {} more than once", header.row, twice->name),
                      "Write nth = 1 or 2 at the column in the mapping", {.line = header.row, .field = twice->name});
  return header;
}

void HeaderFinder::unpivot(FoundHeader& header, const std::vector<bool>& taken) const {
  std::vector<Patterns> of;
  const auto names = table_.unpivot ? names_of(*table_.unpivot) : std::vector<std::string>();
  const Patterns patterns(table_.unpivot ? table_.unpivot->headings : std::vector<std::string>());
  if (table_.unpivot)
    for (const auto& one : table_.unpivot->of) of.emplace_back(one.headings);
  for (std::size_t k = 0; k < header.headings.size(); ++k) {
    if (taken[k] || header.headings[k].empty()) continue;
    Captures captures;
    bool matched = false;
    for (std::size_t i = 0; i < of.size() && !matched; ++i) {
      matched = of[i].matches(header.headings[k]);
      if (matched)
        for (const auto& set : table_.unpivot->of[i].set) captures.emplace_back(set.name, set.texts.front());
    }
    if (!matched) {
      if (auto found = patterns.match(header.headings[k])) {
        captures = *std::move(found);
        matched = true;
      }
    }
    if (!matched) {
      header.unused.push_back(k);
      continue;
    }
    Unpivoted one{.index = k};
    for (const auto& name : names) one.texts.push_back(*find_capture(captures, name));
    header.unpivoted.push_back(std::move(one));
  }
}

std::vector<MissingHeading> HeaderFinder::missing() const {
  std::vector<MissingHeading> lacking;
  const auto headings = there();
  for (const auto& heading : best_missing_)
    lacking.push_back({.heading = heading, .near = nearest_of(heading, headings)});
  return lacking;
}

std::vector<std::string> HeaderFinder::there() const {
  if (best_found_ == 0) return {};  // any row of the file
  return shown_texts(best_headings_);
}

std::vector<std::string> HeaderFinder::unknown() const {
  if (best_found_ == 0) return {};
  return shown_texts(best_unknown_);
}

core::Error HeaderFinder::not_found(const std::string& file, const std::string& sheet) const {
  std::string lacks;
  for (const auto& [heading, near] : missing())
    lacks += (lacks.empty() ? "" : ", ") + heading + (near.empty() ? "" : " (\"" + near + "\" is near)");
  const auto what = best_row_ == 0
                        ? fmt::format("the header of the table {} was not found", table_.name)
                        : fmt::format("the header of the table {} was not found: row {}, the nearest, lacks {}",
                                      table_.name, best_row_, lacks);
  return core::fail(core::ErrorClass::data, "register.header", what,
                    "Add the file's spelling to the column's headings in the mapping, or correct the file",
                    {.file = file, .line = best_row_, .field = sheet})
      .error();
}

}  // namespace sluss::connectors::registers

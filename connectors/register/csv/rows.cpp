#include "connectors/register/csv/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "connectors/register/open_quote.h"
#include "connectors/register/over_limit.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t first_block = 256 << 10;
constexpr std::size_t least_read = 4096;
constexpr std::int64_t row_cells = 64;  // a row may take as many cells of the greatest size

}  // namespace

TextRows::TextRows(std::filesystem::path path, TextFile file, Dialect dialect, const Limits& limits)
    : path_(std::move(path)),
      file_(std::move(file)),
      lines_are_cells_(dialect.delimiter.empty()),
      scanner_(std::move(dialect), limits),
      limits_(limits),
      block_(first_block + scanner_padding) {
  scanner_.feed(std::span(block_).first(0), false);
}

core::Result<std::optional<Row>> TextRows::next() {
  if (done_) return std::nullopt;
  auto step = scanner_.next();
  while (step == ScanStep::more && !error_) {
    if (auto filled = refill(); !filled) {
      done_ = true;
      return std::unexpected(std::move(filled).error());
    }
    step = scanner_.next();
  }
  if (step == ScanStep::row && rows_ < limits_.rows) {
    ++rows_;
    return Row{.number = std::exchange(line_, line_ + scanner_.lines()), .cells = scanner_.cells(), .flaw = flaw()};
  }
  done_ = true;
  if (step == ScanStep::end) return std::nullopt;
  if (step == ScanStep::more) return std::unexpected(*std::move(error_));
  return too_much(step);
}

std::string_view TextRows::flaw() const {
  if (!scanner_.flawed()) return {};
  return scanner_.in_quotes() ? open_quote : quote_flaw;
}

/// Moves the rest to the front and reads at least as much after it, so that a long row is not read again too often.
core::Result<> TextRows::refill() {
  const auto rest = scanner_.rest();
  const auto longest = limits_.cell_bytes * row_cells;
  if (static_cast<std::int64_t>(rest.size()) > longest) return row_too_long(longest);
  const auto room = std::max(first_block, rest.size() * 2);
  if (room + scanner_padding > block_.size()) {
    std::vector<char> larger(room + scanner_padding);
    std::ranges::copy(rest, larger.begin());
    block_ = std::move(larger);
  } else {
    std::memmove(block_.data(), rest.data(), rest.size());
  }
  auto size = rest.size();
  const auto end = block_.size() - scanner_padding;
  while (!last_ && !error_ && end - size >= least_read) {
    auto got = file_.read(std::span(block_).subspan(size, end - size));
    if (!got) error_ = std::move(got).error();
    if (got) size += *got;
    last_ = got && *got == 0;
  }
  std::memset(block_.data() + size, 0, scanner_padding);
  scanner_.feed(std::span(block_).first(size), last_);
  return {};
}

std::unexpected<core::Error> TextRows::too_much(ScanStep step) const {
  if (step == ScanStep::row)
    return over_limit(fmt::format("there are more than {} rows", limits_.rows), place(), "Divide the file.");
  if (step == ScanStep::columns) return too_many_columns(line_);
  const auto cell = place_of_column(line_, static_cast<std::int64_t>(scanner_.cells().size()));
  if (scanner_.in_quotes()) {
    return core::fail(
        core::ErrorClass::data, std::string(open_quote),
        fmt::format("the cell in quotes that begins in this row is longer than {} bytes", limits_.cell_bytes),
        "Check that the quote is closed; if quotes enclose no cells, set that.",
        {.file = path_.string(), .line = line_, .field = {}});
  }
  if (lines_are_cells_) {
    return over_limit(fmt::format("the line is longer than {} bytes", limits_.cell_bytes), place(),
                      "Check that it is a text file of lines.");
  }
  return over_limit(fmt::format("the cell is longer than {} bytes", limits_.cell_bytes), cell,
                    "Check that it is a text file of rows, and its delimiter; if it is, shorten the text.");
}

core::Place TextRows::place() const {
  return {.file = path_.string(), .line = line_, .field = {}};
}

core::Place TextRows::place_of_column(std::int64_t line, std::int64_t column) const {
  return {.file = path_.string(), .line = line, .column = column + 1, .field = column_letters(column)};
}

std::unexpected<core::Error> TextRows::row_too_long(std::int64_t longest) const {
  return over_limit(fmt::format("the row is longer than {} bytes", longest), place(),
                    "Check that it is a text file of rows, and its delimiter; if it is, shorten the texts of the row.");
}

std::unexpected<core::Error> TextRows::too_many_columns(std::int64_t row) const {
  return over_limit(fmt::format("the row has more than {} cells", limits_.columns),
                    place_of_column(row, limits_.columns), "Check that it is a text file of rows, and its delimiter.");
}

std::string words_of_encoding(const TextFile& file) {
  return fmt::format("{}{}", name_of(file.encoding()), file.marked() ? " med BOM" : "");
}

}  // namespace sluss::connectors::registers

#include "connectors/register/csv/fixed_width.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "connectors/register/csv/rows.h"

namespace sluss::connectors::registers {
namespace {

/// How many bytes the first letters take.
std::size_t bytes_of(std::string_view text, std::int32_t letters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && letters-- == 0) break;
  }
  return at;
}

class FixedWidthReader final : public RowReader {
 public:
  FixedWidthReader(TextRows lines, std::vector<std::int32_t> widths, std::int64_t columns)
      : lines_(std::move(lines)), widths_(std::move(widths)), columns_(columns) {}

  [[nodiscard]] core::Result<std::optional<Row>> next() override {
    if (done_) return std::nullopt;
    auto row = SLUSS_TRY(lines_.next());
    if (!row) return row;
    cells_.clear();
    auto line = row->cells.empty() ? std::string_view() : row->cells.front().text;
    for (const auto width : widths_) {
      if (line.empty()) break;
      take(line, bytes_of(line, width));
    }
    if (!line.empty()) take(line, line.size());
    done_ = static_cast<std::int64_t>(cells_.size()) > columns_;
    if (done_) return lines_.too_many_columns(row->number);
    row->cells = cells_;
    return row;
  }

 private:
  void take(std::string_view& line, std::size_t size) {
    cells_.push_back({CellKind::text, line.substr(0, size)});
    line.remove_prefix(size);
  }

  TextRows lines_;
  std::vector<std::int32_t> widths_;
  std::int64_t columns_;
  std::vector<Cell> cells_;
  bool done_ = false;
};

core::Result<> check(const FixedWidthOptions& options, const Limits& limits) {
  const auto refused = [](std::string what) {
    return core::fail(core::ErrorClass::config, "csv.widths", std::move(what),
                      "List how many letters each column is wide, from the first.");
  };
  if (options.widths.empty()) return refused("no column has a width");
  if (static_cast<std::int64_t>(options.widths.size()) > limits.columns)
    return refused(fmt::format("there are more than {} columns", limits.columns));
  const auto wrong = std::ranges::find_if(options.widths, [](auto width) { return width < 1; });
  if (wrong == options.widths.end()) return {};
  return refused(fmt::format("column {} is {} letters wide", column_letters(wrong - options.widths.begin()), *wrong));
}

}  // namespace

core::Result<std::unique_ptr<Document>> open_fixed_width(const std::filesystem::path& path,
                                                         const FixedWidthOptions& options, const Limits& limits) {
  SLUSS_TRY(check(options, limits));
  const auto file = SLUSS_TRY(TextFile::open(path, options.encoding));
  const auto read = [widths = options.widths, limits](const std::filesystem::path& from,
                                                      TextFile text) -> core::Result<std::unique_ptr<RowReader>> {
    constexpr char no_quote = '\0';
    return std::make_unique<FixedWidthReader>(
        TextRows(from, std::move(text), {.delimiter = {}, .quote = no_quote}, limits), widths, limits.columns);
  };
  return std::make_unique<TextDocument<decltype(read)>>(
      path, file.encoding(), fmt::format("Fast bredd, {}, {} kolumner", words_of_encoding(file), options.widths.size()),
      read);
}

}  // namespace sluss::connectors::registers

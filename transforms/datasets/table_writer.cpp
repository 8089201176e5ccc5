#include "transforms/datasets/table_writer.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "core/text.h"
#include "transforms/datasets/cells.h"
#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 6;

/// On one line and without a terminal's commands.
std::string shown(std::string_view text) {
  std::string result;
  for (std::size_t offset = 0; offset < text.size();) {
    const auto [value, length] = core::code_point_at(text, offset);
    if (value < 0x20 || (value >= 0x7F && value < 0xA0)) {
      result += "·";
    } else if (value == 0xFFFD && length == 1) {
      result += "\xEF\xBF\xBD";
    } else {
      result += text.substr(offset, length);
    }
    offset += length;
  }
  return result;
}

bool is_number(core::Type type) {
  using core::Type;
  return type == Type::int32 || type == Type::int64 || type == Type::float64 || type == Type::decimal;
}

class TableWriter final : public RowWriter {
 public:
  TableWriter(Sink sink, TableOptions options) : sink_(std::move(sink)), options_(options) {}

  core::Result<> open(const core::Schema& schema) override {
    for (const auto& column : schema) {
      names_.push_back(shown(column.name));
      numeric_.push_back(is_number(column.type));
    }
    return {};
  }

  core::Result<> rows(const core::Batch& batch) override {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      std::vector<std::string> cells;
      cells.reserve(batch.columns());
      for (std::size_t i = 0; i < batch.columns(); ++i)
        cells.push_back(batch[i].is_null(row) ? "" : shown(cell_text(batch[i], row)));
      if (widths_.empty()) {
        waiting_.push_back(std::move(cells));
        if (waiting_.size() >= options_.measured_rows) SLUSS_TRY(lay_out());
      } else {
        SLUSS_TRY(sink_(line(cells)));
      }
    }
    return {};
  }

  core::Result<> end() override {
    if (widths_.empty()) return lay_out();
    return {};
  }

 private:
  /// Widest cell of each column; then the widest columns are narrowed until the line fits.
  core::Result<> lay_out() {
    for (const auto& name : names_) widths_.push_back(std::max<std::size_t>(display_width(name), 1));
    for (const auto& row : waiting_)
      for (std::size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], display_width(row[i]));
    const auto total = [&] {
      return std::accumulate(widths_.begin(), widths_.end(), gap * (widths_.empty() ? 0 : widths_.size() - 1));
    };
    while (options_.width > 0 && total() > options_.width) {
      const auto widest = std::ranges::max_element(widths_);
      if (widest == widths_.end() || *widest <= narrowest) break;
      --*widest;
    }
    SLUSS_TRY(sink_(line(names_)));
    std::vector<std::string> rule;
    for (const auto width : widths_) {
      std::string dashes;
      for (std::size_t i = 0; i < width; ++i) dashes += "─";
      rule.push_back(std::move(dashes));
    }
    SLUSS_TRY(sink_(line(rule)));
    for (const auto& row : waiting_) SLUSS_TRY(sink_(line(row)));
    waiting_.clear();
    return {};
  }

  std::string line(const std::vector<std::string>& cells) const {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto cell = cut_to_width(cells[i], widths_[i]);
      const std::string padding(widths_[i] - display_width(cell), ' ');
      if (i > 0) text += std::string(gap, ' ');
      text += numeric_[i] ? padding + cell : cell + padding;
    }
    while (text.ends_with(' ')) text.pop_back();
    return text + "\n";
  }

  Sink sink_;
  TableOptions options_;
  std::vector<std::string> names_;
  std::vector<bool> numeric_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> waiting_;
};

}  // namespace

std::unique_ptr<RowWriter> table_writer(Sink sink, TableOptions options) {
  return std::make_unique<TableWriter>(std::move(sink), options);
}

}  // namespace sluss::transforms::datasets

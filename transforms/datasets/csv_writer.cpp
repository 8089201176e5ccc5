#include "transforms/datasets/csv_writer.h"

#include <algorithm>
#include <string>

#include "transforms/datasets/cells.h"
#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

namespace {

class CsvWriter final : public RowWriter {
 public:
  CsvWriter(Sink sink, CsvOptions options) : sink_(std::move(sink)), options_(options) {}

  core::Result<> open(const core::Schema& schema) override {
    if (options_.byte_order_mark) text_ += "\xEF\xBB\xBF";
    bool first = true;
    for (const auto& column : schema) {
      if (!first) text_ += options_.delimiter;
      first = false;
      put_text(column.name);
    }
    text_ += "\r\n";
    return flush();
  }

  core::Result<> rows(const core::Batch& batch) override {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      for (std::size_t i = 0; i < batch.columns(); ++i) {
        if (i > 0) text_ += options_.delimiter;
        put(batch[i], row, batch.columns() == 1);
      }
      text_ += "\r\n";
    }
    return flush();
  }

  core::Result<> end() override { return flush(); }

 private:
  void put(const core::Column& column, std::size_t row, bool alone) {
    using core::Type;
    if (column.is_null(row)) {
      if (alone) text_ += "\"\"";
      return;
    }
    if (column.type() == Type::text) return put_text(column.text(row));
    auto text = cell_text(column, row);
    if (column.type() == Type::float64 || column.type() == Type::decimal)
      std::ranges::replace(text, '.', options_.decimal);
    if (column.type() == Type::boolean && options_.swedish_booleans) text = text == "true" ? "SANT" : "FALSKT";
    text_ += text.find(options_.delimiter) == std::string::npos ? text : "\"" + text + "\"";
  }

  void put_text(std::string_view value) {
    const bool neutralised = options_.neutralise_formulas && runs_as_formula(value);
    const bool plain = !value.empty() && value.find_first_of("\"\r\n") == std::string_view::npos &&
                       value.find(options_.delimiter) == std::string_view::npos && value.front() != ' ' &&
                       value.back() != ' ';
    if (!plain) text_ += '"';
    if (neutralised) text_ += '\'';
    for (const char c : value) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    if (!plain) text_ += '"';
  }

  core::Result<> flush() {
    auto result = sink_(text_);
    text_.clear();
    return result;
  }

  Sink sink_;
  CsvOptions options_;
  std::string text_;
};

}  // namespace

std::unique_ptr<RowWriter> csv_writer(Sink sink, CsvOptions options) {
  return std::make_unique<CsvWriter>(std::move(sink), options);
}

}  // namespace sluss::transforms::datasets

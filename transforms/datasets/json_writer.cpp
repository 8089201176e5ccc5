#include "transforms/datasets/json_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/text.h"
#include "transforms/datasets/cells.h"
#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

namespace {

/// A JSON string (RFC 8259). Octets that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (std::size_t offset = 0; offset < text.size();) {
    const auto [value, length] = core::code_point_at(text, offset);
    if (value == '"' || value == '\\') {
      result += '\\';
      result += static_cast<char>(value);
    } else if (value == '\n') {
      result += "\\n";
    } else if (value < 0x20 || value == 0x7F) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(value));
    } else if (value == 0xFFFD && length == 1) {
      result += "\xEF\xBF\xBD";
    } else {
      result += text.substr(offset, length);
    }
    offset += length;
  }
  return result + "\"";
}

/// A parser keeps one of two members with one name: the second gets a number, "a_2".
std::vector<std::string> unique_names(const core::Schema& schema) {
  std::vector<std::string> names;
  for (const auto& column : schema) {
    std::string name = column.name;
    const auto taken = [&] {
      return std::ranges::find(names, name) != names.end() || (name != column.name && schema.find(name));
    };
    for (int number = 2; taken(); ++number) name = column.name + "_" + std::to_string(number);
    names.push_back(std::move(name));
  }
  return names;
}

class JsonWriter final : public RowWriter {
 public:
  explicit JsonWriter(Sink sink) : sink_(std::move(sink)) {}

  core::Result<> open(const core::Schema& schema) override {
    for (const auto& name : unique_names(schema)) names_.push_back(json_string(name) + ": ");
    return sink_("[");
  }

  core::Result<> rows(const core::Batch& batch) override {
    std::string text;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      text += any_ ? ",\n{" : "\n{";
      any_ = true;
      for (std::size_t i = 0; i < batch.columns(); ++i) text += (i == 0 ? "" : ", ") + names_[i] + value(batch[i], row);
      text += "}";
    }
    return sink_(text);
  }

  core::Result<> end() override { return sink_(any_ ? "\n]\n" : "]\n"); }

 private:
  static std::string value(const core::Column& column, std::size_t row) {
    using core::Type;
    if (column.is_null(row)) return "null";
    switch (column.type()) {
      case Type::float64:
        return std::isfinite(column.values<double>()[row]) ? cell_text(column, row) : "null";
      case Type::boolean:
      case Type::int32:
      case Type::int64:
      case Type::decimal:
        return cell_text(column, row);
      case Type::timestamp:
      case Type::timestamp_tz: {
        auto text = cell_text(column, row);
        if (const auto space = text.find(' '); space != std::string::npos) text[space] = 'T';
        return "\"" + text + "\"";
      }
      default:
        return json_string(cell_text(column, row));
    }
  }

  Sink sink_;
  std::vector<std::string> names_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<RowWriter> json_writer(Sink sink) {
  return std::make_unique<JsonWriter>(std::move(sink));
}

}  // namespace sluss::transforms::datasets

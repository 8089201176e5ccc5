#include "connectors/register/json/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"

namespace sluss::connectors::registers::json {
Records::Records(std::vector<std::string> records, Columns& columns, RowQueue* rows, std::filesystem::path path,
                 const Limits& limits)
    : records_(std::move(records)), columns_(&columns), rows_(rows), path_(std::move(path)), limits_(limits) {}

bool Records::at_records() const {
  if (records_.empty()) return depth_ == 0;
  return on_way_ && matched_ + 1 == records_.size();
}

core::Result<> Records::begin_records() {
  if (found_) {
    return core::fail(core::ErrorClass::data, "json.repeated_key", "the member that has the records is there twice",
                      "Have the file made with each member once.", {.file = path_.string()});
  }
  found_ = true;
  inside_ = 1;
  return {};
}

core::Result<> Records::begin_record() {
  ++count_;
  if (count_ > limits_.rows) return over_limit(fmt::format("there are more than {} records", limits_.rows), place(0));
  return {};
}

core::Result<> Records::begin_object() {
  if (!in_records()) {
    if (on_way_ && matched_ + 1 < records_.size()) ++matched_;
    on_way_ = false;
    ++depth_;
    return {};
  }
  if (inside_ == 1) {
    SLUSS_TRY(begin_record());
  } else {
    prefixes_.push_back(prefix_.size());
    prefix_ += key_ + ".";
    if (static_cast<std::int64_t>(prefix_.size()) > limits_.cell_bytes)
      return over_limit(fmt::format("the name of a key is longer than {} bytes", limits_.cell_bytes), place(0));
  }
  ++inside_;
  return {};
}

core::Result<> Records::end_object() {
  if (!in_records()) {
    --depth_;
    matched_ = std::min<std::size_t>(matched_, static_cast<std::size_t>(std::max(depth_ - 1, 0)));
    return {};
  }
  --inside_;
  if (inside_ > 1) {
    prefix_.resize(prefixes_.back());
    prefixes_.pop_back();
  } else if (rows_ != nullptr) {
    rows_->end_row(row());
  }
  return {};
}

core::Result<> Records::begin_array() {
  if (in_records()) {
    if (inside_ == 1) return not_record();
    const auto name = name_of_value();
    const auto column = SLUSS_TRY(columns_->number_of(name, row()));
    return core::fail(core::ErrorClass::data, "json.array",
                      fmt::format("the record has an array in \"{}\", which is no cell", shown(name)),
                      "Have the file made with one value in each, or name the array where the records are.",
                      place(column));
  }
  if (at_records()) {
    on_way_ = false;
    return begin_records();
  }
  on_way_ = false;
  ++depth_;
  return {};
}

core::Result<> Records::end_array() {
  if (in_records()) {
    inside_ = 0;
  } else {
    --depth_;
    matched_ = std::min<std::size_t>(matched_, static_cast<std::size_t>(std::max(depth_ - 1, 0)));
  }
  return {};
}

core::Result<> Records::key(std::string_view name) {
  if (in_records()) {
    key_ = name;
  } else {
    on_way_ = matched_ < records_.size() && depth_ == static_cast<int>(matched_) + 1 && name == records_[matched_];
  }
  return {};
}

core::Result<> Records::scalar(CellKind kind, std::string_view text) {
  if (!in_records()) {
    on_way_ = false;
    return {};
  }
  if (inside_ == 1) return not_record();
  const auto name = name_of_value();
  const auto column = SLUSS_TRY(columns_->number_of(name, row()));
  last_row_.resize(columns_->names().size());
  if (std::exchange(last_row_[static_cast<std::size_t>(column)], row()) == row()) {
    return core::fail(core::ErrorClass::data, "json.repeated_key",
                      fmt::format("the record has \"{}\" twice", shown(name)),
                      "Have the file made with each key once in a record.", place(column));
  }
  if (rows_ == nullptr || kind == CellKind::empty) return {};
  if (rows_->bytes() + static_cast<std::int64_t>(text.size()) > most_row_bytes)
    return over_limit(fmt::format("the record is longer than {} bytes", most_row_bytes), place(column));
  rows_->put(column, kind, text);
  return {};
}

std::unexpected<core::Error> Records::not_record() const {
  return core::fail(
      core::ErrorClass::data, "json.record", fmt::format("element {} of the array is no object", count_ + 1),
      "Have the file made of records, each an object with its keys.", {.file = path_.string(), .line = row() + 1});
}

core::Place Records::place(std::int64_t column) const {
  return {.file = path_.string(), .line = row(), .column = column + 1, .field = column_letters(column)};
}

}  // namespace sluss::connectors::registers::json

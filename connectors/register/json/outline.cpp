#include "connectors/register/json/outline.h"

#include <fmt/format.h>

#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"

namespace sluss::connectors::registers::json {

void Outline::element(bool object) {
  if (!in_member_array_ || depth_ != 2) return;
  ++arrays_.back().elements;
  arrays_.back().objects += object ? 1 : 0;
}

core::Result<> Outline::begin_object() {
  element(true);
  ++depth_;
  return {};
}

core::Result<> Outline::end_object() {
  --depth_;
  return {};
}

core::Result<> Outline::begin_array() {
  element(false);
  if (depth_ == 0) is_array_ = true;
  if (depth_ == 1 && !is_array_) {
    bytes_ += static_cast<std::int64_t>(key_.size());
    if (static_cast<std::int64_t>(arrays_.size()) >= limits_.columns || bytes_ > most_row_bytes) {
      return over_limit(fmt::format("the file has more than {} arrays, or names of more than {} bytes", limits_.columns,
                                    most_row_bytes),
                        {.file = path_.string()});
    }
    in_member_array_ = true;
    arrays_.push_back({.name = key_});
  }
  ++depth_;
  return {};
}

core::Result<> Outline::end_array() {
  --depth_;
  if (depth_ == 1) in_member_array_ = false;
  return {};
}

core::Result<> Outline::key(std::string_view name) {
  if (depth_ == 1) key_ = name;
  return {};
}

core::Result<> Outline::scalar(CellKind /*kind*/, std::string_view /*text*/) {
  element(false);
  return {};
}

core::Result<std::string> Outline::records() const {
  const Array* records = nullptr;
  const Array* empty = nullptr;
  std::string names;
  int several = 0;
  int several_empty = 0;
  for (const auto& array : arrays_) {
    if (array.elements == 0) {
      empty = &array;
      ++several_empty;
    } else if (array.objects == array.elements) {
      records = &array;
      ++several;
      if (several <= 5) names += (several == 1 ? "" : ", ") + shown(array.name);
    }
  }
  if (several > 1) {
    return core::fail(core::ErrorClass::data, "json.several_records",
                      fmt::format("the file has {} arrays of objects: {}", several, names),
                      "Write [json] records = \"NAME\" in the mapping: the one that has the records.",
                      {.file = path_.string()});
  }
  if (records != nullptr) return records->name;
  if (several_empty == 1) return empty->name;
  return core::fail(core::ErrorClass::data, "json.no_records",
                    "the file is no array of objects, and has none as a member",
                    "If they are deeper inside it, write where in the mapping: [json] records = \"NAME.NAME\".",
                    {.file = path_.string()});
}

}  // namespace sluss::connectors::registers::json

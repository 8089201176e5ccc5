#pragma once
// Inside the reader of records: the columns by their names. Memory: the names, at most most_row_bytes.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/limits.h"
#include "core/error.h"
#include "core/text_map.h"

namespace sluss::connectors::registers::json {

class Columns {
 public:
  Columns(std::filesystem::path path, const Limits& limits) : path_(std::move(path)), limits_(limits) {}

  /// Of this name, made if it is new. Errors: "register.limit".
  [[nodiscard]] core::Result<std::int64_t> number_of(std::string_view name, std::int64_t row);
  /// In the order in which they were made.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  std::filesystem::path path_;
  Limits limits_;
  std::vector<std::string> names_;
  core::TextMap<std::int64_t> numbers_;
  std::int64_t bytes_ = 0;
};

}  // namespace sluss::connectors::registers::json

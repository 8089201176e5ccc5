#pragma once
// Inside the reader of records: which member of a file's object is the array of records. Memory: the names of its
// arrays, at most Limits::columns. Pure but for the error.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "connectors/register/json/parser.h"
#include "connectors/register/limits.h"

namespace sluss::connectors::registers::json {

class Outline final : public Events {
 public:
  Outline(std::filesystem::path path, const Limits& limits) : path_(std::move(path)), limits_(limits) {}

  core::Result<> begin_object() override;
  core::Result<> end_object() override;
  core::Result<> begin_array() override;
  core::Result<> end_array() override;
  core::Result<> key(std::string_view name) override;
  core::Result<> scalar(CellKind kind, std::string_view text) override;

  /// The file is an array itself: nothing more is to be known.
  [[nodiscard]] bool is_array() const { return is_array_; }
  /// The member's name. Errors: data class "json.no_records", "json.several_records".
  [[nodiscard]] core::Result<std::string> records() const;

 private:
  struct Array {
    std::string name;
    std::int64_t elements = 0;
    std::int64_t objects = 0;
  };
  void element(bool object);

  std::filesystem::path path_;
  Limits limits_;
  int depth_ = 0;
  bool is_array_ = false;
  bool in_member_array_ = false;
  std::string key_;
  std::vector<Array> arrays_;
  std::int64_t bytes_ = 0;  ///< of their names
};

}  // namespace sluss::connectors::registers::json

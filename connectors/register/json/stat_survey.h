#pragma once
// Inside the reader of json-stat2: all of a dataset but its cells, which are counted. Memory: what it keeps, at most
// most_row_bytes.

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/json/parser.h"
#include "connectors/register/json/stat_shape.h"
#include "connectors/register/limits.h"

namespace sluss::connectors::registers::json {

/// A key of a sparse object as a cell's number; -1 if it is none.
[[nodiscard]] std::int64_t cell_number(std::string_view key);

class StatSurvey final : public Events {
 public:
  StatSurvey(std::filesystem::path path, const Limits& limits) : path_(std::move(path)), limits_(limits) {}

  core::Result<> begin_object() override { return begin(false); }
  core::Result<> end_object() override { return end(); }
  core::Result<> begin_array() override { return begin(true); }
  core::Result<> end_array() override { return end(); }
  core::Result<> key(std::string_view name) override;
  core::Result<> scalar(CellKind kind, std::string_view text) override;

  /// What it found; once the file has ended.
  [[nodiscard]] StatDraft& draft() { return draft_; }

 private:
  /// An open object or array, with the key of its value or the number of its element.
  struct Level {
    bool array = false;
    std::string key;
    std::int64_t element = -1;
  };
  core::Result<> begin(bool array);
  core::Result<> end();
  core::Result<> keep(std::string_view text);
  core::Result<> note(std::string_view text);
  core::Result<> of_dimension(CellKind kind, std::string_view text);
  core::Result<> of_category(StatDimensionDraft& dimension, CellKind kind, std::string_view text);
  core::Result<> of_series(StatSeries& series, CellKind kind, std::string_view text);
  [[nodiscard]] StatSeries* series();
  [[nodiscard]] std::unexpected<core::Error> refused(std::string_view code, std::string what) const;

  std::filesystem::path path_;
  Limits limits_;
  StatDraft draft_;
  std::vector<Level> levels_;
  std::set<std::string> members_;  ///< of the dataset
  std::int64_t last_cell_ = -1;    ///< of a sparse object
  std::int64_t kept_ = 0;
};

}  // namespace sluss::connectors::registers::json

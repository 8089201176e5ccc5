#pragma once
// Inside the reader of json-stat2: a dataset's values, or its statuses, by the cells' numbers. Memory: those of a
// block; a sparse object whose keys do not ascend whole, at most Limits::shared_strings_bytes.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "connectors/register/json/feeding.h"
#include "connectors/register/json/stat_shape.h"
#include "connectors/register/limits.h"

namespace sluss::connectors::registers::json {

struct StatCell {
  std::int64_t number = 0;
  CellKind kind = CellKind::empty;
  std::string text;
};

/// Keeps the cells of one member until they are taken.
class StatCellEvents final : public Events {
 public:
  explicit StatCellEvents(std::string_view member) : member_(member) {}

  core::Result<> begin_object() override { return begin(); }
  core::Result<> end_object() override { return end(); }
  core::Result<> begin_array() override { return begin(); }
  core::Result<> end_array() override { return end(); }
  core::Result<> key(std::string_view name) override;
  core::Result<> scalar(CellKind kind, std::string_view text) override;

  std::deque<StatCell> cells;

 private:
  core::Result<> begin();
  core::Result<> end();

  std::string member_;
  int depth_ = 0;
  bool wanted_ = false;  ///< the top's key is the member
  std::int64_t next_ = 0;
};

class StatCells {
 public:
  /// `member`: "value" or "status".
  StatCells(StatSeries series, std::string_view member, std::int64_t cells, std::filesystem::path path,
            const Limits& limits);

  /// Of this cell, which is asked for in ascending order; empty where the file has none. Valid until the next call.
  [[nodiscard]] core::Result<Cell> at(std::int64_t number);
  /// Each cell of the file was one of the dataset's. Once the last was asked for.
  [[nodiscard]] core::Result<> end();

 private:
  core::Result<bool> more();
  core::Result<> sort();
  [[nodiscard]] std::unexpected<core::Error> refused(std::string_view code, std::string what) const;

  StatSeries series_;
  std::string member_;
  std::int64_t cells_;
  std::filesystem::path path_;
  Limits limits_;
  StatCellEvents events_;
  std::unique_ptr<Feeding> feeding_;
  bool ended_ = false;
  std::optional<StatCell> current_;
};

}  // namespace sluss::connectors::registers::json

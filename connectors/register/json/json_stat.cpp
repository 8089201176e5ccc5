#include "connectors/register/json/json_stat.h"

#include <string>
#include <utility>

#include "connectors/register/json/feeding.h"
#include "connectors/register/json/stat_cells.h"
#include "connectors/register/json/stat_shape.h"
#include "connectors/register/json/stat_survey.h"

namespace sluss::connectors::registers {
namespace {

class StatRows final : public RowReader {
 public:
  /// The shape outlives it.
  StatRows(const json::StatShape& shape, const std::filesystem::path& path, const Limits& limits)
      : shape_(&shape),
        values_(shape.values, "value", shape.cells, path, limits),
        statuses_(shape.statuses, "status", shape.cells, path, limits),
        positions_(shape.dimensions.size()) {
    for (const auto& dimension : shape.dimensions) {
      names_.push_back(dimension.id);
      names_.push_back(dimension.id + ".label");
    }
    names_.insert(names_.end(), {"value", "status"});
  }

  core::Result<std::optional<Row>> next() override {
    if (error_) return std::unexpected(*error_);
    auto row = made();
    if (!row) error_ = row.error();
    return row;
  }

 private:
  core::Result<std::optional<Row>> made() {
    if (cell_ < 0) return names();
    if (cell_ >= shape_->cells) {
      SLUSS_TRY(values_.end());
      SLUSS_TRY(statuses_.end());
      return std::nullopt;
    }
    cells_.clear();
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      const auto& category = shape_->dimensions[i].categories[positions_[i]];
      cells_.push_back({.kind = CellKind::text, .text = category.code});
      cells_.push_back(category.label ? Cell{.kind = CellKind::text, .text = *category.label} : Cell{});
    }
    cells_.push_back(SLUSS_TRY(values_.at(cell_)));
    cells_.push_back(SLUSS_TRY(statuses_.at(cell_)));
    advance();
    return Row{.number = ++cell_ + 1, .cells = cells_, .flaw = {}};
  }

  Row names() {
    for (const auto& name : names_) cells_.push_back({.kind = CellKind::text, .text = name});
    cell_ = 0;
    return {.number = 1, .cells = cells_, .flaw = {}};
  }

  /// To the next cell: the last dimension first.
  void advance() {
    for (std::size_t i = positions_.size(); i > 0; --i) {
      if (++positions_[i - 1] < shape_->dimensions[i - 1].categories.size()) return;
      positions_[i - 1] = 0;
    }
  }

  const json::StatShape* shape_;
  json::StatCells values_;
  json::StatCells statuses_;
  std::vector<std::size_t> positions_;
  std::vector<std::string> names_;
  std::vector<Cell> cells_;
  std::int64_t cell_ = -1;
  std::optional<core::Error> error_;
};

class StatDocument final : public Document {
 public:
  StatDocument(std::filesystem::path path, const Limits& limits, json::StatShape shape)
      : path_(std::move(path)), limits_(limits), shape_(std::move(shape)) {}

  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return sheets_; }

  core::Result<std::unique_ptr<RowReader>> open(std::size_t /*sheet*/) override {
    return std::make_unique<StatRows>(shape_, path_, limits_);
  }

  [[nodiscard]] std::string recognised() const override { return shape_.recognised; }

 private:
  std::filesystem::path path_;
  Limits limits_;
  json::StatShape shape_;
  std::vector<Sheet> sheets_{{}};
};

}  // namespace

core::Result<std::unique_ptr<Document>> open_json_stat(const std::filesystem::path& path, const Limits& limits) {
  json::StatSurvey survey(path, limits);
  const auto feeding = SLUSS_TRY(json::Feeding::open(path, survey, limits));
  SLUSS_TRY(feeding->all());
  auto shape = SLUSS_TRY(json::shape_of(std::move(survey.draft()), path, limits));
  return std::make_unique<StatDocument>(path, limits, std::move(shape));
}

}  // namespace sluss::connectors::registers

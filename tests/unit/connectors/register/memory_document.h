#pragma once
// A document whose rows a test writes. A cell of no characters is empty, "=0.5" is the number 0.5, "@2025-10-01" a
// date,
// "#N/A" an error; others are texts.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/register/sheets.h"

namespace sluss::connectors::registers {

struct MemorySheet {
  std::string name;
  std::vector<std::vector<std::string>> rows;
  std::vector<MergedCells> merged = {};
  bool hidden = false;
  std::int64_t flawed = 0;  ///< the row that has the flaw
  std::string_view flaw = "csv.quote";
  std::int64_t broken = 0;  ///< the row at which the reading ends with an error
  core::ErrorClass broken_class = core::ErrorClass::data;
};

class MemoryDocument : public Document {
 public:
  explicit MemoryDocument(std::vector<MemorySheet> sheets) : sheets_(std::move(sheets)) {
    for (const auto& sheet : sheets_) names_.push_back({.name = sheet.name, .hidden = sheet.hidden});
  }
  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return names_; }
  [[nodiscard]] core::Result<std::unique_ptr<RowReader>> open(std::size_t sheet) override {
    return std::make_unique<Reader>(sheets_[sheet]);
  }
  [[nodiscard]] core::Result<std::vector<MergedCells>> merged(std::size_t sheet) override {
    return sheets_[sheet].merged;
  }
  [[nodiscard]] std::string recognised() const override { return "minne"; }

 private:
  class Reader : public RowReader {
   public:
    explicit Reader(const MemorySheet& sheet) : sheet_(sheet) {}
    [[nodiscard]] core::Result<std::optional<Row>> next() override {
      if (at_ == sheet_.rows.size()) return std::nullopt;
      const auto number = static_cast<std::int64_t>(++at_);
      if (number == sheet_.broken) return core::fail(sheet_.broken_class, "zip.truncated", "the file ends here");
      cells_.clear();
      for (const auto& text : sheet_.rows[at_ - 1]) cells_.push_back(cell(text));
      return Row{.number = number, .cells = cells_, .flaw = number == sheet_.flawed ? sheet_.flaw : std::string_view()};
    }

   private:
    static Cell cell(std::string_view text) {
      if (text.empty()) return {};
      if (text.front() == '=') return {CellKind::number, text.substr(1)};
      if (text.front() == '@') return {CellKind::date, text.substr(1)};
      if (text == "#N/A") return {CellKind::error, text};
      return {CellKind::text, text};
    }
    const MemorySheet& sheet_;
    std::size_t at_ = 0;
    std::vector<Cell> cells_;
  };
  std::vector<MemorySheet> sheets_;
  std::vector<Sheet> names_;
};

}  // namespace sluss::connectors::registers

#pragma once
// Finds a table's header by the headings that it must have. For mapping/ and suggest/.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/register/sheets.h"

namespace sluss::connectors::registers {

/// A heading that an unpivot took, and the texts of the unpivot's columns.
struct Unpivoted {
  std::size_t index = 0;
  std::vector<std::string> texts;
};

struct FoundHeader {
  std::int64_t row = 0;                             ///< its first
  std::vector<std::string> headings;                ///< squeezed, joined
  std::vector<std::optional<std::size_t>> columns;  ///< of each of the table's columns, where in the row
  std::vector<Unpivoted> unpivoted;
  std::vector<std::size_t> unused;
};

class HeaderFinder {
 public:
  HeaderFinder(const Table& table, std::vector<MergedCells> merged);
  /// The header, once its last row has come. Errors: data class "register.heading_twice".
  [[nodiscard]] core::Result<std::optional<FoundHeader>> row(const Row& row);
  /// Why none was found: the best row, what it lacks, and the nearest spellings.
  [[nodiscard]] core::Error not_found(const std::string& file, const std::string& sheet) const;
  [[nodiscard]] std::vector<MissingHeading> missing() const;
  /// The headings of that row, for people; none: it has none of those that it must.
  [[nodiscard]] std::vector<std::string> there() const;
  /// Of them those that no column asks for.
  [[nodiscard]] std::vector<std::string> unknown() const;

 private:
  struct Line {
    std::int64_t number = 0;
    std::vector<std::string> texts;
  };
  [[nodiscard]] std::vector<std::string> joined() const;
  /// Each cell of a row, or what stands for it: of merged cells the first, where it is to be filled what is left of it.
  /// The cost is that of the row, however many cells the sheet has merged: a hostile file may have 100,000.
  [[nodiscard]] std::vector<std::string> texts_of(const Line& line, std::size_t width, bool last) const;
  [[nodiscard]] std::span<const MergedCells> merged_of(std::int64_t row) const;
  [[nodiscard]] core::Result<std::optional<FoundHeader>> match(std::vector<std::string> headings);
  void unpivot(FoundHeader& header, const std::vector<bool>& taken) const;

  const Table& table_;
  std::vector<MergedCells> merged_;  ///< by first row and column
  std::vector<Patterns> patterns_;
  std::deque<Line> lines_;
  std::size_t best_found_ = 0;
  std::int64_t best_row_ = 0;
  std::vector<std::string> best_headings_;
  std::vector<std::string> best_missing_;
  std::vector<std::string> best_unknown_;
};

}  // namespace sluss::connectors::registers

#pragma once
// Finds the rows and cells of CSV in a block of UTF-8 that may be changed: cells point into it, doubled quotes are made
// single in place. The block's next 64 bytes are readable too. No allocation a cell. One thread at a time.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "connectors/register/csv/csv.h"
#include "connectors/register/csv/marks.h"
#include "connectors/register/limits.h"

namespace sluss::connectors::registers {

inline constexpr std::size_t scanner_padding = marks_block;

enum class ScanStep : std::uint8_t {
  row,      ///< one was read
  more,     ///< the block ends before the row does: feed it with what follows
  end,      ///< of the last block
  columns,  ///< the row has more than Limits allows
  bytes,    ///< a cell of the row has more than Limits allows
};

class Scanner {
 public:
  Scanner(Dialect dialect, const Limits& limits);

  /// The block that follows what was read: it begins with rest(). `last`: the file ends with it.
  void feed(std::span<char> block, bool last);
  [[nodiscard]] ScanStep next();

  /// The last row's, until feed or next is called. After `columns` and `bytes`: those before the one that is too much.
  [[nodiscard]] std::span<const Cell> cells() const { return {cells_.data(), count_}; }
  /// It has text beside its quotes, or a quote that is not closed.
  [[nodiscard]] bool flawed() const { return flawed_; }
  /// The cell was enclosed in quotes.
  [[nodiscard]] bool quoted(std::size_t cell) const;
  /// How many lines it is of; after an error, to where it was read.
  [[nodiscard]] std::int64_t lines() const { return lines_; }
  /// What is not read yet: after `more`, from the beginning of the row.
  [[nodiscard]] std::span<char> rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  /// Whether the row is within quotes where its reading ended: one that was too much, or the file's last.
  [[nodiscard]] bool in_quotes() const { return in_quotes_; }

 private:
  struct Marks;
  enum class After : std::uint8_t { delimiter, row, more, limit };
  enum class Match : std::uint8_t { none, cut, whole };
  After plain(Marks& marks, char* cell, char* from);
  After enclosed(Marks& marks, char* cell);
  After close(Marks& marks, char* cell, char* quote, bool doubled);
  After put(char* begin, char* end, After after);
  [[nodiscard]] Match delimiter_at(const char* place) const;
  [[nodiscard]] After unfinished(const char* cell);
  [[nodiscard]] char* line_end(char* mark) const;
  void halve_quotes();

  Dialect dialect_;
  Limits limits_;
  MarkBytes bytes_;
  char* at_ = nullptr;
  char* end_ = nullptr;
  bool last_ = true;
  const char* begin_ = nullptr;
  char* block_ = nullptr;  ///< the 64 bytes that bits_ are of
  std::uint64_t bits_ = 0;
  char* next_ = nullptr;  ///< where the next cell or row begins
  std::vector<Cell> cells_;
  std::size_t count_ = 0;
  std::vector<std::size_t> doubled_;
  std::int64_t lines_ = 0;
  bool flawed_ = false;
  bool in_quotes_ = false;
  ScanStep failed_ = ScanStep::bytes;
};

}  // namespace sluss::connectors::registers

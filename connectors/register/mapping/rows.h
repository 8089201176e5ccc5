#pragma once
// Rows below a header become rows of a table's schema. Private to mapping/.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/register/mapping/header.h"
#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/values.h"
#include "core/batch.h"
#include "core/text_map.h"

namespace sluss::connectors::registers {

using KeyTexts = std::unordered_map<std::string, std::string>;
using Lookups = std::unordered_map<std::string, KeyTexts>;

/// Patterns over a column that has few different texts: what was decided is kept, at most a thousand of them.
class Decided {
 public:
  explicit Decided(const std::vector<std::string>& patterns) : patterns_(patterns) {}
  [[nodiscard]] bool matches(std::string_view text);

 private:
  Patterns patterns_;
  core::TextMap<bool> known_;
};

class TableRows {
 public:
  TableRows(const Mapping& mapping, const Table& table, const FoundHeader& header, const Lookups& lookups,
            const Captures& captures, TableSummary& summary, const Receiver& receiver);
  /// False: the table has ended before this row. Errors: the receiver's.
  [[nodiscard]] core::Result<bool> row(const Row& row);
  /// A row below the one at which the table ended.
  void below(const Row& row);
  /// Gives what is left.
  [[nodiscard]] core::Result<> finish();

 private:
  struct Condition {
    std::size_t column = 0;
    Decided decided;
  };
  struct CompiledRule {
    const Rule* rule = nullptr;
    std::vector<Condition> where;
    std::vector<std::size_t> filled;
    std::vector<std::size_t> empty;
  };
  enum class From : std::uint8_t { cell, above, constant, lookup };
  /// What a column takes of a row, decided once.
  struct Take {
    From from = From::cell;
    std::optional<std::size_t> cell = {};
    bool absent = false;      ///< the file lacks it: unknown, even where an empty cell would mean no or none
    bool as_written = false;  ///< its text is all that it is
    bool figure = false;
    bool may_be_empty = false;
  };
  struct Wrong {
    std::string_view code;
    std::optional<std::size_t> index = {};  ///< in the row
    std::string shown = {};
  };

  [[nodiscard]] std::size_t column_index(const std::string& name) const;
  [[nodiscard]] std::optional<std::string> skipped(const Row& row, bool blank);
  [[nodiscard]] bool repeats_header(const Row& row) const;
  void gather(const Row& row);
  static From from_of(const TableColumn& column);
  void look_up(std::size_t column);
  [[nodiscard]] bool holds(CompiledRule& rule);
  /// The reason to skip the row, or level and variant.
  [[nodiscard]] std::optional<std::string> classify();
  /// Until the next call of the same column.
  [[nodiscard]] const Value& value_of(std::size_t column);
  /// What of the row cannot be read.
  [[nodiscard]] std::vector<Wrong> read(const Row& row);
  static Wrong refused(std::string_view code, std::optional<std::size_t> index = {}, std::string_view text = {});
  [[nodiscard]] core::Result<> give(const Row& row);
  [[nodiscard]] core::Result<> give_one(const Row& row, const Unpivoted* unpivoted, const Value* value);
  void put_column(std::size_t& at, std::size_t column);
  void put(std::size_t& at, const Value& value, bool figure);
  void put(std::size_t& at, std::optional<std::string_view> text);
  /// Of a column in which most rows have nothing: they get it together.
  void put_rare(std::size_t& at, std::optional<std::string_view> text);
  [[nodiscard]] core::Result<> reject(const Row& row, const Wrong& wrong);

  const Table& table_;
  const FoundHeader& header_;
  const Lookups& lookups_;
  TableSummary& summary_;
  const Receiver& receiver_;
  Marks marks_;
  Patterns ends_at_;
  std::vector<Take> takes_;
  std::vector<Reading> readings_;
  std::optional<Reading> unpivot_reading_;
  std::vector<std::optional<std::string>> constants_;
  std::vector<CompiledRule> rules_;
  bool has_levels_ = false;
  bool has_variants_ = false;
  bool has_unheaded_ = false;
  std::vector<std::string_view> texts_;  ///< of the row's columns, as they are
  std::vector<CellKind> kinds_;
  std::vector<std::string> filled_;  ///< of a column that is filled down: what a row above had
  /// Of the row's columns; of those that are taken as written, nothing.
  std::vector<const Value*> values_;
  std::vector<Value> own_values_;
  /// By column of dates or periods: what its texts are. A column has few, and each costs a parsing.
  std::vector<core::TextMap<Value>> days_;
  std::string level_;
  std::string variant_;
  bool may_end_ = false;         ///< before the sheet does
  std::size_t least_texts_ = 0;  ///< that a row had, of the first ones that were given
  core::Batch batch_;
  std::size_t rows_ = 0;  ///< in the batch
};

}  // namespace sluss::connectors::registers

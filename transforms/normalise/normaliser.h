#pragma once
// From what a kind of source sends to what the warehouse stores: facts, dimensions, rows of tables. One normaliser
// reads one load; it is pure (no clock, no log, no I/O but for what spills): the same batches give the same again.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/batch.h"
#include "core/coverage.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/finding.h"
#include "core/period.h"
#include "core/spill.h"
#include "core/unmet.h"
#include "transforms/normalise/dimensions.h"

namespace sluss::transforms::normalise {

using PeriodKinds = std::unordered_map<std::string, core::PeriodKind>;  ///< by the source's own indicator id

struct NormaliseCounts {
  std::int64_t read = 0;      ///< values or rows that the source sent
  std::int64_t facts = 0;     ///< handed on: facts, or rows of a table
  std::int64_t filtered = 0;  ///< outside the selection
  std::int64_t rejected = 0;  ///< could not be decoded
};

struct TableSpec {
  std::string name;
  bool may_be_empty = false;  ///< a table without rows is not held for a person's decision
};

/// Where what was normalised goes: facts, or the rows of one table. Implemented by the run.
class Output {
 public:
  virtual ~Output() = default;
  [[nodiscard]] virtual core::FactNames& names() = 0;
  virtual core::Result<> facts(std::span<const core::Fact> facts) = 0;
  /// The load replaces extract.<name> whole. Once, before its rows.
  virtual core::Result<> table(const TableSpec& table) = 0;
  /// Rows of that table. The first batch, with or without rows, gives its columns.
  virtual core::Result<> rows(const core::Batch& rows) = 0;
  virtual core::Result<> rejected(core::Reject reject) = 0;
};

/// Rows of a table of the source, of one level, and how many figures came of them.
struct UsedRows {
  std::string table;
  std::string level;  ///< empty: they have none
  std::int64_t rows = 0;
  std::optional<std::int64_t> figures = {};  ///< nothing: not known
  bool operator==(const UsedRows&) const = default;
};

class Normaliser {
 public:
  virtual ~Normaliser() = default;
  /// What the load is going to cover, before the first row that it decides on. Errors: an extent that cannot be read.
  virtual core::Result<> begin(std::string_view extent) = 0;
  /// Rows of a stream of the source's schema.h, read from the raw object of that number.
  virtual core::Result<> take(std::string_view stream, std::uint32_t raw, const core::Batch& rows) = 0;
  /// A row or a cell of a stream that the source could not read, in its place among those that it could.
  virtual void unread(const core::Reject& /*reject*/) {}
  /// What was read of dimensions, once, at the end. A normaliser that makes its figures of all rows together hands
  /// them on here, and returns the errors of that. Without begin() before it there was nothing to read.
  [[nodiscard]] virtual core::Result<Dimensions> finish() = 0;
  /// What absence means after a complete load of that extent.
  [[nodiscard]] virtual core::Result<std::vector<core::Coverage>> coverage(std::string_view extent) const = 0;
  [[nodiscard]] virtual NormaliseCounts counts() const = 0;
  [[nodiscard]] virtual std::vector<core::Finding> findings() const = 0;
  /// What the load was expected to satisfy and does not, after finish(): it is held as a whole for a person's decision.
  [[nodiscard]] virtual std::vector<core::Unmet> unmet() const { return {}; }
  /// After finish(): what the source's rows became, where a SELECT chooses among them.
  [[nodiscard]] virtual std::vector<UsedRows> used_rows() const { return {}; }
  /// The table of dimensions that a stream's rows go to: "core.indicator". Empty: they are facts, or the load's table.
  [[nodiscard]] virtual std::string_view table_of(std::string_view /*stream*/) const { return {}; }
};

struct Setting {
  std::string origin;                  ///< the prefix of the indicators' ids: "kolada"
  PeriodKinds period_kinds;            ///< the true kind of an indicator's periods where it is not the year
  core::Spill scratch = {};            ///< for temporary files; without a folder: in memory only
  std::string memory_limit = "512MB";  ///< of a database of the normaliser's own
  std::string municipality = {};       ///< the code of the one whose Sluss it is; empty: of none
};

/// `output` outlives the normaliser.
using MakeNormaliser = std::unique_ptr<Normaliser> (*)(Setting setting, Output& output);

}  // namespace sluss::transforms::normalise

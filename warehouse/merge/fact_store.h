#pragma once
// What a merge needs from an engine, all of it inside the caller's transaction and on the merge's thread. One call a
// block or a series, none a fact. Texts of rows are the codes that the warehouse's views show; errors are the engine's.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/error.h"
#include "warehouse/merge/compare.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::merge {

using TextRow = std::vector<std::optional<std::string>>;

class FactStore {
 public:
  virtual ~FactStore() = default;

  /// The open versions of these indicators, which ascend, each once. The result ascends by key. Storage class
  /// "warehouse.double_open" when a key has two.
  [[nodiscard]] virtual core::Result<std::vector<OpenVersion>> load_open(
      const std::vector<std::uint32_t>& indicators) = 0;
  /// Of an origin; empty: of all.
  [[nodiscard]] virtual core::Result<std::int64_t> count_open(std::string_view origin) = 0;
  /// Closes each change's open version, and opens its new one (Change::opened). Nothing of it is read back by this
  /// merge.
  virtual core::Result<> write(std::span<const Change> changes) = 0;
  /// After the last write(). Whether a version was opened or closed.
  virtual core::Result<bool> finish() = 0;

  /// Series that wait since an earlier run: series, run, gate, and whether nothing of it was held by another gate than
  /// `expectation` ("true").
  [[nodiscard]] virtual core::Result<std::vector<TextRow>> waiting_series() = 0;
  /// The rows of one of them, in any order: a number of its own, area_id, ou_id, period, period_kind, gender.
  [[nodiscard]] virtual core::Result<std::vector<TextRow>> waiting_rows(const std::string& series,
                                                                        std::int64_t run) = 0;
  /// Some of the rows that wait with `run`. An earlier run that has none left there is replaced by this one.
  virtual core::Result<> drop_waiting(const std::string& series, std::int64_t run,
                                      const std::vector<std::int64_t>& rows) = 0;
  /// What waits with an earlier run, of whichever run it is, waits with this run from now on, by its gate. A run of
  /// which nothing is left is replaced.
  virtual core::Result<> move_waiting(const std::string& series, std::int64_t from, const std::string& gate) = 0;
  /// All that waited with that run was loaded again by this one.
  virtual core::Result<> mark_replaced(const std::string& series, std::int64_t run) = 0;
  /// Rows of held_schema() that wait from now on, and the series that they are of.
  virtual core::Result<> hold_rows(const core::Batch& rows) = 0;
  virtual core::Result<> hold_series(const HeldSeries& series) = 0;

  /// Series of which something was discarded.
  [[nodiscard]] virtual core::Result<std::vector<std::string>> discarded_series() = 0;
  /// In the order of the decisions: area_id, ou_id, period, period_kind, gender, kind, value, count, status,
  /// bound.
  [[nodiscard]] virtual core::Result<std::vector<TextRow>> discarded_rows(const std::string& series) = 0;
};

}  // namespace sluss::warehouse::merge

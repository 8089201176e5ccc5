#pragma once
// What waits for a person, as a merge sees it: what is loaded again, what joins it, and what was discarded.

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/batch.h"
#include "core/error.h"
#include "core/fact.h"
#include "warehouse/merge/compare.h"
#include "warehouse/merge/fact_store.h"
#include "warehouse/merge/keys.h"

namespace sluss::warehouse::merge {

/// The rows of a series that waits since an earlier run.
struct WaitingSeries {
  std::int64_t run = 0;
  std::string gate;
  bool only_unmet = false;  ///< nothing of it was held by another gate than `expectation`
  struct Row {
    FactKey key;
    std::int64_t row = 0;  ///< the engine's number of it
  };
  std::vector<Row> rows;  ///< ascending by key
};

/// Of the rows that are held: run, series, gate, kind, the key as codes, the old and the new content, and what it was
/// read from.
[[nodiscard]] const core::Schema& held_schema();

// From the codes of a row. Errors: storage class "warehouse.unknown_code".
[[nodiscard]] core::Result<core::Gender> gender_of(const std::optional<std::string>& code);
[[nodiscard]] core::Result<core::PeriodKind> kind_of(const std::optional<std::string>& name);
/// Of a change's kind: deleted by the source, or no longer carried by it.
[[nodiscard]] bool is_gone(const std::optional<std::string>& change_kind);
/// From columns value, count, status, bound, beginning at `first`, of a row that is not gone. Of a Fact and of a
/// DiscardedRow. Errors: storage class "warehouse.unknown_code".
template <class T>
[[nodiscard]] core::Result<> read_content(T& target, const TextRow& row, std::size_t first);

/// Not thread safe. `store` and `keys` outlive it.
class HeldRows {
 public:
  [[nodiscard]] static core::Result<HeldRows> open(FactStore& store, const Keys& keys, core::RunId run);

  [[nodiscard]] bool waits(const std::string& series) const { return waiting_.contains(series); }
  [[nodiscard]] core::Result<WaitingSeries> waiting(const std::string& series);
  [[nodiscard]] core::Result<std::vector<DiscardedRow>> discarded(const std::string& series);

  /// Drops waiting rows that were loaded again (or that a full load no longer carries).
  [[nodiscard]] core::Result<> supersede(const std::string& series, const WaitingSeries& waiting,
                                         const std::vector<std::int64_t>& rows);
  /// Holds the changes; what still waits of an earlier run joins them.
  [[nodiscard]] core::Result<> hold(const HeldSeries& series, const Comparison& comparison);
  [[nodiscard]] core::Result<> finish();

 private:
  HeldRows(FactStore& store, const Keys& keys, core::RunId run) : store_(store), keys_(keys), run_(run) {}
  [[nodiscard]] core::Result<> add_row(const HeldSeries& series, const Change& change);
  [[nodiscard]] core::Result<> mark_replaced(const std::string& series, std::int64_t run);

  FactStore& store_;
  const Keys& keys_;
  core::RunId run_;
  std::unordered_map<std::string, WaitingSeries> waiting_;  ///< by series, without their rows
  std::set<std::string> discarded_;
  std::unique_ptr<core::Batch> rows_;
};

}  // namespace sluss::warehouse::merge

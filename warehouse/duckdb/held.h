#pragma once
// What waits for a person: held rows, what happens to them, and what was discarded.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/duckdb/duckdb.h"
#include "warehouse/duckdb/compare.h"
#include "warehouse/duckdb/gates.h"
#include "warehouse/duckdb/keys.h"

namespace sluss::warehouse::duckdb {

/// The rows of a series that waits since an earlier run.
struct Waiting {
  std::int64_t run = 0;
  std::string gate;
  struct Row {
    FactKey key;
    std::int64_t row = 0;  ///< rowid in meta.held
  };
  std::vector<Row> rows;  ///< ascending by key
};

/// Reads and writes meta.held, meta.held_series and meta.discarded inside the writer's transaction.
class HeldStore {
 public:
  [[nodiscard]] static core::Result<HeldStore> open(core::duckdb::Connection& connection, const Keys& keys,
                                                    core::RunId run, core::Instant at);

  [[nodiscard]] bool waits(const std::string& series) const { return waiting_.contains(series); }
  [[nodiscard]] core::Result<Waiting> waiting(const std::string& series);
  [[nodiscard]] core::Result<std::vector<Discarded>> discarded(const std::string& series);

  /// Drops waiting rows that were said again (or that a full load no longer says).
  [[nodiscard]] core::Result<> supersede(const std::string& series, const Waiting& waiting,
                                         const std::vector<std::int64_t>& rows);
  /// Holds the changes; what still waits of an earlier run joins them.
  [[nodiscard]] core::Result<> hold(const HeldSeries& series, const Comparison& comparison);
  [[nodiscard]] core::Result<> finish();

 private:
  HeldStore(core::duckdb::Connection& connection, const Keys& keys, core::RunId run, core::Instant at);
  [[nodiscard]] core::Result<> add_row(const HeldSeries& series, const Change& change);
  [[nodiscard]] core::Result<> mark_replaced(const std::string& series, std::int64_t run);

  core::duckdb::Connection& connection_;
  const Keys& keys_;
  core::RunId run_;
  core::Instant at_;
  std::unordered_map<std::string, std::pair<std::int64_t, std::string>> waiting_;  ///< series → run, gate
  std::set<std::string> discarded_;
  std::unique_ptr<core::Batch> rows_;
};

/// The held rows of a run as facts to merge: what the source called gone, and what was absent, as deleted.
/// Read lazily: merge before drop_held().
class HeldFacts final : public StagedFacts {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<HeldFacts>> open(core::duckdb::Connection& connection,
                                                                     core::RunId run,
                                                                     std::optional<std::string> series);
  [[nodiscard]] std::size_t blocks() const override { return series_.size(); }
  [[nodiscard]] core::Result<std::vector<core::Fact>> block(std::size_t index) override;
  [[nodiscard]] const core::FactNames& names() const override { return names_; }
  [[nodiscard]] bool one_thread() const override { return true; }
  [[nodiscard]] std::vector<EarlierRaw> earlier_raws() const override;

 private:
  HeldFacts(core::duckdb::Connection& connection, core::RunId run) : connection_(connection), run_(run) {}
  core::duckdb::Connection& connection_;
  core::RunId run_;
  std::vector<std::string> series_;
  core::FactNames names_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> raws_;  ///< (run, index) → index in the new run
};

/// Copies each one to `run` and its place in `raws`.
[[nodiscard]] core::Result<> copy_raw_objects(core::duckdb::Connection& connection, core::RunId run,
                                              const std::vector<EarlierRaw>& raws);

/// Returns how many rows were dropped.
[[nodiscard]] core::Result<std::int64_t> drop_held(core::duckdb::Connection& connection, core::RunId run,
                                                   const std::optional<std::string>& series, bool remember,
                                                   core::RunId by, core::Instant at);

}  // namespace sluss::warehouse::duckdb

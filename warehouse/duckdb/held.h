#pragma once
// Held rows when a person has decided: as facts to merge, or dropped and remembered.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/duckdb/duckdb.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::duckdb {

/// The held rows of a run as facts to merge: both deleted and absent ones as deleted.
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

/// It waits from this run on; its rows are put separately, or are in the archive.
[[nodiscard]] core::Result<> put_held_series(core::duckdb::Connection& connection, core::RunId run,
                                             const HeldSeries& series);

/// Returns how many rows were dropped.
[[nodiscard]] core::Result<std::int64_t> drop_held(core::duckdb::Connection& connection, core::RunId run,
                                                   const std::optional<std::string>& series, Dropped dropped,
                                                   core::RunId by, core::Instant at);

}  // namespace sluss::warehouse::duckdb

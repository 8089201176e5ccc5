#pragma once
// core.fact, meta.held, meta.held_series and meta.discarded as a merge needs them, inside the writer's transaction.

#include <string>
#include <vector>

#include "core/duckdb/duckdb.h"
#include "core/ids.h"
#include "core/time.h"
#include "warehouse/duckdb/fact_output.h"
#include "warehouse/merge/fact_store.h"

namespace sluss::warehouse::duckdb {

class MergeStore final : public merge::FactStore {
 public:
  /// `beside`: other sources of the origin, see MergeOptions. Data class "warehouse.run_number".
  [[nodiscard]] static core::Result<MergeStore> open(core::duckdb::Connection& connection, core::RunId run,
                                                     core::Instant recorded_at, const std::vector<std::string>& beside);

  [[nodiscard]] core::Result<std::vector<merge::OpenVersion>> load_open(
      const std::vector<std::uint32_t>& indicators) override;
  [[nodiscard]] core::Result<std::int64_t> count_open(std::string_view origin) override;
  core::Result<> write(std::span<const merge::Change> changes) override;
  core::Result<bool> finish() override;
  [[nodiscard]] core::Result<std::vector<merge::TextRow>> waiting_series() override;
  [[nodiscard]] core::Result<std::vector<merge::TextRow>> waiting_rows(const std::string& series,
                                                                       std::int64_t run) override;
  core::Result<> drop_waiting(const std::string& series, std::int64_t run,
                              const std::vector<std::int64_t>& rows) override;
  core::Result<> move_waiting(const std::string& series, std::int64_t from, const std::string& gate) override;
  core::Result<> mark_replaced(const std::string& series, std::int64_t run) override;
  core::Result<> hold_rows(const core::Batch& rows) override;
  core::Result<> hold_series(const HeldSeries& series) override;
  [[nodiscard]] core::Result<std::vector<std::string>> discarded_series() override;
  [[nodiscard]] core::Result<std::vector<merge::TextRow>> discarded_rows(const std::string& series) override;

 private:
  [[nodiscard]] core::Result<> settle_moved(const std::string& series, std::int64_t run, bool all);
  MergeStore(core::duckdb::Connection& connection, core::RunId run, core::Instant at, FactOutput output,
             std::string others)
      : connection_(connection), run_(run), at_(at), output_(std::move(output)), others_(std::move(others)) {}

  core::duckdb::Connection& connection_;
  core::RunId run_;
  core::Instant at_;
  FactOutput output_;
  std::string others_;  ///< their runs, as a SELECT; empty: there are none
};

}  // namespace sluss::warehouse::duckdb

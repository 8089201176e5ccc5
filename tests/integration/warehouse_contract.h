#pragma once
// What every engine of the warehouse must do, as one suite. An engine's own test file names, in one line,
//   SLUSS_WAREHOUSE_CONTRACT(DuckDb, make_duckdb);

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/files.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "warehouse/warehouse.h"

namespace sluss::tests {

using core::Instant;
using core::RunId;
using tests::must;
using warehouse::MergeOptions;
using warehouse::MergeOutcome;

using TextRows = std::vector<std::vector<std::optional<std::string>>>;

/// Facts in memory, in blocks of two indicators.
class StagedList final : public warehouse::StagedFacts {
 public:
  struct StagedValue {
    std::string indicator = "kolada:N00001";
    std::string area = "1981";
    int period = 2024;
    std::optional<double> value;
    core::Gender gender = core::Gender::total;
    core::FactStatus status = core::FactStatus::final;
    std::string unit;
    std::optional<int> count;
    bool deleted = false;
    unsigned raw = 0;
    core::Bound bound = core::Bound::exact;
  };
  void add(const StagedValue& value);

  [[nodiscard]] std::size_t blocks() const override;
  [[nodiscard]] core::Result<std::vector<core::Fact>> block(std::size_t index) override;
  [[nodiscard]] const core::FactNames& names() const override { return names_; }
  [[nodiscard]] std::size_t size() const { return facts_.size(); }

 private:
  core::FactNames names_;
  std::vector<core::Fact> facts_;
  static constexpr std::size_t per_block_ = 2;
};

using MakeWarehouse =
    std::function<std::unique_ptr<warehouse::Warehouse>(core::Files&, const std::filesystem::path& folder)>;

class WarehouseContract : public ::testing::TestWithParam<MakeWarehouse> {
 protected:
  void SetUp() override;

  /// A whole run: merge, run row, commit.
  struct Run {
    RunId id;
    Instant recorded_at;
    MergeOutcome outcome;
  };
  Run load(StagedList& staged, const MergeOptions& options = {});
  Run load(const std::vector<StagedList::StagedValue>& values, const MergeOptions& options = {});
  void put_run(warehouse::Writer& writer, const Run& run, const std::string& cause = "run");
  std::unique_ptr<warehouse::Writer> writer();
  TextRows read(const std::string& sql, const warehouse::ReadOptions& options = {});
  std::string one(const std::string& sql, const warehouse::ReadOptions& options = {});
  std::int64_t versions() { return std::stoll(one("select count(*) from core.observation")); }
  /// Each key has at most one open version, by SQL.
  void expect_unique();
  Run release(RunId held, std::optional<std::string> series = {});
  void discard(RunId held);

  TemporaryFolder folder_{TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files_ = core::real_files();
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  Instant now_{1'774'958'400'000'000};  // 2026-03-31T12:00:00Z
};

/// What warehouse/ledger.h returns, on the same engine.
class LedgerContract : public WarehouseContract {
 protected:
  std::unique_ptr<warehouse::Reader> reader(warehouse::ReadOptions options = {});
  /// A run with these numbers, and what else it puts.
  void put(const warehouse::RunRecord& record, const std::function<void(warehouse::Writer&)>& more = {});
  [[nodiscard]] warehouse::RunRecord record(std::int64_t number, const std::string& job,
                                            const std::string& cause = "run") const;
  /// What a run fetched: one page.
  [[nodiscard]] static warehouse::RawObjectRow raw(std::uint32_t index, const std::string& query, std::uint64_t bytes,
                                                   Instant at, const std::string& segment);
};

using StagedValue = StagedList::StagedValue;
/// `count` values of one indicator, each of its own area.
[[nodiscard]] std::vector<StagedValue> series(const std::string& indicator, int count, double first, double step = 1);
[[nodiscard]] std::vector<StagedValue> scaled(std::vector<StagedValue> all, double factor);

/// A full load of every indicator and area of kolada, years 1900..2100.
[[nodiscard]] MergeOptions full_load();
/// No gate holds anything, everything else works.
[[nodiscard]] MergeOptions ungated(MergeOptions options);
[[nodiscard]] warehouse::ReadOptions as_of(const std::string& text);

#define SLUSS_WAREHOUSE_CONTRACT(engine, make)                                                \
  INSTANTIATE_TEST_SUITE_P(engine, WarehouseContract, ::testing::Values(MakeWarehouse(make)), \
                           [](const auto&) { return std::string(#engine); });                 \
  INSTANTIATE_TEST_SUITE_P(engine, LedgerContract, ::testing::Values(MakeWarehouse(make)),    \
                           [](const auto&) { return std::string(#engine); })

}  // namespace sluss::tests

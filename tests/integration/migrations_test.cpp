// A warehouse that an older program wrote: read as it is, tried, migrated whole or not at all.
#include "warehouse/duckdb/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <fstream>

#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "warehouse/duckdb/duckdb_warehouse.h"
#include "warehouse/duckdb/generations.h"
#include "warehouse/duckdb/migration_trial.h"
#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using tests::must;

class Migrations : public ::testing::Test {
 protected:
  void SetUp() override {
    must(files_->make_folders(folder_));
    Generations generations(*files_, folder_, 2);
    {
      auto database = must(core::duckdb::Database::open({.path = generations.draft_of(1).string()}));
      auto connection = must(database.connect());
      const auto& first = embedded_migrations().front();
      must(
          connection.execute("create schema meta; create table meta.migration (number integer not null, name text "
                             "not null, checksum text not null, applied_at timestamp not null)"));
      must(connection.execute(std::string(first.sql)));
      must(connection.execute("insert into meta.migration values (1, '001-ground', '" +
                              core::Sha256::of(first.sql).hex() + "', now())"));
      // As its program had it, without what later columns give.
      must(
          connection.execute("create view core.observation_open as select * from core.fact where recorded_to = "
                             "timestamp 'infinity'"));
      must(
          connection.execute("insert into core.fact select 1, 1, 0, 2000 + i, 1, 0, i, null, 0, now(), timestamp "
                             "'infinity', 1, 0 from range(20) t(i)"));
      must(
          connection.execute("insert into core.indicator_key values (1, 'kolada:N1', 'kolada'); insert into "
                             "core.area_key values (1, '1981'); insert into meta.held values (1, 's', 'gone', "
                             "'revised', 's', '1981', null, 2024, 'year', 'T', 1, null, 'final', 2, null, 'final', "
                             "1, 0, 0), (1, 's', 'gone', 'absent', 's', '1980', null, 2024, 'year', 'T', 1, null, "
                             "'final', null, null, null, 1, -1, -1); insert into meta.discarded values ('revised', "
                             "'s', '1981', null, 2024, 'year', 'T', 2, null, 'final', 1, now())"));
      must(connection.execute("checkpoint"));
    }
    must(generations.commit(1));
  }
  std::unique_ptr<Warehouse> open() { return open_duckdb_warehouse(*files_, options()); }
  Options options() {
    return {.folder = folder_, .memory_limit = "256MB", .progress = [this](std::string_view step) {
              steps_.emplace_back(step);
            }};
  }
  /// Changes what the current generation records of its migrations, as another program would have.
  void execute(const std::string& sql) {
    Generations generations(*files_, folder_, 2);
    must(files_->rename(generations.file_of(1), generations.draft_of(1)));
    fs::permissions(generations.draft_of(1), fs::perms::owner_write, fs::perm_options::add);
    {
      auto database = must(core::duckdb::Database::open({.path = generations.draft_of(1).string()}));
      auto connection = must(database.connect());
      must(connection.execute(sql));
      must(connection.execute("checkpoint"));
    }
    must(generations.commit(1));
  }
  /// As a newer engine's format would: the version comes after the sum of the first block and DuckDB's four letters.
  void set_format(std::uint32_t version) {
    Generations generations(*files_, folder_, 2);
    must(files_->rename(generations.file_of(1), generations.draft_of(1)));
    fs::permissions(generations.draft_of(1), fs::perms::owner_write, fs::perm_options::add);
    {
      // The sum is the exclusive or of its words, each multiplied.
      constexpr std::uint64_t multiplier = 0xbf58476d1ce4e5b9;
      std::fstream stream(generations.draft_of(1), std::ios::in | std::ios::out | std::ios::binary);
      std::array<std::uint64_t, 2> words{};
      stream.read(reinterpret_cast<char*>(words.data()), sizeof words);
      const std::uint64_t word = (words[1] & 0xffff'ffffU) | std::uint64_t{version} << 32U;
      words[0] ^= words[1] * multiplier ^ word * multiplier;
      words[1] = word;
      stream.seekp(0);
      stream.write(reinterpret_cast<const char*>(words.data()), sizeof words);
    }
    must(generations.commit(1));
  }
  static std::uint32_t format_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::uint32_t version = 0;
    stream.seekg(12);
    stream.read(reinterpret_cast<char*>(&version), sizeof version);
    return version;
  }
  /// Before its migration and after it alike.
  static void expect_all_exact(Reader& reader) {
    EXPECT_EQ(must(reader.rows("select count(*), string_agg(distinct bound, ',') from core.observation_open")),
              (std::vector<std::vector<std::optional<std::string>>>{{"20", "exact"}}));
    EXPECT_EQ(must(reader.rows("select old_bound, bound from meta.held order by kind")),
              (std::vector<std::vector<std::optional<std::string>>>{{"exact", std::nullopt}, {"exact", "exact"}}));
    EXPECT_EQ(must(reader.rows("select bound from meta.discarded"))[0][0], "exact");
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      const auto name = entry.path().filename().string();
      if (name != "writer.lock" && name != "spill") names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
  }

  tests::TemporaryFolder temporary_{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files_ = core::real_files();
  fs::path folder_ = temporary_.path() / "warehouse";
  std::vector<std::string> steps_;
};

TEST_F(Migrations, AnOlderSchemaIsReadAsItIs) {
  const auto warehouse = open();
  const auto reader = must(warehouse->reader({.now = {1'790'000'000'000'000}}));
  EXPECT_EQ(must(reader->rows("select count(*) from meta.run"))[0][0], "0");
  EXPECT_FALSE(reader->rows("select * from meta.audit"));
  EXPECT_TRUE(reader->rows("select stream, open_after from meta.run_stream"));
  EXPECT_TRUE(reader->rows("select source, origin from meta.run")) << "read before somebody migrates it";
  expect_all_exact(*reader);
}

TEST_F(Migrations, ATrialTellsAndChangesNothing) {
  const auto before = files_->read(folder_ / "000001.duckdb").value();
  const auto trial = must(try_migrations(*files_, options()));
  EXPECT_THAT(trial.pending, ElementsAre("002-audit", "003-origin", "004-streams", "005-bounds", "006-moved",
                                         "007-changed", "008-facts"));
  EXPECT_EQ(trial.facts, 20);
  EXPECT_EQ(files_->read(folder_ / "000001.duckdb").value(), before);
  EXPECT_THAT(names(), ElementsAre("000001.duckdb", "000001.sum", "current"));
}

TEST_F(Migrations, TheStartMigratesAndTellsItsSteps) {
  const auto warehouse = open();
  must(warehouse->start());
  EXPECT_THAT(steps_, ElementsAre("copying the warehouse", "migration 002-audit", "migration 003-origin",
                                  "migration 004-streams", "migration 005-bounds", "migration 006-moved",
                                  "migration 007-changed", "migration 008-facts", "writing the warehouse"));
  EXPECT_EQ(fs::read_symlink(folder_ / "current"), "000002.duckdb");
  const auto reader = must(warehouse->reader({.now = {1'790'000'000'000'000}}));
  EXPECT_EQ(must(reader->rows("select count(*) from meta.audit"))[0][0], "0");
  EXPECT_EQ(must(reader->rows("select max(name) from meta.migration"))[0][0], schema_name());
  expect_all_exact(*reader);
  EXPECT_TRUE(must(try_migrations(*files_, options())).pending.empty());
  steps_.clear();
  must(warehouse->start());
  EXPECT_TRUE(steps_.empty()) << "the second start has nothing to do";
}

TEST_F(Migrations, WhatWaitsWithALaterRunHasNotBeenReplaced) {
  // Run 2's rows have moved to run 4, those of run 3 were loaded again.
  execute(
      "insert into meta.held select 4, 'k:a', 'run', 'inserted', 'k:a', '19' || i, null, 2024, 'year', 'T', null, "
      "null, null, 1, null, 'final', case when i < 80 then 2 else 4 end, 0, i from range(77, 85) t(i); insert into "
      "meta.held_series select run, 'k:a', 'run', 0, 8, 0, 0, 0, null, '{}', case when run = 4 then 'waiting' else "
      "'replaced' end, case when run < 4 then 4 end, case when run < 4 then timestamp '2026-01-01' end from range(2, "
      "5) t(run)");
  const auto expect_moved = [](Reader& reader) {
    EXPECT_EQ(must(reader.rows("select run_id, state, moved_to, waited_rows, decided_by, decided_at is null from "
                               "meta.held_series order by run_id")),
              (std::vector<std::vector<std::optional<std::string>>>{
                  {"2", "moved", "4", "3", std::nullopt, "true"},
                  {"3", "replaced", std::nullopt, std::nullopt, "4", "false"},
                  {"4", "waiting", std::nullopt, std::nullopt, std::nullopt, "true"}}));
  };
  const auto warehouse = open();
  expect_moved(*must(warehouse->reader({.now = {1'790'000'000'000'000}})));
  must(warehouse->start());
  expect_moved(*must(warehouse->reader({.now = {1'790'000'000'000'000}})));
}

TEST_F(Migrations, WhatIsThereOfADatasetIsAsOldAsItWasComputed) {
  execute("insert into meta.model values ('d', '1', 'x', null, 3, 5, 'c')");
  const auto changed_run = [](Reader& reader) {
    return must(reader.rows("select changed_run from meta.model")).at(0).at(0);
  };
  const auto warehouse = open();
  EXPECT_EQ(changed_run(*must(warehouse->reader({.now = {1'790'000'000'000'000}}))), "3")
      << "read before it is migrated";
  must(warehouse->start());
  EXPECT_EQ(changed_run(*must(warehouse->reader({.now = {1'790'000'000'000'000}}))), "3");
}

TEST_F(Migrations, AFindingOfAnOlderProgramHasNoFacts) {
  execute("insert into meta.finding values (1, 'file.read', 'info', 'lista.csv', 'Filen är läst.', '', 3)");
  const auto facts = [](Reader& reader) { return must(reader.rows("select facts, count from meta.finding")).at(0); };
  const auto warehouse = open();
  using Row = std::vector<std::optional<std::string>>;
  EXPECT_EQ(facts(*must(warehouse->reader({.now = {1'790'000'000'000'000}}))), (Row{"", "3"}))
      << "read before it is migrated";
  must(warehouse->start());
  EXPECT_EQ(facts(*must(warehouse->reader({.now = {1'790'000'000'000'000}}))), (Row{"", "3"}));
}

TEST_F(Migrations, AChangedOldMigrationIsRefused) {
  execute("update meta.migration set checksum = 'another'");
  EXPECT_EQ(try_migrations(*files_, options()).error().code, "warehouse.migration_changed");
  const auto started = open()->start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "warehouse.migration_changed");
  EXPECT_THAT(started.error().what, ::testing::HasSubstr("001-ground"));
  EXPECT_EQ(fs::read_symlink(folder_ / "current"), "000001.duckdb");
}

TEST_F(Migrations, ANewerSchemaIsRefusedByReadersToo) {
  execute("insert into meta.migration select i, 'later', 'x', now() from range(2, 10) t(i)");
  EXPECT_EQ(open()->start().error().code, "warehouse.newer_schema");
  EXPECT_EQ(open()->reader({}).error().code, "warehouse.newer_schema");
  EXPECT_EQ(try_migrations(*files_, options()).error().code, "warehouse.newer_schema");
  EXPECT_EQ(check_file(folder_ / "000001.duckdb", options()).error().code, "warehouse.newer_schema");
}

// 64 is read by DuckDB 0.10.2 and later; a file keeps the format that it was made in.
TEST_F(Migrations, TheFormatIsTheOneThatDuckDb14Reads) {
  constexpr std::uint32_t promised = 64;
  EXPECT_EQ(format_of(folder_ / "000001.duckdb"), promised);
  must(open()->start());
  EXPECT_EQ(format_of(folder_ / "000002.duckdb"), promised) << "migrated";
  const auto elsewhere = temporary_.path() / "elsewhere";
  must(open_duckdb_warehouse(*files_, {.folder = elsewhere, .memory_limit = "256MB"})->start());
  EXPECT_EQ(format_of(elsewhere / "000001.duckdb"), promised) << "made by the warehouse";
}

TEST_F(Migrations, AFileOfANewerEngineIsRefusedAndNotTakenForDamaged) {
  set_format(200);
  const auto started = open()->start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "warehouse.newer_file");
  EXPECT_EQ(started.error().error_class, core::ErrorClass::config);
  EXPECT_THAT(started.error().what,
              ::testing::AllOf(::testing::HasSubstr("a newer DuckDB"), ::testing::HasSubstr("version number 200"),
                               ::testing::Not(::testing::HasSubstr("\n"))));
  EXPECT_THAT(started.error().remedy, ::testing::HasSubstr("the sluss that wrote it, or a newer one"));
  EXPECT_EQ(started.error().place.file, (folder_ / "000001.duckdb").string());
  EXPECT_EQ(open()->reader({}).error().code, "warehouse.newer_file");
  EXPECT_EQ(open()->writer("x").error().code, "warehouse.newer_file");
  EXPECT_EQ(try_migrations(*files_, options()).error().code, "warehouse.newer_file");
  EXPECT_EQ(check_file(folder_ / "000001.duckdb", options()).error().code, "warehouse.newer_file");
  EXPECT_THAT(must(check_generations(*files_, folder_)), ::testing::IsEmpty());
  EXPECT_THAT(names(), ElementsAre("000001.duckdb", "000001.sum", "current")) << "neither aside nor removed";
  set_format(64);
  EXPECT_TRUE(open()->start()) << "nothing else was wrong with it";
}

TEST_F(Migrations, AFailedMigrationLeavesTheWarehouseAsItWas) {
  execute("create table meta.audit (another integer)");
  const auto trial = try_migrations(*files_, options());
  ASSERT_FALSE(trial);
  EXPECT_EQ(trial.error().code, "warehouse.migration_failed");
  EXPECT_EQ(open()->start().error().code, "warehouse.migration_failed");
  EXPECT_EQ(fs::read_symlink(folder_ / "current"), "000001.duckdb");
  EXPECT_THAT(names(), ElementsAre("000001.duckdb", "000001.sum", "current"));
}

}  // namespace
}  // namespace sluss::warehouse::duckdb

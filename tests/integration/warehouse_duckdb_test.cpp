#include <fstream>

#include "core/duckdb/duckdb.h"
#include "tests/integration/warehouse_contract.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::testing {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace {

std::unique_ptr<warehouse::Warehouse> make_duckdb(core::Files& files, const fs::path& folder) {
  return warehouse::duckdb::open_duckdb_warehouse(files, {.folder = folder, .memory_limit = "256MB"});
}

}  // namespace

SLUSS_WAREHOUSE_CONTRACT(DuckDb, make_duckdb);

namespace {

class Generations : public WarehouseContract {
 protected:
  fs::path folder() const { return folder_.path() / "warehouse"; }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
      const auto name = entry.path().filename().string();
      if (name != "writer.lock" && name != "spill") names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
  }
  std::vector<core::Finding> start_again() {
    warehouse_ = GetParam()(*files_, folder());
    return must(warehouse_->start());
  }
  /// Published ones are read only.
  static void make_writable(const fs::path& file) {
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  }
  static void damage(const fs::path& file) {
    make_writable(file);
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(12'300);
    stream.write("damaged", 7);
  }
};

TEST_P(Generations, TwoStay) {
  for (int i = 0; i < 4; ++i) load({{.value = static_cast<double>(i)}});
  EXPECT_THAT(names(), ElementsAre("000004.duckdb", "000004.sum", "000005.duckdb", "000005.sum", "current"));
  EXPECT_EQ(fs::read_symlink(folder() / "current"), "000005.duckdb");
  EXPECT_THAT(must(warehouse::duckdb::check_generations(*files_, folder())), IsEmpty());
}

TEST_P(Generations, ADamagedOneFallsBackAndIsTold) {
  load({{.value = 1}});
  load({{.value = 2}});
  damage(folder() / "000003.duckdb");
  EXPECT_THAT(must(warehouse::duckdb::check_generations(*files_, folder())), SizeIs(1));
  const auto findings = start_again();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].code, "warehouse.damaged");
  EXPECT_EQ(findings[0].severity, core::Severity::error);
  EXPECT_THAT(findings[0].what, ::testing::StartsWith("generation 000003 of the warehouse is damaged")) << "in English";
  EXPECT_EQ(one("select value from core.observation_open"), "1.0");
  EXPECT_EQ(load({{.value = 3}}).id.value, 2);
  EXPECT_EQ(fs::read_symlink(folder() / "current"), "000004.duckdb") << "the damaged number is not used again";
  EXPECT_TRUE(fs::exists(folder() / "000003.damaged"));
}

TEST_P(Generations, ATruncatedOneToo) {
  load({{.value = 1}});
  make_writable(folder() / "000002.duckdb");
  fs::resize_file(folder() / "000002.duckdb", 1000);
  EXPECT_THAT(start_again(), SizeIs(1));
  EXPECT_EQ(one("select count(*) from core.observation"), "0");
}

TEST_P(Generations, NoWholeOneIsAnErrorWithTheWayOut) {
  load({{.value = 1}});
  damage(folder() / "000001.duckdb");
  damage(folder() / "000002.duckdb");
  warehouse_ = GetParam()(*files_, folder());
  const auto started = warehouse_->start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "warehouse.damaged");
  EXPECT_THAT(started.error().remedy, HasSubstr("doctor --rebuild"));
}

TEST_P(Generations, OrphansAreRemoved) {
  load({{.value = 1}});
  for (const char* name : {"000007.duckdb", "000007.duckdb.wal", "000007.sum", "current.new"})
    std::ofstream(folder() / name) << "left behind";
  EXPECT_THAT(start_again(), IsEmpty());
  EXPECT_THAT(names(), ElementsAre("000001.duckdb", "000001.sum", "000002.duckdb", "000002.sum", "current"));
}

TEST_P(Generations, ALostLinkIsMadeAnew) {
  load({{.value = 1}});
  fs::remove(folder() / "current");
  const auto findings = start_again();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].code, "warehouse.current_missing");
  EXPECT_EQ(one("select value from core.observation_open"), "1.0");
}

TEST_P(Generations, ANewerSchemaIsRefused) {
  auto writer = this->writer();
  must(writer->execute("insert into meta.migration select 999, 'from the future', 'x', now()"));
  must(writer->publish());
  writer.reset();
  warehouse_ = GetParam()(*files_, folder());
  const auto started = warehouse_->start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "warehouse.newer_schema");
  EXPECT_EQ(warehouse_->writer("x").error().code, "warehouse.newer_schema");
}

TEST_P(Generations, TheFileTellsTheSameToWhoeverOpensIt) {
  load({{.value = 1}});
  load({{.value = 2}});
  auto database =
      must(core::duckdb::Database::open({.path = (folder() / "000003.duckdb").string(), .read_only = true}));
  auto connection = must(database.connect());
  EXPECT_EQ(must(connection.number("select count(*) from core.observation")), 2);
  EXPECT_EQ(must(connection.number("select cast(value as integer) from core.observation_open")), 2);
}

TEST_P(Generations, APublishedOneIsNeverOpenedForWriting) {
  load({{.value = 1}});
  for (const char* name : {"000001.duckdb", "000002.duckdb"}) {
    const auto writable = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
    EXPECT_EQ(fs::status(folder() / name).permissions() & writable, fs::perms::none) << name;
  }
  auto writer = this->writer();
  EXPECT_THAT(names(), Contains("000003.writing"));
  EXPECT_THAT(names(), Not(Contains("000003.duckdb"))) << "no reader's name before it is whole";
  must(writer->publish());
  EXPECT_THAT(names(), Not(Contains("000003.writing")));
  EXPECT_EQ(one("select value from core.observation_open"), "1.0");
}

TEST_P(Generations, ThoseOfAnOlderProgramAreMadeReadOnlyAtStart) {
  make_writable(folder() / "000001.duckdb");
  EXPECT_THAT(start_again(), IsEmpty());
  EXPECT_EQ(fs::status(folder() / "000001.duckdb").permissions() & fs::perms::owner_write, fs::perms::none);
}

TEST_P(Generations, AWriterWhoseFolderWasReplacedPublishesNothing) {
  load({{.value = 1}});
  const auto before = folder_.path() / "before";
  auto writer = this->writer();
  fs::rename(folder(), before);
  // The new folder looks like the old one did: the same names, and a draft of its own under the writer's name.
  fs::copy(before, folder(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  std::ofstream(folder() / "000003.writing") << "another's";
  const auto names_before = names();
  const auto published = writer->publish();
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().code, "warehouse.replaced");
  EXPECT_EQ(published.error().error_class, core::ErrorClass::busy);
  EXPECT_THAT(published.error().remedy, HasSubstr("run it again"));
  writer.reset();
  EXPECT_EQ(names(), names_before) << "what has the same names in the new folder is not touched";
  EXPECT_FALSE(fs::exists(before / "000003.writing"));
  EXPECT_EQ(fs::read_symlink(folder() / "current"), "000002.duckdb");
  EXPECT_EQ(fs::read_symlink(before / "current"), "000002.duckdb");
}

TEST_P(Generations, AWriterWhosePredecessorChangedPublishesNothing) {
  load({{.value = 1}});
  auto writer = this->writer();
  fs::remove(folder() / "current");
  fs::create_symlink("000001.duckdb", folder() / "current");
  EXPECT_EQ(writer->publish().error().code, "warehouse.replaced");
}

TEST_P(Generations, ALockInAFolderThatWasRenamedAwayHoldsNobodyUp) {
  const auto writer = this->writer();
  fs::rename(folder(), folder_.path() / "before");
  fs::create_directory(folder());
  warehouse_ = GetParam()(*files_, folder());
  EXPECT_TRUE(warehouse_->start());
}

TEST_P(Generations, NumbersOfARebuildBeginAboveThose) {
  load({{.value = 1}});
  std::ofstream(folder() / "000009.damaged") << "of another time";
  const int highest = must(warehouse::duckdb::highest_generation(*files_, folder()));
  EXPECT_EQ(highest, 9);
  EXPECT_EQ(must(warehouse::duckdb::highest_generation(*files_, folder_.path() / "nowhere")), 0);
  const auto fresh = folder_.path() / "fresh";
  const auto rebuilt = warehouse::duckdb::open_duckdb_warehouse(*files_, {.folder = fresh, .numbers_above = highest});
  EXPECT_THAT(must(rebuilt->start()), IsEmpty());
  EXPECT_EQ(fs::read_symlink(fresh / "current"), "000010.duckdb");
}

TEST_P(Generations, WhatAKilledProcessSpilledIsRemovedAtStart) {
  const auto left = folder() / "spill" / "4711-killed";
  fs::create_directories(left);
  std::ofstream(left / "duckdb_temp_storage_DEFAULT-0.tmp") << "of a process that was killed";
  EXPECT_THAT(start_again(), IsEmpty());
  EXPECT_FALSE(fs::exists(left));
}

TEST_P(Generations, NothingIsReadBeforeThereIsAWarehouse) {
  auto empty = GetParam()(*files_, folder_.path() / "nowhere");
  const auto read = empty->reader({});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "warehouse.empty");
  EXPECT_EQ(read.error().error_class, core::ErrorClass::data);
  EXPECT_THAT(must(empty->checkpoints("kolada")), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(DuckDb, Generations, ::testing::Values(MakeWarehouse(make_duckdb)));

}  // namespace

}  // namespace sluss::testing

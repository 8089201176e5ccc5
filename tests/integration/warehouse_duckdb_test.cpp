#include <fstream>

#include "core/duckdb/duckdb.h"
#include "tests/integration/warehouse_contract.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::testing {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
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
  static void damage(const fs::path& file) {
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
  EXPECT_EQ(one("select value from core.observation_open"), "1.0");
  EXPECT_EQ(load({{.value = 3}}).id.value, 2);
  EXPECT_EQ(fs::read_symlink(folder() / "current"), "000004.duckdb") << "the damaged number is not used again";
  EXPECT_TRUE(fs::exists(folder() / "000003.damaged"));
}

TEST_P(Generations, ATruncatedOneToo) {
  load({{.value = 1}});
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

TEST_P(Generations, NothingIsReadBeforeThereIsAWarehouse) {
  auto empty = GetParam()(*files_, folder_.path() / "nowhere");
  EXPECT_EQ(empty->reader({}).error().code, "warehouse.empty");
  EXPECT_THAT(must(empty->checkpoints("kolada")), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(DuckDb, Generations, ::testing::Values(MakeWarehouse(make_duckdb)));

}  // namespace

}  // namespace sluss::testing

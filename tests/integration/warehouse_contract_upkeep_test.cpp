// What a warehouse offers beside reading and writing it.
#include <fstream>

#include "tests/integration/warehouse_contract.h"

namespace sluss::tests {

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// The parts of a snapshot as a backup puts them back.
void put_back(const warehouse::Snapshot& snapshot, const fs::path& folder) {
  fs::create_directories(folder);
  for (const auto& part : snapshot.parts) {
    std::ofstream file(folder / part.name, std::ios::binary);
    for (std::uint64_t at = 0; at < part.file.size();) {
      const auto bytes = must(part.file.read(at, part.file.size() - at));
      file << bytes;
      at += bytes.size();
    }
  }
}

TEST_P(WarehouseContract, ThereIsNoneBeforeTheFirstStart) {
  const auto fresh = GetParam()(*files_, folder_.path() / "nowhere");
  EXPECT_FALSE(fresh->exists());
  EXPECT_EQ(fresh->revision().token, "");
  EXPECT_EQ(fresh->revision().number, 0);
  EXPECT_FALSE(fresh->bytes().newest);
  EXPECT_EQ(fresh->bytes().all, 0U);
  EXPECT_EQ(must(fresh->highest_number()), 0);
  const auto verified = must(fresh->verify());
  EXPECT_EQ(verified.states, 0);
  EXPECT_THAT(verified.damaged, IsEmpty());
  const auto snapshot = must(fresh->snapshot());
  EXPECT_EQ(snapshot.name, "");
  EXPECT_THAT(snapshot.absent, Not(IsEmpty()));
  EXPECT_THAT(snapshot.parts, IsEmpty());
  EXPECT_FALSE(must(fresh->try_migrations()).loaded);
  must(fresh->inherit(folder_.path() / "nowhere either"));
  EXPECT_FALSE(fs::exists(folder_.path() / "nowhere")) << "looking makes nothing";
  must(fresh->start());
  EXPECT_TRUE(fresh->exists());
}

TEST_P(WarehouseContract, EachPublishedStateIsAnotherRevision) {
  const auto before = warehouse_->revision();
  EXPECT_TRUE(warehouse_->exists());
  EXPECT_EQ(warehouse_->revision().token, before.token) << "looking changes nothing";
  load({{.value = 1}});
  const auto after = warehouse_->revision();
  EXPECT_NE(after.token, before.token);
  EXPECT_GT(after.number, before.number);
  EXPECT_EQ(must(warehouse_->highest_number()), after.number);
  {
    const auto abandoned = writer();
    EXPECT_EQ(warehouse_->revision().token, after.token);
    EXPECT_GT(must(warehouse_->highest_number()), after.number) << "what is written has its number already";
  }
  EXPECT_EQ(warehouse_->revision().token, after.token);
  // Whoever opens the same place sees the same.
  EXPECT_EQ(GetParam()(*files_, folder_.path() / "warehouse")->revision().token, after.token);
  EXPECT_THAT(warehouse_->place().file, HasSubstr((folder_.path() / "warehouse").string()));
}

TEST_P(WarehouseContract, ItsBytesAreThoseOfWhatIsKept) {
  load(series("kolada:N00001", 2000, 1.5));
  const auto bytes = warehouse_->bytes();
  ASSERT_TRUE(bytes.newest);
  EXPECT_GT(*bytes.newest, 0U);
  EXPECT_GE(bytes.all, *bytes.newest);
}

TEST_P(WarehouseContract, AllThatIsKeptIsReadThrough) {
  load({{.value = 1}});
  std::uint64_t read = 0;
  const auto verified = must(warehouse_->verify([&](std::uint64_t bytes) -> core::Result<> {
    read += bytes;
    return {};
  }));
  EXPECT_THAT(verified.damaged, IsEmpty());
  EXPECT_EQ(verified.states, 2);
  EXPECT_GE(read, warehouse_->bytes().newest.value_or(0));
  const auto stopped = warehouse_->verify([](std::uint64_t) -> core::Result<> {
    return core::fail(core::ErrorClass::cancelled, "test.cancelled", "enough");
  });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, "test.cancelled");
}

TEST_P(WarehouseContract, ItsSchemaIsThisPrograms) {
  EXPECT_THAT(warehouse_->schema_name(), Not(IsEmpty()));
  EXPECT_EQ(one("select name from meta.migration order by number desc limit 1"), warehouse_->schema_name());
  const auto before = warehouse_->revision().token;
  std::vector<std::string> steps;
  const auto trial = must(warehouse_->try_migrations([&](std::string_view step) { steps.emplace_back(step); }));
  EXPECT_TRUE(trial.loaded);
  EXPECT_THAT(trial.pending, IsEmpty());
  EXPECT_THAT(steps, IsEmpty());
  EXPECT_EQ(warehouse_->revision().token, before);
}

TEST_P(WarehouseContract, WhoHoldsItKeepsWritersAway) {
  auto held = must(warehouse_->lock("the test"));
  const auto refused = warehouse_->writer("another");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "warehouse.locked");
  EXPECT_EQ(refused.error().error_class, core::ErrorClass::busy);
  EXPECT_THAT(refused.error().what, HasSubstr("the test"));
  EXPECT_EQ(warehouse_->lock("another").error().code, "warehouse.locked");
  EXPECT_EQ(one("select count(*) from meta.run"), "0") << "readers are not kept away";
  warehouse_ = GetParam()(*files_, folder_.path() / "warehouse");
  EXPECT_EQ(warehouse_->writer("another").error().code, "warehouse.locked") << "it outlives the one that gave it";
  held.reset();
  load({{.value = 1}});
}

TEST_P(WarehouseContract, ASnapshotIsTheSameWarehouseElsewhere) {
  load({{.value = 1}});
  load({{.value = 2}});
  const auto snapshot = must(warehouse_->snapshot());
  EXPECT_FALSE(snapshot.damaged);
  EXPECT_EQ(snapshot.absent, "");
  // Its files stay readable when they have been pruned.
  for (int i = 0; i < 4; ++i) load({{.value = 10.0 + i}});
  const auto elsewhere = folder_.path() / "elsewhere";
  put_back(snapshot, elsewhere);
  warehouse_ = GetParam()(*files_, elsewhere);
  EXPECT_FALSE(warehouse_->exists());
  must(warehouse_->adopt(snapshot.name));
  EXPECT_TRUE(warehouse_->exists());
  EXPECT_THAT(must(warehouse_->verify()).damaged, IsEmpty());
  EXPECT_EQ(must(warehouse_->last_run()), 2);
  EXPECT_THAT(must(warehouse_->start()), IsEmpty());
  EXPECT_EQ(one("select value from core.observation_open"), "2.0");
  EXPECT_EQ(load({{.value = 3}}).id, RunId{3});
}

TEST_P(WarehouseContract, ASnapshotOfAnotherProgramsSchemaIsRefused) {
  auto writer = this->writer();
  must(writer->execute("insert into meta.migration select 999, 'from the future', 'x', now()"));
  must(writer->commit());
  writer.reset();
  EXPECT_EQ(warehouse_->last_run().error().code, "warehouse.newer_schema");
  EXPECT_EQ(warehouse_->try_migrations().error().code, "warehouse.newer_schema");
}

}  // namespace

}  // namespace sluss::tests

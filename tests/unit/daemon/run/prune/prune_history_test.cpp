// What the journal has of a pruning, the base that it names, and how the archive grows.
#include "daemon/run/prune/prune_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/run/prune/archive_growth.h"
#include "daemon/run/prune/prune.h"
#include "daemon/settings/load.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

namespace fs = std::filesystem;
namespace journal = warehouse::journal;
using ::testing::ElementsAre;

void put(const fs::path& file, std::string_view content) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

Base base_with(std::string_view content) {
  return {.place = "20260331T060000",
          .generation = "000002.duckdb",
          .parts = {{.name = "000002.duckdb", .bytes = content.size(), .sha256 = core::Sha256::of(content).hex()}},
          .last_run = {7},
          .runs = 6};
}

journal::Entry entry_with(std::string body, std::string kind = std::string(prune_kind)) {
  journal::Entry entry;
  entry.number = 9;
  entry.kind = std::move(kind);
  entry.body = std::move(body);
  return entry;
}

TEST(PruneHistory, IsWhatWasWritten) {
  PruneHistory pruned;
  const auto first = prune_body(base_with("old"), {"kolada/2026-01/a.seg"}, 10);
  auto base = base_with("new");
  base.place = "20260430T060000";
  const auto second = prune_body(base, {"kolada/2026-02/b.seg"}, 10);
  ASSERT_TRUE(add_pruning(entry_with(first), pruned));
  ASSERT_TRUE(add_pruning(entry_with(second), pruned));
  ASSERT_TRUE(add_pruning(entry_with("{}", "audit"), pruned));
  EXPECT_THAT(pruned.segments, ElementsAre("kolada/2026-01/a.seg", "kolada/2026-02/b.seg"));
  ASSERT_TRUE(pruned.base);
  EXPECT_EQ(pruned.base->place, "20260430T060000");
  EXPECT_EQ(pruned.base->generation, "000002.duckdb");
  EXPECT_EQ(pruned.base->last_run.value, 7);
  EXPECT_EQ(pruned.base->runs, 6);
  ASSERT_EQ(pruned.base->parts.size(), 1U);
  EXPECT_EQ(pruned.base->parts.front().sha256, core::Sha256::of("new").hex());
  EXPECT_EQ(pruned.base->bytes(), 3U);
}

TEST(PruneHistory, SaysNothingThatLeadsOutOfTheArchive) {
  PruneHistory pruned;
  for (const auto* body : {R"({"segments":[]})", R"({"base":{},"segments":[]})", R"({"base":7,"segments":[]})", "[]"}) {
    const auto read = add_pruning(entry_with(body), pruned);
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().code, "journal.broken") << body;
  }
  for (const auto* name : {"../warehouse", "/etc", "..", ""}) {
    auto base = base_with("x");
    base.place = name;
    EXPECT_FALSE(add_pruning(entry_with(prune_body(base, {}, 0)), pruned)) << name;
    base = base_with("x");
    base.parts.front().name = name;
    EXPECT_FALSE(add_pruning(entry_with(prune_body(base, {}, 0)), pruned)) << name;
  }
  EXPECT_FALSE(pruned.base);
}

TEST(PruneHistory, ABaseIsComparedWithItsSum) {
  const tests::TemporaryFolder folder;
  const auto files = core::real_files();
  const auto base = base_with("the figures");
  const auto file = folder.path() / base.file(base.parts.front());
  const auto code = [&] {
    const auto fault = base_fault(*files, folder.path(), base);
    EXPECT_TRUE(fault);
    return fault && *fault ? (*fault)->code : std::string();
  };
  EXPECT_EQ(code(), "archive.base_missing");
  put(file, "the figure");
  EXPECT_EQ(code(), "archive.base_missing");
  put(file, "the figurez");
  EXPECT_EQ(code(), "archive.base_damaged");
  put(file, "the figures");
  EXPECT_EQ(code(), "");
}

TEST(Prune, KeepsByTheSourcesOwnPolicy) {
  const auto read = settings::load_texts({{.file = "/etc/sluss/sluss.toml",
                                           .content = "municipality = \"1981\"\nstate = \"/var/lib/sluss\"\n"
                                                      "[source.kolada]\nurl = \"https://api.kolada.se/v3\"\n"
                                                      "keep_for = \"400d\"\nkeep_runs = 3\n"}});
  ASSERT_TRUE(read) << read.error().front().what;
  EXPECT_EQ(keep_policy(*read, "kolada").keep_for, std::chrono::days(400));
  EXPECT_EQ(keep_policy(*read, "kolada").keep_runs, 3);
  EXPECT_EQ(keep_policy(*read, "gone").keep_for, std::chrono::days(90));
  EXPECT_EQ(keep_policy(*read, "gone").keep_runs, 10);
}

TEST(ArchiveGrowth, IsOfTheLastThirtyDays) {
  const tests::TemporaryFolder folder;
  const auto files = core::real_files();
  const auto now = core::parse_instant("2026-04-10T06:00:00Z").value();
  const auto growth = [&](std::uint64_t free) {
    return archive_growth(*files, folder.path() / "archive", now, free, 1000).value();
  };
  EXPECT_EQ(growth(5000).bytes, 0U);
  EXPECT_FALSE(growth(5000).days);
  put(folder.path() / "archive/kolada/2026-01/kolada-20260101060000000000.seg", std::string(700, 'x'));
  EXPECT_EQ(growth(5000).bytes, 700U);
  EXPECT_FALSE(growth(5000).days) << "all of it is older";
  put(folder.path() / "archive/kolada/2026-04/kolada-20260401060000000000-2.seg", std::string(500, 'x'));
  put(folder.path() / "archive/kolada/2026-04/kolada-20260401060000000000-2.idx", std::string(100, 'x'));
  put(folder.path() / "archive/base/20260301T060000/000002.duckdb", std::string(90, 'x'));
  EXPECT_EQ(growth(5000).bytes, 1300U);
  EXPECT_EQ(growth(5000).base_bytes, 90U);
  EXPECT_EQ(growth(5000).bytes_a_day, 20U);
  EXPECT_EQ(growth(5000).days, 200);
  EXPECT_EQ(growth(900).days, 0) << "there is less than the least";
}

TEST(ArchiveGrowth, OfAFewDaysIsNoForecast) {
  const tests::TemporaryFolder folder;
  const auto files = core::real_files();
  put(folder.path() / "archive/kolada/2026-04/kolada-20260401060000000000.seg", std::string(700, 'x'));
  const auto at = [&](std::string_view day) {
    const auto now = core::parse_instant(std::string(day) + "T06:00:00Z").value();
    return archive_growth(*files, folder.path() / "archive", now, 5000, 1000).value();
  };
  EXPECT_EQ(at("2026-04-07").bytes_a_day, 116U);
  EXPECT_FALSE(at("2026-04-07").days);
  EXPECT_EQ(at("2026-04-08").bytes_a_day, 100U);
  EXPECT_EQ(at("2026-04-08").days, 40);
}

}  // namespace
}  // namespace sluss::daemon::run

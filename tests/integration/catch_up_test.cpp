// What a start makes of a warehouse and a journal that do not know the same runs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/run/replay/missing_runs.h"
#include "daemon/run/replay/rebuild.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "tests/tools/must.h"
#include "tests/tools/power_cut_files.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::must;

class CatchUp : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto text =
        "municipality = \"1981\"\nstate = '" + (folder_.path() / "state").string() +
        "'\n[source.kolada]\n[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\n";
    auto loaded = settings::load_texts({{folder_.path() / "sluss.toml", text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    settings_ = std::move(*loaded);
    workplace_.emplace(settings_, clock_, "test");
    must(workplace_->start());
  }
  static core::Instant at(std::int64_t run) { return core::Instant{1'790'000'000'000'000 + run * 1'000'000}; }
  void in_warehouse(std::initializer_list<std::int64_t> runs) {
    const auto writer = must(workplace_->warehouse().writer("test"));
    for (const auto run : runs) {
      const auto put = writer->put_run({.id = {run},
                                        .job = "kolada",
                                        .source = "kolada",
                                        .origin = "kolada",
                                        .cause = "run",
                                        .status = "done",
                                        .started_at = at(run),
                                        .recorded_at = at(run),
                                        .rows = {},
                                        .details = "{}",
                                        .segments = {}});
      ASSERT_TRUE(put) << core::describe(put.error());
    }
    ASSERT_TRUE(writer->commit());
  }
  void in_journal(std::initializer_list<std::int64_t> runs) {
    for (const auto run : runs) {
      JournalRun run_entry;
      run_entry.kind = "run";
      run_entry.run = {run};
      run_entry.job = run_entry.source = "kolada";
      run_entry.status = "done";
      run_entry.started_at = run_entry.recorded_at = at(run);
      ASSERT_TRUE(append_to_journal(workplace_->context(), run_entry));
    }
  }
  std::vector<std::int64_t> logged_runs() {
    std::vector<std::int64_t> runs;
    for (const auto& run : must(runs_in_journal(workplace_->context()))) runs.push_back(run.run.value);
    return runs;
  }
  std::vector<std::string> codes() {
    std::vector<std::string> codes;
    for (const auto& finding : must(workplace_->start())) codes.push_back(finding.code + " " + finding.subject);
    return codes;
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  core::SystemClock clock_;
  settings::Settings settings_;
  std::optional<Workplace> workplace_;
};

TEST_F(CatchUp, ARunThatIsMissingAmongLaterOnesIsToldAtEachStart) {
  in_warehouse({1, 3, 5});
  in_journal({1, 2, 3, 4, 5});
  EXPECT_EQ(must(catch_up(workplace_->context(), {})), 0);
  EXPECT_THAT(must(missing_runs(workplace_->context())), ElementsAre(core::RunId{2}, core::RunId{4}));
  for (int start = 0; start < 2; ++start)
    EXPECT_THAT(codes(), ElementsAre("warehouse.run_missing run 2", "warehouse.run_missing run 4"));
  const auto findings = must(workplace_->start());
  EXPECT_EQ(findings.front().severity, core::Severity::error);
  EXPECT_THAT(findings.front().remedy, HasSubstr("sluss doctor --rebuild"));
}

TEST_F(CatchUp, WhatIsToldTwiceOrInAnotherOrderIsNotMissing) {
  in_warehouse({1, 2, 3});
  in_journal({2, 1, 3, 2});
  EXPECT_THAT(codes(), IsEmpty());
  EXPECT_THAT(logged_runs(), ElementsAre(2, 1, 3, 2));
}

TEST_F(CatchUp, ARunThatTheJournalLacksAmongLaterOnesIsWrittenToIt) {
  in_warehouse({1, 2, 3});
  in_journal({1, 3});
  EXPECT_EQ(must(reconcile_journal(workplace_->context())), 1);
  EXPECT_THAT(logged_runs(), ElementsAre(1, 3, 2));
  const auto runs = must(runs_in_journal(workplace_->context()));
  EXPECT_EQ(runs.back().recorded_at, at(2));
  EXPECT_EQ(must(reconcile_journal(workplace_->context())), 0);
  EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(CatchUp, TheJournalKeepsByWhichPeriodKindsAReplayRead) {
  const PeriodKinds kinds{{"N15428", core::PeriodKind::rolling_three_years}};
  JournalRun run_entry;
  run_entry.kind = "replay";
  run_entry.run = {1};
  run_entry.job = run_entry.source = "kolada";
  run_entry.status = "done";
  run_entry.period_kinds = kinds;
  ASSERT_TRUE(append_to_journal(workplace_->context(), run_entry));
  EXPECT_EQ(must(runs_in_journal(workplace_->context())).back().period_kinds, kinds);
  JournalRun lost;
  lost.kind = "replay";
  ASSERT_TRUE(complete_from_details(lost, R"({"segments":1,"period_kinds":)" + period_kinds_text(kinds) + "}"));
  EXPECT_EQ(lost.period_kinds, kinds) << "also when the warehouse alone knows it";
  ASSERT_TRUE(complete_from_details(lost, R"({"segments":1})"));
  EXPECT_EQ(lost.period_kinds, std::nullopt) << "an older program's";
}

TEST_F(CatchUp, ARebuildNumbersItsGenerationsAboveThoseItReplaces) {
  in_warehouse({});
  in_warehouse({});
  const auto folder = settings_.warehouse_folder;
  EXPECT_EQ(std::filesystem::read_symlink(folder / "current"), "000003.duckdb");
  ASSERT_TRUE(workplace_->take_into_use(must(workplace_->rebuild_beside({}))).has_value());
  EXPECT_GT(std::filesystem::read_symlink(folder / "current").string(), "000003.duckdb");
  EXPECT_FALSE(std::filesystem::exists(folder / "000003.duckdb"));
}

/// A file system that cannot exchange two names. Nothing else of it is pretended: what it tracks is elsewhere.
class NoExchange final : public tests::PowerCutFiles {
 public:
  using PowerCutFiles::PowerCutFiles;
  core::Result<bool> exchange(const fs::path& /*one*/, const fs::path& /*other*/) override { return false; }
  core::Result<> rename(const fs::path& from, const fs::path& to) override {
    if (from == never_) return core::fail(core::ErrorClass::storage, "disk.io", "the cable failed");
    return PowerCutFiles::rename(from, to);
  }
  void never(fs::path from) { never_ = std::move(from); }

 private:
  fs::path never_;
};

class NoSync final : public tests::PowerCutFiles {
 public:
  using PowerCutFiles::PowerCutFiles;
  core::Result<> sync_folder(const fs::path& folder) override {
    if (never_) return core::fail(core::ErrorClass::storage, "disk.io", "the cable failed");
    return PowerCutFiles::sync_folder(folder);
  }
  void never_again() { never_ = true; }

 private:
  bool never_ = false;
};

class Exchange : public CatchUp {
 protected:
  void SetUp() override {
    CatchUp::SetUp();
    in_warehouse({});
  }
  [[nodiscard]] fs::path beside(const char* suffix) const { return settings_.warehouse_folder.string() + suffix; }
  [[nodiscard]] static std::string current_of(const fs::path& folder) {
    std::error_code none;
    return fs::read_symlink(folder / "current", none).string();
  }
  [[nodiscard]] core::Result<bool> files_exchanged(const fs::path& other) {
    return workplace_->files().exchange(settings_.warehouse_folder, other);
  }
  [[nodiscard]] std::string current() const { return current_of(settings_.warehouse_folder); }

  tests::TemporaryFolder elsewhere_{tests::TemporaryFolder::On::memory};
};

TEST_F(Exchange, TheOldFolderIsKeptUnderItsName) {
  const auto old = current();
  ASSERT_TRUE(workplace_->take_into_use(must(workplace_->rebuild_beside({}))));
  EXPECT_NE(current(), old);
  EXPECT_EQ(current_of(beside(".before-rebuild")), old);
  EXPECT_FALSE(fs::exists(beside(".rebuilding")));
}

TEST_F(Exchange, WhereFoldersCannotBeExchangedTheyAreRenamed) {
  const auto old = current();
  NoExchange files(elsewhere_.path());
  Workplace place(settings_, clock_, "test", files);
  ASSERT_TRUE(place.take_into_use(must(place.rebuild_beside({}))));
  EXPECT_NE(current(), old);
  EXPECT_EQ(current_of(beside(".before-rebuild")), old);
  EXPECT_FALSE(fs::exists(beside(".rebuilding")));
}

TEST_F(Exchange, WhenTheSecondRenameFailsTheOldOneIsBack) {
  const auto old = current();
  NoExchange files(elsewhere_.path());
  Workplace place(settings_, clock_, "test", files);
  const auto rebuilt = must(place.rebuild_beside({}));
  files.never(beside(".rebuilt"));
  const auto taken = place.take_into_use(rebuilt);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "disk.io");
  EXPECT_EQ(current(), old);
  EXPECT_FALSE(fs::exists(beside(".before-rebuild")));
}

TEST_F(Exchange, AStartPutsBackWhatAKillBetweenTwoRenamesLeft) {
  const auto old = current();
  const auto rebuilt = must(workplace_->rebuild_beside({}));
  fs::rename(settings_.warehouse_folder, beside(".before-rebuild"));
  const auto read = workplace_->open_reader({.now = clock_.now()});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "warehouse.empty");
  EXPECT_THAT(read.error().what, HasSubstr("a rebuild was cut off"));
  EXPECT_THAT(codes(), IsEmpty());
  EXPECT_EQ(current(), old);
  EXPECT_FALSE(fs::exists(beside(".before-rebuild")));
  ASSERT_TRUE(workplace_->take_into_use(rebuilt)) << "and what was rebuilt is whole";
}

TEST_F(Exchange, ARebuildPutsItBackToo) {
  const auto old = current();
  (void)must(workplace_->rebuild_beside({}));
  fs::rename(settings_.warehouse_folder, beside(".before-rebuild"));
  ASSERT_TRUE(workplace_->take_into_use(must(workplace_->rebuild_beside({}))));
  EXPECT_EQ(current_of(beside(".before-rebuild")), old);
}

TEST_F(Exchange, AWarehouseThatSomebodyRemovedDoesNotComeBack) {
  const auto old = current();
  ASSERT_TRUE(workplace_->take_into_use(must(workplace_->rebuild_beside({}))));
  fs::remove_all(settings_.warehouse_folder);
  EXPECT_THAT(codes(), IsEmpty());
  EXPECT_EQ(current_of(beside(".before-rebuild")), old);
  EXPECT_EQ(current(), "000001.duckdb");
}

TEST_F(Exchange, WhatAStartHasSetAsideOutlivesEveryRebuild) {
  std::ofstream(settings_.warehouse_folder / "000000.damaged") << "the last copy of something";
  for (int times = 0; times < 3; ++times) {
    ASSERT_TRUE(workplace_->take_into_use(must(workplace_->rebuild_beside({}))));
    EXPECT_TRUE(fs::exists(settings_.warehouse_folder / "000000.damaged") ||
                fs::exists(fs::path(beside(".before-rebuild")) / "000000.damaged"))
        << times;
  }
}

TEST_F(Exchange, ALinkedWarehouseIsToldBeforeAnythingIsDone) {
  const auto old = current();
  const auto there = elsewhere_.path() / "warehouse";
  fs::copy(settings_.warehouse_folder, there, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  fs::remove_all(settings_.warehouse_folder);
  fs::create_directory_symlink(there, settings_.warehouse_folder);
  const auto rebuilt = workplace_->rebuild_beside({});
  ASSERT_FALSE(rebuilt);
  EXPECT_EQ(rebuilt.error().code, "rebuild.other_disk");
  EXPECT_EQ(current(), old);
  EXPECT_FALSE(fs::exists(beside(".rebuilding")) || fs::exists(beside(".rebuilt")));
}

/// Killed while it was filled, after the warehouse had been removed: what an earlier rebuild kept is obsolete.
TEST_F(Exchange, AHalfRebuiltOneDoesNotBringAnObsoleteOneBack) {
  ASSERT_TRUE(workplace_->take_into_use(must(workplace_->rebuild_beside({}))));
  const auto obsolete = current_of(beside(".before-rebuild"));
  fs::remove_all(settings_.warehouse_folder);
  fs::create_directory(beside(".rebuilding"));
  EXPECT_THAT(codes(), IsEmpty());
  EXPECT_EQ(current(), "000001.duckdb");
  EXPECT_EQ(current_of(beside(".before-rebuild")), obsolete);
  EXPECT_FALSE(fs::exists(beside(".rebuilding"))) << "nobody needs it";
}

TEST_F(Exchange, WhatAKillAfterTheExchangeLeftGetsItsName) {
  (void)must(workplace_->rebuild_beside({}));
  ASSERT_TRUE(files_exchanged(beside(".rebuilt")));
  const auto old = current_of(beside(".rebuilt"));
  EXPECT_THAT(codes(), IsEmpty());
  EXPECT_EQ(current_of(beside(".before-rebuild")), old);
  EXPECT_FALSE(fs::exists(beside(".rebuilt")));
}

TEST_F(Exchange, NamesThatCannotBeSyncedAreNoError) {
  NoSync files(elsewhere_.path());
  Workplace place(settings_, clock_, "test", files);
  const auto rebuilt = must(place.rebuild_beside({}));
  const auto old = current();
  files.never_again();
  EXPECT_TRUE(place.take_into_use(rebuilt));
  EXPECT_NE(current(), old) << "it is in its place";
}

}  // namespace
}  // namespace sluss::daemon::run

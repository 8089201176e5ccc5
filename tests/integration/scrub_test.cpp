#include "daemon/run/scrub/scrub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "daemon/run/audit/audit.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/state/state_faults.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::must;

class Scrub : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto text =
        "municipality = \"1981\"\nstate = '" + state_.string() +
        "'\n[source.kolada]\n[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\n";
    auto loaded = settings::load_texts({{folder_.path() / "sluss.toml", text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    settings_ = std::move(*loaded);
    workplace_.emplace(settings_, clock_, "test");
    must(workplace_->start());
    for (const auto* token : {"a", "b"}) {
      const auto segment = must(workplace_->archive().begin({.source = "kolada",
                                                             .job = "kolada",
                                                             .token = token,
                                                             .plan_digest = "x",
                                                             .context = "{}",
                                                             .began_at = clock_.now()}));
      for (int i = 0; i < 3; ++i) {
        const auto object = segment->open();
        ASSERT_TRUE(object->write(std::string(20'000, static_cast<char>('a' + i))));
        must(object->finish({.query = "q",
                             .request = "GET /",
                             .page = i + 1,
                             .status = 200,
                             .etag = {},
                             .fetched_at = clock_.now(),
                             .last_page = i == 2}));
      }
      segments_.push_back(settings_.state / "archive" / must(segment->seal()).file);
    }
    must(write_audit(workplace_->files(), context().journal_file, clock_.now(),
                     {.who = "anna", .way = "command", .action = "release"}));
  }
  Context& context() { return workplace_->context(); }
  static void damage(const fs::path& file) {
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
    const auto middle = fs::file_size(file) / 2;
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(middle));
    const char was = static_cast<char>(stream.get());
    stream.seekp(static_cast<std::streamoff>(middle));
    stream.put(static_cast<char>(was ^ 0x55));
  }
  std::vector<std::string> codes() {
    std::vector<std::string> codes;
    for (const auto& error : must(scrub(context(), {}, 1ULL << 40U)).damaged) codes.push_back(error.code);
    return codes;
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  fs::path state_ = folder_.path() / "state";
  core::FixedClock clock_{must(core::parse_instant("2026-03-31T12:00:00Z"))};
  settings::Settings settings_;
  std::optional<Workplace> workplace_;
  std::vector<fs::path> segments_;
};

TEST_F(Scrub, ReadsEverythingAndRemembersWhen) {
  EXPECT_FALSE(last_scrub(context()));
  const auto summary = must(scrub(context(), {}, 1ULL << 40U));
  EXPECT_THAT(summary.damaged, IsEmpty());
  EXPECT_EQ(summary.generations, 1);
  EXPECT_EQ(summary.segments, 2);
  EXPECT_EQ(summary.objects, 6);
  EXPECT_EQ(summary.journal_entries, 1);
  EXPECT_GT(summary.bytes, fs::file_size(state_ / "warehouse" / "000001.duckdb"));
  EXPECT_EQ(last_scrub(context()).value().ended_at, clock_.now());
  EXPECT_THAT(last_scrub(context()).value().damaged, IsEmpty());
}

TEST_F(Scrub, WhatIsDamagedIsTold) {
  damage(segments_[1]);
  EXPECT_THAT(codes(), ElementsAre("archive.damaged"));
  damage(state_ / "warehouse" / "000001.duckdb");
  EXPECT_THAT(codes(), ElementsAre("warehouse.damaged", "archive.damaged"));
  damage(state_ / "journal.jsonl");
  EXPECT_THAT(codes(), ElementsAre("warehouse.damaged", "archive.damaged", "journal.broken"));
  const auto report = workplace_->files().read(state_ / "scrub.json").value();
  EXPECT_THAT(report, ::testing::HasSubstr("the journal's chain is broken"));
  EXPECT_THAT(report, ::testing::HasSubstr("is damaged")) << "in English, as the log is";
}

std::vector<std::string> codes_of(const std::vector<StateFault>& faults) {
  std::vector<std::string> codes;
  codes.reserve(faults.size());
  for (const auto& fault : faults) codes.push_back(std::string(name_of(fault.part)) + " " + fault.error.code);
  return codes;
}

TEST_F(Scrub, WhatItFoundIsAFaultOfTheStateUntilItIsExchanged) {
  const auto whole = workplace_->files().read(segments_[1]).value();
  damage(segments_[1]);
  damage(state_ / "warehouse" / "000001.duckdb");
  must(scrub(context(), {}, 1ULL << 40U));
  const auto faults = state_faults(context(), true);
  EXPECT_THAT(codes_of(faults), ElementsAre("warehouse warehouse.damaged", "archive archive.damaged"));
  for (const auto& fault : faults) {
    EXPECT_FALSE(fault.error.remedy.empty());
    EXPECT_TRUE(fs::exists(fault.error.place.file)) << fault.error.place.file;
  }
  fs::remove(segments_[1]);
  std::ofstream(segments_[1]) << whole;
  EXPECT_THAT(codes_of(state_faults(context(), true)), ElementsAre("warehouse warehouse.damaged"));
  fs::remove(state_ / "warehouse" / "000001.duckdb");
  EXPECT_THAT(state_faults(context(), true), IsEmpty());
}

TEST_F(Scrub, AnotherOwnerOrModeMendsNothing) {
  damage(segments_[0]);
  must(scrub(context(), {}, 1ULL << 40U));
  fs::permissions(segments_[0], fs::perms::owner_write, fs::perm_options::add);
  fs::permissions(segments_[0], fs::perms::owner_write, fs::perm_options::remove);
  EXPECT_THAT(codes_of(state_faults(context(), true)), ElementsAre("archive archive.damaged"));
}

TEST_F(Scrub, ASegmentThatCannotBeOpenedHidesNoOther) {
  for (const auto& file : {segments_[0], fs::path(segments_[0]).replace_extension(".idx")}) {
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(8);
    stream.write(std::string(16, '\0').data(), 16);
  }
  damage(segments_[1]);
  const auto summary = must(scrub(context(), {}, 1ULL << 40U));
  ASSERT_EQ(summary.damaged.size(), 2U);
  EXPECT_EQ(summary.damaged[0].place.file, segments_[0]);
  EXPECT_EQ(summary.damaged[1].place.file, segments_[1]);
  EXPECT_EQ(summary.journal_entries, 1) << "the rest is read";
}

TEST_F(Scrub, ABrokenJournalIsTheJournalsFault) {
  JournalRun run{.kind = "run", .run = {7}, .job = "kolada", .source = "kolada", .status = "done"};
  ASSERT_TRUE(append_to_journal(context(), run));
  damage(state_ / "journal.jsonl");
  fs::remove(state_ / "journal.index");
  must(scrub(context(), {}, 1ULL << 40U));
  for (const auto& fault : state_faults(context(), true)) {
    EXPECT_EQ(fault.part, StatePart::journal) << fault.error.code;
  }
  EXPECT_THAT(state_faults(context(), true), ::testing::Not(IsEmpty()));
}

TEST_F(Scrub, WhatIsNotThereIsAFaultOfTheState) {
  EXPECT_THAT(state_faults(context(), true), IsEmpty());
  JournalRun run{.kind = "run", .run = {7}, .job = "kolada", .source = "kolada", .status = "done"};
  for (const auto& segment : segments_) run.segments.push_back(fs::relative(segment, state_ / "archive").string());
  ASSERT_TRUE(append_to_journal(context(), run));
  fs::rename(state_ / "archive", state_ / "elsewhere");
  EXPECT_THAT(codes_of(state_faults(context(), true)), ElementsAre("archive archive.missing"));
  must(scrub(context(), {}, 1ULL << 40U));
  EXPECT_THAT(codes_of(state_faults(context(), true)), ElementsAre("archive archive.missing")) << "once";
  fs::remove(state_ / "warehouse" / "current");
  EXPECT_THAT(codes_of(state_faults(context(), true)),
              ElementsAre("warehouse warehouse.missing", "archive archive.missing"));
  fs::remove(state_ / "journal.jsonl");
  EXPECT_THAT(codes_of(state_faults(context(), true)), ElementsAre("journal journal.lost", "archive archive.missing"));
  fs::rename(state_ / "elsewhere", state_ / "archive");
  EXPECT_THAT(state_faults(context(), false), IsEmpty()) << "a state before its first run";
}

TEST_F(Scrub, OneOfManyThatComesBackIsNoAllClear) {
  JournalRun run{.kind = "run", .run = {7}, .job = "kolada", .source = "kolada", .status = "done"};
  for (const auto& segment : segments_) run.segments.push_back(fs::relative(segment, state_ / "archive").string());
  ASSERT_TRUE(append_to_journal(context(), run));
  run.segments.clear();
  for (run.run = {8}; run.run.value < 60; ++run.run.value) ASSERT_TRUE(append_to_journal(context(), run));
  ASSERT_EQ(must(missing_of_latest_runs(context())), std::nullopt) << "so long ago that only the scrub sees it";
  for (const auto& segment : segments_) fs::rename(segment, fs::path(segment).replace_extension(".away"));
  must(scrub(context(), {}, 1ULL << 40U));
  const auto seen = [&] { return codes_of(state_faults(context(), true)); };
  EXPECT_THAT(seen(), ::testing::Contains("archive archive.missing"));
  fs::rename(fs::path(segments_[0]).replace_extension(".away"), segments_[0]);
  EXPECT_THAT(seen(), ::testing::Contains("archive archive.missing")) << "the other one is still away";
  fs::rename(fs::path(segments_[1]).replace_extension(".away"), segments_[1]);
  EXPECT_THAT(seen(), ::testing::Not(::testing::Contains("archive archive.missing")));
}

TEST_F(Scrub, ASegmentThatAPublishedRunNamesAndThatIsNotThereIsTold) {
  JournalRun run{.kind = "run", .run = {7}, .job = "kolada", .source = "kolada", .status = "done"};
  for (const auto& segment : segments_) run.segments.push_back(fs::relative(segment, state_ / "archive").string());
  ASSERT_TRUE(append_to_journal(context(), run));
  run.kind = "failed";
  run.segments = {"kolada/2026-03/never.seg"};
  ASSERT_TRUE(append_to_journal(context(), run));
  EXPECT_THAT(codes(), IsEmpty()) << "a failed run has published none";
  EXPECT_EQ(must(missing_segments(context())), std::nullopt);
  EXPECT_EQ(must(missing_of_latest_runs(context())), std::nullopt);
  fs::remove(segments_[0]);
  fs::remove(fs::path(segments_[0]).replace_extension(".idx"));
  EXPECT_THAT(codes(), ElementsAre("archive.missing"));
  for (const auto& error : {must(missing_segments(context())), must(missing_of_latest_runs(context()))}) {
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, "archive.missing");
    EXPECT_THAT(error->what, ::testing::HasSubstr("1 of 2"));
    EXPECT_THAT(error->what, ::testing::HasSubstr("/a.seg (run 7)"));
    EXPECT_THAT(error->remedy, ::testing::HasSubstr("sluss restore"));
  }
  // The latest runs show that an archive is gone, whatever the journal's length.
  fs::rename(state_ / "archive", state_ / "elsewhere");
  EXPECT_THAT(must(missing_of_latest_runs(context()))->what, ::testing::HasSubstr("2 of 2"));
}

TEST_F(Scrub, TheFirstOfManyMissingAreNamedAndTheRestCounted) {
  for (int number = 1; number <= 100; ++number) {
    JournalRun run{.kind = "run", .run = {number}, .job = "kolada", .source = "kolada", .status = "done"};
    run.segments.push_back("kolada/2026-03/kolada-" + std::to_string(number) + ".seg");
    ASSERT_TRUE(append_to_journal(context(), run));
  }
  EXPECT_THAT(must(missing_segments(context()))->what,
              ::testing::AllOf(::testing::HasSubstr("100 of 100"), ::testing::HasSubstr("kolada-1.seg (run 1)"),
                               ::testing::HasSubstr("and 97 more")));
  EXPECT_THAT(must(missing_of_latest_runs(context()))->what, ::testing::HasSubstr("32 of 32"));
}

TEST_F(Scrub, ASlowOneIsStoppedAtOnce) {
  std::stop_source stop;
  const auto began = std::chrono::steady_clock::now();
  std::jthread stopper([&] { stop.request_stop(); });
  const auto stopped = scrub(context(), stop.get_token(), 1);  // years
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().error_class, core::ErrorClass::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(30));
  EXPECT_FALSE(last_scrub(context()));
}

TEST_F(Scrub, KeepsItsPace) {
  const auto bytes = fs::file_size(state_ / "warehouse" / "000001.duckdb");
  const auto began = std::chrono::steady_clock::now();
  must(scrub(context(), {}, 4 * bytes));
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(245));
}

}  // namespace
}  // namespace sluss::daemon::run

// What a load takes: facts of its origin, or one table. The normaliser here does what a case scripts.
#include "daemon/run/runner/load.h"

#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "tests/tools/temporary_folder.h"
#include "transforms/normalise/registry.h"

namespace sluss {

namespace {

namespace normalise = transforms::normalise;
using Act = std::function<core::Result<>(normalise::Output&)>;

class ScriptedNormaliser final : public normalise::Normaliser {
 public:
  explicit ScriptedNormaliser(normalise::Output& output) : output_(output) {}
  static Act act;  ///< at each batch
  static std::function<core::Result<normalise::Dimensions>()> end;
  static std::vector<core::Coverage> covered;  ///< with the extent's text as its area
  core::Result<> begin(std::string_view /*extent*/) override { return {}; }
  core::Result<> take(std::string_view /*stream*/, std::uint32_t /*raw*/, const core::Batch& /*rows*/) override {
    return act(output_);
  }
  core::Result<normalise::Dimensions> finish() override { return end(); }
  [[nodiscard]] core::Result<std::vector<core::Coverage>> coverage(std::string_view extent) const override {
    auto coverage = covered;
    for (auto& one : coverage) one.areas.emplace_back(extent);
    return coverage;
  }
  [[nodiscard]] normalise::NormaliseCounts counts() const override { return {}; }
  [[nodiscard]] std::vector<core::Finding> findings() const override { return {}; }
  [[nodiscard]] std::vector<core::Unmet> unmet() const override { return not_as_expected; }
  static std::vector<core::Unmet> not_as_expected;
  [[nodiscard]] std::string_view table_of(std::string_view stream) const override {
    return stream == "places" ? "core.area" : "";
  }

 private:
  normalise::Output& output_;
};
Act ScriptedNormaliser::act;
std::vector<core::Coverage> ScriptedNormaliser::covered;
std::vector<core::Unmet> ScriptedNormaliser::not_as_expected;
std::function<core::Result<normalise::Dimensions>()> ScriptedNormaliser::end = [] { return normalise::Dimensions(); };

/// What finish() does while it lives.
class AtTheEnd {
 public:
  explicit AtTheEnd(std::function<core::Result<normalise::Dimensions>()> end)
      : before_(std::exchange(ScriptedNormaliser::end, std::move(end))) {}
  AtTheEnd(const AtTheEnd&) = delete;
  AtTheEnd& operator=(const AtTheEnd&) = delete;
  ~AtTheEnd() { ScriptedNormaliser::end = std::move(before_); }

 private:
  std::function<core::Result<normalise::Dimensions>()> before_;
};

std::unique_ptr<normalise::Normaliser> make_scripted(
    normalise::Setting /*setting*/,  // NOLINT(performance-unnecessary-value-param)
    normalise::Output& output) {
  return std::make_unique<ScriptedNormaliser>(output);
}

}  // namespace

// In place of the program's registry.
transforms::normalise::MakeNormaliser transforms::normalise::find_normaliser(std::string_view kind) {
  return kind == "scripted" ? make_scripted : nullptr;
}

namespace daemon::run {
namespace {

core::Result<> fact(normalise::Output& output, std::string_view indicator) {
  core::Fact staged{};
  staged.indicator = output.names().indicators.number_of(indicator);
  staged.area = output.names().areas.number_of("1981");
  return output.facts({&staged, 1});
}

core::Result<> row(normalise::Output& output, const std::string& column) {
  core::Batch rows(core::Schema{{column}});
  rows[0].append_text("x");
  return output.rows(rows);
}

struct LoadTest : ::testing::Test {
  tests::TemporaryFolder folder;

  std::unique_ptr<Load> open() {
    return *Load::open({.staging = folder.path()}, "token", "scripted", "here", PeriodKinds());
  }
  static core::Result<> feed(Load& load, Act act) {
    ScriptedNormaliser::act = std::move(act);
    return load.batch("stream", {}, core::Batch(core::Schema{{"any"}}));
  }
};

TEST_F(LoadTest, FactsOfItsOrigin) {
  const auto load = open();
  ASSERT_TRUE(feed(*load, [](auto& output) { return fact(output, "here:N1"); }));
  EXPECT_TRUE(load->finish());
  const auto other = open();
  ASSERT_TRUE(feed(*other, [](auto& output) { return fact(output, "there:N1"); }));
  EXPECT_EQ(other->finish().error().code, "run.foreign_id");
}

TEST_F(LoadTest, FactsOrOneTable) {
  const auto table = [](auto& output) { return output.table({.name = "beslut"}); };
  const auto load = open();
  ASSERT_TRUE(feed(*load, table));
  EXPECT_EQ(feed(*load, [](auto& output) { return fact(output, "here:N1"); }).error().code, "run.facts_and_table");
  EXPECT_EQ(feed(*load, [](auto& output) { return output.table({.name = "avslag"}); }).error().code, "run.two_tables");
  const auto other = open();
  ASSERT_TRUE(feed(*other, [](auto& output) { return fact(output, "here:N1"); }));
  EXPECT_EQ(feed(*other, table).error().code, "run.facts_and_table");
}

TEST_F(LoadTest, WhatIsRejectedOfDimensionsIsCountedByTheirTable) {
  const auto load = open();
  core::Reject reject;
  for (const auto* stream : {"places", "figures", "places"}) {
    ASSERT_TRUE(load->begin_segment());
    reject.stream = stream;
    ASSERT_TRUE(load->rejected(reject));
  }
  EXPECT_EQ(load->counts().rejected, 3);
  EXPECT_EQ(load->rejected_of("core.area"), 2);
  EXPECT_EQ(load->rejected_of("core.observation"), 0);
}

TEST_F(LoadTest, ATableHasItsColumnsThroughout) {
  const auto load = open();
  ASSERT_TRUE(feed(*load, [](auto& output) { return output.table({.name = "beslut"}); }));
  ASSERT_TRUE(feed(*load, [](auto& output) { return row(output, "a"); }));
  EXPECT_EQ(feed(*load, [](auto& output) { return row(output, "b"); }).error().code, "run.columns_differ");
}

TEST_F(LoadTest, ATableOfWhichNothingIsSaidIsAnError) {
  const auto load = open();
  ASSERT_TRUE(feed(*load, [](auto& output) { return output.table({.name = "beslut"}); }));
  EXPECT_EQ(load->finish().error().code, "run.no_columns");
}

TEST_F(LoadTest, OfSeveralSegmentsTheLastHasTheTable) {
  const auto load = open();
  for (int segment = 0; segment < 2; ++segment) {
    ASSERT_TRUE(load->begin_segment());
    ASSERT_TRUE(feed(*load, [](auto& output) { return output.table({.name = "beslut"}); }));
    ASSERT_TRUE(feed(*load, [&](auto& output) { return row(output, "a" + std::to_string(segment)); }));
  }
  ASSERT_TRUE(load->finish());
  EXPECT_EQ(load->table()->rows(), 1);
  EXPECT_EQ(load->table()->columns()[0].name, "a1");
}

TEST_F(LoadTest, EachSegmentsNormaliserEndsBeforeTheNextBegins) {
  const auto load = open();
  const AtTheEnd end([&]() -> core::Result<normalise::Dimensions> {
    core::Fact staged{};
    staged.indicator = load->staged().names().indicators.number_of("here:N1");
    SLUSS_TRY(load->staged().add({&staged, 1}));
    return normalise::Dimensions();
  });
  for (int segment = 0; segment < 3; ++segment) ASSERT_TRUE(load->begin_segment());
  ASSERT_TRUE(load->finish());
  EXPECT_EQ(load->staged().facts(), 3U);
}

TEST_F(LoadTest, OfSeveralSegmentsEachAddsToACatalogueThatIsNotComplete) {
  for (const bool complete : {false, true}) {
    const auto load = open();
    int segment = 0;
    const AtTheEnd end([&]() -> core::Result<normalise::Dimensions> {
      normalise::Dimensions read;
      read.indicators.push_back({.id = "here:all", .title = "Read in " + std::to_string(segment)});
      read.indicators.push_back({.id = "here:" + std::to_string(segment)});
      read.units.push_back({.id = "here:u" + std::to_string(segment)});
      read.indicators_complete = complete;
      return read;
    });
    for (; segment < 2; ++segment) ASSERT_TRUE(load->begin_segment());
    ASSERT_TRUE(load->finish());
    const auto& read = load->dimensions();
    EXPECT_EQ(read.indicators.size(), complete ? 2U : 3U);
    EXPECT_EQ(read.units.size(), complete ? 1U : 2U);
    EXPECT_EQ(read.indicators.front().title, "Read in 2") << "the latest words count";
  }
}

TEST_F(LoadTest, OfSegmentsThatArePartsEachCoversItsOwn) {
  ScriptedNormaliser::covered = {{}};
  const auto part = [](std::string text, bool complete) {
    return Resolution{.extent = {.complete = complete, .text = std::move(text), .part = "a"}};
  };
  const auto load = open();
  ASSERT_TRUE(load->begin_segment());
  load->of_part(part("2024", true));
  ASSERT_TRUE(load->begin_segment());
  load->of_part(part("2025", false));
  ASSERT_TRUE(load->begin_segment());
  auto resumed = part("2026", true);
  resumed.resumed = true;
  load->of_part(resumed);
  ASSERT_TRUE(load->finish());
  std::vector<std::string> covered;
  const auto coverage = load->coverage(Resolution{});
  for (const auto& one : *coverage) covered.push_back(one.areas.front());
  EXPECT_EQ(covered, (std::vector<std::string>{"2024", "2026"})) << "what a part covers, its kept pages prove too";
  ScriptedNormaliser::covered = {};
}

TEST_F(LoadTest, WhatIsNotAsExpectedIsThatOfEachSegmentAndOfATableTheLastOnes) {
  for (const bool fills_a_table : {false, true}) {
    const auto load = open();
    for (const auto* table : {"a", "b", "b"}) {
      ASSERT_TRUE(load->begin_segment());  // ends the one before, by what it found
      ScriptedNormaliser::not_as_expected = {{.table = table}};
      ASSERT_TRUE(feed(*load, [&](auto& output) -> core::Result<> {
        if (!fills_a_table) return fact(output, "here:N1");
        SLUSS_TRY(output.table({.name = "beslut"}));
        return row(output, "a");
      }));
    }
    ASSERT_TRUE(load->finish());
    ScriptedNormaliser::not_as_expected.clear();
    std::string tables;
    for (const auto& one : load->unmet()) tables += one.table;
    EXPECT_EQ(tables, fills_a_table ? "b" : "ab");
  }
}

TEST_F(LoadTest, WhatTheNormaliserCannotMakeEndsTheLoad) {
  const AtTheEnd end([]() -> core::Result<normalise::Dimensions> {
    return core::fail(core::ErrorClass::config, "test.select", "no such column");
  });
  const auto load = open();
  ASSERT_TRUE(load->begin_segment());
  EXPECT_EQ(load->begin_segment().error().code, "test.select");
  EXPECT_EQ(load->finish().error().code, "test.select");
}

TEST_F(LoadTest, AKindWithoutANormaliserIsTold) {
  const auto load = Load::open({.staging = folder.path()}, "token", "nobody's", "here", PeriodKinds());
  EXPECT_EQ(load.error().code, "run.unknown_kind");
}

}  // namespace
}  // namespace daemon::run
}  // namespace sluss

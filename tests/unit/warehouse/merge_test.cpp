// A merge over a fake engine: what it requests, and how often.
#include "warehouse/merge/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "warehouse/merge/fact_store.h"
#include "warehouse/merge/held_rows.h"

namespace sluss::warehouse::merge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

/// Versions in memory. What waits and what was discarded is what the test puts there.
class Memory final : public FactStore {
 public:
  core::Result<std::vector<OpenVersion>> load_open(const std::vector<std::uint32_t>& indicators) override {
    ++loads;
    std::vector<OpenVersion> found;
    for (const auto& version : versions) {
      if (std::ranges::find(indicators, version.key.indicator()) != indicators.end()) found.push_back(version);
    }
    std::ranges::sort(found, {}, &OpenVersion::key);
    return found;
  }
  core::Result<std::int64_t> count_open(std::string_view /*origin*/) override { return std::ssize(versions); }
  core::Result<> write(std::span<const Change> changes) override {
    ++writes;
    for (const auto& change : changes) {
      changed_ = true;
      if (change.open != nullptr)
        std::erase_if(versions, [&](const OpenVersion& version) { return version.row == change.open->row; });
      const auto* opened = change.opened();
      if (opened == nullptr) continue;
      versions.push_back({.key = key_of(*opened),
                          .value = opened->value,
                          .row = ++last_row_,
                          .count = opened->count,
                          .status = opened->status,
                          .has_value = opened->has_value,
                          .has_count = opened->has_count,
                          .bound = bound_of(*opened)});
    }
    return {};
  }
  core::Result<bool> finish() override { return std::exchange(changed_, false); }

  core::Result<std::vector<TextRow>> waiting_series() override {
    std::vector<TextRow> rows;
    for (const auto& [series, of_it] : waiting) rows.push_back({series, "7", "gone", "false"});
    return rows;
  }
  core::Result<std::vector<TextRow>> waiting_rows(const std::string& series, std::int64_t run) override {
    EXPECT_EQ(run, 7);
    return waiting.at(series);
  }
  core::Result<> drop_waiting(const std::string& /*series*/, std::int64_t run,
                              const std::vector<std::int64_t>& rows) override {
    EXPECT_EQ(run, 7);
    dropped.insert(dropped.end(), rows.begin(), rows.end());
    return {};
  }
  core::Result<> move_waiting(const std::string& series, std::int64_t from, const std::string& gate) override {
    decided.push_back("move " + series + " from " + std::to_string(from) + " by " + gate);
    return {};
  }
  core::Result<> mark_replaced(const std::string& series, std::int64_t run) override {
    decided.push_back("replace " + series + " of " + std::to_string(run));
    return {};
  }
  core::Result<> hold_rows(const core::Batch& rows) override {
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      const auto text = [&](std::string_view column) {
        const auto& cells = rows.column(column);
        return cells.is_null(row) ? std::string("-") : std::string(cells.text(row));
      };
      held_bounds.insert(text("old_bound") + " " + text("bound"));
    }
    held_rows += static_cast<std::int64_t>(rows.rows());
    return {};
  }
  core::Result<> hold_series(const HeldSeries& series) override {
    held.push_back(series.series + " " + series.gate);
    return {};
  }
  core::Result<std::vector<std::string>> discarded_series() override {
    std::vector<std::string> series;
    for (const auto& [name, rows] : discarded) series.push_back(name);
    return series;
  }
  core::Result<std::vector<TextRow>> discarded_rows(const std::string& series) override { return discarded.at(series); }

  [[nodiscard]] std::vector<double> values() const {
    std::vector<double> all;
    for (const auto& version : versions) all.push_back(version.value);
    std::ranges::sort(all);
    return all;
  }

  std::vector<OpenVersion> versions;
  std::map<std::string, std::vector<TextRow>> waiting, discarded;
  int loads = 0, writes = 0;
  std::int64_t held_rows = 0;
  std::set<std::string> held_bounds;  ///< "exact at_most", of the old and the new value
  std::vector<std::int64_t> dropped;
  std::vector<std::string> held, decided;

 private:
  std::int64_t last_row_ = 0;
  bool changed_ = false;
};

/// All in one block.
class StagedList final : public StagedFacts {
 public:
  void add(const std::string& indicator, const std::string& area, double value, bool deleted = false,
           core::Bound bound = core::Bound::exact) {
    core::Fact fact;
    fact.bound = bound;
    fact.indicator = names_.indicators.number_of(indicator);
    fact.area = names_.areas.number_of(area);
    fact.period = 2025;
    fact.value = value;
    fact.has_value = !deleted;
    fact.deleted = deleted;
    fact.position = static_cast<std::uint32_t>(facts_.size());
    facts_.push_back(fact);
  }
  /// What a load says of a figure of which it has several values.
  void add_contradiction(const std::string& indicator, const std::string& area) {
    add(indicator, area, 0);
    facts_.back().has_value = false;
    facts_.back().status = core::FactStatus::contradictory;
  }
  [[nodiscard]] std::size_t blocks() const override { return 1; }
  [[nodiscard]] core::Result<std::vector<core::Fact>> block(std::size_t /*index*/) override { return facts_; }
  [[nodiscard]] const core::FactNames& names() const override { return names_; }

 private:
  core::FactNames names_;
  std::vector<core::Fact> facts_;
};

class MergeTest : public ::testing::Test {
 protected:
  MergeOutcome merge(StagedList& staged, MergeOptions options = {}) {
    options.origin = "kolada";
    auto outcome = merge_facts(store_, keys_, staged, options, core::RunId{++run_}, {});
    if (!outcome) throw std::runtime_error(core::describe(outcome.error()));
    return *std::move(outcome);
  }
  /// `areas` values of each series, times `factor`.
  static StagedList all(int series, int areas, double factor) {
    StagedList staged;
    for (int i = 0; i < series; ++i) {
      for (int area = 0; area < areas; ++area)
        staged.add("kolada:N0000" + std::to_string(i), std::to_string(1000 + area), (10 * i + area + 1) * factor);
    }
    return staged;
  }
  static MergeOptions full_load() {
    MergeOptions options;
    options.coverage.push_back(
        {.all_indicators = true, .all_areas = true, .first_period = 1900, .last_period = 2100, .units = false});
    return options;
  }

  Memory store_;
  Keys keys_;
  std::int64_t run_ = 10;
};

TEST_F(MergeTest, OneCallASeriesAndOneLoadABlock) {
  auto first = all(4, 50, 1);
  const auto outcome = merge(first);
  EXPECT_EQ(outcome.rows.inserted, 200);
  EXPECT_TRUE(outcome.changed);
  EXPECT_EQ(store_.loads, 1);
  EXPECT_EQ(store_.writes, 4);
  EXPECT_EQ(keys_.indicators.size(), 5U);
  EXPECT_EQ(keys_.areas.size(), 51U);

  auto again = all(4, 50, 1);
  const auto same = merge(again);
  EXPECT_EQ(same.rows.unchanged, 200);
  EXPECT_FALSE(same.changed);
  EXPECT_EQ(store_.writes, 4) << "what is the same is not written";
}

TEST_F(MergeTest, RevisedGoneAndAbsentCloseTheirVersions) {
  StagedList before;
  for (const auto* area : {"1", "2", "3", "4", "5", "6"}) before.add("kolada:N1", area, 10);
  merge(before);
  StagedList after;
  after.add("kolada:N1", "1", 11);
  after.add("kolada:N1", "2", 0, true);
  for (const auto* area : {"3", "4", "5"}) after.add("kolada:N1", area, 10);
  const auto outcome = merge(after, full_load());
  EXPECT_EQ(outcome.rows.revised, 1);
  EXPECT_EQ(outcome.rows.deleted, 1);
  EXPECT_EQ(outcome.rows.absent, 1);
  EXPECT_EQ(outcome.rows.unchanged, 3);
  EXPECT_TRUE(outcome.rows.out_holds());
  EXPECT_THAT(store_.values(), ElementsAre(10, 10, 10, 11));
}

TEST_F(MergeTest, WhatAnotherSourceToldIsNotAbsentAndAReplayLeavesIt) {
  StagedList before;
  for (const auto* area : {"1", "2", "3"}) before.add("kolada:N1", area, 10);
  merge(before);
  for (auto& version : store_.versions) version.of_other = true;
  StagedList older;
  older.add("kolada:N1", "1", 9);
  auto replay = full_load();
  replay.yields = true;
  const auto replayed = merge(older, replay);
  EXPECT_EQ(replayed.rows.filtered, 1);
  EXPECT_FALSE(replayed.changed);
  EXPECT_THAT(replayed.findings, IsEmpty());

  const auto loaded = merge(older, full_load());
  EXPECT_EQ(loaded.rows.revised, 1) << "what is loaded last counts";
  EXPECT_EQ(loaded.rows.absent, 0);
  ASSERT_THAT(loaded.findings, SizeIs(1));
  EXPECT_EQ(loaded.findings[0].code, "merge.other_source");
  EXPECT_EQ(loaded.findings[0].count, 1);
}

TEST_F(MergeTest, ASeriesThatMostlyChangesIsHeldAndTheOthersGoThrough) {
  auto first = all(2, 40, 1);
  merge(first);
  StagedList second;
  for (int area = 0; area < 40; ++area) {
    second.add("kolada:N00000", std::to_string(1000 + area), (area + 1) * 100.0);
    second.add("kolada:N00001", std::to_string(1000 + area), 10 + area + 1.0);
  }
  second.add("kolada:N00001", "2000", 7);
  const auto outcome = merge(second);
  EXPECT_THAT(store_.held, ElementsAre("kolada:N00000 revised_share"));
  EXPECT_EQ(store_.held_rows, 40);
  EXPECT_EQ(outcome.rows.held, 40);
  EXPECT_EQ(outcome.rows.inserted, 1);
  ASSERT_THAT(outcome.held, SizeIs(1));
  EXPECT_NE(outcome.held[0].evidence.find("revised_share"), std::string::npos);
}

TEST_F(MergeTest, EvidenceTellsWhatChangedBeforeWhatIsNew) {
  const auto held_with = [&](const std::string& series, int revised) {
    StagedList first;
    for (int area = 0; area < 30; ++area) first.add(series, std::to_string(2000 + area), area + 1.0);
    merge(first);
    StagedList second;
    for (int area = 0; area < 100; ++area) second.add(series, std::to_string(1000 + area), 7);
    for (int area = 0; area < revised; ++area) second.add(series, std::to_string(2000 + area), area + 2.0);
    const auto outcome = merge(second);
    const auto evidence = outcome.held.at(0).evidence;
    const auto count = [&](const std::string& kind) {
      int found = 0;
      const auto sought = R"("kind":")" + kind + '"';
      for (auto at = evidence.find(sought); at != std::string::npos; at = evidence.find(sought, at + 1)) ++found;
      return found;
    };
    return std::pair(count("revised"), count("inserted"));
  };
  EXPECT_EQ(held_with("kolada:N00000", 8), std::pair(8, 2));
  EXPECT_EQ(held_with("kolada:N00001", 30), std::pair(10, 0));
}

TEST_F(MergeTest, WhatWaitsIsDroppedWhenItIsSaidAgainAndElseHoldsTheSeries) {
  StagedList first;
  first.add("kolada:N1", "1", 10);
  first.add("kolada:N1", "2", 10);
  merge(first);
  store_.waiting["kolada:N1"] = {{"41", "1", std::nullopt, "2025", "year", "T"},
                                 {"42", "2", std::nullopt, "2025", "year", "T"}};
  StagedList half;
  half.add("kolada:N1", "1", 10);
  half.add("kolada:N1", "3", 10);
  merge(half);
  EXPECT_THAT(store_.dropped, ElementsAre(41));
  EXPECT_THAT(store_.held, ElementsAre("kolada:N1 gone")) << "the other half still waits, so what is new waits with it";
  EXPECT_THAT(store_.decided, ElementsAre("move kolada:N1 from 7 by gone"));

  store_.dropped.clear();
  store_.held.clear();
  store_.decided.clear();
  StagedList whole;
  for (const auto* area : {"1", "2"}) whole.add("kolada:N1", area, 10);
  whole.add("kolada:N1", "3", 10);
  EXPECT_EQ(merge(whole).rows.inserted, 1);
  EXPECT_THAT(store_.dropped, ElementsAre(41, 42));
  EXPECT_THAT(store_.held, IsEmpty());
  EXPECT_THAT(store_.decided, ElementsAre("replace kolada:N1 of 7"));
}

TEST_F(MergeTest, TheLastDecisionOnAKeyIsRemembered) {
  StagedList first;
  first.add("kolada:N1", "1", 10);
  merge(first);
  store_.discarded["kolada:N1"] = {
      {"1", std::nullopt, "2025", "year", "T", "revised", "30", std::nullopt, "final", "exact"},
      {"1", std::nullopt, "2025", "year", "T", "revised", "20", std::nullopt, "final", "exact"}};
  StagedList discarded;
  discarded.add("kolada:N1", "1", 20);
  EXPECT_EQ(merge(discarded).rows.filtered, 1);
  StagedList earlier;
  earlier.add("kolada:N1", "1", 30);
  EXPECT_EQ(merge(earlier).rows.revised, 1);
}

TEST_F(MergeTest, ACodeThatIsUnknownIsAnErrorAndNoOtherKey) {
  StagedList first;
  first.add("kolada:N1", "1", 10);
  merge(first);
  const auto error = [&]() -> std::string {
    StagedList again;
    again.add("kolada:N1", "1", 20);
    MergeOptions options;
    options.origin = "kolada";
    const auto outcome = merge_facts(store_, keys_, again, options, core::RunId{++run_}, {});
    if (outcome) return "none";
    EXPECT_EQ(outcome.error().error_class, core::ErrorClass::storage);
    return outcome.error().code + ": " + outcome.error().what;
  };
  const std::string begin = "warehouse.unknown_code: a held or discarded row has an unknown ";
  const auto none = std::nullopt;
  store_.waiting["kolada:N1"] = {{"41", "1", none, "2025", "year", "X"}};
  EXPECT_EQ(error(), begin + "gender: \"X\"");
  store_.waiting["kolada:N1"] = {{"41", "1", none, "2025", "decade", "T"}};
  EXPECT_EQ(error(), begin + "kind of period: \"decade\"");
  store_.waiting.clear();
  store_.discarded["kolada:N1"] = {{"1", none, "2025", "year", none, "revised", "30", none, "final", "exact"}};
  EXPECT_EQ(error(), begin + "gender: \"\"");
  store_.discarded["kolada:N1"] = {{"1", none, "2025", "year", "T", "revised", "30", none, "guessed", "exact"}};
  EXPECT_EQ(error(), begin + "status: \"guessed\"");
  store_.discarded["kolada:N1"] = {{"1", none, "2025", "year", "T", "revised", "30", none, "final", "about"}};
  EXPECT_EQ(error(), begin + "bound: \"about\"");
  // What is gone has no content.
  store_.discarded["kolada:N1"] = {{"1", none, "2025", "year", "T", "absent", none, none, none, none}};
  EXPECT_EQ(error(), "none");
}

TEST_F(MergeTest, AnotherBoundIsARevisionAndNoRatio) {
  StagedList exact;
  StagedList bounded;
  for (int area = 0; area < 40; ++area) {
    exact.add("kolada:N1", std::to_string(1000 + area), 5);
    bounded.add("kolada:N1", std::to_string(1000 + area), area < 10 ? 50 : 5, false,
                area < 10 ? core::Bound::at_most : core::Bound::exact);
  }
  merge(exact);
  const auto revised = merge(bounded);
  EXPECT_EQ(revised.rows.revised, 10);
  EXPECT_EQ(revised.rows.unchanged, 30);
  EXPECT_THAT(revised.held, IsEmpty()) << "a quarter may be revised";
  EXPECT_EQ(merge(bounded).rows.unchanged, 40) << "the same value with the same bound";

  StagedList other;
  for (int area = 0; area < 40; ++area)
    other.add("kolada:N1", std::to_string(1000 + area), area < 10 ? 50 : 5, false, core::Bound::at_least);
  const auto held = merge(other);
  ASSERT_THAT(held.held, SizeIs(1));
  EXPECT_EQ(held.held[0].gate, "revised_share");
  EXPECT_EQ(held.held[0].ratio_median, std::nullopt) << "a bound over a figure says nothing of its level";
  EXPECT_THAT(held.held[0].evidence, HasSubstr(R"("new_bound":"at_least")"));
  EXPECT_THAT(held.held[0].evidence, HasSubstr(R"("old_bound":"at_most")"));
  EXPECT_THAT(store_.held_bounds, UnorderedElementsAre("exact at_least", "at_most at_least"));
}

TEST_F(MergeTest, ADiscardedBoundIsNotTheFigureOfItsValue) {
  StagedList first;
  first.add("kolada:N1", "1", 10);
  merge(first);
  store_.discarded["kolada:N1"] = {
      {"1", std::nullopt, "2025", "year", "T", "revised", "5", std::nullopt, "final", "at_most"}};
  StagedList discarded;
  discarded.add("kolada:N1", "1", 5, false, core::Bound::at_most);
  EXPECT_EQ(merge(discarded).rows.filtered, 1);
  StagedList figure;
  figure.add("kolada:N1", "1", 5);
  EXPECT_EQ(merge(figure).rows.revised, 1);
}

TEST_F(MergeTest, WhatIsSaidTwiceWithAnotherBoundIsAConflict) {
  StagedList twice;
  twice.add("kolada:N1", "1", 5, false, core::Bound::at_most);
  twice.add("kolada:N1", "1", 5);
  const auto outcome = merge(twice);
  EXPECT_EQ(outcome.rows.duplicate, 1);
  ASSERT_THAT(outcome.findings, SizeIs(1));
  EXPECT_EQ(outcome.findings[0].code, "merge.conflicting_duplicate");
}

TEST_F(MergeTest, AContradictionStandsForTheValuesBeforeIt) {
  StagedList twice;
  twice.add("kolada:N1", "1", 5);
  twice.add("kolada:N1", "1", 6);
  twice.add_contradiction("kolada:N1", "1");
  const auto outcome = merge(twice);
  EXPECT_EQ(outcome.rows.duplicate, 2);
  EXPECT_THAT(outcome.findings, IsEmpty()) << "the last value is not used, and the load has said so";
}

}  // namespace
}  // namespace sluss::warehouse::merge

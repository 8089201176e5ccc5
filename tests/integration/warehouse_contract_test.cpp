#include "tests/integration/warehouse_contract.h"
#include "warehouse/as_of.h"

#include <algorithm>
#include <tuple>

namespace sluss::tests {

void StagedList::add(const StagedValue& value) {
  core::Fact fact;
  fact.indicator = names_.indicators.number_of(value.indicator);
  fact.area = names_.areas.number_of(value.area);
  fact.unit = names_.units.number_of(value.unit);
  fact.period = value.period;
  fact.value = value.value.value_or(0);
  fact.has_value = value.value.has_value();
  fact.count = value.count.value_or(0);
  fact.has_count = value.count.has_value();
  fact.gender = value.gender;
  fact.status = value.status;
  fact.deleted = value.deleted;
  fact.raw = value.raw;
  fact.bound = value.bound;
  fact.position = static_cast<std::uint32_t>(facts_.size());
  facts_.push_back(fact);
}

std::size_t StagedList::blocks() const {
  return (names_.indicators.size() - 1 + per_block_ - 1) / per_block_;
}

core::Result<std::vector<core::Fact>> StagedList::block(std::size_t index) {
  std::vector<core::Fact> facts;
  std::ranges::copy_if(facts_, std::back_inserter(facts),
                       [&](const core::Fact& f) { return (f.indicator - 1) / per_block_ == index; });
  return facts;
}

void WarehouseContract::SetUp() {
  warehouse_ = GetParam()(*files_, folder_.path() / "warehouse");
  must(warehouse_->start());
}

std::unique_ptr<warehouse::Writer> WarehouseContract::writer() {
  return must(warehouse_->writer("test"));
}

void WarehouseContract::put_run(warehouse::Writer& writer, const Run& run, const std::string& cause) {
  warehouse::RunRecord record{.id = run.id,
                              .job = "kolada",
                              .source = "kolada",
                              .origin = "kolada",
                              .cause = cause,
                              .status = run.outcome.held.empty() ? "done" : "held",
                              .started_at = now_,
                              .recorded_at = run.recorded_at,
                              .rows = run.outcome.rows,
                              .details = "{}",
                              .segments = {}};
  must(writer.put_run(record));
}

WarehouseContract::Run WarehouseContract::load(StagedList& staged, const MergeOptions& options) {
  auto writer = this->writer();
  Run run;
  run.id = must(writer->next_run(RunId{1}));
  run.recorded_at = must(writer->recorded_at(now_));
  MergeOptions merge = options;
  merge.origin = "kolada";
  run.outcome = must(writer->merge(staged, merge, run.id, run.recorded_at, {}));
  run.outcome.rows.read = static_cast<std::int64_t>(staged.size());
  EXPECT_TRUE(run.outcome.rows.in_holds());
  EXPECT_TRUE(run.outcome.rows.out_holds());
  put_run(*writer, run);
  must(writer->commit());
  return run;
}

WarehouseContract::Run WarehouseContract::load(const std::vector<StagedList::StagedValue>& values,
                                               const MergeOptions& options) {
  StagedList staged;
  for (const auto& value : values) staged.add(value);
  return load(staged, options);
}

WarehouseContract::Run WarehouseContract::release(RunId held, std::optional<std::string> series) {
  auto writer = this->writer();
  Run run;
  run.id = must(writer->next_run(RunId{1}));
  run.recorded_at = must(writer->recorded_at(now_));
  auto facts = must(writer->held_facts(held, series));
  MergeOptions options;
  options.origin = "kolada";
  options.gates_off = true;
  run.outcome = must(writer->merge(*facts, options, run.id, run.recorded_at, {}));
  must(writer->drop_held(held, series, warehouse::Dropped::released, run.id, run.recorded_at));
  put_run(*writer, run, "release");
  must(writer->commit());
  return run;
}

void WarehouseContract::discard(RunId held) {
  auto writer = this->writer();
  Run run;
  run.id = must(writer->next_run(RunId{1}));
  run.recorded_at = must(writer->recorded_at(now_));
  must(writer->drop_held(held, {}, warehouse::Dropped::discarded, run.id, run.recorded_at));
  put_run(*writer, run, "discard");
  must(writer->commit());
}

TextRows WarehouseContract::read(const std::string& sql, const warehouse::ReadOptions& options) {
  warehouse::ReadOptions read = options;
  read.now = now_;
  return must(must(warehouse_->reader(read))->rows(sql));
}

std::string WarehouseContract::one(const std::string& sql, const warehouse::ReadOptions& options) {
  const auto rows = read(sql, options);
  if (rows.empty()) return "no row";
  return rows.front().front().value_or("NULL");
}

void WarehouseContract::expect_unique() {
  EXPECT_EQ(one("select count(*) from (select 1 from core.observation_open group by indicator_id, area_id, ou_id, "
                "period, period_kind, gender having count(*) > 1)"),
            "0");
}

MergeOptions full_load() {
  MergeOptions options;
  for (const bool units : {false, true})
    options.coverage.push_back(
        {.all_indicators = true, .all_areas = true, .first_period = 1900, .last_period = 2100, .units = units});
  return options;
}

MergeOptions ungated(MergeOptions options) {
  options.gates.known_least = 1'000'000;
  options.gates.gone_share = 2;
  return options;
}

warehouse::ReadOptions as_of(const std::string& text) {
  warehouse::ReadOptions options;
  options.as_of = must(warehouse::AsOf::parse(text));
  return options;
}

std::vector<StagedValue> series(const std::string& indicator, int count, double first, double step) {
  std::vector<StagedValue> all;
  for (int i = 0; i < count; ++i)
    all.push_back({.indicator = indicator, .area = std::to_string(1000 + i), .value = first + step * i});
  return all;
}

std::vector<StagedValue> scaled(std::vector<StagedValue> all, double factor) {
  for (auto& one : all) one.value = *one.value * factor;
  return all;
}

namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST_P(WarehouseContract, FirstLoadInsertsEverything) {
  const auto run = load({{.value = 1.5},
                         {.area = "SE", .value = 2.5, .count = 17},
                         {.period = 2023, .status = core::FactStatus::missing}});
  EXPECT_EQ(run.outcome.rows.inserted, 3);
  EXPECT_TRUE(run.outcome.changed);
  EXPECT_THAT(read("select indicator_id, area_id, ou_id, period, period_kind, gender, value, count, status, run_id, "
                   "recorded_to from core.observation order by area_id, period"),
              ElementsAre(ElementsAre("kolada:N00001", "1981", std::nullopt, "2023", "year", "T", std::nullopt,
                                      std::nullopt, "missing", "1", "infinity"),
                          ElementsAre("kolada:N00001", "1981", std::nullopt, "2024", "year", "T", "1.5", std::nullopt,
                                      "final", "1", "infinity"),
                          ElementsAre("kolada:N00001", "SE", std::nullopt, "2024", "year", "T", "2.5", "17", "final",
                                      "1", "infinity")));
}

TEST_P(WarehouseContract, UnchangedLoadWritesNothing) {
  const auto values = series("kolada:N00001", 100, 1);
  load(values, full_load());
  const auto again = load(values, full_load());
  EXPECT_EQ(again.outcome.rows.unchanged, 100);
  EXPECT_FALSE(again.outcome.changed);
  EXPECT_EQ(versions(), 100);
}

TEST_P(WarehouseContract, RevisionClosesOneVersionAndOpensAnother) {
  load({{.value = 12.4}});
  const auto run = load({{.value = 9.2}});
  EXPECT_EQ(run.outcome.rows.revised, 1);
  EXPECT_THAT(read("select value, run_id, recorded_to = 'infinity' from core.observation order by recorded_from"),
              ElementsAre(ElementsAre("12.4", "1", "false"), ElementsAre("9.2", "2", "true")));
  EXPECT_EQ(one("select count(*) from core.observation a join core.observation b on a.recorded_to = b.recorded_from"),
            "1");
  expect_unique();
}

TEST_P(WarehouseContract, ABoundIsKeptWithItsValueAndItsHistory) {
  load({{.value = 5, .bound = core::Bound::at_most}, {.area = "SE", .value = 7}});
  load({{.value = 90, .bound = core::Bound::at_least}});
  load({{.status = core::FactStatus::suppressed, .bound = core::Bound::at_least}});
  EXPECT_THAT(read("select value, bound, run_id from core.observation where area_id = '1981' order by recorded_from"),
              ElementsAre(ElementsAre("5.0", "at_most", "1"), ElementsAre("90.0", "at_least", "2"),
                          ElementsAre(std::nullopt, "exact", "3")));
  EXPECT_EQ(one("select bound from core.observation_open where area_id = 'SE'"), "exact");
  EXPECT_EQ(one("select bound from core.observation_open where area_id = '1981'", as_of("run:1")), "at_most");
}

struct Difference {
  const char* what;
  StagedValue before, after;
  bool revised;
};

TEST_P(WarehouseContract, WhatIsARevision) {
  const std::vector<Difference> table = {
      {"more decimals", {.value = 12.4}, {.value = 12.400001}, false},
      {"one part in a hundred thousand", {.value = 12.4}, {.value = 12.40013}, true},
      {"eight persons in ten million", {.value = 10587710}, {.value = 10587718}, true},
      {"next to zero", {.value = 0.0}, {.value = 1e-10}, false},
      {"status", {.value = 1, .status = core::FactStatus::preliminary}, {.value = 1}, true},
      {"a value that goes", {.value = 1}, {.status = core::FactStatus::suppressed}, true},
      {"zero is not nothing", {.value = 0}, {}, true},
      {"count", {.value = 1, .count = 4}, {.value = 1, .count = 5}, true},
      {"a count that comes", {.value = 1}, {.value = 1, .count = 5}, true},
      {"a bound that comes", {.value = 5}, {.value = 5, .bound = core::Bound::at_most}, true},
      {"another bound",
       {.value = 5, .bound = core::Bound::at_least},
       {.value = 5, .bound = core::Bound::at_most},
       true},
      {"the same bound",
       {.value = 5, .bound = core::Bound::at_most},
       {.value = 5, .bound = core::Bound::at_most},
       false},
      {"a bound of no value", {.bound = core::Bound::at_most}, {}, false},
  };
  for (const auto& [what, before, after, revised] : table) {
    StagedList one;
    one.add(before);
    one.add({.indicator = std::string("kolada:X_") + what, .value = 1});
    // Each case its own warehouse key: the case's name in the indicator.
    auto first = before;
    auto second = after;
    first.indicator = second.indicator = std::string("kolada:") + what;
    MergeOptions by;
    by.same = core::SameFigure::sixth_decimal;
    load({first}, by);
    const auto run = load({second}, by);
    EXPECT_EQ(run.outcome.rows.revised, revised ? 1 : 0) << what;
    EXPECT_EQ(run.outcome.rows.unchanged, revised ? 0 : 1) << what;
  }
  expect_unique();
}

TEST_P(WarehouseContract, DeletionClosesAndAnUnknownDeletionIsNothing) {
  load({{.value = 1}, {.period = 2023, .value = 2}});
  const auto run = load({{.deleted = true}, {.period = 1999, .deleted = true}});
  EXPECT_EQ(run.outcome.rows.deleted, 1);
  EXPECT_EQ(run.outcome.rows.unchanged, 1);
  EXPECT_EQ(one("select string_agg(cast(period as varchar), ',') from core.observation_open"), "2023");
  const auto back = load({{.value = 1}});
  EXPECT_EQ(back.outcome.rows.inserted, 1);
  expect_unique();
}

TEST_P(WarehouseContract, AbsenceMeansSomethingOnlyWhereItIsCovered) {
  load({{.value = 1},
        {.area = "SE", .value = 2},
        {.period = 2020, .value = 3},
        {.value = 4, .unit = "kolada:V1"},
        {.indicator = "kolada:N00002", .value = 5},
        {.indicator = "scb:T1", .value = 6}});
  EXPECT_EQ(load({{.area = "SE", .value = 2}}).outcome.rows.absent, 0);
  MergeOptions options = ungated({});
  options.coverage.push_back({.indicators = {"kolada:N00001", "kolada:never"},
                              .areas = {"1981", "SE"},
                              .first_period = 2024,
                              .last_period = 2024});
  EXPECT_EQ(load({{.area = "SE", .value = 2}}, options).outcome.rows.absent, 1);
  // All of the source: N00002, the old period, and not what another source loaded, nor units.
  options.coverage = {{.all_indicators = true, .all_areas = true, .first_period = 1900, .last_period = 2100}};
  EXPECT_EQ(load({{.area = "SE", .value = 2}}, options).outcome.rows.absent, 2);
  EXPECT_EQ(one("select string_agg(cast(value as varchar), ',' order by value) from core.observation_open"),
            "2.0,4.0,6.0");
  options.coverage[0].units = true;
  EXPECT_EQ(load(std::vector<StagedValue>{}, options).outcome.rows.absent, 1);
}

TEST_P(WarehouseContract, OfWhatCouldNotBeReadAbsenceMeansNothing) {
  load({{.value = 1}, {.area = "SE", .value = 2}, {.indicator = "kolada:N00002", .value = 5}});
  MergeOptions options = ungated(full_load());
  for (auto& part : options.coverage) part.except = {"kolada:N00001", "kolada:never"};
  EXPECT_EQ(load({{.area = "SE", .value = 3}}, options).outcome.rows.absent, 1) << "N00002, of which all was read";
  EXPECT_EQ(one("select string_agg(cast(value as varchar), ',' order by value) from core.observation_open"), "1.0,3.0");
  options.coverage = {{.indicators = {"kolada:N00001"},
                       .except = {"kolada:N00001"},
                       .all_areas = true,
                       .first_period = 1900,
                       .last_period = 2100}};
  EXPECT_EQ(load(std::vector<StagedValue>{}, options).outcome.rows.absent, 0);
}

TEST_P(WarehouseContract, DuplicatesOfOneLoad) {
  const auto run = load({{.value = 1}, {.value = 1}, {.area = "SE", .value = 2}, {.area = "SE", .value = 3}});
  EXPECT_EQ(run.outcome.rows.duplicate, 2);
  EXPECT_EQ(run.outcome.rows.inserted, 2);
  ASSERT_THAT(run.outcome.findings, SizeIs(1));
  EXPECT_EQ(run.outcome.findings[0].severity, core::Severity::error);
  EXPECT_EQ(run.outcome.findings[0].count, 1);
  EXPECT_EQ(one("select value from core.observation where area_id = 'SE'"), "3.0") << "the last one counts";
}

TEST_P(WarehouseContract, AsOfARunATimeAndADay) {
  now_ = must(core::parse_instant("2026-03-30T21:59:00Z"));  // 23:59 in Sweden
  load({{.value = 1}});
  now_ = must(core::parse_instant("2026-03-30T22:00:00Z"));  // the next day there
  load({{.value = 2}});
  now_ = must(core::parse_instant("2026-04-10T12:00:00Z"));
  load({{.value = 3}, {.area = "SE", .value = 9}});
  const std::string open = "select string_agg(cast(value as varchar), ',' order by value) from core.observation_open";
  const std::string all = "select count(*) from core.observation";
  for (const auto& [moment, expected, count] :
       std::vector<std::tuple<std::string, std::string, std::string>>{{"run:1", "1.0", "1"},
                                                                      {"run:2", "2.0", "2"},
                                                                      {"run:3", "3.0,9.0", "4"},
                                                                      {"2026-03-30", "1.0", "1"},
                                                                      {"2026-03-31", "2.0", "2"},
                                                                      {"2026-03-30T21:58:59Z", "NULL", "0"},
                                                                      {"2026-03-30T21:59:00Z", "1.0", "1"}}) {
    EXPECT_EQ(one(open, as_of(moment)), expected) << moment;
    EXPECT_EQ(one(all, as_of(moment)), count) << moment;
  }
  EXPECT_EQ(one("select count(*) from core.observation where recorded_to = 'infinity'", as_of("run:1")), "1");
  EXPECT_EQ(warehouse_->reader(as_of("run:77")).error().code, "as_of.no_run");
}

TEST_P(WarehouseContract, RecordedTimesRiseUnderAClockThatStandsStill) {
  const auto first = load({{.value = 1}});
  const auto second = load({{.value = 2}});
  EXPECT_EQ(second.recorded_at.micros, first.recorded_at.micros + 1);
  EXPECT_EQ(one("select value from core.observation_open", as_of("run:1")), "1.0");
  EXPECT_EQ(one("select value from core.observation_open"), "2.0");
  EXPECT_EQ(one("select known_at >= (select max(recorded_at) from meta.run) from session.moment"), "true");
}

}  // namespace

}  // namespace sluss::tests

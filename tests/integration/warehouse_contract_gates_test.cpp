// Gates, and what becomes of what they hold.

#include "tests/integration/warehouse_contract.h"
#include "warehouse/dimensions.h"

namespace sluss::tests {

namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST_P(WarehouseContract, RevisedShareHoldsOneSeriesAndLetsTheRestThrough) {
  auto values = series("kolada:U07417", 40, 10);
  const auto other = series("kolada:N00001", 40, 5);
  auto all = values;
  all.insert(all.end(), other.begin(), other.end());
  load(all, full_load());
  auto revised = scaled(values, 1.5);
  auto rest = other;
  rest[3].value = 99;
  revised.insert(revised.end(), rest.begin(), rest.end());
  const auto run = load(revised, full_load());
  ASSERT_THAT(run.outcome.held, SizeIs(1));
  EXPECT_EQ(run.outcome.held[0].series, "kolada:U07417");
  EXPECT_EQ(run.outcome.held[0].gate, "revised_share");
  EXPECT_NEAR(run.outcome.held[0].ratio_median.value_or(0), 1.5, 1e-9);
  EXPECT_THAT(run.outcome.held[0].evidence, HasSubstr("\"examples\":[{"));
  EXPECT_EQ(run.outcome.rows.held, 40);
  EXPECT_EQ(run.outcome.rows.revised, 1);
  EXPECT_EQ(run.outcome.rows.unchanged, 39);
  EXPECT_EQ(one("select count(*) from meta.held where run_id = 2 and kind = 'revised' and old_value * 1.5 = value"),
            "40");
}

struct GateCase {
  const char* gate;
  std::function<void(std::vector<StagedValue>&)> change;
};

TEST_P(WarehouseContract, GatesAtTheirLimits) {
  const auto revise = [](int count, double factor) {
    return [=](std::vector<StagedValue>& all) {
      for (int i = 0; i < count; ++i)
        all[static_cast<std::size_t>(i)].value = *all[static_cast<std::size_t>(i)].value * factor;
    };
  };
  const auto shorten = [](std::size_t size) { return [=](std::vector<StagedValue>& all) { all.resize(size); }; };
  const std::vector<GateCase> table = {{"", revise(10, 1.5)},
                                       {"revised_share", revise(11, 1.5)},
                                       {"revised_share", revise(40, 100)},
                                       {"", shorten(20)},
                                       {"gone", shorten(19)}};
  int number = 0;
  for (const auto& [gate, change] : table) {
    const std::string indicator = "kolada:N1000" + std::to_string(number++);
    auto values = series(indicator, 40, 10);
    MergeOptions options;
    options.coverage.push_back(
        {.indicators = {indicator}, .all_areas = true, .first_period = 1900, .last_period = 2100});
    load(values, options);
    change(values);
    const auto run = load(values, options);
    EXPECT_EQ(run.outcome.held.empty() ? "" : run.outcome.held[0].gate, gate) << number;
  }
}

TEST_P(WarehouseContract, TheRatioOfAnIncrementalLoadHolds) {
  load(series("kolada:N00001", 1000, 10));
  EXPECT_EQ(load(scaled(series("kolada:N00001", 29, 10), 100)).outcome.rows.held, 0) << "too few pairs to judge by";
  const auto run = load(scaled(series("kolada:N00001", 40, 10), 2000));
  ASSERT_THAT(run.outcome.held, SizeIs(1));
  EXPECT_EQ(run.outcome.held[0].gate, "ratio");
}

TEST_P(WarehouseContract, ReleaseAppliesWhatWasHeld) {
  auto values = series("kolada:U07417", 40, 10);
  load(values, full_load());
  auto changed = scaled(values, 3);
  changed.resize(39);  // one absent
  changed.push_back({.indicator = "kolada:U07417", .area = "9999", .value = 1, .raw = 7});
  const auto held = load(changed, full_load());
  EXPECT_EQ(held.outcome.rows.held, 40);
  EXPECT_EQ(held.outcome.rows.absent, 0);
  EXPECT_EQ(one("select string_agg(kind || n, ',' order by kind) from (select kind, count(*) as n from meta.held group "
                "by kind)"),
            "absent1,inserted1,revised39");
  const auto released = release(held.id);
  EXPECT_EQ(released.outcome.rows.revised, 39);
  EXPECT_EQ(released.outcome.rows.inserted, 1);
  EXPECT_EQ(released.outcome.rows.deleted, 1);
  EXPECT_EQ(one("select count(*) from meta.held"), "0");
  EXPECT_EQ(one("select state from meta.held_series"), "released");
  EXPECT_EQ(load(changed, full_load()).outcome.rows.unchanged, 40);
  const auto again = this->writer()->held_facts(held.id, {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "held.decided");
  expect_unique();
}

TEST_P(WarehouseContract, AReleasedVersionLeadsToItsRawObject) {
  load(series("kolada:U07417", 40, 10));
  StagedList staged;
  for (auto value : scaled(series("kolada:U07417", 40, 10), 3)) {
    value.raw = 5;
    staged.add(value);
  }
  auto writer = this->writer();
  Run run{.id = must(writer->next_run(RunId{1})), .recorded_at = must(writer->recorded_at(now_)), .outcome = {}};
  MergeOptions options;
  options.origin = "kolada";
  run.outcome = must(writer->merge(staged, options, run.id, run.recorded_at, {}));
  const warehouse::RawObjectRow object{{.query = "q", .request = "r"}, 5, core::Sha256::of("page")};
  must(writer->put_raw_objects(run.id, {&object, 1}));
  put_run(*writer, run);
  must(writer->commit());
  const auto released = release(run.id);
  EXPECT_EQ(
      one("select distinct raw_sha256 from core.observation_open where run_id = " + std::to_string(released.id.value)),
      core::Sha256::of("page").hex());
}

TEST_P(WarehouseContract, DiscardedValuesDoNotAskAgain) {
  auto values = series("kolada:U07417", 40, 10);
  load(values, full_load());
  auto changed = scaled(values, 3);
  changed.resize(39);
  const auto held = load(changed, full_load());
  discard(held.id);
  EXPECT_EQ(one("select count(*) from meta.held"), "0");
  const auto again = load(changed, full_load());
  EXPECT_EQ(again.outcome.rows.filtered, 39);
  EXPECT_EQ(again.outcome.rows.absent, 0);
  EXPECT_TRUE(again.outcome.held.empty());
  EXPECT_FALSE(again.outcome.changed);
  changed[0].value = 11;  // another value than the discarded one
  EXPECT_EQ(load(changed, full_load()).outcome.rows.revised, 1);
}

TEST_P(WarehouseContract, ABoundWaitsIsReleasedAndIsDiscardedWithItsValue) {
  auto values = series("kolada:U07417", 40, 10);
  load(values, full_load());
  for (auto& value : values) value.bound = core::Bound::at_most;
  const auto held = load(values, full_load());
  ASSERT_THAT(held.outcome.held, SizeIs(1));
  EXPECT_EQ(held.outcome.held[0].ratio_median, std::nullopt);
  EXPECT_EQ(one("select distinct old_bound || ' ' || bound from meta.held"), "exact at_most");
  discard(held.id);
  EXPECT_EQ(one("select distinct bound from meta.discarded"), "at_most");
  EXPECT_EQ(load(values, full_load()).outcome.rows.filtered, 40);
  for (auto& value : values) value.bound = core::Bound::at_least;
  const auto other = load(values, full_load());
  EXPECT_EQ(other.outcome.rows.held, 40) << "another bound was not discarded";
  EXPECT_EQ(release(other.id).outcome.rows.revised, 40);
  EXPECT_EQ(one("select distinct bound from core.observation_open"), "at_least");
}

TEST_P(WarehouseContract, ALaterRunReplacesWhatWaits) {
  const auto values = series("kolada:U07417", 40, 10);
  load(values, full_load());
  const auto first = load(scaled(values, 3), full_load());
  const auto second = load(scaled(values, 4), full_load());
  EXPECT_EQ(one("select count(*) from meta.held"), "40");
  EXPECT_EQ(one("select distinct run_id from meta.held"), std::to_string(second.id.value));
  const auto gone = this->writer()->held_facts(first.id, {});
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.error().what, HasSubstr("replaced by run 3"));
  // Taken back by the source: nothing waits any more, and nothing was written.
  const auto back = load(values, full_load());
  EXPECT_TRUE(back.outcome.held.empty());
  EXPECT_EQ(one("select count(*) from meta.held"), "0");
  EXPECT_EQ(one("select count(*) from meta.held_series where state = 'waiting'"), "0");
  EXPECT_EQ(versions(), 40);
}

TEST_P(WarehouseContract, WhileASeriesWaitsItsFewNewValuesWaitWithIt) {
  const auto values = series("kolada:U07417", 40, 10);
  load(values);
  load(scaled(values, 3));
  const auto few = load({{.indicator = "kolada:U07417", .area = "1003", .value = 77}});  // incremental
  EXPECT_EQ(few.outcome.rows.held, 1);
  EXPECT_EQ(one("select count(*) from meta.held where run_id = 3"), "40");
  const auto released = release(few.id);
  EXPECT_EQ(released.outcome.rows.revised, 40);
  EXPECT_EQ(one("select value from core.observation_open where area_id = '1003'"), "77.0");
}

TEST_P(WarehouseContract, HeldFromOutsideAndAsAWhole) {
  load({{.value = 1}, {.indicator = "kolada:N00002", .value = 2}});
  MergeOptions options;
  options.hold.push_back({.series = "kolada:N00002", .gate = "definition", .evidence = R"({"title":["a","b"]})"});
  const auto one_held = load({{.value = 3}, {.indicator = "kolada:N00002", .value = 4}}, options);
  EXPECT_EQ(one_held.outcome.rows.revised, 1);
  ASSERT_THAT(one_held.outcome.held, SizeIs(1));
  EXPECT_EQ(one_held.outcome.held[0].gate, "definition");
  EXPECT_THAT(one_held.outcome.held[0].evidence, HasSubstr(R"("reason":{"title":["a","b"]})"));
  options = {};
  options.hold_whole = {.gate = "expectation", .evidence = R"({"unmet":[1]})"};
  options.hold.push_back({.series = "kolada:N00002", .gate = "definition", .evidence = R"({"title":["a","b"]})"});
  const auto all = load(
      {{.value = 5}, {.indicator = "kolada:N00002", .value = 9}, {.indicator = "kolada:N00003", .value = 6}}, options);
  EXPECT_EQ(all.outcome.rows.held, 3);
  ASSERT_THAT(all.outcome.held, SizeIs(3));
  for (const auto& held : all.outcome.held) {
    const bool redefined = held.series == "kolada:N00002";
    EXPECT_EQ(held.gate, redefined ? "definition" : "expectation");
    EXPECT_THAT(held.evidence, HasSubstr(redefined ? R"("reason":{"title":["a","b"]})" : R"("reason":{"unmet":[1]})"));
  }
  EXPECT_FALSE(all.outcome.changed);
}

TEST_P(WarehouseContract, TheShareThatWouldClose) {
  auto values = series("kolada:N00001", 40, 1);
  load(values, full_load());
  values.resize(10);
  const auto run = load(values, full_load());
  EXPECT_NEAR(run.outcome.closing_share, 0.75, 1e-9) << "held ones included";
  EXPECT_EQ(run.outcome.held.at(0).gate, "gone");
}

TEST_P(WarehouseContract, SourcesOfOneOriginCloseNothingOfEachOther) {
  const auto load_of = [&](const std::string& source, const std::vector<std::string>& beside, const auto& fill) {
    auto writer = this->writer();
    StagedList staged;
    fill(staged);
    auto options = full_load();
    options.origin = "kolada";
    options.beside = beside;
    const auto run = must(writer->next_run(RunId{1}));
    const auto at = must(writer->recorded_at(now_));
    auto outcome = must(writer->merge(staged, options, run, at, {}));
    const std::vector<core::Unit> units{{"kolada:V-" + source, "1981", "Norr"}};
    must(writer->put(warehouse::unit_table(), warehouse::fill_of(warehouse::rows_of(units)),
                     {.origin = "kolada", .complete = true, .beside = beside}, run, at));
    must(writer->put_run({.id = run,
                          .job = source,
                          .source = source,
                          .origin = "kolada",
                          .cause = "run",
                          .status = "done",
                          .started_at = now_,
                          .recorded_at = at,
                          .rows = outcome.rows,
                          .details = "{}",
                          .segments = {}}));
    must(writer->commit());
    return outcome;
  };
  load_of("kolada", {"spegel"}, [](StagedList& list) {
    list.add({.area = "1981", .value = 10});
    list.add({.area = "1980", .value = 20});
  });
  const auto mirror = load_of("spegel", {"kolada"}, [](StagedList& list) { list.add({.area = "1981", .value = 9}); });
  EXPECT_EQ(mirror.rows.absent, 0);
  EXPECT_EQ(mirror.rows.revised, 1);
  ASSERT_THAT(mirror.findings, SizeIs(1));
  EXPECT_EQ(mirror.findings[0].code, "merge.other_source");
  EXPECT_EQ(one("select string_agg(unit_id, ',' order by unit_id) from core.unit_open"),
            "kolada:V-kolada,kolada:V-spegel");
  const auto alone = load_of("spegel", {}, [](StagedList& list) { list.add({.area = "1981", .value = 9}); });
  EXPECT_EQ(alone.rows.absent, 1) << "where the other is configured no more, its figures are its heir's";
  EXPECT_EQ(one("select string_agg(unit_id, ',' order by unit_id) from core.unit_open"), "kolada:V-spegel");
}

}  // namespace

}  // namespace sluss::tests

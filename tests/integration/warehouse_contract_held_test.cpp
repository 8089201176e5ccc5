// What the ledger returns of what is held, and of the models. Each engine must answer alike.
#include "tests/integration/warehouse_contract.h"
#include "tests/tools/put_rows.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_checks.h"
#include "warehouse/ledger_held.h"

namespace sluss::tests {
namespace {

namespace ledger = warehouse::ledger;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> names_of(const std::vector<ledger::HeldEntry>& all) {
  std::vector<std::string> names;
  for (const auto& held : all) names.push_back(std::to_string(held.run.value) + " " + held.series.series);
  return names;
}

TEST_P(LedgerContract, HeldSeriesWaitAndAreDecided) {
  const std::string first = "kolada:N00001";
  const std::string second = "kolada:N00002";
  put(record(1, "kolada"), [&](warehouse::Writer& writer) {
    const std::vector<core::Indicator> indicators = {{.id = first, .source = "kolada", .title = "Ö, sist"},
                                                     {.id = second, .source = "kolada", .title = "Ål"}};
    must(put_rows(writer, warehouse::indicator_table(), indicators, {"kolada", false}, RunId{1}, now_));
  });
  auto both = series(first, 40, 100);
  std::ranges::move(series(second, 40, 100), std::back_inserter(both));
  load(both);
  const auto run = load(scaled(both, 100)).id;
  const auto reader = this->reader();
  EXPECT_EQ(must(ledger::count_waiting(*reader)), 2);
  EXPECT_EQ(must(ledger::run(*reader, run)).waiting, 2);
  const auto number = std::to_string(run.value) + " ";
  EXPECT_THAT(names_of(must(ledger::waiting(*reader, ledger::HeldOrder::by_run, 10))),
              ElementsAre(number + first, number + second));
  EXPECT_THAT(names_of(must(ledger::waiting(*reader, ledger::HeldOrder::latest_first, 10))),
              ElementsAre(number + second, number + first));
  EXPECT_THAT(must(ledger::waiting(*reader, ledger::HeldOrder::by_run, 1)), SizeIs(1));
  EXPECT_THAT(must(ledger::waiting_series(*reader, run)), ElementsAre(first, second));
  EXPECT_THAT(names_of(must(ledger::held(*reader, run))), ElementsAre(number + first, number + second));
  EXPECT_THAT(must(ledger::decided(*reader, 10)), IsEmpty());
  EXPECT_EQ(must(ledger::title_of_held(*reader, second)), "Ål");
  EXPECT_EQ(must(ledger::title_of_held(*reader, "kolada:N9")), std::nullopt);

  const auto one = must(ledger::held(*reader, run, first));
  ASSERT_TRUE(one);
  EXPECT_EQ(one->job + " " + one->source + " " + one->title + " " + one->state, "kolada kolada Ö, sist waiting");
  EXPECT_EQ(one->series.known, 40);
  EXPECT_EQ(one->series.revised, 40);
  ASSERT_TRUE(one->series.ratio_median);
  EXPECT_DOUBLE_EQ(*one->series.ratio_median, 100);
  EXPECT_THAT(one->series.evidence, ::testing::StartsWith("{"));
  EXPECT_EQ(one->decided_at, std::nullopt);
  EXPECT_FALSE(must(ledger::held(*reader, run, "kolada:N9")));

  const auto by = release(run, first);
  const auto decided = must(ledger::decided(*this->reader(), 10));
  ASSERT_THAT(names_of(decided), ElementsAre(number + first));
  EXPECT_EQ(decided[0].state, "released");
  EXPECT_EQ(decided[0].decided_by, by.id);
  EXPECT_EQ(decided[0].decided_at, by.recorded_at);
  EXPECT_THAT(must(ledger::waiting_series(*this->reader(), run)), ElementsAre(second));
}

TEST_P(LedgerContract, WhatARunHoldsInSumAndOfAnArea) {
  const std::string first = "kolada:N00001";
  const auto values = series(first, 40, 100);
  load(values, full_load());
  auto changed = scaled(values, 100);
  changed.resize(39);  // one absent
  changed[4].bound = core::Bound::at_least;
  const auto run = load(changed, full_load()).id;
  put(record(7, "viva"), [](warehouse::Writer& writer) {
    const std::vector<core::Finding> findings = {
        {.code = "a", .severity = core::Severity::error, .subject = "s", .what = "Vad", .remedy = "", .count = 4},
        {.code = "b", .severity = core::Severity::error, .subject = "s", .what = "Vad", .remedy = "", .count = 1},
        {.code = "c", .severity = core::Severity::warning, .subject = "s", .what = "Vad", .remedy = "", .count = 1}};
    must(writer.put_findings(RunId{7}, findings));
  });
  const auto reader = this->reader();
  const std::vector<RunId> runs = {run, RunId{7}, RunId{99}};
  const auto sums = must(ledger::run_sums(*reader, runs));
  ASSERT_THAT(sums, SizeIs(2));
  EXPECT_EQ(sums.at(run).series, 1);
  EXPECT_EQ(sums.at(run).ceasing, 1);
  EXPECT_EQ(sums.at(run).errors, 0);
  EXPECT_EQ(sums.at(RunId{7}).series, 0);
  EXPECT_EQ(sums.at(RunId{7}).errors, 2);
  EXPECT_THAT(must(ledger::run_sums(*reader, {})), IsEmpty());

  const auto revised = must(ledger::held_values(*reader, run, first, "1003", 10));
  ASSERT_THAT(revised, SizeIs(1));
  EXPECT_EQ(revised[0].kind + " " + revised[0].area + " " + revised[0].gender, "revised 1003 T");
  EXPECT_EQ(revised[0].period, 2024);
  EXPECT_EQ(revised[0].before, 103);
  EXPECT_EQ(revised[0].after, 10300);
  EXPECT_EQ(revised[0].after_bound, core::Bound::exact);
  const auto bounded = must(ledger::held_values(*reader, run, first, "1004", 10));
  ASSERT_THAT(bounded, SizeIs(1));
  EXPECT_EQ(bounded[0].before_bound, core::Bound::exact);
  EXPECT_EQ(bounded[0].after_bound, core::Bound::at_least);
  const auto gone = must(ledger::held_values(*reader, run, first, "1039", 10));
  ASSERT_THAT(gone, SizeIs(1));
  EXPECT_EQ(gone[0].kind, "absent");
  EXPECT_EQ(gone[0].before, 139);
  EXPECT_EQ(gone[0].after, std::nullopt);
  EXPECT_THAT(must(ledger::held_values(*reader, run, first, "1003", 0)), IsEmpty());
  EXPECT_THAT(must(ledger::held_values(*reader, run, first, "9999", 10)), IsEmpty());
  EXPECT_THAT(must(ledger::held_values(*reader, run, "kolada:N9", "1003", 10)), IsEmpty());
}

TEST_P(LedgerContract, ModelsTellWhatTheyStandFor) {
  EXPECT_THAT(must(ledger::models(*reader())), IsEmpty());
  const auto run = load({{.value = 1}});
  auto writer = this->writer();
  const warehouse::Session session{
      .statements = {},
      .models = {{.name = "b", .sql = "select value from core.observation_open", .depends_on = {}, .version = "1"},
                 {.name = "a", .sql = "select 1 as n", .depends_on = {}, .version = "1"}}};
  (void)must(writer->refresh_models(session, run.id, now_));
  must(writer->commit());
  auto models = must(ledger::models(*reader()));
  ASSERT_THAT(models, SizeIs(2));
  EXPECT_EQ(models[0].name + models[1].name, "ab");
  EXPECT_EQ(models[1].rows, 1);
  EXPECT_EQ(models[1].refreshed, run.id);
  EXPECT_EQ(models[1].refreshed_at, run.recorded_at);
  EXPECT_FALSE(models[1].content.empty());
  EXPECT_FALSE(models[1].stale);
  writer = this->writer();
  must(writer->mark_models_dirty(run.id));
  must(writer->commit());
  EXPECT_TRUE(must(ledger::models(*reader()))[1].stale);
}

}  // namespace
}  // namespace sluss::tests

// What the ledger returns of what is held, and of the models. Each engine must answer alike.
#include <array>
#include <string_view>

#include "tests/integration/warehouse_contract.h"
#include "tests/tools/put_rows.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_checks.h"
#include "warehouse/ledger_held.h"
#include "warehouse/ledger_needs.h"

namespace sluss::tests {
namespace {

namespace ledger = warehouse::ledger;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

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

TEST_P(LedgerContract, FindingsOfSeveralRunsAndOfADecisionThoseOfWhatItDecidedOn) {
  const std::string name = "kolada:N00001";
  const auto values = series(name, 40, 100);
  load(values, full_load());
  const auto held = load(scaled(values, 100), full_load()).id;
  const auto found = [](const char* code, const char* subject) {
    return core::Finding{
        .code = code, .severity = core::Severity::info, .subject = subject, .what = "Vad", .remedy = ""};
  };
  put(record(7, "viva"), [&](warehouse::Writer& writer) {
    must(writer.put_findings(held, std::vector{found("file.read", "lista.csv"), found("other", "x")}));
    must(writer.put_findings(RunId{7}, std::vector{found("register.same", "b.csv"), found("file.read", "c.csv")}));
  });
  const auto by = release(held, name).id;
  const std::vector<RunId> runs{held, RunId{7}, by, RunId{99}};
  constexpr std::array<std::string_view, 2> codes{"file.read", "register.same"};
  std::vector<std::string> told;
  for (const auto& [run, findings] : must(ledger::findings_of_runs(*reader(), runs, codes)))
    for (const auto& one : findings) told.push_back(std::to_string(run.value) + " " + one.code + " " + one.subject);
  const auto number = [](RunId run) { return std::to_string(run.value); };
  EXPECT_THAT(told, UnorderedElementsAre(number(held) + " file.read lista.csv", "7 file.read c.csv",
                                         "7 register.same b.csv", number(by) + " file.read lista.csv"));
  EXPECT_THAT(must(ledger::findings_of_runs(*reader(), {}, codes)), IsEmpty());
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

/// Values of one series and period, an area each.
std::vector<StagedValue> of_period(int period, int count, double first) {
  auto values = series("kolada:N00001", count, first);
  for (auto& value : values) value.period = period;
  return values;
}

MergeOptions held_whole() {
  MergeOptions options;
  options.hold_whole = {.gate = "expectation", .evidence = R"({"unmet":[]})"};
  return options;
}

/// "2024 20 of 2 with 5" of each part.
std::vector<std::string> shown(const std::vector<ledger::WaitingPart>& parts) {
  std::vector<std::string> list;
  for (const auto& part : parts)
    list.push_back(part.period_kind + " " + std::to_string(part.period) + " " + std::to_string(part.rows) + " of " +
                   std::to_string(part.of.value) + " with " + std::to_string(part.run.value));
  return list;
}

/// "moved to 3, 20 rows", "released to 5 by 6, 15 rows"
std::string state_of(const std::optional<ledger::HeldEntry>& held) {
  std::string text = held->state;
  if (held->moved_to) text += " to " + std::to_string(held->moved_to->value);
  if (held->decided_by) text += " by " + std::to_string(held->decided_by->value);
  if (held->waited_rows) text += ", " + std::to_string(*held->waited_rows) + " rows";
  return text;
}

MergeOptions passing() {
  MergeOptions options;
  options.passes_unmet = true;
  return options;
}

TEST_P(LedgerContract, ALoadThatWasNotAsExpectedHoldsUpNoLaterOne) {
  const std::string name = "kolada:N00001";
  load(of_period(2023, 40, 100));
  const auto first = load(of_period(2024, 20, 200), held_whole()).id;
  // Twelve of a later year, and five of the same as the first.
  auto later = of_period(2025, 12, 300);
  std::ranges::move(of_period(2024, 5, 400), std::back_inserter(later));
  const auto second = load(later, passing());
  EXPECT_EQ(second.outcome.rows.inserted, 17);
  EXPECT_THAT(second.outcome.held, IsEmpty());
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "waiting");
  const auto released = release(first);
  EXPECT_EQ(released.outcome.rows.inserted, 15) << "the later ones stand";
  EXPECT_EQ(released.outcome.rows.revised, 0);
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "released by 4, 15 rows");
}

TEST_P(LedgerContract, WhatBecameOfLoadsOfWhichSomethingWasHeld) {
  const auto of = [&](core::RunId run) {
    const auto all = must(ledger::held_loads(*reader()));
    const auto found = all.find(run);
    if (found == all.end()) return std::string("nothing held");
    const auto& load = found->second;
    return std::string(load.unmet ? "unmet" : "gate") + (load.applies ? " applies" : "") +
           (load.waits ? " waits" : "") + (load.discarded ? " discarded" : "") +
           (load.unmet && load.is_nothing() ? " is nothing" : "");
  };
  const auto known = load(of_period(2023, 40, 100)).id;
  EXPECT_EQ(of(known), "nothing held");
  const auto first = load(of_period(2024, 20, 200), held_whole()).id;
  EXPECT_EQ(of(first), "unmet waits");
  const auto second = load(of_period(2024, 20, 300), held_whole()).id;
  EXPECT_EQ(of(first), "unmet waits") << "with what took its place";
  discard(second);
  EXPECT_EQ(of(first), "unmet discarded is nothing");
  EXPECT_EQ(of(second), "unmet discarded is nothing");
  const auto third = load(of_period(2024, 20, 400), held_whole()).id;
  load(of_period(2024, 20, 500), passing());
  EXPECT_EQ(of(third), "unmet applies") << "a later load has brought it";
  const auto fourth = load(of_period(2025, 12, 300), held_whole()).id;
  release(fourth);
  EXPECT_EQ(of(fourth), "unmet applies");
  const auto all_other = load(scaled(of_period(2023, 40, 100), 100)).id;
  EXPECT_EQ(of(all_other), "gate waits");
  discard(all_other);
  EXPECT_EQ(of(all_other), "gate discarded");
}

TEST_P(LedgerContract, WhatAnotherGateHeldHoldsUpWhatIsLater) {
  const std::string name = "kolada:N00001";
  const auto values = of_period(2023, 40, 100);
  load(values);
  const auto first = load(scaled(values, 100)).id;
  EXPECT_EQ(must(ledger::held(*reader(), first, name))->series.gate, "revised_share");
  EXPECT_EQ(load(of_period(2024, 5, 400), passing()).outcome.rows.held, 5);
  // It moves to a load that is not as expected, and waits there by its own gate too.
  const auto third = load(of_period(2025, 12, 300), held_whole()).id;
  EXPECT_EQ(must(ledger::held(*reader(), third, name))->series.gate, "expectation");
  EXPECT_EQ(load(of_period(2022, 5, 400), passing()).outcome.rows.held, 5);
}

TEST_P(LedgerContract, WhatMovesToALaterRunIsDecidedWithIt) {
  const std::string name = "kolada:N00001";
  load(of_period(2023, 40, 100));
  const auto first = load(of_period(2024, 20, 200), held_whole()).id;
  EXPECT_THAT(must(ledger::waiting_parts(*reader(), {})), IsEmpty()) << "all that waits is its own";
  const auto second = load(of_period(2025, 12, 300), held_whole()).id;
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "moved to 3, 20 rows");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), second, name))), "waiting");
  EXPECT_EQ(must(ledger::run(*reader(), first)).waiting, 0);
  EXPECT_EQ(must(ledger::run(*reader(), first)).moved, 1);
  EXPECT_EQ(must(ledger::run(*reader(), second)).moved, 0);
  EXPECT_THAT(must(ledger::decided(*reader(), 10)), IsEmpty()) << "nobody has decided anything";
  const std::vector<std::string> both{"year 2024 20 of 2 with 3", "year 2025 12 of 3 with 3"};
  EXPECT_EQ(shown(must(ledger::waiting_parts(*reader(), {}))), both);
  EXPECT_EQ(shown(must(ledger::waiting_parts(*reader(), second))), both);
  EXPECT_THAT(must(ledger::waiting_parts(*reader(), first)), IsEmpty());
  EXPECT_THAT(must(ledger::needs(*reader())).of_held, ElementsAre(first, second)) << "both lead back to their objects";
  const auto gone = this->writer()->held_facts(first, {});
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.error().what, ::testing::HasSubstr("waits with run 3"));

  // Five areas of 2024 again, with other values: only they are replaced.
  const auto third = load(of_period(2024, 5, 400), held_whole()).id;
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "moved to 4, 15 rows");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), second, name))), "moved to 4, 12 rows");
  // All of 2025 again: nothing is left of the second.
  const auto fourth = load(of_period(2025, 12, 500), held_whole()).id;
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "moved to 5, 15 rows");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), second, name))), "replaced by 5");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), third, name))), "moved to 5, 5 rows");
  EXPECT_EQ(
      shown(must(ledger::waiting_parts(*reader(), {}))),
      (std::vector<std::string>{"year 2024 15 of 2 with 5", "year 2024 5 of 4 with 5", "year 2025 12 of 5 with 5"}));

  const auto by = release(fourth);
  EXPECT_EQ(by.outcome.rows.inserted, 32);
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "released to 5 by 6, 15 rows");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), second, name))), "replaced by 5");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), third, name))), "released to 5 by 6, 5 rows");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), fourth, name))), "released by 6, 12 rows");
  EXPECT_EQ(must(ledger::run(*reader(), first)).moved, 0);
  EXPECT_THAT(must(ledger::waiting_parts(*reader(), {})), IsEmpty());
  EXPECT_THAT(must(ledger::needs(*reader())).of_held, IsEmpty());
  std::vector<std::string> parts;
  for (const auto& part : must(ledger::decided_parts(*reader(), by.id)))
    parts.push_back(std::to_string(part.rows) + " of " + std::to_string(part.of.value));
  EXPECT_THAT(parts, ElementsAre("15 of 2", "5 of 4", "12 of 5"));
  std::vector<std::string> outcomes;
  for (const auto& one : must(ledger::held_outcomes(*reader(), 10)))
    outcomes.push_back(one.job + " " + std::to_string(one.of.value) + " with " + std::to_string(one.with.value) + " " +
                       one.became + " " + std::to_string(one.rows) + (one.now.empty() ? "" : ", " + one.now));
  EXPECT_THAT(outcomes, ElementsAre("kolada 2 with 5 released 15", "kolada 4 with 5 released 5",
                                    "kolada 5 with 5 released 12", "kolada 3 with 5 replaced 0, loaded"));
  EXPECT_EQ(one("select count(*) from core.observation_open"), "72");
  expect_unique();
}

TEST_P(LedgerContract, WhatMovedIsDiscardedWithTheLaterRun) {
  const std::string name = "kolada:N00001";
  load(of_period(2023, 40, 100));
  const auto first = load(of_period(2024, 20, 200), held_whole()).id;
  const auto second = load(of_period(2025, 12, 300), held_whole()).id;
  discard(second);
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "discarded to 3 by 4, 20 rows");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), second, name))), "discarded by 4, 12 rows");
  EXPECT_EQ(load(of_period(2024, 20, 200), held_whole()).outcome.rows.filtered, 0)
      << "a load that was not as expected bars no value of a later one";
}

TEST_P(LedgerContract, WhatASourceTakesBackOfWhatMovedIsReplaced) {
  const std::string name = "kolada:N00001";
  load(of_period(2023, 40, 100));
  const auto first = load(of_period(2023, 10, 200), held_whole()).id;
  const auto second = load(of_period(2025, 12, 300), held_whole()).id;
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "moved to 3, 10 rows");
  const auto back = load(of_period(2023, 10, 100), held_whole());
  EXPECT_TRUE(back.outcome.held.empty());
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "replaced by 4");
  EXPECT_EQ(state_of(must(ledger::held(*reader(), second, name))), "waiting");
  EXPECT_EQ(release(second).outcome.rows.inserted, 12);
  EXPECT_EQ(state_of(must(ledger::held(*reader(), first, name))), "replaced by 4");
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
  // The one of figures has other content; both are computed again.
  const auto later = load({{.value = 2}});
  writer = this->writer();
  must(writer->mark_models_dirty(later.id));
  (void)must(writer->refresh_models(session, later.id, now_));
  must(writer->commit());
  models = must(ledger::models(*reader()));
  EXPECT_EQ(models[0].refreshed_at, later.recorded_at);
  EXPECT_EQ(models[0].changed_at, run.recorded_at);
  EXPECT_EQ(models[1].changed_at, later.recorded_at);
}

}  // namespace
}  // namespace sluss::tests

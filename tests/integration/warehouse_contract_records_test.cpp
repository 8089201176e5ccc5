#include <tuple>

#include "core/decimal.h"
#include "tests/integration/warehouse_contract.h"
#include "tests/tools/put_rows.h"

namespace sluss::tests {

namespace {

using core::Indicator;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Indicator indicator(const std::string& id, const std::string& title) {
  return {.id = id, .source = "kolada", .title = title, .by_gender = true, .area_type = "K", .measure = "andel (%)"};
}

TEST_P(WarehouseContract, DimensionsAreVersioned) {
  auto first = writer();
  const std::vector<Indicator> indicators = {indicator("kolada:N1", "ett"), indicator("kolada:N2", "två")};
  auto change = must(put_rows(*first, warehouse::indicator_table(), indicators, {"kolada", true}, RunId{1}, now_));
  EXPECT_EQ(change.inserted, 2);
  put_run(*first, {RunId{1}, now_, {}});
  must(first->commit());

  auto second = writer();
  const Instant later = now_.plus(std::chrono::hours(1));
  EXPECT_EQ(
      must(put_rows(*second, warehouse::indicator_table(), indicators, {"kolada", true}, RunId{2}, later)).revised, 0);
  const std::vector<Indicator> changed = {indicator("kolada:N1", "ett, omdefinierad"), indicator("kolada:N3", "tre")};
  change = must(put_rows(*second, warehouse::indicator_table(), changed, {"kolada", true}, RunId{2}, later));
  EXPECT_EQ(change.inserted, 1);
  EXPECT_EQ(change.revised, 1);
  EXPECT_EQ(change.absent, 1);
  put_run(*second, {RunId{2}, later, {}});
  must(second->commit());

  EXPECT_EQ(one("select string_agg(title, ';' order by title) from core.indicator_open"), "ett, omdefinierad;tre");
  EXPECT_EQ(one("select string_agg(title, ';' order by title) from core.indicator_open", as_of("run:1")), "ett;två");
  EXPECT_EQ(one("select count(*) from core.indicator"), "4");
}

TEST_P(WarehouseContract, WhatATableTookIsCounted) {
  auto writer = this->writer();
  const auto put_units = [&](const std::vector<core::Unit>& units, bool complete, std::int64_t second) {
    return must(put_rows(*writer, warehouse::unit_table(), units, {"kolada", complete}, RunId{1},
                         now_.plus(std::chrono::seconds(second))));
  };
  auto counts =
      put_units({{"kolada:V1", "1981", "Åsen"}, {"kolada:V2", "1981", "Ön"}, {"kolada:V1", "1981", "Åsens"}}, true, 0);
  EXPECT_EQ(counts.read, 3);
  EXPECT_EQ(counts.inserted, 2);
  EXPECT_EQ(counts.duplicate, 1);
  EXPECT_EQ(counts.open_before, 0);
  EXPECT_EQ(counts.open_after, 2);
  counts = put_units({{"kolada:V1", "1981", "Åsens"}, {"kolada:V3", "1981", "Ny"}}, true, 1);
  EXPECT_EQ(counts.unchanged, 1);
  EXPECT_EQ(counts.inserted, 1);
  EXPECT_EQ(counts.absent, 1);
  EXPECT_EQ(counts.open_after, 2);
  counts = put_units({{"kolada:V3", "1980", "Ny"}}, false, 2);
  EXPECT_EQ(counts.revised, 1);
  EXPECT_EQ(counts.absent, 0);
  EXPECT_EQ(counts.open_after, 2);
}

TEST_P(WarehouseContract, APartialDimensionClosesNothing) {
  auto writer = this->writer();
  const std::vector<Indicator> both = {indicator("kolada:N1", "ett"), indicator("kolada:N2", "två")};
  must(put_rows(*writer, warehouse::indicator_table(), both, {"kolada", false}, RunId{1}, now_));
  const auto change = must(
      put_rows(*writer, warehouse::indicator_table(), std::span(both).first(1), {"kolada", false}, RunId{1}, now_));
  EXPECT_EQ(change.absent, 0);
  // And a complete one of another source neither.
  EXPECT_EQ(
      must(put_rows(*writer, warehouse::indicator_table(), std::vector<Indicator>(), {"scb", true}, RunId{1}, now_))
          .absent,
      0);
}

TEST_P(WarehouseContract, GroupsByYearUnitsAndPublications) {
  auto writer = this->writer();
  const std::vector<core::AreaMember> members = {
      {.group = "kolada:G1", .member = "1981", .year = 2024, .theme = "Liknande kommuner", .owner = "Sala"},
      {.group = "kolada:G2", .member = "1981", .year = 2025, .theme = "Liknande kommuner", .owner = "Sala"},
      {.group = "kolada:G2", .member = "1980", .year = 2025, .theme = "Liknande kommuner", .owner = "Sala"}};
  EXPECT_EQ(must(put_rows(*writer, warehouse::area_member_table(), members, {"kolada", true}, RunId{1}, now_)).inserted,
            3);
  const std::vector<core::Unit> units = {{.id = "kolada:V1", .area = "1981", .title = "Åsen"}};
  EXPECT_EQ(must(put_rows(*writer, warehouse::unit_table(), units, {"kolada", true}, RunId{1}, now_)).inserted, 1);
  const std::vector<core::IndicatorMember> groups = {{"kolada:G2KPI1", "Äldre", "kolada:N1"}};
  EXPECT_EQ(
      must(put_rows(*writer, warehouse::indicator_member_table(), groups, {"kolada", true}, RunId{1}, now_)).inserted,
      1);
  const std::vector<core::Publication> days = {
      {.indicator = "kolada:N1",
       .period = "2025",
       .preliminary = core::day_of(2026, 4, 1),
       .final = core::day_of(2026, 6, 1)},
      {.indicator = "kolada:N2", .period = "2025", .preliminary = {}, .final = core::day_of(2026, 6, 1)},
      {.indicator = "kolada:N1",
       .period = "2025",
       .preliminary = core::day_of(2026, 4, 8),
       .final = core::day_of(2026, 6, 1)}};
  EXPECT_EQ(must(put_rows(*writer, warehouse::publication_table(), days, {"kolada"}, RunId{1}, now_)).inserted, 2)
      << "loaded twice, the last counts";
  const std::vector<core::Area> areas = {{.id = "1981", .kind = "municipality", .title = "Sala", .source_id = "1981"}};
  EXPECT_EQ(must(put_rows(*writer, warehouse::area_table(), areas, {"kolada", true}, RunId{1}, now_)).inserted, 1);
  put_run(*writer, {RunId{1}, now_, {}});
  must(writer->commit());
  EXPECT_EQ(one("select count(*) from core.area_member_open where year = (select max(year) from core.area_member_open "
                "where theme = 'Liknande kommuner' and owner = 'Sala')"),
            "2");
  EXPECT_THAT(read("select indicator_id, expected from core.publication_open order by 1"),
              ElementsAre(ElementsAre("kolada:N1", "2026-04-08"), ElementsAre("kolada:N2", "2026-06-01")));
  EXPECT_EQ(one("select title from core.unit_open"), "Åsen");
  EXPECT_EQ(one("select group_title from core.indicator_member_open"), "Äldre");
}

TEST_P(WarehouseContract, OriginsThatCallAnAreaDifferentlyMakeNoVersions) {
  load({{.area = "1981", .value = 1}});  // a bare row of no origin
  const auto put_areas = [&](const std::string& origin, const std::string& title, int run) {
    auto writer = this->writer();
    const std::vector<core::Area> areas = {{.id = "1981", .kind = "municipality", .title = title, .source_id = "1981"},
                                           {.id = "1982", .kind = "municipality", .title = title, .source_id = "1982"}};
    const core::RunId id{run};
    const auto change =
        must(put_rows(*writer, warehouse::area_table(), areas, {origin, false}, id, must(writer->recorded_at(now_))));
    put_run(*writer, {id, must(writer->recorded_at(now_)), {}});
    must(writer->commit());
    EXPECT_EQ(change.filtered, origin == "scb" ? 2 : 0);
    return change.inserted + change.revised + change.absent;
  };
  EXPECT_EQ(put_areas("kolada", "Sala", 2), 2);
  for (int run = 3; run < 13; run += 2) {
    EXPECT_EQ(put_areas("scb", "Sala kommun", run), 0) << run;
    EXPECT_EQ(put_areas("kolada", "Sala", run + 1), 0) << run;
  }
  EXPECT_EQ(one("select title || ' ' || source from core.area_open where area_id = '1981'"), "Sala kolada");
  EXPECT_EQ(put_areas("kolada", "Sala stad", 13), 2) << "its own it may change";
}

TEST_P(WarehouseContract, WhatNoDimensionKnowsGetsABareRow) {
  load({{.area = "region:19", .value = 1, .unit = "kolada:V9"}});
  EXPECT_EQ(one("select source || ' ' || title from core.indicator_open"), "kolada kolada:N00001");
  EXPECT_EQ(one("select kind from core.area_open where area_id = 'region:19'"), "region");
  EXPECT_EQ(one("select title from core.unit_open"), "kolada:V9");
  EXPECT_EQ(one("select ou_id from core.observation_open"), "kolada:V9");
}

TEST_P(WarehouseContract, RunRecordsAreKept) {
  auto writer = this->writer();
  EXPECT_EQ(must(writer->next_run(RunId{9})).value, 9) << "never below what the journal knows";
  const std::vector<warehouse::CheckpointRow> first = {{"kolada", "data?q=1", now_, now_},
                                                       {"kolada", "data?q=2", now_, now_}};
  must(writer->put_checkpoints(RunId{9}, first));
  const Instant later = now_.plus(std::chrono::hours(1));
  const std::vector<warehouse::CheckpointRow> second = {{"kolada", "data?q=1", later, now_}};
  must(writer->put_checkpoints(RunId{9}, second));
  const std::vector<core::Reject> rejects = {
      {.raw = 3, .object = "data", .byte = 17, .field = "value", .error = "kolada.value", .shown = "x'y"},
      {.raw = 4,
       .object = "bilar.csv",
       .error = "codelists.not_found",
       .shown = "Falum",
       .suggestion = "Falun (2080)"}};
  must(writer->put_rejects(RunId{9}, rejects));
  const std::vector<core::Finding> findings = {{.code = "kolada.unknown_status",
                                                .severity = core::Severity::error,
                                                .subject = "N1",
                                                .what = "Okänd",
                                                .remedy = "Fråga",
                                                .count = 4,
                                                .facts = R"({"version":1})"}};
  must(writer->put_findings(RunId{9}, findings));
  put_run(*writer, {RunId{9}, now_, {}});
  must(writer->commit());
  const auto checkpoints = must(warehouse_->checkpoints("kolada"));
  ASSERT_THAT(checkpoints, SizeIs(2));
  EXPECT_EQ(checkpoints[0].complete_at, later);
  EXPECT_EQ(checkpoints[0].full_reload_at, now_);
  EXPECT_THAT(must(warehouse_->checkpoints("other")), IsEmpty());
  EXPECT_THAT(read("select byte, shown from meta.reject"),
              ElementsAre(ElementsAre("17", "x'y"), ElementsAre("0", "Falum (menas Falun (2080)?)")));
  EXPECT_THAT(read("select severity, count, facts from meta.finding"),
              ElementsAre(ElementsAre("error", "4", R"({"version":1})")));
  EXPECT_EQ(must(this->writer()->next_run(RunId{1})).value, 10);
}

TEST_P(WarehouseContract, ASecondWriterIsToldWhoHoldsIt) {
  const auto first = must(warehouse_->writer("run kolada"));
  const auto second = warehouse_->writer("release");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().error_class, core::ErrorClass::busy);
  EXPECT_EQ(second.error().code, "warehouse.locked");
  EXPECT_THAT(second.error().what, HasSubstr("run kolada"));
  EXPECT_THAT(second.error().remedy, HasSubstr("wait"));
}

TEST_P(WarehouseContract, AnAbandonedWriterLeavesNothing) {
  load({{.value = 1}});
  {
    auto writer = this->writer();
    StagedList staged;
    staged.add({.value = 2});
    must(writer->merge(staged, {.origin = "kolada"}, RunId{2}, now_.plus(std::chrono::hours(1)), {}));
  }
  EXPECT_EQ(one("select value from core.observation"), "1.0");
  EXPECT_EQ(load({{.value = 1}}).id.value, 2);
}

TEST_P(WarehouseContract, AStoppedMergeWritesNothing) {
  auto writer = this->writer();
  StagedList staged;
  staged.add({.value = 2});
  std::stop_source stop;
  stop.request_stop();
  const auto outcome = writer->merge(staged, {.origin = "kolada"}, RunId{1}, now_, stop.get_token());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error_class, core::ErrorClass::cancelled);
}

TEST_P(WarehouseContract, AFailedStatementDoesNotPublishHalf) {
  load({{.value = 1}});
  auto writer = this->writer();
  put_run(*writer, {RunId{2}, now_.plus(std::chrono::seconds(1)), {}});
  EXPECT_FALSE(writer->execute("insert into meta.run (run_id) values ('no number')"));
  std::ignore = writer->commit();
  writer.reset();
  // Whole or not at all: whichever the engine made of it, run 2 and what is read agree.
  EXPECT_EQ(one("select count(*) from core.observation"), "1");
  const auto runs = one("select count(*) from meta.run");
  EXPECT_TRUE(runs == "1" || runs == "2") << runs;
}

TEST_P(WarehouseContract, AnExtractIsReplacedAsAWhole) {
  const core::Schema schema{{"kod", core::Type::text, false}, {"belopp", core::Type::decimal, true, 38, 2}};
  const warehouse::Table viva{
      .schema = "extract", .name = "viva", .columns = schema, .keep = warehouse::Keep::replaced};
  const auto fill = [&](int rows) {
    auto writer = this->writer();
    core::Batch batch(schema);
    for (int i = 0; i < rows; ++i) {
      batch[0].append_text("åäö " + std::to_string(i));
      batch[1].append(*core::parse_decimal("123456789012345678901234567890123456.78", 38, 2));
    }
    const auto counts = must(writer->put(viva, warehouse::fill_of(std::move(batch)), {}, RunId{1}, now_));
    EXPECT_EQ(counts.inserted, rows);
    EXPECT_TRUE(counts.in_holds() && counts.out_holds());
    must(writer->commit());
    return counts.absent;
  };
  EXPECT_EQ(fill(5000), 0);
  EXPECT_EQ(one("select count(*) || ' ' || min(belopp) from extract.viva"),
            "5000 123456789012345678901234567890123456.78");
  EXPECT_EQ(fill(3), 5000);
  EXPECT_EQ(one("select count(*) from extract.viva"), "3");
  {
    auto writer = this->writer();
    const auto failed = writer->put(
        viva,
        [](const auto&) -> core::Result<> {
          return core::fail(core::ErrorClass::source, "odbc.lost", "the connection was lost");
        },
        {}, RunId{1}, now_);
    EXPECT_EQ(failed.error().code, "odbc.lost");
  }
  EXPECT_EQ(one("select count(*) from extract.viva"), "3");
}

}  // namespace

}  // namespace sluss::tests

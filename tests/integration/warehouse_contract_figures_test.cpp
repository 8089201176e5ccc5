// What the ledger returns of figures, definitions and areas. Each engine must answer alike.
#include "tests/integration/warehouse_contract.h"
#include "tests/tools/put_rows.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_checks.h"
#include "warehouse/ledger_held.h"

namespace sluss::tests {
namespace {

namespace ledger = warehouse::ledger;
using std::chrono::hours;
using std::chrono::microseconds;
using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;
using ::testing::SizeIs;

TEST_P(LedgerContract, OpenVersionsAreCountedWhateverARunSays) {
  EXPECT_EQ(must(ledger::open_versions(*reader())), 0);
  load({{.area = "1981", .value = 1}, {.area = "1980", .value = 1}, {.area = "SE", .value = 1}});
  load({{.area = "1981", .value = 2}});
  load({{.area = "1980", .deleted = true}});
  EXPECT_EQ(versions(), 4);
  EXPECT_EQ(must(ledger::open_versions(*reader())), 2);
  auto of_twelve_rows = record(9, "viva");
  of_twelve_rows.rows.open_after = 12;
  put(of_twelve_rows);
  EXPECT_EQ(must(ledger::open_versions(*reader())), 2);
  EXPECT_EQ(must(ledger::open_versions(*reader(as_of("run:1")))), 2) << "as the warehouse is now";
}

TEST_P(LedgerContract, LineageLeadsFromAFigureToItsRawObject) {
  const auto object = raw(7, "data/N1", 10, now_, "kolada/a.seg");
  put(record(1, "other"));
  auto writer = this->writer();
  StagedList staged;
  staged.add({.value = 12, .raw = 7});
  staged.add({.value = 2.5, .gender = core::Gender::women, .count = 3, .raw = 8, .bound = core::Bound::at_most});
  staged.add({.gender = core::Gender::men, .status = core::FactStatus::suppressed, .unit = "kolada:V1", .raw = 7});
  const Instant first = now_.plus(hours(5) + microseconds(1'500));
  must(writer->merge(staged, {.origin = "kolada"}, RunId{2}, first, {}));
  must(writer->put_raw_objects(RunId{2}, std::span(&object, 1)));
  auto stored = record(2, "kolada");
  stored.recorded_at = first;
  stored.details = R"({"configuration":"abc"})";
  must(writer->put_run(stored));
  must(writer->commit());
  now_ = first.plus(hours(1));
  const auto revised = load({{.value = 13, .raw = 1}});

  const ledger::FigureKey key{.indicator = "kolada:N00001", .area = "1981", .period = 2024};
  const auto reader = this->reader();
  const auto versions = must(ledger::lineage(*reader, key));
  ASSERT_THAT(versions, SizeIs(4));
  const auto& women = versions[0];
  EXPECT_EQ(women.gender, core::Gender::women);
  EXPECT_THAT(women.value, Optional(2.5));
  EXPECT_EQ(women.bound, core::Bound::at_most);
  EXPECT_EQ(women.count, 3);
  EXPECT_EQ(women.recorded_to, std::nullopt);
  EXPECT_FALSE(women.raw) << "its object is not known";
  const auto& total = versions[1];
  EXPECT_THAT(total.value, Optional(12.0));
  EXPECT_EQ(total.bound, core::Bound::exact);
  EXPECT_EQ(total.count, std::nullopt);
  EXPECT_EQ(total.status, core::FactStatus::final);
  EXPECT_EQ(total.recorded_from, first);
  EXPECT_EQ(total.recorded_to, revised.recorded_at);
  EXPECT_EQ(total.run.value, 2);
  ASSERT_TRUE(total.by);
  EXPECT_THAT(*total.by, FieldsAre("kolada", "run", stored.started_at, stored.details));
  EXPECT_EQ(total.sha256, object.sha256.hex());
  ASSERT_TRUE(total.raw);
  EXPECT_THAT(*total.raw, FieldsAre(7, "data/N1", "https://example.test/data/N1", 1,
                                    now_.plus(-(hours(6) + microseconds(1'500))), "kolada/a.seg"));
  EXPECT_EQ(versions[2].run, revised.id);
  const auto& unit = versions[3];
  EXPECT_EQ(unit.unit, "kolada:V1");
  EXPECT_EQ(unit.value, std::nullopt);
  EXPECT_EQ(unit.status, core::FactStatus::suppressed);

  auto narrower = key;
  narrower.gender = core::Gender::women;
  EXPECT_THAT(must(ledger::lineage(*reader, narrower)), SizeIs(1));
  narrower.kind = core::PeriodKind::month;
  EXPECT_THAT(must(ledger::lineage(*reader, narrower)), IsEmpty());
}

warehouse::ReadOptions in_sala() {
  warehouse::ReadOptions options;
  options.session.statements = {
      "create table session.municipality (area_id text, name text)",
      "insert into session.municipality values ('1981', 'Sala')",
      "create table session.indicator (indicator_id text, short_name text, measure text, decimals integer)",
      "insert into session.indicator values ('kolada:N00001', 'Kort', '%', 1)",
      "create table session.source (origin text, title text, attribution text)",
      "insert into session.source values ('kolada', 'Kolada', 'Källa: Kolada'), ('lokal', 'Lokal', 'Källa: lokal')"};
  return options;
}

TEST_P(LedgerContract, NewsAreWhatARunBroughtTheMunicipality) {
  using core::Bound;
  const auto first = load({{.period = 2023, .value = 1, .bound = Bound::at_most},
                           {.period = 2024, .value = 2},
                           {.indicator = "kolada:N00002", .value = 5},
                           {.area = "1980", .value = 9}});
  EXPECT_FALSE(must(ledger::news(*reader(in_sala()), first.id))) << "of the first run everything is new";
  EXPECT_THAT(must(ledger::news(*reader(in_sala()), first.id, ledger::FirstLoad::is_news)).value().figures, SizeIs(3))
      << "but of a file";
  EXPECT_FALSE(must(ledger::news(*reader(in_sala()), RunId{99})));
  const auto second = load({{.period = 2024, .value = 3, .bound = Bound::at_least},
                            {.period = 2025, .value = 4},
                            {.value = 7, .gender = core::Gender::women},
                            {.indicator = "kolada:N00002", .deleted = true},
                            {.indicator = "kolada:N00003", .status = core::FactStatus::suppressed},
                            {.area = "1980", .value = 10}},
                           ungated({}));
  const auto news = must(ledger::news(*reader(in_sala()), second.id));
  ASSERT_TRUE(news);
  EXPECT_EQ(news->job + news->origin, "koladakolada");
  EXPECT_EQ(news->attribution, "Källa: Kolada");
  EXPECT_EQ(news->recorded_at, second.recorded_at);
  EXPECT_EQ(news->removed, 1);
  EXPECT_EQ(news->indicators, 2);
  ASSERT_THAT(news->figures, SizeIs(3));
  using core::FactStatus;
  using core::PeriodKind;
  EXPECT_THAT(news->figures[0],
              FieldsAre("kolada:N00001", Optional(std::string("Kort")), 2024, Optional(PeriodKind::year), "%",
                        Optional(1), Optional(3.0), Bound::at_least, FactStatus::final, true, Optional(2.0),
                        Bound::exact, Optional(1.0), Bound::at_most));
  EXPECT_THAT(news->figures[1].old, std::nullopt);
  EXPECT_THAT(news->figures[1].earlier, Optional(3.0));
  EXPECT_EQ(news->figures[1].earlier_bound, Bound::at_least);
  EXPECT_FALSE(news->figures[1].revised);
  EXPECT_EQ(news->figures[2].value, std::nullopt);
  EXPECT_EQ(news->figures[2].status, FactStatus::suppressed);
  EXPECT_EQ(news->figures[2].decimals, std::nullopt);
  const auto third = load({{.area = "1980", .value = 11}});
  EXPECT_FALSE(must(ledger::news(*reader(in_sala()), third.id))) << "nothing of Sala";
}

TEST_P(LedgerContract, NewsQuoteThePublishersOfTheirFigures) {
  const auto bilar = "kolada:bilar.antal";
  load({{.indicator = bilar, .period = 2023, .value = 1}});
  auto options = in_sala();
  options.session.statements.push_back("insert into session.source values ('kolada:bilar', 'Bilar', 'Källa: Fordon')");
  const auto alone = load({{.indicator = bilar, .period = 2023, .value = 1}, {.indicator = bilar, .value = 2}});
  EXPECT_EQ(must(ledger::news(*reader(options), alone.id)).value().attribution, "Källa: Fordon");
  const auto both = load({{.indicator = bilar, .period = 2023, .value = 1},
                          {.indicator = bilar, .value = 2},
                          {.indicator = bilar, .period = 2025, .value = 3},
                          {.period = 2025, .value = 4}});
  EXPECT_EQ(must(ledger::news(*reader(options), both.id)).value().attribution, "Källa: Fordon; Kolada");
}

TEST_P(LedgerContract, DefinitionsAndAreasByName) {
  put(record(1, "kolada"), [&](warehouse::Writer& writer) {
    const std::vector<core::Indicator> indicators = {
        {.id = "kolada:N1", .source = "kolada", .title = "ett", .by_gender = true, .measure = "andel (%)"},
        {.id = "kolada:N2", .source = "kolada", .title = "två"}};
    must(put_rows(writer, warehouse::indicator_table(), indicators, {"kolada", true}, RunId{1}, now_));
    const std::vector<core::Area> areas = {
        {.id = "1981", .kind = "municipality", .title = "Sala", .source_id = "1981"},
        {.id = "0180", .kind = "municipality", .title = "Stockholm", .source_id = "0180"}};
    must(put_rows(writer, warehouse::area_table(), areas, {"kolada", true}, RunId{1}, now_));
  });
  const auto reader = this->reader();
  auto definitions = must(ledger::definitions(*reader, "kolada"));
  std::ranges::sort(definitions, {}, &ledger::Definition::indicator);
  EXPECT_THAT(definitions, ElementsAre(FieldsAre("kolada:N1", Optional(std::string("andel (%)")), Optional(true)),
                                       FieldsAre("kolada:N2", std::nullopt, std::nullopt)));
  EXPECT_THAT(must(ledger::definitions(*reader, "scb")), IsEmpty());
  const std::vector<std::string> areas = {"1981", "9999", "it's"};
  EXPECT_THAT(must(ledger::area_titles(*reader, areas)), ElementsAre(Pair("1981", "Sala")));
  EXPECT_THAT(must(ledger::area_titles(*reader, {})), IsEmpty());
}

TEST_P(LedgerContract, SwedishOrderPutsItsLettersLast) {
  const auto rows = read("select v from (values ('Öl'), ('al'), ('Ål'), ('zon'), ('éa'), ('Äl')) t(v) order by " +
                         ledger::swedish_order("v"));
  EXPECT_THAT(rows, ElementsAre(ElementsAre("al"), ElementsAre("éa"), ElementsAre("zon"), ElementsAre("Ål"),
                                ElementsAre("Äl"), ElementsAre("Öl")));
}

}  // namespace
}  // namespace sluss::tests

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/transforms/register/load_of.h"

namespace sluss::transforms::normalise {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* rader = R"(
[files]
names = ["bilar {year}.*"]

[[dimension]]
name = "regi"
title = "Regi"
values = ["Offentlig", "Enskild"]
titles = { Enskild = "Enskild regi" }

[[dimension]]
name = "alder"
title = "Ålder"

[[dimension]]
name = "kon"
title = "Kön"

[[measure]]
name = "antal"
title = "Antal bilar"
unit = "antal"
dimensions = ["regi", "alder", "kon"]

[[measure]]
name = "index"
title = "Index"

[[measure]]
name = "kvartal"
title = "Per kvartal"
period = "quarter"

[[measure]]
name = "tre_ar"
title = "Tre år"
period = "rolling_three_years"

[[table]]
name = "rader"

[[table.column]]
name = "matt"
heading = "Mått"

[[table.column]]
name = "omrade"
heading = "Område"

[[table.column]]
name = "period"
heading = "Period"

[[table.column]]
name = "varde"
heading = "Värde"
type = "number"

[[table.column]]
name = "status"
heading = "Status"

[[table.column]]
name = "regi"
heading = "Regi"
required = false

[[table.column]]
name = "alder"
heading = "Ålder"
required = false

[[table.column]]
name = "kon"
heading = "Kön"
required = false

[[table.column]]
name = "enhet"
heading = "Enhet"
required = false

[facts]
select = """
select matt as measure, omrade as area, period, varde as value, status, regi, alder, kon, enhet as unit,
       varde as least, varde as most
from rader
"""
)";

const std::vector<std::string> heading{"Mått", "Område", "Period", "Värde", "Status", "Regi", "Ålder", "Kön", "Enhet"};

/// Beside a row that is always right.
Loaded load_rows(Cells rows, const LoadOptions& options = {}) {
  rows.insert(rows.begin(), {heading, {"index", "SE", "1999", "=1"}});
  return load_of(mapping_of(rader), std::move(rows), options);
}

Lines without_the_first(Lines lines) {
  std::erase(lines, "bilar.index SE 1999 T 1 final");
  return lines;
}

TEST(RegisterFigures, HaveTheirDimensionsInTheirIds) {
  const auto loaded = load_rows({{"antal", "1981", "2025", "=1", "", "Offentlig", "65+"},
                                 {"antal", "1981", "2025", "=2", "", "enskild", "65+"},
                                 {"antal", "1981", "2025", "=3", "", "", "65+"},
                                 {"antal", "1981", "2025", "=4"}});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(without_the_first(loaded.facts),
              ElementsAre("bilar.antal[alder=65plus;regi=offentlig] 1981 2025 T 1 final",
                          "bilar.antal[alder=65plus;regi=enskild] 1981 2025 T 2 final",
                          "bilar.antal[alder=65plus] 1981 2025 T 3 final", "bilar.antal 1981 2025 T 4 final"));
  ASSERT_EQ(loaded.dimensions.indicators.size(), 5U);
  EXPECT_FALSE(loaded.dimensions.indicators_complete) << "other files have other indicators";
  const auto& indicator = loaded.dimensions.indicators[1];
  EXPECT_EQ(indicator.id, "register:bilar.antal[alder=65plus;regi=enskild]");
  EXPECT_EQ(indicator.title, "Antal bilar, Regi: Enskild regi, Ålder: 65+");
  EXPECT_EQ(loaded.dimensions.indicators[2].title, "Antal bilar, Regi: Offentlig, Ålder: 65+") << "it has no title";
  EXPECT_EQ(indicator.source, "register");
  EXPECT_EQ(indicator.measure, "antal");
  EXPECT_EQ(indicator.by_gender, true);
  EXPECT_EQ(indicator.description, "Bilar.");
  EXPECT_EQ(loaded.dimensions.indicators.back().by_gender, false);
}

TEST(RegisterFigures, ADimensionsValuesAreThoseOfTheMapping) {
  const auto loaded = load_rows({{"antal", "1981", "2025", "=1", "", "Ideell"},
                                 {"index", "1981", "2025", "=1", "", "Offentlig"},
                                 {"antal", "1981", "2025", "=1", "", "", "!"},
                                 {"antal", "1981", "2025", "=1", "", "", "a b"},
                                 {"antal", "1981", "2025", "=1", "", "", "a, b"},
                                 {"antal", "1981", "2025", "=1", "", "", std::string(200, 'x')},
                                 {"antall", "1981", "2025", "=1"},
                                 {"", "1981", "2025", "=1"}});
  EXPECT_THAT(without_the_first(loaded.facts), ElementsAre("bilar.antal[alder=a-b] 1981 2025 T 1 final"));
  EXPECT_THAT(loaded.rejects,
              testing::UnorderedElementsAre("register.dimension regi 0 Ideell", "register.dimension regi 0 Offentlig",
                                            "register.dimension alder 0 !", "register.dimension_twice alder 0 a, b",
                                            StartsWith("register.indicator_id measure 0 bilar.antal[alder=xxxx"),
                                            "register.measure measure 0 antall", "register.measure measure 0 "));
  EXPECT_EQ(loaded.counts.read, 9);
  EXPECT_EQ(loaded.counts.facts, 2);
  EXPECT_EQ(loaded.counts.rejected, 7);
}

TEST(RegisterFigures, GenderIsADimensionOfItsOwn) {
  const auto loaded = load_rows({{"antal", "1981", "2025", "=1", "", "", "", "Kvinnor"},
                                 {"antal", "1981", "2025", "=2", "", "", "", "M"},
                                 {"antal", "1981", "2025", "=3", "", "", "", "totalt"},
                                 {"index", "1981", "2025", "=4", "", "", "", "T"},
                                 {"index", "2080", "2025", "=5", "", "", "", "K"},
                                 {"antal", "2080", "2025", "=6", "", "", "", "1"}});
  EXPECT_THAT(without_the_first(loaded.facts),
              testing::UnorderedElementsAre("bilar.antal 1981 2025 K 1 final", "bilar.antal 1981 2025 M 2 final",
                                            "bilar.antal 1981 2025 T 3 final", "bilar.index 1981 2025 T 4 final"));
  EXPECT_THAT(loaded.rejects,
              testing::UnorderedElementsAre("register.dimension kon 0 K", "register.dimension kon 0 1"));
}

TEST(RegisterFigures, StatusesAndBounds) {
  const auto loaded = load_rows({{"index", "0114", "2025", "=1", "final"},
                                 {"index", "0115", "2025", "=1", "preliminary"},
                                 {"index", "0117", "2025", "", ""},
                                 {"index", "0120", "2025", "", "suppressed"},
                                 {"index", "0123", "2025", "", "not_applicable"},
                                 {"index", "0125", "2025", "=5", "at_least"},
                                 {"index", "0126", "2025", "=6", "at_most"},
                                 {"index", "0127", "2025", "=7", "missing"},
                                 {"index", "0128", "2025", "", "final"},
                                 {"index", "0136", "2025", "", "at_least"},
                                 {"index", "0138", "2025", "=8", "slutlig"}});
  EXPECT_THAT(without_the_first(loaded.facts),
              ElementsAre("bilar.index 0114 2025 T 1 final", "bilar.index 0115 2025 T 1 preliminary",
                          "bilar.index 0117 2025 T ~ missing", "bilar.index 0120 2025 T ~ suppressed",
                          "bilar.index 0123 2025 T ~ not_applicable", "bilar.index 0125 2025 T 5 final at_least",
                          "bilar.index 0126 2025 T 6 final at_most", "bilar.index 0127 2025 T ~ contradictory",
                          "bilar.index 0128 2025 T ~ contradictory"));
  EXPECT_THAT(loaded.rejects, ElementsAre("register.value value 0 ", "register.status status 0 slutlig"));
  EXPECT_THAT(loaded.findings, ElementsAre(StartsWith("register.contradictory bilar 2: ")));
}

TEST(RegisterFigures, ANumberThatIsNotFiniteIsNone) {
  auto mapping = mapping_of(rader);
  mapping.select =
      "select matt as measure, omrade as area, period, cast('inf' as double) as value from rader union all select "
      "'index', 'SE', '2025', 1";
  const auto loaded = load_of(mapping, {heading, {"index", "1981", "2025", "=1"}});
  EXPECT_THAT(loaded.facts, ElementsAre("bilar.index SE 2025 T 1 final"));
  EXPECT_THAT(loaded.rejects, ElementsAre("register.value value 0 "));
}

TEST(RegisterFigures, PeriodsAreOfTheMeasuresKind) {
  const auto loaded = load_rows({{"kvartal", "1981", "2025Q3", "=1"},
                                 {"tre_ar", "1981", "2025", "=1"},
                                 {"tre_ar", "1981", "2022--2024", "=1"},
                                 {"index", "1981", "2025-10", "=1"},
                                 {"kvartal", "1981", "2025", "=1"},
                                 {"index", "1981", "i år", "=1"},
                                 {"index", "1981", "", "=1"}});
  EXPECT_THAT(without_the_first(loaded.facts),
              ElementsAre("bilar.kvartal 1981 2025Q3 T 1 final", "bilar.tre_ar 1981 2022--2024 T 1 final",
                          "bilar.tre_ar 1981 2023--2025 T 1 final"));
  EXPECT_THAT(loaded.rejects, testing::UnorderedElementsAre(
                                  "register.period_kind period 0 2025-10", "register.period_kind period 0 2025",
                                  "register.period_kind period 0 i år", "register.period_kind period 0 "));
  const auto other =
      load_rows({{"index", "1981", "2025-10", "=1"}}, {.period_kinds = {{"bilar.index", core::PeriodKind::month}}});
  EXPECT_THAT(other.facts, ElementsAre("bilar.index 1981 2025-10 T 1 final"));
}

TEST(RegisterFigures, AreasAreIdsOrWhatAFileHas) {
  const auto loaded = load_rows({{"index", "SE", "2025", "=1"},
                                 {"index", "county:19", "2025", "=1"},
                                 {"index", "Västmanlands län", "2024", "=1"},
                                 {"index", "180", "2025", "=1"},
                                 {"index", "0331", "2006", "=1"},
                                 {"index", "Heby", "2006", "=1"},
                                 {"index", "9999", "2025", "=1"},
                                 {"index", "0199", "2025", "=1"},
                                 {"index", "Salla", "2025", "=1"},
                                 {"index", "", "2025", "=1"},
                                 {"index", "Uppgift saknas", "2025", "=1"}});
  EXPECT_THAT(without_the_first(loaded.facts),
              testing::UnorderedElementsAre("bilar.index SE 2025 T 1 final", "bilar.index county:19 2025 T 1 final",
                                            "bilar.index county:19 2024 T 1 final", "bilar.index 0180 2025 T 1 final",
                                            "bilar.index 0331 2006 T 1 final", "bilar.index 1917 2006 T 1 final"));
  EXPECT_THAT(loaded.rejects,
              testing::UnorderedElementsAre("codelists.not_found area 0 9999", "codelists.not_found area 0 0199",
                                            "codelists.not_found area 0 Salla"));
  EXPECT_EQ(loaded.raw_rejects[0].series, Lines{"bilar.index"}) << "only this indicator's absence is not proved";
  EXPECT_EQ(loaded.raw_rejects[0].touches, core::Touches::series);
  EXPECT_TRUE(loaded.raw_rejects[0].decoded);
  EXPECT_EQ(loaded.counts.filtered, 2);
  EXPECT_EQ(loaded.counts.read, loaded.counts.facts + loaded.counts.filtered + loaded.counts.rejected);
  EXPECT_THAT(loaded.findings, testing::Contains(StartsWith("register.no_area bilar 2: ")));
}

TEST(RegisterFigures, OfUnits) {
  auto mapping = mapping_of(rader);
  mapping.units = {{.id = "SE-1", .name = "Ekbacken"}};
  mapping.tables[0].columns.back().type = connectors::registers::ColumnType::unit;
  const auto loaded = load_of(mapping, {heading,
                                        {"index", "1981", "2025", "=1", "", "", "", "", "ekbacken"},
                                        {"index", "1981", "2025", "=2", "", "", "", "", "Björken"},
                                        {"index", "2080", "2024", "=3"}});
  EXPECT_THAT(loaded.facts, ElementsAre("bilar.index 1981 2025 T 1 final SE-1",
                                        "bilar.index 1981 2025 T 2 final register:bilar.1981.bjorken",
                                        "bilar.index 2080 2024 T 3 final"));
  ASSERT_EQ(loaded.dimensions.units.size(), 2U);
  EXPECT_EQ(loaded.dimensions.units[0], (core::Unit{.id = "SE-1", .area = "1981", .title = "Ekbacken"}));
  EXPECT_EQ(loaded.dimensions.units[1],
            (core::Unit{.id = "register:bilar.1981.bjorken", .area = "1981", .title = "Björken"}));
  EXPECT_THAT(loaded.coverage,
              ElementsAre("areas year 2024-2024: register:bilar.index", "units year 2025-2025: register:bilar.index"));
}

/// A file of units with the municipality of each row.
connectors::registers::Mapping units_with_areas() {
  auto mapping = mapping_of(rader);
  mapping.tables[0].columns[1].type = connectors::registers::ColumnType::area;
  mapping.tables[0].columns.back().type = connectors::registers::ColumnType::unit;
  return mapping;
}

TEST(RegisterFigures, OneNameInTwoMunicipalitiesIsTwoUnits) {
  const auto loaded =
      load_of(units_with_areas(), {heading,
                                   {"index", "0305", "2025", "=1", "", "", "", "", "Sälgkullen, boende"},
                                   {"index", "0643", "2025", "=2", "", "", "", "", "Sälgkullen boende"},
                                   {"index", "0643", "2024", "=3", "", "", "", "", "sälgkullen boende"}});
  EXPECT_THAT(loaded.facts,
              testing::UnorderedElementsAre("bilar.index 0305 2025 T 1 final register:bilar.0305.salgkullen-boende",
                                            "bilar.index 0643 2025 T 2 final register:bilar.0643.salgkullen-boende",
                                            "bilar.index 0643 2024 T 3 final register:bilar.0643.salgkullen-boende"));
  EXPECT_THAT(
      loaded.dimensions.units,
      ElementsAre(
          core::Unit{.id = "register:bilar.0305.salgkullen-boende", .area = "0305", .title = "Sälgkullen, boende"},
          core::Unit{.id = "register:bilar.0643.salgkullen-boende", .area = "0643", .title = "Sälgkullen boende"}));
  EXPECT_THAT(loaded.findings,
              ElementsAre("register.unit_unknown bilar 2: Enheter som inte finns i mappningen; de har fått id efter "
                          "områdets kod och sitt namn: Sälgkullen, boende (Håbo); Sälgkullen boende (Habo)."));
}

TEST(RegisterFigures, TwoNamesUnderOneUnitsIdAreReported) {
  const Cells rows{heading,
                   {"index", "0305", "2024", "=1", "", "", "", "", "Sälgkullen, boende"},
                   {"index", "0305", "2025", "=2", "", "", "", "", "Sälgkullen boende"}};
  const std::string both =
      "register.unit_names bilar 1: Enheter med olika namn som har fått samma id; de räknas som en: ”Sälgkullen, "
      "boende” och ”Sälgkullen boende” (Håbo).";
  EXPECT_THAT(load_of(units_with_areas(), rows).findings, testing::Contains(both));
  EXPECT_THAT(load_of(mapping_of(rader), rows).findings, testing::Contains(both)) << "units as texts of the SELECT";
}

TEST(RegisterFigures, AListedUnitInTwoAreasIsReported) {
  auto mapping = units_with_areas();
  mapping.units = {{.id = "SE-1", .name = "Ekbacken"}};
  const auto loaded = load_of(mapping, {heading,
                                        {"index", "1981", "2025", "=1", "", "", "", "", "Ekbacken"},
                                        {"index", "2080", "2025", "=2", "", "", "", "", "ekbacken"},
                                        {"index", "2080", "2024", "=3", "", "", "", "", "ekbacken"}});
  EXPECT_THAT(loaded.findings, ElementsAre("register.unit_areas bilar 1: Enheter som har siffror i flera områden; de "
                                           "visas i det första: Ekbacken (Sala och Falun)."));
}

/// Of a list of municipalities whose row of the own one means nothing: that is said, and of no other file.
TEST(RegisterFigures, TheOwnMunicipalityThatIsLeftOutIsReported) {
  auto mapping = mapping_of(rader);
  mapping.tables[0].columns[1].type = connectors::registers::ColumnType::area;
  const auto own = [&](const std::string& name, const std::string& municipality) {
    const auto loaded = load_of(mapping, {heading, {"index", "Heby", "2024", "=1"}, {"index", name, "2024", "=2"}},
                                {.municipality = municipality});
    std::string found;
    for (const auto& one : loaded.findings)
      if (one.starts_with("register.own_missing")) found += one;
    return found;
  };
  EXPECT_EQ(own("Salaa", "1981"),
            "register.own_missing Sala 1: Er egen kommun, Sala, är inte med. Det som gällde för den förut gäller.");
  EXPECT_EQ(own("Faluun", "0331"), "") << "it is in";
  EXPECT_EQ(own("Falun", "1981"), "") << "nothing is left out: the file is of others";
  EXPECT_EQ(own("Salaa", ""), "");
}

/// What is made of a county's municipalities and is missing, because one of them is: both are named.
TEST(RegisterFigures, TheCountyWhoseFigureIsMissingIsNamedWithTheMunicipalityThatLacks) {
  auto mapping = mapping_of(rader);
  mapping.tables[0].columns[1].type = connectors::registers::ColumnType::area;
  const auto told = [&](const std::string& areas, const Lines& municipalities) {
    mapping.select =
        "select 'index' as measure, omrade as area, '2024' as period, varde as value from rader union all "
        "select 'index', made.area, '2024', cast(null as double) from (values " +
        areas + ") as made(area)";
    Cells rows{heading};
    for (const auto& code : municipalities) rows.push_back({"index", code, "2024", "=1"});
    std::string found;
    for (const auto& one : load_of(mapping, std::move(rows)).findings)
      if (one.starts_with("register.means_missing")) found += one;
    return found;
  };
  const Lines but_sala{"1904", "1907", "1960", "1961", "1962", "1980", "1982", "1983", "1984"};
  const std::string begin = "Tal som räknas ut ur kommunerna i filen saknas för ";
  EXPECT_EQ(told("('county:19'), ('SE')", but_sala),
            "register.means_missing bilar 2: " + begin + "Västmanlands län (Sala är inte med) och riket.");
  EXPECT_EQ(told("('county:03'), ('county:19')", {"0331", "1980"}),
            "register.means_missing bilar 2: " + begin +
                "Uppsala län (Håbo, Älvkarleby, Knivsta med flera är inte med) och Västmanlands län (Skinnskatteberg, "
                "Surahammar, Kungsör med flera är inte med).");
  EXPECT_THAT(
      told("('county:01'), ('county:03'), ('county:04'), ('county:05'), ('county:06'), ('county:07')", {"1981"}),
      testing::HasSubstr(") och 1 län till."));
  auto all = but_sala;
  all.emplace_back("1981");
  EXPECT_EQ(told("('county:19')", all), "") << "it lacks none of its own: it is missing for another reason";
  EXPECT_EQ(told("('county:19')", {"county:03"}), "") << "the file has no municipalities to make it of";
}

TEST(RegisterFigures, ARowWithTwoAreasThatAreNotKnownIsOne) {
  auto mapping = mapping_of(rader);
  for (const auto at : {1U, 5U}) mapping.tables[0].columns[at].type = connectors::registers::ColumnType::area;
  mapping.select = "select 'index' as measure, omrade as area, '2024' as period, varde as value from rader";
  const auto loaded = load_of(mapping, {heading,
                                        {"index", "Salaa", "2024", "=1", "", "Faluum"},
                                        {"index", "Sala", "2024", "=1", "", "Faluum"},
                                        {"index", "Heby", "2024", "=1", "", "Falun"}});
  Lines unknown;
  for (const auto& one : loaded.findings)
    if (one.starts_with("register.area_unknown")) unknown.push_back(one.substr(0, one.find(':')));
  EXPECT_THAT(unknown, ElementsAre("register.area_unknown rader.omrade 1", "register.area_unknown rader.regi 1"));
}

/// "row column: shown"
Lines rows_of(const core::Unmet& unmet) {
  Lines rows;
  for (const auto& row : unmet.rows) rows.push_back(std::to_string(row.row) + " " + row.column + ": " + row.shown);
  return rows;
}

TEST(RegisterFigures, TwoRowsThatSayDifferentThingsAreHeldWithBoth) {
  auto mapping = mapping_of(rader);
  mapping.tables[0].columns[1].type = connectors::registers::ColumnType::area;
  mapping.tables[0].columns[2].type = connectors::registers::ColumnType::period;
  const auto loaded = load_of(mapping, {heading,
                                        {"index", "1917", "2006", "=380"},
                                        {"index", "Heby", "2006", "=244"},
                                        {"index", "0331", "2007", "=244"},
                                        {"antal", "1981", "2006", "=4", "at_most", "Offentlig", "65+"},
                                        {"antal", "1981", "2006", "", "suppressed", "offentlig", "65+", "T"},
                                        {"antal", "1981", "2006", "=4", "", "Enskild", "65+"}});
  ASSERT_EQ(loaded.unmet.size(), 1U);
  const auto& unmet = loaded.unmet.front();
  EXPECT_EQ(unmet.table + " " + unmet.kind, "facts one_value");
  EXPECT_EQ(unmet.count, 2);
  EXPECT_EQ(
      unmet.outcome,
      "2 uppgifter har flera värden: Sala 2006, Antal bilar (65plus, offentlig): ≤ 4 och skyddad; Heby 2006, Index: "
      "244 och 380.");
  EXPECT_THAT(rows_of(unmet), ElementsAre("5 Sala 2006, Antal bilar (65plus, offentlig): ≤ 4",
                                          "6 Sala 2006, Antal bilar (65plus, offentlig): skyddad",
                                          "3 Heby 2006, Index: 244", "2 Heby 2006, Index: 380"));
  // Who lets it through gets neither: the last that is said counts.
  ASSERT_THAT(loaded.facts, ::testing::SizeIs(8));
  EXPECT_EQ(loaded.facts[6], "bilar.antal[alder=65plus;regi=offentlig] 1981 2006 T ~ contradictory");
  EXPECT_EQ(loaded.facts[7], "bilar.index 1917 2006 T ~ contradictory");
  EXPECT_EQ(loaded.raw_facts[7].position, 7U);
}

TEST(RegisterFigures, RowsThatSayTheSameTwiceAreOne) {
  const auto loaded = load_rows({{"index", "1917", "2006", "=380"},
                                 {"index", "1917", "2006", "=380"},
                                 {"index", "1981", "2006", ""},
                                 {"index", "1981", "2006", ""},
                                 {"antal", "1981", "2006", "=1", "", "", "", "K"},
                                 {"antal", "1981", "2006", "=2", "", "", "", "M"},
                                 {"antal", "1981", "2006", "=3", "", "", "", "", "Ekbacken"},
                                 {"antal", "1981", "2006", "=4", "", "", "", "", "Björken"}});
  EXPECT_THAT(loaded.unmet, IsEmpty());
  EXPECT_EQ(loaded.facts.size(), 9U);
}

TEST(RegisterFigures, ValuesThatDifferInTheSeventhDecimalAreTwoAsInTheMerge) {
  const auto loaded = load_rows({{"index", "1917", "2006", "=380"},
                                 {"index", "1917", "2006", "=380.0000001"},
                                 {"index", "1981", "2006", "=71.9"},
                                 {"index", "1981", "2006", "=71.90"}});
  ASSERT_EQ(loaded.unmet.size(), 1U);
  EXPECT_EQ(loaded.unmet[0].outcome, "En uppgift har flera värden: Heby 2006, Index: 380 och 380,0000001.");
}

TEST(RegisterFigures, OfManyThatSayTwoThingsTheFirstAreNamed) {
  Cells rows;
  for (int i = 0; i < 3000; ++i)
    for (const auto* value : {"=1", "=2"}) rows.push_back({"antal", "1981", "2006", value, "", "", std::to_string(i)});
  const auto loaded = load_rows(rows);
  ASSERT_EQ(loaded.unmet.size(), 1U);
  EXPECT_EQ(loaded.unmet[0].count, 3000);
  EXPECT_LE(loaded.unmet[0].rows.size(), core::Unmet::most_rows);
  EXPECT_EQ(
      loaded.unmet[0].outcome,
      "3\u00A0000 uppgifter har flera värden: Sala 2006, Antal bilar (0): 1 och 2, och 2\u00A0999 uppgifter till.");
  Cells of_areas;
  for (const auto* area : {"0114", "0115", "0117", "0120", "0123", "0125", "0126", "0127"})
    for (const auto* value : {"=1", "=2"}) of_areas.push_back({"index", area, "2006", value});
  const auto others = load_rows(of_areas);
  ASSERT_EQ(others.unmet.size(), 1U);
  EXPECT_TRUE(others.unmet[0].outcome.ends_with(" och 2 till.")) << others.unmet[0].outcome;
  EXPECT_EQ(loaded.facts.size(), 9001U);
}

TEST(RegisterFigures, RowsOfWhichNoneCameAreTold) {
  auto mapping = mapping_of(rader);
  mapping.tables[0].rules = {{.level = "rike", .where = {{.name = "omrade", .texts = {"SE"}}}}, {.level = "kommun"}};
  mapping.tables.push_back(mapping.tables[0]);
  mapping.tables[1].name = "andra";
  mapping.tables[0].files = {"ena.csv"};
  mapping.tables[1].files = {"andra.csv"};
  mapping.select =
      "select matt as measure, omrade as area, period, varde as value from rader where coalesce(alder, '') = '' and "
      "level = 'kommun' union all "
      "select matt, omrade, period, varde from andra where alder = 'x'";
  const Cells one{
      heading, {"index", "SE", "2024", "=1"}, {"index", "1981", "2024", "=1"}, {"index", "1981", "2025", "=2"}};
  const auto loaded = load_of(mapping, "bilar 2025.zip",
                              {{"ena.csv", {{.name = "", .rows = one}}}, {"andra.csv", {{.name = "", .rows = one}}}});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_EQ(
      loaded.used,
      (std::vector<UsedRows>{
          {"rader", "kommun", 2, 2}, {"rader", "rike", 1, 0}, {"andra", "kommun", 2, 0}, {"andra", "rike", 1, 0}}));
  EXPECT_THAT(loaded.findings,
              ElementsAre("register.rows_unused rader 1: 3 rader i tabellen rader gav 2 uppgifter (uppgifter av rader, "
                          "kommun: 2 av 2, rike: 0 av 1).",
                          "register.rows_unused andra 3: 3 rader i tabellen andra gav inga uppgifter (uppgifter av "
                          "rader, kommun: 0 av 2, rike: 0 av 1)."));
}

TEST(RegisterFigures, ASumUsesTheRowsItIsMadeOf) {
  auto mapping = mapping_of(rader);
  mapping.select = "select matt as measure, 'SE' as area, period, sum(varde) as value from rader group by all";
  const auto loaded = load_of(mapping, {heading, {"index", "1981", "2025", "=1"}, {"index", "2080", "2025", "=2"}});
  EXPECT_EQ(loaded.used, (std::vector<UsedRows>{{"rader", "", 2, 1}}));
  EXPECT_THAT(loaded.findings, IsEmpty());
}

TEST(RegisterFigures, CoverTheMeasuresAndPeriodsOfTheLoad) {
  auto mapping = mapping_of(rader);
  const Cells rows{heading,
                   {"index", "1981", "2020", "=1"},
                   {"index", "1981", "2021", "=1"},
                   {"antal", "1981", "2024", "=1", "", "Offentlig"},
                   {"kvartal", "1981", "2024Q4", "=1"},
                   {"kvartal", "1981", "2025Q1", "=1"}};
  const auto loaded = load_of(mapping, rows);
  EXPECT_THAT(loaded.coverage,
              ElementsAre("areas year 2020-2021: register:bilar.antal[regi=offentlig] register:bilar.index",
                          "areas year 2024-2024: register:bilar.antal[regi=offentlig] register:bilar.index",
                          "areas quarter 20244-20251: register:bilar.kvartal"));
  mapping.partial = true;
  EXPECT_THAT(load_of(mapping, rows).coverage, IsEmpty());
}

TEST(RegisterFigures, NotOneIsAnError) {
  const auto loaded = load_of(mapping_of(rader), {heading, {"okänt", "1981", "2025", "=1"}});
  EXPECT_EQ(loaded.error,
            "register.no_figures: not one of the 1 rows of the SELECT is a figure; of the first measure is wrong "
            "(register.measure): okänt");
  const auto none = load_of(mapping_of(rader), {heading});
  EXPECT_EQ(none.error, "none");
  EXPECT_THAT(none.coverage, IsEmpty());
}

TEST(RegisterFigures, EqualRowsGiveEqualFactsInOneOrder) {
  Cells rows{heading};
  for (int i = 0; i < 5000; ++i)
    rows.push_back(
        {"antal", "1981", std::to_string(1990 + i % 30), "=" + std::to_string(i), "", "", std::to_string(i)});
  auto mapping = mapping_of(rader);
  mapping.select =
      "select 'antal' as measure, omrade as area, period, sum(varde) as value, alder from rader group by all";
  const auto once = load_of(mapping, rows);
  const auto again = load_of(mapping, rows);
  ASSERT_EQ(once.raw_facts.size(), 5000U);
  EXPECT_EQ(once.facts, again.facts);
  std::reverse(rows.begin() + 1, rows.end());
  EXPECT_EQ(load_of(mapping, rows).facts, once.facts) << "whatever the order of the file";
  for (std::uint32_t i = 0; i < once.raw_facts.size(); ++i) {
    ASSERT_EQ(once.raw_facts[i].position, i);
    ASSERT_EQ(once.raw_facts[i].raw, 7U);
  }
}

TEST(RegisterLoad, WithoutAnExtentThereIsNothing) {
  KeptOutput output;
  const auto normaliser = make_register({.origin = "register"}, output);
  const auto finished = normaliser->finish();
  ASSERT_TRUE(finished);
  EXPECT_THAT(finished->indicators, IsEmpty());
  EXPECT_EQ(normaliser->begin("{}").error().code, "archive.resolution");
}

TEST(RegisterLoad, ABrokenCodeListIsAnError) {
  auto extent = extent_of(mapping_of(rader), "bilar 2025.xlsx", "2025");
  extent.codelists["kommuner"] = "title = 3";
  KeptOutput output;
  const auto normaliser = make_register({.origin = "register"}, output);
  const auto begun = normaliser->begin(connectors::registers::extent_text(extent));
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().place.file, "kommuner.toml");
}

TEST(RegisterLoad, OfAnotherFileNothingIsKnownToBeAbsent) {
  KeptOutput output;
  const auto mapping = mapping_of(rader);
  const auto extent = extent_of(mapping, "bilar 2025.xlsx", "2025");
  const auto normaliser = make_register({.origin = "register"}, output);
  ASSERT_TRUE(normaliser->begin(connectors::registers::extent_text(extent)));
  Files files{{"bilar 2025.xlsx", {{.name = "", .rows = {heading, {"index", "1981", "2025", "=1"}}}}}};
  ASSERT_TRUE(read_file(mapping, "bilar 2025.xlsx", files, *normaliser));
  ASSERT_TRUE(normaliser->finish());
  EXPECT_EQ(normaliser->coverage(connectors::registers::extent_text(extent))->size(), 1U);
  auto other = extent;
  other.file.sha256 = std::string(64, 'b');
  EXPECT_THAT(*normaliser->coverage(connectors::registers::extent_text(other)), IsEmpty());
}

constexpr const char* bounded = R"(
[files]
names = ["bilar {year}.*"]

[[mark]]
texts = ["<{n:number}"]
status = "at_most"
below = "{n}"

[[measure]]
name = "antal"
title = "Antal bilar"

[[table]]
name = "t"

[[table.column]]
name = "omrade"
heading = "Område"

[[table.column]]
name = "x"
heading = "Antal"
type = "integer"

[facts]
select = "select 'antal' as measure, omrade as area, '2025' as period, sum(x) as value from t group by omrade"
)";

TEST(RegisterFigures, CellsThatAreBoundsAreToldWhereNoFigureIs) {
  const Cells rows{{"Område", "Antal"}, {"1981", "=7"}, {"1981", "<5"}, {"1980", "=3"}};
  auto mapping = mapping_of(bounded);
  const auto exact = load_of(mapping, rows);
  EXPECT_THAT(exact.facts,
              testing::UnorderedElementsAre("bilar.antal 1981 2025 T 7 final", "bilar.antal 1980 2025 T 3 final"));
  EXPECT_THAT(exact.findings, ElementsAre(StartsWith("register.bounds_unused bilar 1: Celler i filen är gränser")));
  mapping.select =
      "select 'antal' as measure, omrade as area, '2025' as period, sum(x_least) as value, case when "
      "bool_or(x_status in ('at_least', 'at_most')) then 'at_least' else 'final' end as status from t group by omrade";
  const auto as_bound = load_of(mapping, rows);
  EXPECT_THAT(as_bound.facts, testing::UnorderedElementsAre("bilar.antal 1981 2025 T 7 final at_least",
                                                            "bilar.antal 1980 2025 T 3 final"));
  EXPECT_THAT(as_bound.findings, IsEmpty());
  EXPECT_THAT(load_of(mapping_of(bounded), {rows[0], rows[1], rows[3]}).findings, IsEmpty()) << "no cell is a bound";
}

}  // namespace
}  // namespace sluss::transforms::normalise

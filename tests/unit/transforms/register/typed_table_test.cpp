#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/transforms/register/load_of.h"

namespace sluss::transforms::normalise {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* areas = R"(
[files]
names = ["bilar {year}.*"]

[[area]]
code = "0980"
aliases = ["Region Gotland"]

[[area]]
code = "region:20"
aliases = ["Landstinget bortom skogarna"]

[[table]]
name = "bilar"

[[table.column]]
name = "niva"
heading = "Nivå"

[[table.column]]
name = "kommun"
heading = "Kommun"
type = "area"

[[table.column]]
name = "period"
heading = "År"
type = "period"

[[table.rule]]
level = "län"
where = { niva = "län" }

[[table.rule]]
level = "region"
where = { niva = "region" }

[[table.rule]]
level = "rike"
where = { niva = "rike" }

[[table.rule]]
level = "kommun"
)";

Loaded load_areas(Cells rows) {
  rows.insert(rows.begin(), {"Nivå", "Kommun", "År"});
  return load_of(mapping_of(areas), std::move(rows));
}

TEST(RegisterAreas, AreFoundByCodeNameAliasAndWithoutTheirZero) {
  const auto loaded = load_areas({{"", "2080", "2024"},
                                  {"", "Falu kommun", "2024"},
                                  {"", "Göteborgs stad", "2024"},
                                  {"", "=180", "2024"},
                                  {"", "Region Gotland", "2024"},
                                  {"", "landstinget  bortom skogarna", "2024"},
                                  {"", "Stockholms län", "2024"},
                                  {"", "Hela riket", "2024"}});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(loaded.columns({"kommun", "kommun_text"}),
              ElementsAre("2080|2080", "2080|Falu kommun", "1480|Göteborgs stad", "0180|180", "0980|Region Gotland",
                          "region:20|landstinget  bortom skogarna", "county:01|Stockholms län", "SE|Hela riket"));
  EXPECT_THAT(loaded.findings, ElementsAre("register.area_mended bilar.kommun 1: Koder som har förlorat nollor i "
                                           "början, och fick dem åter: 180 (1)."));
  EXPECT_THAT(loaded.rejects, IsEmpty());
}

TEST(RegisterAreas, TheRowsLevelDecidesWhichOfTwoItIs) {
  const auto loaded = load_areas({{"län", "Uppsala", "2024"},
                                  {"region", "Uppsala", "2024"},
                                  {"", "Uppsala", "2024"},
                                  {"län", "3", "2024"},
                                  {"region", "3", "2024"},
                                  {"rike", "0", "2024"},
                                  {"län", "Sala", "2024"}});
  EXPECT_THAT(loaded.columns({"level", "kommun"}),
              ElementsAre("län|county:03", "region|region:03", "kommun|0380", "län|county:03", "region|region:03",
                          "rike|SE", "län|1981"));
}

TEST(RegisterAreas, ANameIsThatOfTheRowsYear) {
  const auto loaded =
      load_areas({{"", "Heby", "2006"}, {"", "Heby", "2007"}, {"", "1917", "2006"}, {"", "1917", "2007"}});
  EXPECT_THAT(loaded.columns({"period", "kommun"}), ElementsAre("2006|1917", "2007|0331", "2006|1917", "2007|~"));
  EXPECT_THAT(loaded.rejects, ElementsAre("codelists.not_valid  5 1917"));
}

TEST(RegisterAreas, WhatIsNotFoundStaysAndIsListedOnce) {
  const auto loaded = load_areas({{"", "Falum", "2024"},
                                  {"", "Uppgift saknas", "2024"},
                                  {"", "Falum", "2024"},
                                  {"", "", "2024"},
                                  {"", "19640823-3234", "2024"}});
  EXPECT_THAT(loaded.columns({"row", "kommun", "kommun_text"}),
              ElementsAre("2|~|Falum", "3|~|Uppgift saknas", "4|~|Falum", "5|~|~", "6|~|19640823-3234"));
  EXPECT_THAT(loaded.rejects, ElementsAre("codelists.not_found  2 Falum (menas Falun?)", "codelists.not_found  6 ***"));
  EXPECT_EQ(loaded.raw_rejects[0].column, "kommun") << "the field is the sheet, which this file does not have";
  EXPECT_EQ(loaded.raw_rejects[0].stream, "register.bilar");
  EXPECT_TRUE(loaded.raw_rejects[0].decoded);
  EXPECT_EQ(loaded.raw_rejects[0].touches, core::Touches::everything) << "of which figures it is, is not known";
  EXPECT_EQ(loaded.raw_rejects[0].raw, 7U);
  EXPECT_EQ(loaded.raw_rejects[0].object, "bilar 2025.xlsx");
  EXPECT_THAT(loaded.findings, ElementsAre(HasSubstr("register.area_unknown bilar.kommun 3: "),
                                           HasSubstr("register.area_not_stated bilar.kommun 1: ")));
  EXPECT_THAT(loaded.findings[0], HasSubstr(": *** (1), Falum (2, menas Falun?)."));
}

/// Of names that are equally near the one is meant that the file lacks.
TEST(RegisterAreas, ASuggestionIsWhatTheColumnLacks) {
  EXPECT_THAT(load_areas({{"", "Häby", "2024"}, {"", "Täby", "2024"}}).rejects,
              ElementsAre("codelists.not_found  2 Häby (menas Heby?)"));
  EXPECT_THAT(load_areas({{"", "Häby", "2024"}, {"", "0331", "2024"}}).rejects,
              ElementsAre("codelists.not_found  2 Häby (menas Täby?)"));
  EXPECT_THAT(load_areas({{"", "Häby", "2024"}}).rejects,
              ElementsAre("codelists.not_found  2 Häby (menas Täby eller Heby?)"));
}

TEST(RegisterAreas, AColumnMayNameTheListOfItsAreas) {
  auto mapping = mapping_of(areas);
  mapping.tables[0].columns[1].list = "lan";
  const auto loaded =
      load_of(mapping, {{"Nivå", "Kommun", "År"}, {"", "Uppsala", "2024"}, {"", "19", "2024"}, {"", "Sala", "2024"}});
  EXPECT_THAT(loaded.columns({"kommun"}), ElementsAre("county:03", "county:19", "~"));
}

constexpr const char* types = R"(
[files]
names = ["bilar {year}.*"]

[[mark]]
texts = ["<{n:number}"]
status = "at_most"
below = "{n}"
least = 1

[[mark]]
texts = ["över {n:number}"]
status = "at_least"
above = "{n}"

[[mark]]
texts = ["X"]
status = "suppressed"

[[mark]]
texts = ["-"]
status = "zero"

[[mark]]
texts = ['{value:number}\*']
status = "preliminary"

[[table]]
name = "bilar"

[[table.column]]
name = "namn"
heading = "Namn"

[[table.column]]
name = "antal"
heading = "Antal"
type = "integer"

[[table.column]]
name = "kostnad"
heading = "Kostnad"
type = "number"

[[table.column]]
name = "andel"
heading = "Andel"
type = "percent"
fraction = true

[[table.column]]
name = "dag"
heading = "Dag"
type = "date"

[[table.column]]
name = "elbil"
heading = "Elbil"
type = "boolean"
true = ["ja"]
false = ["nej"]

[[table.column]]
name = "lagrum"
heading = "Lagrum"
type = "code"
list = "lan"

[[table.column]]
name = "ar"
value = "{year}"
type = "period"
)";

const std::vector<std::string> types_heading{"Namn", "Antal", "Kostnad", "Andel", "Dag", "Elbil", "Lagrum"};

TEST(RegisterTable, EachTypeHasItsColumns) {
  const auto loaded = load_of(mapping_of(types), {types_heading,
                                                  {"Å'\";--", "1 234", "12,5", "=0.456", "2025-10-31", "ja", "19"},
                                                  {"", "", "", "", "", "", ""},
                                                  {"b", "−3", "1 000", "7 %", "", "nej", "99"}});
  EXPECT_EQ(loaded.table, "bilar");
  std::string columns;
  for (const auto& column : loaded.schema) columns += column.name + " " + std::string(core::name_of(column.type)) + ",";
  EXPECT_EQ(
      columns,
      "file text,sheet text,row int64,level text,variant text,namn text,antal int64,antal_status text,antal_least "
      "int64,antal_most int64,kostnad float64,kostnad_status text,kostnad_least float64,kostnad_most "
      "float64,andel float64,andel_status text,andel_least float64,andel_most float64,dag date,elbil "
      "boolean,lagrum text,ar text,");
  EXPECT_THAT(
      loaded.columns({"file", "row", "level", "namn", "antal", "kostnad", "andel", "dag", "elbil", "lagrum", "ar"}),
      ElementsAre("bilar 2025.xlsx|2|~|Å'\";--|1234|12.5|45.6|2025-10-31|true|19|2025",
                  "bilar 2025.xlsx|4|~|b|-3|1000|7|~|false|99|2025"));
  EXPECT_THAT(loaded.findings,
              ElementsAre("register.code_unknown bilar.lagrum 1: Koder som inte finns i kodlistan: 99 (1)."));
  EXPECT_EQ(loaded.counts.read, 2);
  EXPECT_EQ(loaded.counts.facts, 2);
  EXPECT_THAT(loaded.facts, IsEmpty());
  EXPECT_THAT(loaded.coverage, IsEmpty());
}

TEST(RegisterTable, MarksHaveStatusAndBounds) {
  const auto loaded = load_of(
      mapping_of(types), {types_heading, {"a", "<5", "<7"}, {"b", "över 95", "X"}, {"c", "-", "7,5*"}, {"d", "", "1"}});
  EXPECT_THAT(loaded.columns({"antal", "antal_status", "antal_least", "antal_most"}),
              ElementsAre("~|at_most|1|4", "~|at_least|96|~", "0|final|0|0", "~|missing|~|~"));
  EXPECT_THAT(loaded.columns({"kostnad", "kostnad_status", "kostnad_least", "kostnad_most"}),
              ElementsAre("~|at_most|1|6", "~|suppressed|~|~", "7.5|preliminary|7.5|7.5", "1|final|1|1"));
}

TEST(RegisterTable, BoundsOfWholeNumbersAreWhole) {
  auto mapping = mapping_of(types);
  mapping.marks = {
      {.texts = {"högst {n:number}"}, .status = connectors::registers::MarkStatus::at_most, .most = "{n}"},
      {.texts = {"minst {n:number}"}, .status = connectors::registers::MarkStatus::at_least, .least = "{n}"}};
  const auto loaded = load_of(mapping, {types_heading, {"a", "högst 4,5"}, {"b", "minst 4,5"}});
  EXPECT_THAT(loaded.columns({"antal_least", "antal_most"}), ElementsAre("0|4", "5|~"));
}

TEST(RegisterTable, WithoutRowsItStillHasItsColumns) {
  const auto loaded = load_of(mapping_of(types), {types_heading});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_EQ(loaded.table, "bilar");
  EXPECT_EQ(loaded.schema.size(), 22U);
  EXPECT_THAT(loaded.rows, IsEmpty());
}

TEST(RegisterTable, SeveralTablesNeedASelect) {
  auto mapping = mapping_of(types);
  mapping.tables.push_back(mapping.tables.front());
  mapping.tables.back().name = "andra";
  EXPECT_THAT(load_of(mapping, {types_heading}).error, HasSubstr("register.one_table: "));
}

constexpr const char* units = R"(
[files]
names = ["bilar {year}.*"]

[[unit]]
id = "SE-1"
name = "Ekbackens hemtjänst"
aliases = ["Ekbacken"]
until = "2024-06-30"

[[unit]]
id = "SE-2"
name = "Nya Ekbacken"
aliases = ["Ekbacken"]
from = "2024-07-01"

[[table]]
name = "bilar"

[[table.column]]
name = "enhet"
heading = "Enhet"
type = "unit"

[[table.column]]
name = "ar"
heading = "År"
type = "period"
)";

TEST(RegisterUnits, HaveTheirIdentityAtTheRowsPeriod) {
  const auto loaded = load_of(mapping_of(units), {{"Enhet", "År"},
                                                  {"EKBACKEN", "2023"},
                                                  {"Ekbacken", "2024"},
                                                  {"Ekbackens hemtjänst", "2024"},
                                                  {"Ekbackens hemtjänst", "2025"},
                                                  {"SE-2", "2025"},
                                                  {"Björkgården, plan 2", "2025"},
                                                  {"björkgården,  plan 2", "2024"}});
  EXPECT_THAT(loaded.columns({"enhet", "enhet_text"}),
              ElementsAre("SE-1|EKBACKEN", "SE-2|Ekbacken", "SE-1|Ekbackens hemtjänst",
                          "register:bilar.ekbackens-hemtjanst|Ekbackens hemtjänst", "SE-2|SE-2",
                          "register:bilar.bjorkgarden-plan-2|Björkgården, plan 2",
                          "register:bilar.bjorkgarden-plan-2|björkgården,  plan 2"));
  EXPECT_THAT(loaded.findings, ElementsAre(HasSubstr("register.unit_unknown bilar.enhet 3: ")));
}

}  // namespace
}  // namespace sluss::transforms::normalise

#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "tests/unit/transforms/kolada_facts_fixture.h"

namespace sluss::transforms::normalise {
namespace {

using core::FactStatus;

TEST(AreaIdOf, KoladasIdsBecomeCanonical) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"0000", "SE"},
      {"0001", "region:01"},
      {"0019", "region:19"},
      {"0025", "region:25"},
      {"0033", ""},  // no county has this number
      {"1981", "1981"},
      {"0180", "0180"},
      {"0331", "0331"},
      {"G176664", "kolada:G176664"},
      {"180", ""},
      {"1581", ""},
      {"G", ""},
      {"", ""},
      {"19811", ""},
      {"G17x", ""},
      {"Sala", ""},
  };
  for (const auto& [given, id] : cases) EXPECT_EQ(area_id_of(given), id) << given;
}

TEST(KoladaFacts, AValueKeepsWhatWasSaid) {
  const auto out = normalise({{.gender = "K", .count = 3, .value = 7.221589}});
  ASSERT_EQ(out.facts.size(), 1U);
  const auto& fact = out.facts[0];
  EXPECT_EQ(out.names.indicators.text_of(fact.indicator), "kolada:U21468");
  EXPECT_EQ(out.names.areas.text_of(fact.area), "1981");
  EXPECT_EQ(fact.unit, 0U);
  EXPECT_EQ(fact.period, 2024);
  EXPECT_EQ(fact.kind, core::PeriodKind::year);
  EXPECT_EQ(fact.gender, core::Gender::women);
  EXPECT_EQ(fact.status, FactStatus::final);
  EXPECT_TRUE(fact.has_value);
  EXPECT_EQ(fact.value, 7.221589);
  EXPECT_TRUE(fact.has_count);
  EXPECT_EQ(fact.count, 3);
  EXPECT_EQ(fact.raw, 7U);
  EXPECT_EQ(fact.position, 0U);
  EXPECT_FALSE(fact.deleted);
}

struct StatusCase {
  std::optional<std::string> given;
  std::optional<double> value;
  FactStatus status;
  bool has_value;
};

class Statuses : public testing::TestWithParam<StatusCase> {};

TEST_P(Statuses, OfWordAndValue) {
  const auto& c = GetParam();
  const auto out = normalise({{.status = c.given, .value = c.value}});
  ASSERT_EQ(out.facts.size(), 1U);
  EXPECT_EQ(out.facts[0].status, c.status) << core::name_of(out.facts[0].status);
  EXPECT_EQ(out.facts[0].has_value, c.has_value);
  if (!c.has_value) {
    EXPECT_EQ(out.facts[0].value, 0.0);  // the figure that must not be published is not kept either
  }
  EXPECT_TRUE(out.rejects.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Kolada, Statuses,
    testing::Values(StatusCase{"", 93.0, FactStatus::final, true},
                    StatusCase{std::nullopt, 93.0, FactStatus::final, true},
                    StatusCase{"", std::nullopt, FactStatus::missing, false},
                    StatusCase{std::nullopt, std::nullopt, FactStatus::missing, false},
                    StatusCase{"Missing", std::nullopt, FactStatus::missing, false},
                    StatusCase{"Missing", 1.0, FactStatus::contradictory, false},
                    StatusCase{"Privacy", std::nullopt, FactStatus::suppressed, false},
                    StatusCase{"Privacy", 1.0, FactStatus::contradictory, false},
                    StatusCase{"Not applicable", std::nullopt, FactStatus::not_applicable, false},
                    StatusCase{"Not applicable", 0.0, FactStatus::contradictory, false},
                    StatusCase{"Kaffepaus", 1.0, FactStatus::contradictory, false},
                    StatusCase{"Kaffepaus", std::nullopt, FactStatus::contradictory, false},
                    StatusCase{"privacy", 1.0, FactStatus::contradictory, false},  // a word that is not documented
                    StatusCase{"", 0.0, FactStatus::final, true}, StatusCase{"", -2.5, FactStatus::final, true}));

TEST(KoladaFacts, PlaceholdersOfBothVersionsAreMissing) {
  const auto out =
      normalise({{.count = 0, .value = std::nullopt}, {.period = 2023, .count = 1, .value = std::nullopt}});
  ASSERT_EQ(out.facts.size(), 2U);
  EXPECT_EQ(out.facts[0].status, FactStatus::missing);
  EXPECT_EQ(out.facts[1].status, FactStatus::missing);
  EXPECT_EQ(out.facts[0].count, 0);
  EXPECT_TRUE(out.facts[0].has_count);
}

TEST(KoladaFacts, ACountThatWasNotSaidIsNotZero) {
  const auto out = normalise({{.count = std::nullopt}});
  EXPECT_FALSE(out.facts.at(0).has_count);
}

TEST(KoladaFacts, GendersInAnyOrder) {
  const auto out = normalise({{.gender = "K"}, {.gender = "T"}, {.gender = "M"}});
  ASSERT_EQ(out.facts.size(), 3U);
  EXPECT_EQ(out.facts[0].gender, core::Gender::women);
  EXPECT_EQ(out.facts[1].gender, core::Gender::total);
  EXPECT_EQ(out.facts[2].gender, core::Gender::men);
}

TEST(KoladaFacts, WhatCannotBeDecodedIsRejectedWithItsPlace) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto out = normalise({{.gender = "F"},
                              {.gender = ""},
                              {.value = nan},
                              {.value = -infinity},
                              {.period = 0},
                              {.place = "9999"},
                              {.kpi = ""},
                              {}});
  EXPECT_EQ(out.facts.size(), 1U);
  ASSERT_EQ(out.rejects.size(), 7U);
  const std::vector<std::string> errors = {
      "kolada.unknown_gender", "kolada.unknown_gender", "kolada.value_not_finite", "kolada.value_not_finite",
      "kolada.period_invalid", "kolada.unknown_area",   "kolada.unknown_indicator"};
  for (std::size_t i = 0; i < errors.size(); ++i) EXPECT_EQ(out.rejects[i].error, errors[i]);
  EXPECT_EQ(out.rejects[0].field, "gender");
  EXPECT_EQ(out.rejects[0].shown, "U21468 1981 2024 F");
  EXPECT_EQ(out.rejects[0].raw, 7U);
  EXPECT_EQ(out.rejects[3].line, 3);
  EXPECT_EQ(out.counts.read, 8);
  EXPECT_EQ(out.counts.rejected, 7);
}

TEST(KoladaFacts, DeletedIsAFlagWhateverElseIsSaid) {
  const auto out =
      normalise({{.status = "Privacy", .value = 4.0, .deleted = true}, {.value = std::nullopt, .deleted = true}});
  ASSERT_EQ(out.facts.size(), 2U);
  for (const auto& fact : out.facts) {
    EXPECT_TRUE(fact.deleted);
    EXPECT_FALSE(fact.has_value);
  }
  EXPECT_TRUE(out.findings.empty());
}

TEST(KoladaFacts, PeriodKindsAreTheConfigurations) {
  KoladaFacts::Filter filter;
  filter.period_kinds = {{"N20402", core::PeriodKind::rolling_three_years}};
  const auto out = normalise({{.kpi = "N20402"}, {.kpi = "N21704"}}, filter);
  EXPECT_EQ(out.facts.at(0).kind, core::PeriodKind::rolling_three_years);
  EXPECT_EQ(out.facts.at(0).period, 2024);
  EXPECT_EQ(out.facts.at(1).kind, core::PeriodKind::year);
}

TEST(KoladaFacts, OutsideTheSelectionIsFilteredAndLeavesNoName) {
  KoladaFacts::Filter filter;
  filter.all_indicators = false;
  filter.indicators = {"U21468"};
  filter.all_areas = false;
  filter.areas = {"1981", "0000"};
  const auto out =
      normalise({{}, {.kpi = "N21704"}, {.place = "1980"}, {.place = "0000"}, {.place = "G1", .gender = "X"}}, filter);
  EXPECT_EQ(out.facts.size(), 2U);
  EXPECT_EQ(out.counts.filtered, 3);
  EXPECT_EQ(out.counts.rejected, 0);
  EXPECT_EQ(out.names.indicators.size(), 2U);  // "" and the selected one
  EXPECT_EQ(out.names.areas.size(), 3U);
}

TEST(KoladaFacts, WhatWasNotAskedForIsNoSelection) {
  using connectors::kolada::AreaScope;
  KoladaFacts::Filter filter;
  filter.all_indicators = filter.all_areas = false;
  filter.indicators = {"U21468"};
  filter.areas = {"0180"};
  filter.area_scope = AreaScope::named;
  const std::vector<Row> rows = {
      {.place = "0180"}, {.place = "180"}, {.place = "1980"}, {.kpi = "N21704", .place = "0180"}};
  auto out = normalise(rows, filter);
  EXPECT_EQ(out.counts.filtered, 0);
  ASSERT_EQ(out.rejects.size(), 3U);
  for (const auto& reject : out.rejects) EXPECT_EQ(reject.error, "kolada.not_asked");
  EXPECT_EQ(out.rejects[0].touches, core::Touches::series);
  EXPECT_EQ(out.rejects[0].series, std::vector<std::string>{"U21468"});
  EXPECT_TRUE(out.rejects[0].decoded);
  EXPECT_EQ(out.rejects[2].touches, core::Touches::everything) << "of which of those requested is not known";
  ASSERT_EQ(out.findings.size(), 1U);
  EXPECT_EQ(out.findings[0].count, 3);
  EXPECT_NE(out.findings[0].what.find("U21468 180 "), std::string::npos) << out.findings[0].what;

  filter.area_scope = AreaScope::all;
  filter.known_areas = {"0180", "1980"};
  out = normalise({{.place = "0180"}, {.place = "180"}, {.place = "1980"}, {.place = "G33"}}, filter);
  EXPECT_EQ(out.counts.filtered, 2) << "another municipality, a group";
  ASSERT_EQ(out.rejects.size(), 1U);
  EXPECT_EQ(out.rejects[0].field, "municipality");
}

TEST(KoladaFacts, AnotherYearIsOutsideOrWasNotAskedFor) {
  using connectors::kolada::AreaScope;
  KoladaFacts::Filter filter;
  filter.all_indicators = filter.all_areas = false;
  filter.indicators = {"U21468"};
  filter.areas = {"1981", "G17"};
  filter.years = {.first = 2020, .last = 2027};
  const std::vector<Row> rows = {{.period = 2019}, {.period = 2020}, {.period = 2027}, {.period = 2028}, {.period = 0}};

  // By indicators and areas: answers hold all years.
  filter.area_scope = AreaScope::named;
  auto out = normalise(rows, filter);
  EXPECT_EQ(out.facts.size(), 2U);
  EXPECT_EQ(out.counts.filtered, 2);
  ASSERT_EQ(out.rejects.size(), 1U);
  EXPECT_EQ(out.rejects[0].error, "kolada.period_invalid");
  EXPECT_TRUE(out.findings.empty());

  // By indicators and years for all areas; the groups by name and for all years.
  filter.area_scope = AreaScope::all;
  out = normalise({{.period = 2019}, {.period = 2020}, {.place = "G17", .period = 2019}}, filter);
  EXPECT_EQ(out.facts.size(), 1U);
  EXPECT_EQ(out.counts.filtered, 1);
  ASSERT_EQ(out.rejects.size(), 1U);
  EXPECT_EQ(out.rejects[0].error, "kolada.not_asked");
  EXPECT_EQ(out.rejects[0].field, "period");
  EXPECT_EQ(out.rejects[0].series, std::vector<std::string>{"U21468"});
  ASSERT_EQ(out.findings.size(), 1U);
  EXPECT_EQ(out.findings[0].code, "kolada.not_asked");

  // Everything is requested by areas and years.
  filter.area_scope = AreaScope::named;
  filter.all_indicators = true;
  EXPECT_EQ(normalise(rows, filter).rejects.size(), 3U);

  filter.years = {};
  EXPECT_EQ(normalise(rows, filter).facts.size(), 4U) << "a load that did not say it took them";
}

TEST(KoladaFacts, UnitsTakeTheAreaOfTheirMunicipality) {
  KoladaFacts::Filter filter;
  filter.all_areas = false;  // means nothing for units
  const auto out = normalise({{.place = "V23E198100100"}, {.place = "V23E999900100"}, {.place = "V23E198000103-lång"}},
                             filter, true, {{"V23E198100100", "1981"}, {"V23E198000103-lång", "1980"}});
  ASSERT_EQ(out.facts.size(), 2U);
  EXPECT_EQ(out.names.units.text_of(out.facts[0].unit), "kolada:V23E198100100");
  EXPECT_EQ(out.names.areas.text_of(out.facts[0].area), "1981");
  EXPECT_EQ(out.names.areas.text_of(out.facts[1].area), "1980");
  ASSERT_EQ(out.rejects.size(), 1U);
  EXPECT_EQ(out.rejects[0].error, "kolada.unknown_unit");
  EXPECT_EQ(out.rejects[0].object, "kolada.oudata");
}

TEST(KoladaFacts, AUnitToldLaterIsKnownFromThen) {
  core::FactNames names;
  KoladaFacts kolada(names, {});
  std::vector<core::Fact> facts;
  std::vector<core::Reject> rejects;
  const auto rows = batch_of({{.place = "V23E198100100"}});
  kolada.facts(rows, 0, true, facts, rejects);
  EXPECT_EQ(rejects.size(), 1U);
  kolada.put_units(units_of({{"V23E198100100", "1981"}}));
  kolada.facts(rows, 0, true, facts, rejects);
  EXPECT_EQ(rejects.size(), 1U);
  EXPECT_EQ(facts.size(), 1U);
}

TEST(KoladaFacts, UnknownWordsAndContradictionsAreFindings) {
  const auto out = normalise({{.status = "Kaffepaus"},
                              {.period = 2023, .status = "Kaffepaus"},
                              {.status = "Estimate\n"},
                              {.status = "Privacy"},
                              {.status = "Missing"},
                              {.period = 2022, .status = "Missing"}});
  ASSERT_EQ(out.findings.size(), 2U);
  EXPECT_EQ(out.findings[0].code, "kolada.unknown_status");
  EXPECT_EQ(out.findings[0].severity, core::Severity::error);
  EXPECT_EQ(out.findings[0].count, 3);
  EXPECT_NE(out.findings[0].what.find("”Kaffepaus” (2)"), std::string::npos) << out.findings[0].what;
  EXPECT_NE(out.findings[0].what.find("”Estimate ” (1)"), std::string::npos) << out.findings[0].what;
  EXPECT_NE(out.findings[0].what.find("U21468 1981 2024"), std::string::npos);
  EXPECT_EQ(out.findings[1].code, "kolada.contradictory_value");
  EXPECT_EQ(out.findings[1].severity, core::Severity::warning);
  EXPECT_EQ(out.findings[1].count, 3);
  EXPECT_NE(out.findings[1].what.find("”Missing” (2), ”Privacy” (1)"), std::string::npos) << out.findings[1].what;
}

TEST(KoladaFacts, ManyPlacesAndIndicatorsKeepTheirNumbers) {
  std::vector<Row> rows;
  rows.reserve(5000);
  for (int i = 0; i < 5000; ++i) {
    rows.push_back({.kpi = "N" + std::to_string(10000 + i % 3001), .place = "G" + std::to_string(i % 2003)});
  }
  const auto out = normalise(rows);
  ASSERT_EQ(out.facts.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(out.names.indicators.text_of(out.facts[i].indicator), "kolada:" + rows[i].kpi);
    ASSERT_EQ(out.names.areas.text_of(out.facts[i].area), "kolada:" + rows[i].place);
  }
}

}  // namespace
}  // namespace sluss::transforms::normalise

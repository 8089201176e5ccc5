#include "transforms/normalise/kolada_dimensions.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "connectors/kolada/schema.h"
#include "transforms/normalise/kolada_areas.h"

namespace sluss::transforms::normalise {
namespace {

using Text = std::optional<std::string>;

void append(core::Column& column, const Text& text) {
  text ? column.append_text(*text) : column.append_null();
}

struct Kpi {
  std::string id = "N35030";
  std::string title = "Kommunens köp av vård för vuxna med missbruksproblem totalt, andel (%)";
  Text description = "Text. Källa: SCB.";
  std::optional<bool> by_gender = false;
  Text area_type = "K";
  Text auspice = "P";
  Text preliminary = "2026-03-31";
  Text final = "2026-08-28";
  Text period = "2025";
  std::optional<bool> has_units = false;
};

core::Batch kpis(const std::vector<Kpi>& rows) {
  core::Batch batch(connectors::kolada::kpi_schema());
  for (const Kpi& row : rows) {
    batch[0].append_text(row.id);
    batch[1].append_text(row.title);
    append(batch[2], row.description);
    row.by_gender ? batch[3].append_bool(*row.by_gender) : batch[3].append_null();
    append(batch[4], row.area_type);
    append(batch[5], row.auspice);
    append(batch[6], "Individ- och familjeomsorg");
    append(batch[7], "Resurser");
    append(batch[8], row.preliminary);
    append(batch[9], row.final);
    append(batch[10], row.period);
    row.has_units ? batch[11].append_bool(*row.has_units) : batch[11].append_null();
  }
  return batch;
}

core::Batch table(const core::Schema& schema, const std::vector<std::vector<Text>>& rows) {
  core::Batch batch(schema);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) append(batch[i], row[i]);
  }
  return batch;
}

core::Day day(std::string_view text) {
  return core::parse_day(text).value();
}

TEST(KoladaDimensions, AnIndicatorKeepsItsTitleAndGainsWhatTheTitleTells) {
  KoladaDimensions kolada;
  kolada.kpi(kpis({{.id = "U23495",
                    .title = "Omsorgspersonal  med adekvat utbildning, andel (%) (-2023)",
                    .description = "Rad ett.\\nRad två.",
                    .by_gender = std::nullopt,
                    .auspice = std::nullopt,
                    .period = std::nullopt,
                    .has_units = true}}));
  const auto read = kolada.take();
  ASSERT_EQ(read.indicators.size(), 1U);
  const auto& out = read.indicators[0];
  EXPECT_EQ(out.id, "kolada:U23495");
  EXPECT_EQ(out.source, "kolada");
  EXPECT_EQ(out.title, "Omsorgspersonal med adekvat utbildning, andel (%) (-2023)");
  EXPECT_EQ(out.description, "Rad ett.\nRad två.");
  EXPECT_EQ(out.by_gender, std::nullopt);
  EXPECT_EQ(out.area_type, "K");
  EXPECT_EQ(out.auspice, std::nullopt);
  EXPECT_EQ(out.operating_area, "Individ- och familjeomsorg");
  EXPECT_EQ(out.has_units, true);
  EXPECT_EQ(out.discontinued, 2023);
  EXPECT_EQ(out.measure, "andel (%)");
  EXPECT_TRUE(read.publications.empty());
  EXPECT_TRUE(read.findings.empty());
}

TEST(KoladaDimensions, Publications) {
  KoladaDimensions kolada({{"N20402", core::PeriodKind::rolling_three_years}});
  kolada.kpi(kpis({{},
                   {.id = "N31910", .preliminary = std::nullopt, .final = "2026-06-10"},
                   {.id = "N20402", .preliminary = std::nullopt, .final = "2026-10-13"},
                   {.id = "U23401", .preliminary = std::nullopt, .final = std::nullopt, .period = std::nullopt},
                   {.id = "U23402", .preliminary = std::nullopt, .final = std::nullopt}}));
  const auto read = kolada.take();
  const std::vector<core::Publication> expected = {
      {"kolada:N35030", "2025", day("2026-03-31"), day("2026-08-28")},
      {"kolada:N31910", "2025", std::nullopt, day("2026-06-10")},
      {"kolada:N20402", "2023--2025", std::nullopt, day("2026-10-13")},
  };
  EXPECT_EQ(read.publications, expected);
}

TEST(KoladaDimensions, APublicationThatCannotBeReadIsAFindingAndTheIndicatorStays) {
  KoladaDimensions kolada;
  kolada.kpi(
      kpis({{.period = "hösten"}, {.id = "N35001", .final = "2026-13-01"}, {.id = "N35019", .period = "2025x"}}));
  const auto read = kolada.take();
  EXPECT_EQ(read.indicators.size(), 3U);
  EXPECT_TRUE(read.publications.empty());
  ASSERT_EQ(read.findings.size(), 3U);
  EXPECT_EQ(read.findings[0].code, "kolada.publication_unreadable");
  EXPECT_EQ(read.findings[0].subject, "kolada:N35030");
}

TEST(KoladaDimensions, ABrokenCatalogueFillsNoTable) {
  KoladaDimensions kolada;
  kolada.kpi(kpis(std::vector<Kpi>(500, Kpi{.id = "två ord"})));
  const auto read = kolada.take();
  EXPECT_TRUE(read.indicators.empty());
  EXPECT_EQ(read.findings.size(), 20U);
  std::int64_t counted = 0;
  for (const auto& finding : read.findings) counted += finding.count;
  EXPECT_EQ(counted, 500);
}

TEST(KoladaDimensions, AreasAndTheirCounties) {
  KoladaDimensions kolada;
  kolada.municipality(table(connectors::kolada::municipality_schema(), {{"0000", "Riket", "L"},
                                                                        {"0019", "Region Västmanland", "L"},
                                                                        {"1981", "Sala", "K"},
                                                                        {"0331", " Heby", std::nullopt},
                                                                        {"331", "Heby", "K"}}));
  const auto read = kolada.take();
  ASSERT_EQ(read.areas.size(), 4U + 21U);
  const auto find = [&](std::string_view id) { return *std::ranges::find(read.areas, id, &core::Area::id); };
  EXPECT_EQ(find("SE"), (core::Area{"SE", "country", "Riket", "0000"}));
  EXPECT_EQ(find("region:19"), (core::Area{"region:19", "region", "Region Västmanland", "0019"}));
  EXPECT_EQ(find("1981"), (core::Area{"1981", "municipality", "Sala", "1981"}));
  EXPECT_EQ(find("county:19"), (core::Area{"county:19", "county", "Västmanlands län", "19"}));
  const std::vector<core::AreaMember> members = {{"county:19", "1981", std::nullopt, "län", ""},
                                                 {"county:03", "0331", std::nullopt, "län", ""}};
  EXPECT_EQ(read.area_members, members);
  ASSERT_EQ(read.findings.size(), 1U);
  EXPECT_EQ(read.findings[0].code, "kolada.unknown_area");
  EXPECT_EQ(read.findings[0].subject, "331");
}

TEST(KoladaDimensions, GroupsByYearWithOneAreaAGroup) {
  KoladaDimensions kolada;
  const std::string title = "Liknande kommuner äldreomsorg, Sala, 2024";
  kolada.municipality_group(table(connectors::kolada::group_schema(), {{"G1", title, "0360", "Tierp"},
                                                                       {"G1", title, "2584", "Kiruna"},
                                                                       {"G2", "Tom grupp", std::nullopt, std::nullopt},
                                                                       {"G3", "Län", "0019", "Region Västmanland"},
                                                                       {"1981", "Sala", "1981", "Sala"}}));
  const auto read = kolada.take();
  const std::vector<core::Area> areas = {{"kolada:G1", "group", title, "G1"},
                                         {"kolada:G2", "group", "Tom grupp", "G2"},
                                         {"kolada:G3", "group", "Län", "G3"}};
  EXPECT_EQ(read.areas, areas);
  const std::vector<core::AreaMember> members = {{"kolada:G1", "0360", 2024, "Liknande kommuner äldreomsorg", "Sala"},
                                                 {"kolada:G1", "2584", 2024, "Liknande kommuner äldreomsorg", "Sala"},
                                                 {"kolada:G3", "region:19", std::nullopt, "Län", ""}};
  EXPECT_EQ(read.area_members, members);
  EXPECT_EQ(read.findings.size(), 1U);
}

TEST(KoladaDimensions, IndicatorGroupsAndUnits) {
  KoladaDimensions kolada;
  kolada.kpi_group(table(connectors::kolada::group_schema(), {{"G2KPI900001", "Äldreomsorg,  urval", "U21468", "x"},
                                                              {"G2KPI900002", "Tom", std::nullopt, std::nullopt}}));
  kolada.ou(
      table(connectors::kolada::ou_schema(), {{"V23E198100100", "Hemtjänst Norr", "1981"}, {"V23E1", "Okänd", "1"}}));
  const auto read = kolada.take();
  EXPECT_EQ(read.indicator_members,
            (std::vector<core::IndicatorMember>{{"kolada:G2KPI900001", "Äldreomsorg, urval", "kolada:U21468"}}));
  EXPECT_EQ(read.units, (std::vector<core::Unit>{{"kolada:V23E198100100", "1981", "Hemtjänst Norr"}}));
  EXPECT_EQ(read.findings.size(), 1U);
  EXPECT_TRUE(kolada.take().units.empty());  // once
}

TEST(Counties, TwentyOneAndTheirMunicipalities) {
  EXPECT_EQ(counties().size(), 21U);
  EXPECT_EQ(county_id_of("1981"), "county:19");
  EXPECT_EQ(county_id_of("0980"), "county:09");
  EXPECT_EQ(county_id_of("0200"), "");
  EXPECT_EQ(county_id_of(""), "");
}

}  // namespace
}  // namespace sluss::transforms::normalise

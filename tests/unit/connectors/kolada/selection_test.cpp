#include "connectors/kolada/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/kolada/names.h"
#include "connectors/kolada/plan.h"
#include "tests/unit/connectors/kolada/fakes.h"

namespace sluss::connectors::kolada {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void fill(Catalogue& catalogue, Stream stream, const std::string& items) {
  Decoder decoder;
  const std::string page = page_json(items);
  const auto done = decoder.decode(
      stream, body_of(page),
      [&](const core::Batch& rows) -> core::Result<> {
        catalogue.add(stream, rows);
        return {};
      },
      [](const Flaw& flaw) -> core::Result<> {
        ADD_FAILURE() << flaw.field;
        return {};
      });
  EXPECT_TRUE(done);
}

Catalogue small_catalogue() {
  Catalogue out;
  fill(out, Stream::kpi, R"x(
    {"id":"N00001","title":"Personal i hemtjänst, antal","operating_area":"Äldreomsorg","has_ou_data":true},
    {"id":"N00002","title":"Väntetid  i dagar, särskilt boende","operating_area":"Äldreomsorg","has_ou_data":false},
    {"id":"N00010","title":"Kostnad skola, kr/elev","operating_area":"Skola","has_ou_data":true},
    {"id":"U20001","title":"Nöjda brukare, andel (%)","operating_area":"Individ- och familjeomsorg"})x");
  fill(out, Stream::kpi_group, R"x({"id":"G2KPI1","title":"Kvalitet i äldreomsorg","members":[
    {"member_id":"N00001"},{"member_id":"N00002"},{"member_id":"N99999"}]})x");
  fill(out, Stream::municipality, R"x({"id":"0000","title":"Riket","type":"L"},
    {"id":"0019","title":"Region Västmanland","type":"L"},{"id":"1980","title":"Västerås","type":"K"},
    {"id":"1981","title":"Sala","type":"K"},{"id":"1984","title":"Arboga","type":"K"},
    {"id":"0180","title":"Stockholm","type":"K"},{"id":"0114","title":"Upplands Väsby","type":"K"})x");
  fill(out, Stream::municipality_group, R"x(
    {"id":"G1","title":"Liknande kommuner äldreomsorg, Sala, 2023","members":[{"member_id":"1984"}]},
    {"id":"G2","title":"Liknande kommuner äldreomsorg, Sala, 2024","members":[{"member_id":"1984"},{"member_id":"0114"}]},
    {"id":"G3","title":"Liknande kommuner äldreomsorg, Arboga, 2025","members":[{"member_id":"1981"}]},
    {"id":"G4","title":"Liknande kommuner IFO, Sala, 2024","members":[]},
    {"id":"G5","title":"Liknande kommuner IFO, Sala, 2024","members":[]},
    {"id":"G6","title":"Fyrkommunsnätverket (ovägt medel)","members":[{"member_id":"1980"}]})x");
  fill(out, Stream::ou, R"x({"id":"V1","title":"Norr","municipality":"1981"},
    {"id":"V2","title":"Söder","municipality":"1981"},{"id":"V3","title":"Öst","municipality":"1980"})x");
  return out;
}

Selection selection(std::vector<std::string> indicators, std::vector<std::string> areas = {"*"}) {
  Selection out;
  out.municipality = "1981";
  out.indicators = std::move(indicators);
  out.areas = std::move(areas);
  return out;
}

struct IndicatorCase {
  std::vector<std::string> wanted;
  std::string ids;       ///< joined
  std::string subjects;  ///< of findings, joined
};

TEST(Indicators, AreFoundByEveryWayOfNamingThem) {
  const Catalogue catalogue = small_catalogue();
  const IndicatorCase cases[] = {
      {{"N00002", "N00001", "N00001"}, "N00001,N00002", ""},
      {{"n00001", "kolada:U20001"}, "N00001,U20001", ""},
      {{"title:väntetid I DAGAR"}, "N00002", ""},
      {{"title:*antal"}, "N00001", ""},
      {{"title:*antal", "title:andel (?)*"}, "N00001", "title:andel (?)*"},
      {{"title:", "U20001"}, "U20001", "title:"},
      {{"operating_area:äldreomsorg"}, "N00001,N00002", ""},
      {{"operating_area:Aldreomsorg", "U20001"}, "U20001", "operating_area:Aldreomsorg"},
      {{"kpigroup:G2KPI1"}, "N00001,N00002", "N99999"},
      {{"kpigroup:kvalitet i Äldreomsorg"}, "N00001,N00002", "N99999"},
      {{"kpigroup:Kvalite i äldreomsorg", "U20001"}, "U20001", "kpigroup:Kvalite i äldreomsorg"},
      {{"N00003", "U20001"}, "U20001", "N00003"},
  };
  for (const IndicatorCase& c : cases) {
    const auto resolved = resolve(selection(c.wanted), catalogue, 2026);
    ASSERT_TRUE(resolved) << c.wanted.front();
    const std::vector<std::string> ids(resolved->indicators.begin(), resolved->indicators.end());
    std::vector<std::string> subjects;
    for (const core::Finding& finding : resolved->findings) {
      subjects.push_back(finding.subject);
      EXPECT_EQ(finding.code, "kolada.unknown_indicator");
      EXPECT_EQ(finding.severity, core::Severity::error);
    }
    EXPECT_EQ(joined(ids, ","), c.ids) << c.wanted.front();
    EXPECT_EQ(joined(subjects, ","), c.subjects) << c.wanted.front();
  }
}

TEST(Indicators, AnUnknownOneSuggestsTheNearest) {
  const auto resolved = resolve(selection({"N0002", "N00001"}), small_catalogue(), 2026);
  ASSERT_TRUE(resolved);
  ASSERT_EQ(resolved->findings.size(), 1U);
  EXPECT_THAT(resolved->findings[0].remedy, HasSubstr("N00002 (Väntetid"));
  const auto group = resolve(selection({"kpigroup:Kvalitet äldreomsorg", "N00001"}), small_catalogue(), 2026);
  EXPECT_THAT(group->findings.at(0).remedy, HasSubstr("Kvalitet i äldreomsorg (G2KPI1)"));
}

TEST(Indicators, NothingLeftIsAnError) {
  const auto resolved = resolve(selection({"N00003"}), small_catalogue(), 2026);
  ASSERT_FALSE(resolved);
  EXPECT_EQ(resolved.error().code, "kolada.unknown_indicator");
  EXPECT_EQ(resolved.error().error_class, core::ErrorClass::config);
  EXPECT_THAT(resolved.error().remedy, HasSubstr("N00001"));
  EXPECT_FALSE(resolve(selection({}), small_catalogue(), 2026));
}

TEST(Indicators, AllMeansAll) {
  const auto resolved = resolve(selection({"*", "N00001"}), small_catalogue(), 2026);
  EXPECT_TRUE(resolved->all_indicators);
  EXPECT_THAT(resolved->indicators, IsEmpty());
  EXPECT_EQ(resolved->last_year, 2027);
}

struct AreaCase {
  std::vector<std::string> areas;
  std::vector<std::string> compare;
  std::string ids;  ///< joined; or the code of an error
  std::string groups;
};

TEST(Areas, AreFoundByEveryWayOfNamingThem) {
  const Catalogue catalogue = small_catalogue();
  const AreaCase cases[] = {
      {{"1981"}, {}, "1981", ""},
      {{"SALA", "västerås"}, {}, "1980,1981", ""},
      {{"upplands  väsby"}, {}, "0114", ""},
      {{"county"}, {}, "1980,1981,1984", ""},
      {{"riket"}, {}, "0000", ""},
      {{"region västmanland"}, {}, "0019", ""},
      {{"*"}, {}, "0000,0019,0114,0180,1980,1981,1984", ""},
      {{"*"}, {"group:Liknande kommuner äldreomsorg"}, "0000,0019,0114,0180,1980,1981,1984", "G2"},
      {{}, {}, "1981", ""},
      {{}, {"riket", "county"}, "0000,1980,1981,1984", ""},
      {{"1981"}, {"group:liknande kommuner ÄLDREOMSORG"}, "1981", "G2"},
      {{"group:Liknande kommuner äldreomsorg"}, {}, "0114,1984", "G2"},
      {{"group:Fyrkommunsnätverket (ovägt medel)"}, {}, "1980", "G6"},
      {{"group:G1"}, {}, "1984", "G1"},
      {{"G3"}, {}, "1981", "G3"},
      {{"1981"}, {"group:Liknande kommuner IFO"}, "kolada.ambiguous", ""},
      {{"1981"}, {"group:Liknande kommuner skola"}, "kolada.unknown_group", ""},
      {{"180"}, {}, "kolada.unknown_area", ""},
      {{"Vesterås"}, {}, "kolada.unknown_area", ""},
  };
  for (const AreaCase& c : cases) {
    Selection wanted = selection({"N00001"}, c.areas);
    wanted.compare = c.compare;
    const auto resolved = resolve(wanted, catalogue, 2026);
    const std::string name = joined(c.areas) + " / " + joined(c.compare);
    if (!resolved) {
      EXPECT_EQ(resolved.error().code, c.ids) << name;
      EXPECT_EQ(resolved.error().error_class, core::ErrorClass::config);
      continue;
    }
    EXPECT_EQ(joined(std::vector(resolved->areas.begin(), resolved->areas.end()), ","), c.ids) << name;
    EXPECT_EQ(joined(std::vector(resolved->groups.begin(), resolved->groups.end()), ","), c.groups) << name;
  }
}

TEST(Areas, ErrorsListWhatCouldBeMeant) {
  const Catalogue catalogue = small_catalogue();
  EXPECT_THAT(resolve(selection({"N00001"}, {"180"}), catalogue, 2026).error().remedy, HasSubstr("0180 (Stockholm)"));
  EXPECT_THAT(resolve(selection({"N00001"}, {"Vesterås"}), catalogue, 2026).error().remedy,
              HasSubstr("1980 (Västerås)"));
  EXPECT_THAT(resolve(selection({"N00001"}, {"group:Liknande kommuner IFO"}), catalogue, 2026).error().what,
              HasSubstr("G4 (Liknande kommuner IFO, Sala, 2024); G5"));
  EXPECT_THAT(resolve(selection({"N00001"}, {"group:skola"}), catalogue, 2026).error().remedy,
              HasSubstr("\"group:Liknande kommuner äldreomsorg\""));
}

TEST(Areas, AGroupThatIsNoneEndsWithWhatMayBeWritten) {
  const Catalogue catalogue = small_catalogue();
  Selection wanted = selection({"N00001"}, {"1981"});
  wanted.compare = {"group:Liknande kommuner äldreomsorgen"};
  const auto refused = resolve(wanted, catalogue, 2026);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "kolada.unknown_group");
  EXPECT_EQ(refused.error().remedy, "Write \"group:Liknande kommuner äldreomsorg\" or \"group:Liknande kommuner IFO\"");
  // The remedy works as written.
  wanted.compare = {"group:Liknande kommuner äldreomsorg"};
  EXPECT_TRUE(resolve(wanted, catalogue, 2026));
}

TEST(UnitAreas, FollowTheAreasOrStandAlone) {
  const Catalogue catalogue = small_catalogue();
  Selection wanted = selection({"N00001"}, {"1981", "riket"});
  wanted.compare = {"county"};
  EXPECT_THAT(resolve(wanted, catalogue, 2026)->unit_areas, IsEmpty());
  wanted.units = {"areas"};
  EXPECT_THAT(resolve(wanted, catalogue, 2026)->unit_areas, ElementsAre("1981"));
  wanted.units = {"Västerås", "1981"};
  EXPECT_THAT(resolve(wanted, catalogue, 2026)->unit_areas, ElementsAre("1980", "1981"));
  wanted.units = {"*"};
  EXPECT_TRUE(resolve(wanted, catalogue, 2026)->all_unit_areas);
}

TEST(Years, MustBeASpan) {
  Selection wanted = selection({"N00001"});
  wanted.first_year = 2025;
  wanted.last_year = 2020;
  EXPECT_EQ(resolve(wanted, small_catalogue(), 2026).error().code, "kolada.years");
}

TEST(Needs, OnlyWhatIsNamed) {
  EXPECT_FALSE(needs_of(selection({"N00001"})).indicator_groups);
  EXPECT_TRUE(needs_of(selection({"*"})).indicator_groups);
  EXPECT_TRUE(needs_of(selection({"kpigroup:x"})).indicator_groups);
  EXPECT_FALSE(needs_of(selection({"N00001"})).area_groups);
  Selection compared = selection({"N00001"});
  compared.compare = {"group:x"};
  EXPECT_TRUE(needs_of(compared).area_groups);
}

ResolvedSelection resolved_of(int indicators, int areas) {
  ResolvedSelection out;
  out.all_indicators = indicators == 0;
  for (int i = 0; i < indicators; ++i) out.indicators.insert(fmt::format("N{:05}", i));
  for (int i = 0; i < areas; ++i) out.areas.insert(fmt::format("{:04}", i));
  out.first_year = 1970;
  out.last_year = 2027;
  return out;
}

TEST(Plan, EverythingIsThirteenTimesThreeRequests) {
  const auto plan = data_queries(resolved_of(0, 312), Catalogue());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->queries.size(), 39U);
  EXPECT_TRUE(plan->whole_areas);
  EXPECT_THAT(plan->queries[0].key, ::testing::StartsWith("data/municipality/0000,0001,"));
  EXPECT_THAT(plan->queries[0].key, HasSubstr("/year/1970,1971,"));
  EXPECT_EQ(plan->queries[2].years, "2020–2027");
  for (const Query& query : plan->queries) {
    std::size_t ids = 0;
    for (const char c : query.key) {
      if (c == '/') ids = 0;
      if (c == ',') ++ids;
      ASSERT_LT(ids, most_ids) << query.key;
    }
  }
}

TEST(Plan, NamedIndicatorsTakeTheFewestRequests) {
  const auto keys = [](const ResolvedSelection& resolved) {
    std::vector<std::string> out;
    const auto plan = data_queries(resolved, Catalogue());
    for (const Query& query : plan->queries) out.push_back(query.key);
    return out;
  };
  EXPECT_THAT(keys(resolved_of(2, 3)), ElementsAre("data/kpi/N00000,N00001/municipality/0000,0001,0002"));
  const auto all = keys(resolved_of(30, 312));
  EXPECT_EQ(all.size(), 6U);
  EXPECT_THAT(all[0], HasSubstr("/year/1970,"));
  EXPECT_FALSE(data_queries(resolved_of(30, 312), Catalogue())->whole_areas);
  EXPECT_EQ(keys(resolved_of(26, 50)).size(), 4U);
  ResolvedSelection grouped = resolved_of(1, 312);
  grouped.groups = {"G1"};
  EXPECT_EQ(keys(grouped).back(), "data/kpi/N00000/municipality/G1");
}

TEST(Plan, UnitsNeverComeFromOutsideTheirAreas) {
  const Catalogue catalogue = small_catalogue();
  const auto unit_keys = [&](const ResolvedSelection& resolved) {
    std::vector<std::string> out;
    const auto plan = data_queries(resolved, catalogue);
    for (const Query& query : plan->queries) {
      if (query.stream == Stream::oudata) out.push_back(query.key.substr(0, query.key.find("/year/19")));
    }
    return out;
  };
  ResolvedSelection one = resolved_of(0, 1);
  one.all_indicators = false;
  one.indicators = {"N00001", "N00002"};
  EXPECT_THAT(unit_keys(one), IsEmpty());
  one.unit_areas = {"1981"};
  EXPECT_THAT(unit_keys(one), ElementsAre("oudata/kpi/N00001/ou/V1,V2"));
  one.indicators = {"N00002"};
  EXPECT_THAT(unit_keys(one), IsEmpty());
  one.indicators = {"N00001"};
  one.unit_areas = {"1980", "1981", "0180"};
  one.all_unit_areas = true;
  EXPECT_EQ(unit_keys(one).front(), "oudata/kpi/N00001");
  one.indicators.clear();
  one.all_indicators = true;
  EXPECT_EQ(unit_keys(one).front(), "oudata/municipality/1980,1981");
}

TEST(Plan, AnIdThatCannotStandInAPathIsRefused) {
  ResolvedSelection bad = resolved_of(1, 0);
  bad.areas = {"1981/../kpi"};
  EXPECT_EQ(data_queries(bad, Catalogue()).error().code, "kolada.bad_id");
}

TEST(Names, AreFoldedAndMatched) {
  EXPECT_EQ(fold("  ÅÄÖ  Éa×b \t x\xC2\xA0y "), "åäö éa×b x y");
  EXPECT_EQ(fold("Malmo\xCC\x88"), "malmö") << "as a Mac writes it";
  EXPECT_TRUE(matches("b?d*", "badger"));
  EXPECT_FALSE(matches("b?d", "abcdbad"));
  EXPECT_TRUE(matches("**", ""));
  EXPECT_FALSE(matches("?", ""));
  EXPECT_TRUE(matches("*a*b*c", "xxaybzc"));
}

}  // namespace
}  // namespace sluss::connectors::kolada

// A run's page: what was asked in full, details as lines, and empty years once.
#include <gtest/gtest.h>

#include "daemon/serve/pages/json_lines.h"
#include "daemon/serve/pages/notices.h"
#include "daemon/serve/pages/runs_page.h"

namespace sluss::daemon::pages {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

core::Finding empty_years(const std::string& questions, const std::string& years, const std::string& path) {
  return {.code = "kolada.empty_answer",
          .severity = core::Severity::info,
          .subject = "data/kpi/N1,N2/year/" + path,
          .what = "Kolada gav två gånger ett tomt svar på " + questions + " om åren " + years + ".",
          .remedy = "Kontrollera på kolada.se om värden saknas, och kör jobbet igen.",
          .count = questions.starts_with("1 ") ? 1 : 3};
}

TEST(RunPage, EmptyYearsAreToldOnceWithTheirRanges) {
  const auto other = core::Finding{.code = "kolada.late",
                                   .severity = core::Severity::info,
                                   .subject = "kolada:N1",
                                   .what = "upplyst",
                                   .remedy = "",
                                   .count = 1};
  auto serious = empty_years("1 fråga", "1950–1969", "1950,1951");
  serious.severity = core::Severity::warning;
  const auto list = with_years_joined({empty_years("1 fråga", "1995–2019", "1995,1996"), other,
                                       empty_years("3 frågor", "1970–1994", "1970,1971"), serious,
                                       empty_years("1 fråga", "2024", "2024")});
  ASSERT_EQ(list.size(), 3);
  EXPECT_EQ(list[0].what, "Kolada gav två gånger ett tomt svar på 5 frågor om åren 1970–2019, 2024.");
  EXPECT_EQ(list[0].count, 5);
  EXPECT_EQ(list[0].subject, "data/kpi/N1,N2/year");
  EXPECT_EQ(list[1].what, "upplyst");
  EXPECT_EQ(list[2].what, serious.what) << "it weighs more";
  EXPECT_EQ(list[2].subject, serious.subject);
}

TEST(RunPage, WhatSaysSomethingElseOfYearsStaysAsItIs) {
  auto areas = empty_years("1 fråga", "2024", "2024");
  areas.what = "Kolada gav två gånger ett tomt svar för områdena 1981, åren 2024, fast andra områden har värden.";
  auto broken = empty_years("1 fråga", "2024–", "2024");
  const auto list = with_years_joined({areas, areas, broken, broken});
  ASSERT_EQ(list.size(), 4);
  EXPECT_EQ(list[0].what, areas.what);
  EXPECT_EQ(list[3].what, broken.what);
}

TEST(JsonLines, EachNameHasALine) {
  EXPECT_EQ(json_lines(R"({"gates":{"ratio_most":5.0,"shares":{"gone":0.5}},"full":false,"indicators":["N1","N2"],)"
                       R"("units":[],"checkpoint":null,"parts":[{"name":"a\nb"},7]})"),
            "checkpoint: –\n"
            "full: false\n"
            "gates:\n"
            "  ratio_most: 5.0\n"
            "  shares:\n"
            "    gone: 0.5\n"
            "indicators: N1, N2\n"
            "parts:\n"
            "  1:\n"
            "    name: a b\n"
            "  2: 7\n"
            "units: –\n");
  EXPECT_EQ(json_lines("no JSON"), "no JSON");
  EXPECT_EQ(json_lines(""), "");
}

TEST(RunPage, WhatWasAskedStandsInFullAndDetailsInLines) {
  const std::string beginning = "data/kpi/" + std::string(200, '1') + "/year/";
  RunPageView view{.now = {}, .run = {}, .fetched = {}, .may_operate = false};
  view.run.run.id = {3};
  view.run.run.details = R"({"gates":{"revised_share":0.02},"job":"kolada"})";
  view.fetched = {{beginning + "1995", 1, 10, {}}, {beginning + "2020", 1, 10, {}}};
  view.run.findings = {{.code = "kolada.count",
                        .severity = core::Severity::warning,
                        .subject = beginning + "1970",
                        .what = "annat antal",
                        .remedy = "",
                        .count = 1},
                       empty_years("1 fråga", "1970–1994", "1970"),
                       empty_years("1 fråga", "1995–2019", "1995")};
  const auto text = run_page(view).markup();
  EXPECT_TRUE(has(text, beginning + "1995</code>"));
  EXPECT_TRUE(has(text, beginning + "2020</code>"));
  EXPECT_TRUE(has(text, beginning + "1970</span>"));
  EXPECT_TRUE(has(text, "gates:\n  revised_share: 0.02\njob: kolada\n"));
  EXPECT_FALSE(has(text, "{&quot;"));
  EXPECT_TRUE(has(text, "tomt svar på 2 frågor om åren 1970–2019."));
  EXPECT_TRUE(has(text, "En upplysning"));
}

TEST(Runs, WhatIsHeldIsToldBySeriesAndByWhatWouldVanish) {
  api::RunView run;
  run.run.id = {11};
  run.run.status = "held";
  run.run.rows.held = 42;
  RunsView view;
  view.runs = {run};
  auto text = runs_page(view).markup();
  EXPECT_TRUE(has(text, ">42<"));
  EXPECT_FALSE(has(text, "serier</span>"));
  view.sums[{11}] = {.series = 3, .ceasing = 525, .errors = 0};
  text = runs_page(view).markup();
  EXPECT_TRUE(has(text, "42<span class=\"note\">3 serier</span><span class=\"note\">525 skulle försvinna</span>"));

  RunPageView page;
  page.run = run;
  page.run.held.resize(2);
  page.run.held.front().series.absent = 525;
  EXPECT_TRUE(has(run_page(page).markup(), "<p>2 serier hölls. Där skulle 525 värden försvinna.</p>"));
  page.run.held.front().series.absent = 0;
  EXPECT_TRUE(has(run_page(page).markup(), "<p>2 serier hölls.</p>"));
}

TEST(Runs, OneThatFoundErrorsSaysHowManyWithTheWayToThem) {
  api::RunView run;
  run.run.id = {11};
  run.run.status = "done";
  RunsView view;
  view.runs = {run};
  EXPECT_TRUE(has(runs_page(view).markup(), "Klar</span>"));
  view.sums[{11}] = {.series = 0, .ceasing = 0, .errors = 2};
  const auto text = runs_page(view).markup();
  EXPECT_TRUE(has(text, "Klar, 2 fel att se på</span>"));
  EXPECT_TRUE(has(text, "<a href=\"/korningar/11\">Se felen</a>"));

  RunPageView page;
  page.run = run;
  const core::Finding error{
      .code = "x", .severity = core::Severity::error, .subject = "s", .what = "w", .remedy = "", .count = 3};
  auto warning = error;
  warning.severity = core::Severity::warning;
  page.run.findings = {error, warning};
  EXPECT_TRUE(has(run_page(page).markup(), "Klar, 1 fel att se på</span>"));
}

}  // namespace
}  // namespace sluss::daemon::pages

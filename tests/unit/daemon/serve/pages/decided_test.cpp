// What pages show of a decided series, of a dataset without files, and of a caller who has not signed in.
#include <gtest/gtest.h>

#include "daemon/serve/door/door.h"
#include "daemon/serve/pages/about_page.h"
#include "daemon/serve/pages/calendar_page.h"
#include "daemon/serve/pages/dataset_page.h"
#include "daemon/serve/pages/desk.h"
#include "daemon/serve/pages/held_page.h"

namespace sluss::daemon::pages {
namespace {

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

const core::Instant now = at("2026-07-02T06:04:00Z");

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(About, EverySourceIsListedWithWhoIsQuotedAndWhenItWasTaken) {
  const AboutView view{.now = now,
                       .version = "1",
                       .municipality = "Sala",
                       .kinds = {"kolada", "register"},
                       .sources = {{.title = "Kolada",
                                    .from = "RKA",
                                    .attribution = "Källa: Kolada",
                                    .name = "kolada",
                                    .jobs = {"kolada", "natten"},
                                    .taken = at("2026-07-02T05:00:00Z")},
                                   {.title = "Lista <1>",
                                    .from = "Filer",
                                    .attribution = "Källa: Kommunal",
                                    .name = "aldre",
                                    .jobs = {"lista"}}},
                       .person = ""};
  const auto text = about_page(view).markup();
  for (const auto* part :
       {"Källan kolada, jobben kolada och natten", "”Källa: Kolada”", "i\u00A0dag kl.\u00A007.00", "Lista &lt;1&gt;",
        "Källan aldre, jobbet lista", "”Källa: Kommunal”", "Har inte hämtats", "får inte anges med Kolada som källa."})
    EXPECT_TRUE(has(text, part)) << part << text;
}

HeldPageView held(const char* state) {
  HeldPageView view{.now = now,
                    .limits = {},
                    .series = {.run = {11},
                               .at = at("2026-06-19T04:16:30Z"),
                               .title = "Fallskador",
                               .series = {},
                               .state = state,
                               .decided_by = {},
                               .decided_at = {},
                               .evidence = {}},
                    .may_operate = true};
  view.series.series.series = "kolada:N20434";
  view.series.series.gate = "gone";
  view.series.evidence.examples = {{"revised", "Sala", "2024", "T", "", 125.8, 12076}};
  return view;
}

TEST(Decided, ASeriesThatWaitsIsToldOfAsItStands) {
  const auto text = held_page(held("waiting")).markup();
  EXPECT_TRUE(has(text, "Varför serien hålls"));
  EXPECT_TRUE(has(text, "Nu gällande"));
  EXPECT_TRUE(has(text, ">ändras</td>"));
  EXPECT_FALSE(has(text, "Avgjort"));
}

TEST(Decided, TheRowsThatAreNotAsExpectedAreShown) {
  auto view = held("waiting");
  EXPECT_FALSE(has(held_page(view).markup(), "Krav som inte är uppfyllda"));
  view.series.series.gate = "expectation";
  view.series.evidence.unmet = {
      {.expectation = "Kolumnen rank ska ha platserna från 1.",
       .outcome = "På 30 rader stämmer det inte.",
       .count = 30,
       .rows = {{.file = "b.xlsx", .sheet = "Blad <1>", .row = 1017, .column = "rank", .shown = "3", .expected = "4"},
                {.file = "c.csv", .row = 2}}}};
  const auto text = held_page(view).markup();
  EXPECT_TRUE(has(text, "Krav som inte är uppfyllda"));
  EXPECT_TRUE(has(text, "Kolumnen rank ska ha platserna från 1. På 30 rader stämmer det inte."));
  EXPECT_TRUE(has(text, "De första 2 av 30"));
  EXPECT_TRUE(has(text, "Blad &lt;1&gt;"));
  EXPECT_TRUE(has(text, ">1017</td>")) << "a row's number is as the file's program shows it";
  EXPECT_TRUE(has(text, "c.csv"));
}

HeldPageView vanishing() {
  auto view = held("waiting");
  auto& series = view.series.series;
  series.known = 900;
  series.absent = 520;
  series.deleted = 5;
  view.series.evidence.median = 1;
  return view;
}

TEST(Decided, ASeriesOfWhichValuesVanishIsToldOfByThem) {
  auto view = vanishing();
  auto text = held_page(view).markup();
  EXPECT_TRUE(has(text, "525 värden slutar gälla i dataset och filer."));
  EXPECT_FALSE(has(text, "De nya värdena gäller direkt"));
  EXPECT_FALSE(has(text, "Hur mycket värdena ändras")) << "what stays is as it was";
  const DecisionView asked{.now = now,
                           .decision = Decision::release,
                           .run = {11},
                           .count = 1,
                           .series = view.series,
                           .limits = {},
                           .token = ""};
  text = decision_page(asked).markup();
  EXPECT_TRUE(has(text, "525 värden slutar gälla i dataset och filer."));
  EXPECT_FALSE(has(text, "De nya värdena gäller direkt"));

  view.series.series.revised = 2;
  text = held_page(view).markup();
  EXPECT_TRUE(has(text, "De nya värdena gäller direkt"));
  EXPECT_TRUE(has(text, "525 värden slutar gälla i dataset och filer."));
  EXPECT_TRUE(has(text, "Hur mycket värdena ändras"));
}

TEST(Decided, ARatioOfAnOldValueOfZeroSaysWhyThereIsNone) {
  auto view = held("waiting");
  view.series.series.revised = 9;
  auto& evidence = view.series.evidence;
  evidence.least = evidence.quarter = evidence.median = evidence.three_quarters = 2;
  const auto text = held_page(view).markup();
  EXPECT_TRUE(has(text, "<dt>Mest</dt>\n<dd>går inte att räkna, det gamla värdet var 0</dd>"));
  EXPECT_FALSE(has(text, "<dd>?</dd>"));
}

TEST(Decided, TheOwnMunicipalityAndTheCountryComeFirst) {
  auto view = held("waiting");
  EXPECT_FALSE(has(held_page(view).markup(), "Er kommun och riket"));
  view.series.known_areas = {
      {.name = "Enköping", .values = {}, .more = false},
      {.name = "Riket", .values = {{"revised", "Riket", "2023", "K", "", 64.5, 6450}}, .more = true}};
  const auto text = held_page(view).markup();
  EXPECT_TRUE(has(text, "<p>Enköping berörs inte.</p>"));
  EXPECT_TRUE(has(text, ">64,5</td>"));
  EXPECT_TRUE(has(text, "Här visas de 1 senaste. Det finns fler."));
  EXPECT_FALSE(has(text, "Riket berörs inte"));
  EXPECT_LT(text.find("Er kommun och riket"), text.find("Exempel, utspridda"));
  view.series.known_areas[1].values[0].before_bound = core::Bound::at_most;
  EXPECT_TRUE(has(held_page(view).markup(), ">högst 64,5</td>"));
}

TEST(Decided, ASeriesOfAFileThatIsHeldAsAWholeLeadsToTheDecisionOnAllOfIt) {
  auto view = held("waiting");
  view.series.series.gate = "expectation";
  view.series.file = "lista.csv";
  view.series.known_areas = {{.name = "Enköping", .values = {}}, {.name = "Riket", .values = {}}};
  view.waiting = 6;
  auto text = held_page(view).markup();
  EXPECT_TRUE(has(text, "Hela filen lista.csv avgörs på en gång, med alla sina 6 serier."));
  EXPECT_TRUE(has(text, "/hallna/11/alla/slapp"));
  EXPECT_TRUE(has(text, "/hallna/11/alla/forkasta"));
  EXPECT_FALSE(has(text, "/hallna/11/kolada%3AN20434/slapp"));
  EXPECT_FALSE(has(text, "berörs inte")) << "means that the file no longer gives are not among its values";
  view.waiting = 1;
  text = held_page(view).markup();
  EXPECT_TRUE(has(text, "/hallna/11/kolada%3AN20434/slapp")) << "it is all of the file";
  view.waiting = 6;
  view.series.series.gate = "gone";
  text = held_page(view).markup();
  EXPECT_TRUE(has(text, "/hallna/11/kolada%3AN20434/slapp")) << "each is decided on its own";
  EXPECT_TRUE(has(text, "Riket berörs inte."));
}

TEST(Decided, OnlyATableIsToldToHaveNoHistory) {
  constexpr std::string_view history = "De gamla värdena finns kvar i historiken";
  constexpr std::string_view none = "den har ingen historik";
  auto view = held("waiting");
  auto text = held_page(view).markup();
  EXPECT_TRUE(has(text, history));
  EXPECT_FALSE(has(text, none));
  auto table = view;
  table.series.series.series = "extract.beslut";
  table.series.evidence = {};
  table.series.evidence.rows_before = 80;
  text = held_page(table).markup();
  EXPECT_FALSE(has(text, history));
  EXPECT_TRUE(has(text, none));
  const HeldListView both{.now = now, .limits = {}, .waiting = {view.series, table.series}, .decided = {}};
  text = held_list_page(both).markup();
  EXPECT_TRUE(has(text, history));
  EXPECT_TRUE(has(text, none));
}

TEST(Decided, OneDecisionForAllListsEachSeriesWithItsReason) {
  auto gone = vanishing().series;
  gone.title = "Sjukfrånvaro <1";
  gone.series.series = "kolada:N2";
  auto unknown = held("waiting").series;
  unknown.series.gate = "no_values";
  const DecisionView asked{.now = now,
                           .decision = Decision::release,
                           .run = {11},
                           .count = 2,
                           .series = {},
                           .limits = {},
                           .token = "",
                           .all = {gone, unknown}};
  const auto text = decision_page(asked).markup();
  EXPECT_TRUE(has(text, "alla 2 serier som hålls i körning 11"));
  EXPECT_TRUE(has(text, "<a href=\"/hallna/11/kolada%3AN2\">Sjukfrånvaro &lt;1</a>"));
  EXPECT_TRUE(has(text, "525 av 900 kända värden"));
  EXPECT_TRUE(has(text, ">525</td>"));
  EXPECT_TRUE(has(text, "<a href=\"/hallna/11/kolada%3AN20434\">Fallskador</a>"));
  EXPECT_TRUE(has(text, "källan gav inte ett enda värde"));
  EXPECT_TRUE(has(text, "525 värden slutar gälla i dataset och filer."));
  EXPECT_TRUE(has(text, "/hallna/11/alla/slapp"));
}

TEST(Decided, AListOfSeveralSaysWhatCeasesWithoutOneNumberForAll) {
  const HeldListView list{
      .now = now, .limits = {}, .waiting = {vanishing().series, held("waiting").series}, .decided = {}};
  const auto text = held_list_page(list).markup();
  EXPECT_TRUE(has(text, "De nya värdena gäller direkt"));
  EXPECT_TRUE(has(text, "De värden som källan inte längre har slutar gälla i dataset och filer."));
  EXPECT_FALSE(has(text, "525 värden slutar"));
}

TEST(Decided, ADecidedOneIsToldOfAsItStoodWithWhoAndWhen) {
  auto view = held("released");
  view.series.decided_by = core::RunId{12};
  view.series.decided_at = at("2026-07-01T07:00:00Z");
  view.series.decider = "anna";
  const auto text = held_page(view).markup();
  EXPECT_TRUE(has(text, "Varför serien hölls"));
  EXPECT_TRUE(has(text, "Gällde då"));
  EXPECT_FALSE(has(text, "Nu gällande"));
  EXPECT_TRUE(has(text, ">ändrat värde</td>"));
  EXPECT_FALSE(has(text, "/slapp"));
  EXPECT_TRUE(has(text, "<time datetime=\"2026-07-01T07:00:00Z\">"));
  EXPECT_TRUE(has(text, "</time> av anna i <a href=\"/korningar/12\">körning 12</a>."));
}

TEST(Decided, ADatasetThatWasNeverComputedHasNoFiles) {
  DatasetListView list{.now = now, .datasets = {}};
  list.datasets = {{.name = "a", .title = "A", .purpose = "", .rows = {}, .changed = {}, .checked = {}}};
  EXPECT_FALSE(has(dataset_list_page(list).markup(), "/hamta/"));
  EXPECT_TRUE(has(dataset_list_page(list).markup(), "Inget har hämtats än."));
  list.datasets.front().changed = now;
  EXPECT_TRUE(has(dataset_list_page(list).markup(), "/dataset/a/hamta/xlsx"));
  DatasetPageView page{.now = now,
                       .dataset = {},
                       .run = {},
                       .changed = {},
                       .checked = {},
                       .areas = {},
                       .years = {},
                       .choice = {},
                       .rows = {}};
  page.dataset.name = "a";
  EXPECT_FALSE(has(dataset_page(page).markup(), "/hamta/"));
  EXPECT_TRUE(has(dataset_page(page).markup(), "Inget har hämtats än."));
  page.changed = now;
  EXPECT_TRUE(has(dataset_page(page).markup(), "/dataset/a/hamta/xlsx"));
}

TEST(Decided, OnlyADatasetWithAReportTableIsToldToHaveOne) {
  constexpr std::string_view report = "med rapporttabell";
  DatasetListView list{.now = now, .datasets = {}};
  list.datasets = {{.name = "a", .title = "A", .purpose = "", .rows = {}, .changed = now, .checked = now}};
  EXPECT_FALSE(has(dataset_list_page(list).markup(), report));
  EXPECT_TRUE(has(dataset_list_page(list).markup(), "med beskrivning av varje kolumn"));
  list.datasets.front().report = true;
  EXPECT_TRUE(has(dataset_list_page(list).markup(), report));
  DatasetPageView page{.now = now,
                       .dataset = {},
                       .run = {},
                       .changed = now,
                       .checked = now,
                       .areas = {},
                       .years = {},
                       .choice = {},
                       .rows = {}};
  EXPECT_FALSE(has(dataset_page(page).markup(), report));
  page.dataset.report_table = "indicators";
  EXPECT_TRUE(has(dataset_page(page).markup(), report));
}

TEST(Decided, ADatasetOfWhichSeriesWaitSaysSoWithTheWayToEach) {
  DatasetPageView page{.now = now,
                       .dataset = {},
                       .run = {},
                       .changed = now,
                       .checked = now,
                       .areas = {},
                       .years = {},
                       .choice = {},
                       .rows = {}};
  EXPECT_FALSE(has(dataset_page(page).markup(), "på beslut"));
  for (int i = 1; i <= 7; ++i)
    page.waiting.push_back(
        {.run = {3}, .series = "kolada:N" + std::to_string(i), .title = "Serie <" + std::to_string(i)});
  const auto text = dataset_page(page).markup();
  EXPECT_TRUE(has(text, "<a href=\"/hallna\">Sju serier väntar på beslut</a>"));
  EXPECT_TRUE(has(text, "<a href=\"/hallna/3/kolada%3AN5\">Serie &lt;5</a>"));
  EXPECT_FALSE(has(text, "kolada%3AN6"));
  EXPECT_TRUE(has(text, "och 2 till"));
  DatasetListView list{.now = now, .datasets = {}};
  list.datasets = {{.name = "a", .title = "A", .purpose = "", .rows = {}, .changed = now, .checked = now}};
  EXPECT_FALSE(has(dataset_list_page(list).markup(), "på beslut"));
  list.datasets.front().waiting = {page.waiting.front()};
  EXPECT_TRUE(has(dataset_list_page(list).markup(), "<a href=\"/hallna\">en serie väntar på beslut</a>"));
}

TEST(Decided, ADatasetThatWasCheckedLongAgoSaysHowLong) {
  DatasetListView list{.now = now, .datasets = {}};
  list.datasets = {
      {.name = "a", .title = "A", .purpose = "", .rows = {}, .changed = now, .checked = at("2026-02-02T04:15:00Z")}};
  const auto age = ", för\u00A0150\u00A0dagar sedan";
  EXPECT_TRUE(has(dataset_list_page(list).markup(), age));
  list.datasets.front().checked = at("2026-06-25T04:15:00Z");
  EXPECT_FALSE(has(dataset_list_page(list).markup(), "dagar sedan")) << "seven days are not long";
  DatasetPageView page{.now = now,
                       .dataset = {},
                       .run = {},
                       .changed = now,
                       .checked = at("2026-02-02T04:15:00Z"),
                       .areas = {},
                       .years = {},
                       .choice = {},
                       .rows = {}};
  EXPECT_TRUE(has(dataset_page(page).markup(), age));
}

TEST(Calendar, WithoutWhatHasComeSaysThatOnlyOfWhatIsAnnouncedNow) {
  CalendarView view;
  view.now = now;
  const auto text = calendar_page(view).markup();
  EXPECT_TRUE(has(text, "Inget av det som är aviserat nu har kommit än."));
}

TEST(Decided, WhoHasNotSignedInIsNotCalledByAName) {
  door::Request request;
  request.identity = {"anonymous", 1};
  EXPECT_EQ(Desk::person(request), "Inte inloggad (får läsa)");
  request.identity = {"anonymous", 3};
  EXPECT_EQ(Desk::person(request), "Inte inloggad (får läsa och styra)");
  request.identity = {"proxy:anonymous", 1};
  EXPECT_EQ(Desk::person(request), "anonymous");
  const auto framed_for = [](const char* person, bool signed_in) {
    return framed({.title = "", .person = person, .signed_in = signed_in, .version = "1"}, {});
  };
  EXPECT_TRUE(has(framed_for("anna", true), "Inloggad: </span>anna"));
  EXPECT_FALSE(has(framed_for("Inte inloggad", false), "Inloggad: "));
}

}  // namespace
}  // namespace sluss::daemon::pages

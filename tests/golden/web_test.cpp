// Pages as they are sent: web/<page>.html. SLUSS_UPDATE_GOLDEN=1 writes them again, for a reviewed diff.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "connectors/file_facts.h"
#include "daemon/serve/pages/calendar_page.h"
#include "daemon/serve/pages/dataset_page.h"
#include "daemon/serve/pages/held_page.h"
#include "daemon/serve/pages/home_page.h"
#include "daemon/serve/pages/pages.h"
#include "daemon/serve/pages/parts.h"
#include "daemon/serve/pages/runs_page.h"
#include "tests/tools/golden.h"

namespace sluss::daemon::pages {
namespace {

namespace fs = std::filesystem;

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

const core::Instant now = at("2026-06-22T06:20:00Z");
/// What a title may hold when a source is careless or worse.
const std::string hostile = "Fallskador 80+ <script>alert('x')</script> \"& \u202E%00";

void expect_golden(const std::string& name, const std::string& got) {
  tests::compare_golden(fs::path(SLUSS_SOURCE_DIR) / "tests/golden/web" / (name + ".html"), got);
  EXPECT_EQ(got.find("<script"), std::string::npos);
  EXPECT_EQ(got.find("style="), std::string::npos);
}

std::string page(const std::string& title, Section section, const Html& content, std::string notice = {}) {
  return framed({.title = title,
                 .section = section,
                 .municipality = "Sala",
                 .person = "anna.svensson",
                 .waiting = 1,
                 .notice = std::move(notice),
                 .version = "0.1.0"},
                content);
}

JobView job(const char* name, const char* schedule) {
  JobView view;
  view.state.job = name;
  view.state.source = "kolada";
  view.state.schedule = schedule;
  view.state.next = at("2026-06-23T04:15:00Z");
  return view;
}

HomeView busy_home() {
  HomeView view{.now = now, .may_operate = true, .token = "t0ken"};
  auto running = job("kolada", "Mon..Fri 06:15 Europe/Stockholm");
  running.state.running = true;
  running.state.running_since = at("2026-06-22T06:18:00Z");
  running.state.pages = 12;
  running.state.pages_expected = 39;
  running.state.rows = 58'123;
  running.last = {.run = {11}, .status = "held", .at = at("2026-06-19T04:16:30Z")};
  auto failing = job("viva", "every 6h");
  failing.state.failing = true;
  failing.state.last_error = "odbc.connect";
  failing.last = {.run = {},
                  .status = "failed",
                  .at = at("2026-06-22T06:00:00Z"),
                  .error_code = "odbc.connect",
                  .error_class = "transient",
                  .error = "the driver said <no>"};
  auto paused = job("lonestat", "publication");
  paused.state.paused = true;
  paused.state.paused_until = at("2026-06-29T06:00:00Z");
  paused.state.next.reset();
  auto late = job("sen", "");
  late.state.late = true;
  late.state.next.reset();
  view.jobs = {running, failing, paused, late};
  view.datasets = {{.name = "nyckeltal_jamforelse",
                    .title = "Nyckeltal i jämförelse",
                    .purpose = "",
                    .rows = 1234,
                    .changed = at("2026-06-19T04:16:30Z"),
                    .checked = at("2026-06-22T04:16:00Z"),
                    .stale = true},
                   {.name = "nytt", .title = "Nytt", .purpose = "", .rows = {}, .changed = {}, .checked = {}}};
  view.waiting = {{{11}, "kolada:N20434", hostile}};
  view.late = 2;
  view.coming = {{"Kvalitetsindex äldreomsorg", "2025", "preliminär", core::day_of(2026, 6, 24)}};
  return view;
}

TEST(GoldenPages, Home) {
  expect_golden("home", page("Översikt", Section::overview, home_page(busy_home()), "kolada har startats."));
}

TEST(GoldenPages, HomeWithoutAnythingForThoseWhoOnlyRead) {
  HomeView view{.now = now};
  view.jobs = {job("kolada", "Mon..Fri 06:15 Europe/Stockholm")};
  view.jobs.front().last = {.run = {11}, .status = "done", .at = at("2026-06-22T04:16:30Z")};
  const auto got = page("Översikt", Section::overview, home_page(view));
  EXPECT_EQ(got.find("<form"), std::string::npos);
  EXPECT_EQ(got.find("/pausa"), std::string::npos);
  expect_golden("home_calm", got);
}

HeldSeriesView held_series() {
  HeldSeriesView held{.run = {11},
                      .at = at("2026-06-19T04:16:30Z"),
                      .title = hostile,
                      .series = {},
                      .state = "waiting",
                      .decided_by = {},
                      .decided_at = {},
                      .evidence = {}};
  held.series = {.series = "kolada:N20434",
                 .gate = "ratio",
                 .known = 1740,
                 .inserted = 12,
                 .revised = 1728,
                 .deleted = 0,
                 .absent = 0,
                 .ratio_median = 96.02,
                 .evidence = ""};
  held.evidence = {.revised_share = 0.993,
                   .gone_share = 0,
                   .least = 95.1,
                   .quarter = 95.8,
                   .median = 96.02,
                   .three_quarters = 96.2,
                   .most = 97,
                   .examples = {{"revised", "Sala", "2024", "T", "", 125.8, 12076},
                                {"revised", "<b>Arboga</b>", "2023", "K", "", 99.5, 9552.25},
                                {"inserted", "Riket", "2025", "M", "V15E1", std::nullopt, 11000},
                                {"absent", "Fagersta", "2019", "T", "", 0.125, std::nullopt}},
                   .measure = std::pair{std::string("antal/1 000 inv"), std::string("antal/100 000 inv")},
                   .by_gender = {}};
  return held;
}

TEST(GoldenPages, HeldList) {
  auto decided = held_series();
  decided.state = "released";
  decided.run = {7};
  decided.decided_by = core::RunId{8};
  decided.decided_at = at("2026-05-06T07:00:00Z");
  auto other = held_series();
  other.series.series = "kolada:N1";
  other.series.gate = "gone";
  const HeldListView view{
      .now = now, .limits = {}, .waiting = {held_series(), other}, .decided = {decided}, .may_operate = true};
  expect_golden("held_list", page("Hållna serier", Section::held, held_list_page(view)));
}

TEST(HeldPages, AFileIsOneCardThatSaysWhyInItsOwnWords) {
  std::vector<HeldSeriesView> all;
  for (const auto* title : {"Rank", "Index"}) {
    auto one = held_series();
    one.title = title;
    one.series.series = std::string("file:lista/") + title;
    one.series.gate = "expectation";
    one.series.known = 0;
    one.series.revised = 0;
    one.series.inserted = 12;
    one.file = "lista <2024>.csv";
    one.evidence = {};
    one.evidence.unmet = {
        {.table = "hela", .kind = "rows", .expectation = "Filen har 12 kommuner, den ska ha 290.", .outcome = ""}};
    all.push_back(one);
  }
  const auto list = [&] {
    return held_list_page({.now = now, .limits = {}, .waiting = all, .decided = {}, .may_operate = true}).markup();
  };
  const auto count = [](const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  auto shown = list();
  EXPECT_EQ(count(shown, "<article"), 1) << shown;
  EXPECT_EQ(count(shown, "Hela filen hålls, och inget ur den är infört"), 1) << shown;
  EXPECT_EQ(count(shown, "Filen har 12 kommuner, den ska ha 290."), 1) << shown;
  for (const auto* part : {"<span class=\"breaks\">Filen lista &lt;2024&gt;.csv</span>", "/hallna/11/alla/slapp",
                           "/hallna/11/alla/forkasta", "Två serier, med underlag", "<dd>24</dd>"})
    EXPECT_EQ(count(shown, part), 1) << part << shown;
  for (const auto* part : {"är redan infört", "avviker mycket", "på en gång"})
    EXPECT_EQ(count(shown, part), 0) << part << shown;
  // Where something else of the run waits too, one decision for the run is about more than the card says.
  auto other = held_series();
  other.series.series = "file:lista/annat";
  all.push_back(other);
  shown = list();
  EXPECT_EQ(count(shown, "<article"), 3) << shown;
  EXPECT_EQ(count(shown, "Alla 3 i körning 11 på en gång"), 1) << shown;
  EXPECT_EQ(count(shown, "avgörs på en gång, med alla sina 3 serier."), 2) << "each of the file's own";
  EXPECT_EQ(count(shown, "/hallna/11/file%3Alista%2FRank/slapp"), 0) << shown;
  all.pop_back();
  // Two years that wait are both in the heading, and in the sum.
  for (auto& one : all) {
    one.own = "Er egen kommun, Sala, är inte med.";
    one.parts = {{.run = {9}, .file = "lista 2023.csv", .periods = {"2023"}, .rows = 10},
                 {.run = {11}, .file = "lista <2024>.csv", .periods = {"2024"}, .rows = 12}};
  }
  shown = list();
  for (const auto* part : {"<span class=\"breaks\">Filerna lista 2023.csv och lista &lt;2024&gt;.csv</span>",
                           "<dt>Väntar i allt</dt>\n<dd>44</dd>", "<dt>Nya med körning 11</dt>\n<dd>24</dd>",
                           "Er egen kommun, Sala, är inte med."})
    EXPECT_EQ(count(shown, part), 1) << part << shown;
  const DecisionView question{.now = now, .run = {11}, .count = 2, .series = {}, .limits = {}, .token = "", .all = all};
  shown = decision_page(question).markup();
  for (const auto* part : {"alla 2 serier ur filerna lista 2023.csv och lista &lt;2024&gt;.csv, som hålls i körning 11",
                           "Er egen kommun, Sala, är inte med."})
    EXPECT_EQ(count(shown, part), 1) << part << shown;
}

TEST(GoldenPages, Held) {
  expect_golden("held", page("Hållen", Section::held,
                             held_page({.now = now, .limits = {}, .series = held_series(), .may_operate = true})));
  const auto reading = held_page({.now = now, .limits = {}, .series = held_series(), .may_operate = false}).markup();
  EXPECT_EQ(reading.find("/slapp"), std::string::npos);
}

TEST(GoldenPages, Decision) {
  DecisionView view{.now = now,
                    .decision = Decision::release,
                    .run = {11},
                    .count = 1,
                    .series = held_series(),
                    .limits = {},
                    .token = "t0ken\""};
  expect_golden("release", page("Släpp igenom?", Section::held, decision_page(view)));
  view.decision = Decision::discard;
  view.series.reset();
  view.count = 3;
  expect_golden("discard_all", page("Förkasta?", Section::held, decision_page(view)));
}

api::RunView a_run() {
  api::RunView view;
  view.run = {.id = {11},
              .job = "kolada",
              .source = "kolada",
              .cause = "run",
              .status = "held",
              .started_at = at("2026-06-19T04:15:00Z"),
              .recorded_at = at("2026-06-19T04:16:30Z"),
              .rows = {},
              .details = R"({"program":"0.1.0 <x>"})",
              .segments = {}};
  view.run.rows = {.read = 100'000,
                   .inserted = 120,
                   .revised = 30,
                   .unchanged = 98'119,
                   .deleted = 1,
                   .absent = 2,
                   .rejected = 1,
                   .filtered = 1,
                   .duplicate = 0,
                   .held = 1728,
                   .open_before = 5'000'000,
                   .open_after = 5'000'117};
  view.waiting = 1;
  view.held = {{held_series().series, "waiting", hostile}};
  view.findings = {{.code = "kolada.late",
                    .severity = core::Severity::info,
                    .subject = "kolada:N1",
                    .what = "upplyst",
                    .remedy = "",
                    .count = 1},
                   {.code = "kolada.unknown_status",
                    .severity = core::Severity::error,
                    .subject = hostile,
                    .what = "okänt statusord",
                    .remedy = "Se efter.",
                    .count = 12'345}};
  view.rejects = {{.raw = 1,
                   .object = "data/kpi/N1",
                   .line = 1234,
                   .byte = 9,
                   .column = "",
                   .field = "value",
                   .error = "kolada.number",
                   .shown = "<i>12,,5</i>"}};
  view.requests = 39;
  return view;
}

TEST(GoldenPages, Runs) {
  api::RunView failed;
  failed.run = {.id = {},
                .job = "viva",
                .source = "viva",
                .cause = "run",
                .status = "failed",
                .started_at = now,
                .recorded_at = now,
                .rows = {},
                .details = "",
                .segments = {}};
  failed.error_code = "odbc.connect";
  failed.error_class = "transient";
  expect_golden(
      "runs",
      page(
          "Körningar", Section::runs,
          runs_page({.now = now,
                     .runs = {failed, a_run()},
                     .steps = {.page = 2, .pages = 3, .previous = "/korningar?sida=1", .next = "/korningar?sida=3"}})));
}

TEST(GoldenPages, Run) {
  expect_golden("run", page("Körning 11", Section::runs,
                            run_page({.now = now,
                                      .run = a_run(),
                                      .fetched = {{"data/kpi/N1,N2", 39, 1'234'567, at("2026-06-19T04:16:00Z")}},
                                      .may_operate = false})));
}

TEST(RunPage, ADiscardTellsWhatItDroppedAndWhatIsOpen) {
  auto run = a_run();
  run.run.cause = "discard";
  run.run.rows = {};
  run.run.rows.open_before = run.run.rows.open_after = 51'158;
  run.decision = api::Decision{.of = {9}, .series = {"kolada:N1"}, .rows = 1'234, .who = "anna <a@b>"};
  const auto shown = run_page({.now = now, .run = run, .fetched = {}, .may_operate = true}).markup();
  EXPECT_NE(shown.find("Förkastade "), std::string::npos) << shown;
  EXPECT_NE(shown.find("/korningar/9"), std::string::npos);
  EXPECT_NE(shown.find("avgjort av anna &lt;a@b&gt;"), std::string::npos) << shown;
  EXPECT_NE(shown.find("/hallna/9/kolada%3AN1"), std::string::npos);
  EXPECT_EQ(shown.find("Varje läst rad är redovisad"), std::string::npos) << "it reads nothing";
  EXPECT_NE(shown.find("Varje gällande värde är redovisat"), std::string::npos);
}

TEST(RunPage, AFileIsToldWithItsRejectsBySheetRowAndColumn) {
  auto run = a_run();
  run.findings = {{.code = "file.read",
                   .severity = core::Severity::info,
                   .subject = "lista <2026>.xlsx",
                   .what = "Filen är läst som Lista. 7 rader lästes, 6 togs, 1 rad eller cell underkändes.",
                   .remedy = "Rätta det som underkändes."}};
  run.rejects = {{.object = "lista <2026>.xlsx",
                  .line = 1234,
                  .column = "AB",
                  .field = "Blad <1>",
                  .error = "register.mark",
                  .shown = "n.a."}};
  const auto shown = run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup();
  for (const auto* part : {"<h2>Filen</h2>", "lista &lt;2026&gt;.xlsx, blad Blad &lt;1&gt;", "7 rader lästes, 6 togs",
                           "Rätta det som inte är med i filen", "<td data-label=\"Kolumn\">AB</td>", "1\u00A0234",
                           "Här ska stå ett tal.", "Skriv talet, eller lämna cellen tom om det saknas.", "n.a."})
    EXPECT_NE(shown.find(part), std::string::npos) << part << "\n" << shown;
  EXPECT_EQ(shown.find("upplysning"), std::string::npos) << "it is told once";
  EXPECT_EQ(shown.find("register.mark"), std::string::npos) << "the words say it";
}

/// One definition of rows, and columns as people find them; the own municipality before all else.
void expect_told(const core::Finding& file) {
  auto run = a_run();
  run.run.rows = {.read = 1741, .inserted = 1734, .rejected = 2, .filtered = 5};
  run.findings = {file,
                  {.code = "register.area_unknown", .subject = "hela.kommun", .what = "Okänt.", .count = 1},
                  {.code = "register.own_missing", .subject = "Sala", .what = "Er egen kommun, Sala, är inte med."},
                  {.code = "run.unread", .subject = "filer", .what = "2 ställen", .count = 2}};
  run.rejects = {
      {.object = "lista.csv", .line = 7, .column = "kommun", .error = "codelists.not_found", .shown = "Häby"}};
  const auto shown = run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup();
  for (const auto* part :
       {"<dd>Av 290 rader är 288 med och 2 inte med.</dd>", "<dt>Uppgifter ur den</dt>\n<dd>1\u00A0734</dd>",
        "<td data-label=\"Kolumn\">1 (rubriken Kommun)</td>", "Er egen kommun, Sala, är inte med."})
    EXPECT_NE(shown.find(part), std::string::npos) << part << "\n" << shown;
  EXPECT_LT(shown.find("Er egen kommun"), shown.find("Filen är läst som Lista."));
  EXPECT_EQ(shown.find("Ingenting behöver göras"), std::string::npos) << shown;
  // One count everywhere on the page: rows as they are in the end, and figures without what could not be read.
  EXPECT_NE(shown.find("Rader: 290, med: 288, inte med: 2, "), std::string::npos) << shown;
  EXPECT_EQ(shown.find("med: 289"), std::string::npos) << shown;
  EXPECT_NE(shown.find("Varje läst uppgift är redovisad"), std::string::npos) << shown;
  EXPECT_NE(shown.find("<strong>1\u00A0739</strong> <span>lästa uppgifter"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("<span>avvisade"), std::string::npos) << shown;
  const auto list = runs_page({.now = now, .runs = {run}, .steps = {}}).markup();
  EXPECT_NE(list.find("1\u00A0739"), std::string::npos) << list;
  EXPECT_EQ(list.find("1\u00A0741"), std::string::npos) << list;
}

/// Both as they are stored now and as programs before facts stored them.
TEST(RunPage, OfAFileTheRowsThatAreInAndTheOwnMunicipalityAreTold) {
  core::Finding file{.code = "file.read",
                     .severity = core::Severity::info,
                     .subject = "lista.csv",
                     .what =
                         "Filen är läst som Lista.\n"
                         "Rader: 290, med: 289, inte med: 1, överhoppade: 0, utelämnade celler: 0.\n"
                         "Tabell hela, lista.csv.\nKolumner: A \"Kommun\" → kommun, B \"Totalindex\" → index.",
                     .remedy = "Ingenting behöver göras.",
                     .count = 290};
  expect_told(file);
  file.what = "Filen är läst som Lista.\nTabell hela, lista.csv.";
  const std::vector<connectors::FileColumn> columns{
      {.sheet = "", .name = "kommun", .letters = "A", .heading = "Kommun"},
      {.sheet = "", .name = "index", .letters = "B", .heading = "Totalindex"}};
  file.facts =
      connectors::read_facts_text({.read = 290, .taken = 289, .left_out = 1}, columns, core::FileRemedy::nothing);
  expect_told(file);
}

TEST(RunPage, AFileThatChangesNothingThoughSomeOfItCouldNotBeReadAsksForNoDecision) {
  auto run = a_run();
  run.held.clear();
  run.waiting = 0;
  run.run.status = "unchanged";
  run.run.rows = {.read = 12, .unchanged = 10, .rejected = 2};
  run.findings = {{.code = "file.read",
                   .severity = core::Severity::info,
                   .subject = "lista.csv",
                   .what = "Filen är läst som Lista.\n"
                           "Rader: 290, med: 288, inte med: 2, överhoppade: 0, utelämnade celler: 0.",
                   .remedy = "Rätta det som inte är med i filen, och lägg in den igen."},
                  {.code = "run.unread",
                   .severity = core::Severity::error,
                   .subject = "filer",
                   .what = "2 ställen",
                   .remedy = "Rätta.",
                   .count = 2}};
  const auto shown = run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup();
  for (const auto* part :
       {"2 rader lästes inte; deras tidigare uppgifter gäller. Inget att besluta.", "2 fel att se på"})
    EXPECT_NE(shown.find(part), std::string::npos) << part << "\n" << shown;
}

TEST(RunPage, WhatWasHeldSaysWhoDecidedAndNotThatSomebodyShould) {
  auto run = a_run();
  run.waiting = 0;
  run.decider = "anna";
  for (auto& held : run.held) {
    held.state = "discarded";
    held.decided_by = core::RunId{14};
    held.decided_at = now;
  }
  run.run.rows = {.read = 12, .held = 12};
  run.findings = {{.code = "file.read",
                   .severity = core::Severity::info,
                   .subject = "lista.csv",
                   .what = "Filen är läst som Lista.",
                   .remedy = "Ingenting behöver göras."},
                  {.code = "run.suspect",
                   .severity = core::Severity::error,
                   .subject = "filer",
                   .what = "Hela körningen hålls kvar: ett krav i mappningen är inte uppfyllt",
                   .remedy = "Öppna Hållna serier, och välj Släpp igenom eller Förkasta."}};
  const auto shown = [&] { return run_page({.now = now, .run = run, .fetched = {}, .may_operate = true}).markup(); };
  EXPECT_NE(
      shown().find("Filen hölls, och förkastades 22 juni 2026 kl. 08.20 av anna (körning 14). Den är inte införd."),
      std::string::npos)
      << shown();
  EXPECT_NE(shown().find("Hela körningen hölls kvar: ett krav"), std::string::npos) << shown();
  EXPECT_EQ(shown().find("välj Släpp igenom"), std::string::npos) << shown();
  run.waiting = 1;
  run.held[0].state = "waiting";
  EXPECT_NE(shown().find("Är filen fel: lägg in en rättad"), std::string::npos) << shown();
  EXPECT_NE(shown().find("välj Släpp igenom"), std::string::npos) << shown();
}

TEST(RunPage, HeadingsAndWhatIsForWhoeverOperatesStandApart) {
  auto run = a_run();
  run.run.rows.rejected = 0;
  run.findings = {{.code = "file.read",
                   .severity = core::Severity::info,
                   .subject = "lista.xlsx",
                   .what = "Filen är läst som Lista.\nKolumner: A <Rank> → rank.",
                   .remedy = "Ingenting behöver göras.",
                   .count = 6},
                  {.code = "register.area",
                   .severity = core::Severity::warning,
                   .subject = "kommun",
                   .what = "Okänt område.",
                   .remedy = "Rätta stavningen. Till den som sköter Sluss: skriv ett alias."}};
  const auto shown = run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup();
  EXPECT_NE(shown.find("<dd>Filen är läst som Lista.</dd>"), std::string::npos) << shown;
  EXPECT_NE(shown.find("<dd>6 rader lästes, inget underkändes.</dd>"), std::string::npos) << "an older run's";
  EXPECT_GT(shown.find("A &lt;Rank&gt; → rank."), shown.find("Rubriker och kolumner, till den som sköter Sluss"))
      << shown;
  EXPECT_NE(shown.find("Rätta stavningen.<span class=\"note\">Till den som sköter Sluss: Skriv ett alias.</span>"),
            std::string::npos)
      << shown;
}

TEST(RunPage, AFileThatWasNotNeededIsToldOfWithTheOthers) {
  auto run = a_run();
  run.findings = {{.code = "register.same",
                   .severity = core::Severity::info,
                   .subject = "lista 2025.xlsx",
                   .what = "Filen är likadan.",
                   .remedy = "Ingenting behöver göras."},
                  {.code = "register.older",
                   .severity = core::Severity::warning,
                   .subject = "lista <2023>.xlsx",
                   .what = "Filen gäller 2023, men 2025 är redan inläst.",
                   .remedy = "Fråga."}};
  const auto shown = run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup();
  for (const auto* part : {"<h2>Filen</h2>", "lista 2025.xlsx", "Redan inläst", "lista &lt;2023&gt;.xlsx",
                           "Inte inläst: äldre än det som finns", "men 2025 är redan inläst."}) {
    EXPECT_NE(shown.find(part), std::string::npos) << part << shown;
    EXPECT_EQ(shown.find(part, shown.find(part) + 1), std::string::npos) << part << " stands once" << shown;
  }
}

TEST(RunPage, WhoPutAWrongFileInIsToldWhatToDoOnceItIsLoaded) {
  auto run = a_run();
  run.run.rows = {.read = 12, .inserted = 12};
  run.held.clear();
  run.waiting = 0;
  const auto shown = [&] { return run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup(); };
  EXPECT_EQ(shown().find("Var det fel fil?"), std::string::npos) << "of no file" << shown();
  run.findings = {{.code = "file.read",
                   .severity = core::Severity::info,
                   .subject = "lista.csv",
                   .what = "Filen är läst som Lista.",
                   .remedy = "Ingenting behöver göras."}};
  EXPECT_NE(shown().find("<summary>Var det fel fil?</summary>"), std::string::npos) << shown();
  EXPECT_NE(shown().find("Lägg in den rätta under samma namn"), std::string::npos) << shown();
  run.waiting = 1;
  EXPECT_EQ(shown().find("Var det fel fil?"), std::string::npos) << "nothing of it is in" << shown();
  run.waiting = 0;
  run.run.rows = {.read = 12, .unchanged = 12};
  EXPECT_EQ(shown().find("Var det fel fil?"), std::string::npos) << "it has changed nothing" << shown();
}

TEST(RunsPage, RunsOfFilesNameThem) {
  auto run = a_run();
  EXPECT_EQ(runs_page({.now = now, .runs = {run}, .steps = {}}).markup().find("Fil"), std::string::npos);
  RunsView view{.now = now, .runs = {run, run}, .steps = {}, .files = {{{11}, {"lista <1>.csv", "b.csv", "c.csv"}}}};
  view.runs.back().run.id = {12};
  const auto shown = runs_page(view).markup();
  EXPECT_NE(shown.find("<span class=\"breaks\">lista &lt;1&gt;.csv</span><span class=\"note\">+2 till</span>"),
            std::string::npos)
      << shown;
  EXPECT_NE(shown.find("<td data-label=\"Fil\">–</td>"), std::string::npos) << shown;
}

TEST(HeldList, WhatWasDecidedOfAFileIsOneRow) {
  auto of_file = held_series();
  of_file.file = "lista 2025.csv";
  of_file.state = "released";
  of_file.decided_by = core::RunId{15};
  auto other = of_file;
  other.series.series = "register:lista.rank";
  auto alone = held_series();
  alone.state = "discarded";
  alone.decided_by = core::RunId{16};
  const HeldListView view{
      .now = now, .limits = {}, .waiting = {}, .decided = {of_file, other, alone}, .may_operate = true};
  const auto shown = held_list_page(view).markup();
  EXPECT_NE(shown.find("Fil eller serie"), std::string::npos) << shown;
  const auto file = shown.find(">lista 2025.csv</a>");
  ASSERT_NE(file, std::string::npos) << shown;
  EXPECT_EQ(shown.find(">lista 2025.csv</a>", file + 1), std::string::npos) << shown;
  EXPECT_NE(shown.find("2 serier", file), std::string::npos) << shown;
  EXPECT_EQ(shown.find("register:lista.rank"), std::string::npos) << shown;
  EXPECT_NE(shown.find(alone.series.series), std::string::npos) << shown;
}

TEST(RunPage, AFileThatWaitsIsNotSaidToBeDoneWith) {
  auto run = a_run();
  run.findings = {{.code = "file.read",
                   .severity = core::Severity::info,
                   .subject = "lista.csv",
                   .what = "Filen är läst som Lista.",
                   .remedy = "Ingenting behöver göras."}};
  run.run.rows = {.read = 12, .held = 12};
  const auto shown = [&] { return run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup(); };
  EXPECT_NE(shown().find("Filen väntar på beslut: inget av den är infört."), std::string::npos) << shown();
  EXPECT_EQ(shown().find("Ingenting behöver göras."), std::string::npos) << shown();
  run.run.rows.inserted = 3;
  EXPECT_NE(shown().find("En del av filen väntar på beslut"), std::string::npos) << shown();
  run.run.rows.inserted = 0;
  run.waiting = 0;
  for (const auto& [state, words] : {std::pair("released", "Filen hölls, och släpptes igenom."),
                                     std::pair("discarded", "Filen hölls, och förkastades. Den är inte införd."),
                                     std::pair("replaced", "Filen är ersatt av en senare hämtning.")}) {
    run.held[0].state = state;
    EXPECT_NE(shown().find(words), std::string::npos) << words << shown();
    EXPECT_NE(shown().find("Ingenting behöver göras."), std::string::npos) << shown();
  }
}

TEST(FailedPage, AFileThatWasRejectedIsToldInSwedish) {
  auto run = a_run();
  run.error_code = "register.header";
  run.error_class = "data";
  run.error = "no row has all headings";
  const auto shown = failed_page({.now = now, .run = run, .others = {}}).markup();
  EXPECT_NE(shown.find("Ingen rad har alla rubriker som tabellen ska ha. Jämför rubrikerna"), std::string::npos)
      << shown;
}

TEST(RunPage, WhatHeldIsOverOnceAllIsDecided) {
  auto run = a_run();
  ASSERT_EQ(run.run.status, "held");
  const auto shown = [&] {
    return run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup() +
           runs_page({.now = now, .runs = {run}, .steps = {}}).markup();
  };
  EXPECT_NE(shown().find("Klar, något hålls"), std::string::npos);
  EXPECT_EQ(shown().find("allt är avgjort"), std::string::npos);
  run.waiting = 0;
  run.held[0].state = "discarded";
  EXPECT_EQ(shown().find("Klar, något hålls"), std::string::npos);
  EXPECT_NE(shown().find("Klar, allt är avgjort"), std::string::npos);
}

TEST(RunPage, WhatWaitsWithALaterRunIsNeitherReplacedNorDecided) {
  auto run = a_run();
  run.findings = {{.code = "file.read",
                   .severity = core::Severity::info,
                   .subject = "lista 2024.csv",
                   .what = "Filen är läst som Lista.",
                   .remedy = "Ingenting behöver göras."}};
  run.run.rows = {.read = 72, .held = 72};
  run.waiting = 0;
  run.moved = 1;
  run.held = {run.held.front()};
  run.held[0].state = "moved";
  run.held[0].moved_to = core::RunId{14};
  run.held[0].waited_rows = 72;
  const auto shown = [&] {
    return run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup() +
           runs_page({.now = now, .runs = {run}, .steps = {}}).markup();
  };
  for (const auto* words :
       {"Avgörs med körning 14", "inget av den är infört. Det avgörs med körning 14.",
        "Klar, det som hålls avgörs med en senare körning", "en serie avgörs med en senare körning"})
    EXPECT_NE(shown().find(words), std::string::npos) << words << shown();
  for (const auto* words : {"Ersatt", "allt är avgjort", "Ingenting behöver göras."})
    EXPECT_EQ(shown().find(words), std::string::npos) << words << shown();
  run.moved = 0;
  run.held[0].state = "released";
  for (const auto* words : {"Släppt med körning 14", "Filen hölls, och släpptes igenom (med körning 14)."})
    EXPECT_NE(shown().find(words), std::string::npos) << words << shown();
  run.held[0].state = "discarded";
  for (const auto* words :
       {"Förkastad med körning 14", "Filen hölls, och förkastades (med körning 14). Den är inte införd."})
    EXPECT_NE(shown().find(words), std::string::npos) << words << shown();
}

TEST(RunPage, ADecisionIsToldOfByDateRunAndTheRowsOfEachRun) {
  auto run = a_run();
  run.findings = {{.code = "file.read",
                   .severity = core::Severity::info,
                   .subject = "lista 2025.csv",
                   .what = "Filen är läst som Lista.",
                   .remedy = "Ingenting behöver göras."}};
  run.run.rows = {.read = 60, .held = 60};
  run.waiting = 0;
  run.held = {run.held.front()};
  run.held[0].state = "released";
  run.held[0].decided_by = core::RunId{15};
  run.held[0].decided_at = *core::parse_instant("2026-11-29T15:11:00Z");
  run.decided_parts = {{.of = {2}, .series = 1, .rows = 72}, {.of = {11}, .series = 1, .rows = 60}};
  run.decider = "anna";
  const auto shown = [&] { return run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup(); };
  EXPECT_NE(shown().find("släpptes igenom 29 november 2026 kl. 16.11 av anna (körning 15), 132 uppgifter: 72 ur "
                         "körning 2 och 60 ur körning 11."),
            std::string::npos)
      << shown();
  run.held[0].state = "discarded";
  run.held[0].moved_to = core::RunId{11};
  run.decided_parts = {{.of = {2}, .series = 1, .rows = 72}};
  EXPECT_NE(shown().find("förkastades 29 november 2026 kl. 16.11 av anna (med körning 11), 72 uppgifter. Den är inte "
                         "införd."),
            std::string::npos)
      << shown();
}

TEST(RunPage, WhatItCarriesOfEarlierRunsIsToldByRowsPeriodAndFile) {
  const std::vector<api::WaitingPart> parts{{.run = {2}, .file = "lista 2024.csv", .periods = {"2024"}, .rows = 72},
                                            {.run = {11}, .file = "lista 2025.csv", .periods = {"2025"}, .rows = 60}};
  const std::string words = "Väntar: 2024 (72 uppgifter, ur körning 2, filen lista 2024.csv) och 2025 (60 uppgifter).";
  auto run = a_run();
  run.run.id = {11};
  run.held[0].parts = parts;
  const auto page = run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup();
  EXPECT_NE(page.find(words + " Ett beslut gäller alltihop."), std::string::npos) << page;

  auto held = held_series();
  held.parts = parts;
  const auto all = words + " Beslutet gäller alltihop: 132 uppgifter.";
  EXPECT_NE(held_page({.now = now, .limits = {}, .series = held, .may_operate = true}).markup().find(all),
            std::string::npos);
  const HeldListView list{.now = now, .limits = {}, .waiting = {held}, .decided = {}, .may_operate = true};
  EXPECT_NE(held_list_page(list).markup().find(all), std::string::npos);
  const DecisionView question{.now = now, .run = {11}, .series = held, .limits = {}, .token = ""};
  EXPECT_NE(decision_page(question).markup().find(all), std::string::npos) << decision_page(question).markup();

  held.parts.clear();
  held.state = "moved";
  held.moved_to = core::RunId{14};
  held.waited_rows = 72;
  const auto moved = held_page({.now = now, .limits = {}, .series = held, .may_operate = true}).markup();
  EXPECT_NE(moved.find("72 uppgifter väntar nu i <a href=\"/hallna/14/kolada%3AN20434\">körning 14</a>"),
            std::string::npos)
      << moved;
  EXPECT_EQ(moved.find("Ersatt"), std::string::npos) << moved;

  run.run.cause = "release";
  run.held.clear();
  run.decision =
      api::Decision{.of = {11}, .series = {"kolada:N1"}, .rows = 132, .parts = {{{2}, 1, 72}, {{11}, 1, 60}}};
  const auto decided = run_page({.now = now, .run = run, .fetched = {}, .may_operate = false}).markup();
  EXPECT_NE(decided.find("höll: 72 ur körning 2 och 60 ur körning 11."), std::string::npos) << decided;
}

TEST(DatasetPage, ItsSourceIsWhomTheRowsQuote) {
  DatasetPageView view{.now = now, .dataset = {}, .run = {}, .changed = {}, .checked = {}, .areas = {}, .years = {}};
  view.dataset.source = "Se kalla.";
  view.quoted = {"Källa: A <b>", "Källa: B", "C", "Källa: D", "Källa: E"};
  const auto text = dataset_page(view).markup();
  EXPECT_NE(text.find("A &lt;b&gt;; B; C och 2 till"), std::string::npos) << text;
  EXPECT_NE(text.find("Se kalla."), std::string::npos) << text;
}

TEST(GoldenPages, Dataset) {
  using transforms::datasets::ColumnDescription;
  DatasetPageView view{
      .now = now,
      .dataset = {},
      .run = core::RunId{11},
      .changed = at("2026-06-19T04:16:30Z"),
      .checked = at("2026-06-22T04:16:00Z"),
      .by_indicator = true,
      .areas = {"Sala", "Riket"},
      .years = {"2025", "2024"},
      .choice = {.indicator = hostile, .year = "2025", .sort = "varde", .descending = true, .page = 2}};
  view.dataset.name = "historik";
  view.dataset.title = "Nyckeltalens historik";
  view.dataset.purpose = "Varje version.";
  view.dataset.grain = "En rad per version.";
  view.dataset.source = "Kolada (RKA)";
  view.dataset.owner = "Uppföljningen";
  view.dataset.overview = {"namn", "varde"};
  view.dataset.columns = {ColumnDescription{"nyckeltal_id", "Nyckeltalets id", "text", "Källans id", ""},
                          {"namn", "Nyckeltal", "text", "Källans titel", ""},
                          {"varde", "Värde", "tal", "Värdet <nu>", "enligt enhet"}};
  view.rows = {{hostile, "1 234,5"}, {"Väntetid", ""}};
  view.found = 120;
  EXPECT_EQ(dataset_page(view).markup().find("Källa: "), std::string::npos);
  expect_golden("dataset", page("Nyckeltalens historik", Section::datasets, dataset_page(view)));
}

TEST(GoldenPages, Calendar) {
  CalendarView view{.now = now,
                    .late = {{hostile,
                              "kolada:N1",
                              "2025",
                              "preliminär",
                              core::day_of(2026, 6, 10),
                              "v 24, 2026",
                              "försenad",
                              {},
                              12,
                              {}}},
                    .held = {{"Öppna insatser", "kolada:N35001", "2025", "slutlig", core::day_of(2026, 4, 1),
                              "v 14, 2026", "hållen", core::day_of(2026, 5, 6), 0, core::RunId{9}}},
                    .coming = {{"Kvalitetsindex",
                                "kolada:U20404",
                                "2025",
                                "slutlig",
                                core::day_of(2026, 9, 29),
                                "v 40, 2026",
                                "väntar",
                                {},
                                0,
                                {}}},
                    .came = {{"Väntetid",
                              "kolada:U2",
                              "2025",
                              "slutlig",
                              core::day_of(2026, 6, 2),
                              "v 23, 2026",
                              "publicerad",
                              core::day_of(2026, 6, 3),
                              0,
                              {}}},
                    .more_coming = 7,
                    .slots = {{"kolada", at("2026-06-23T04:15:00Z")}},
                    .deadlines = {{"Socialstyrelsen: ekonomiskt bistånd", core::day_of(2026, 7, 15)}},
                    .unchecked = {{"Kostnad per brukare",
                                   "kolada:N20900",
                                   "2025",
                                   "slutlig",
                                   core::day_of(2026, 6, 12),
                                   "v 24, 2026",
                                   "inte kontrollerad",
                                   {},
                                   0,
                                   {},
                                   core::day_of(2026, 6, 1)}}};
  expect_golden("calendar", page("Kalender", Section::calendar, calendar_page(view)));
}

TEST(GoldenPages, WhatTheDoorRefuses) {
  expect_golden("forbidden", status_page(403, "0.1.0"));
  expect_golden("unauthorized", status_page(401, "0.1.0"));
}

}  // namespace
}  // namespace sluss::daemon::pages

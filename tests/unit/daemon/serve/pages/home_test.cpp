// The overview: what is in order, what has never run, what failed, and what is old.
#include <gtest/gtest.h>

#include "daemon/serve/pages/home_page.h"

namespace sluss::daemon::pages {
namespace {

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

const core::Instant now = at("2026-07-02T06:04:00Z");

JobView job(const char* name, const char* schedule) {
  JobView view;
  view.state.job = name;
  view.state.source = "kolada";
  view.state.schedule = schedule;
  view.source_title = "Kolada";
  return view;
}

JobView gone_through(const char* name, const char* schedule, core::Instant when) {
  auto view = job(name, schedule);
  view.last = {.run = {4}, .status = "done", .at = when, .error_code = "", .error_class = "", .error = ""};
  view.succeeded = when;
  return view;
}

JobView failed(const char* name, const char* schedule) {
  auto view = gone_through(name, schedule, at("2026-07-01T04:15:00Z"));
  view.last = {.run = {},
               .status = "failed",
               .at = at("2026-07-02T06:00:00Z"),
               .error_code = "http.connect",
               .error_class = "transient",
               .error = "http.connect: Failed to connect to 127.0.0.1",
               .entry = 57};
  return view;
}

/// No-break spaces as plain ones, so that cases can be read.
std::string home(const std::vector<JobView>& jobs, bool may_operate = false, bool loaded = true) {
  HomeView view{.now = now, .may_operate = may_operate};
  view.jobs = jobs;
  view.loaded = view.calendar_fetched = loaded;
  auto text = home_page(view).markup();
  for (auto found = text.find("\u00A0"); found != std::string::npos; found = text.find("\u00A0"))
    text.replace(found, 2, " ");
  return text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto place = text.find(part); place != std::string::npos; place = text.find(part, place + part.size())) ++found;
  return found;
}

TEST(Home, WhatHasNeverRunIsNotInOrder) {
  auto first = job("kolada", "daily");
  first.state.next = at("2026-07-02T07:00:00Z");
  const auto text = home({first}, false, false);
  EXPECT_FALSE(has(text, "Allt är i ordning"));
  EXPECT_FALSE(has(text, "I ordning"));
  EXPECT_FALSE(has(text, "inte aviserat"));
  EXPECT_TRUE(has(text, "Inget har hämtats än."));
  EXPECT_TRUE(has(text, "i dag kl. 09.00</time>."));
  EXPECT_TRUE(has(text, "Har inte körts</span>"));
}

TEST(Home, TheFirstFetchIsToldOfWhileItRuns) {
  auto first = job("kolada", "daily");
  first.state.next = at("2026-07-03T07:00:00Z");
  first.state.running = true;
  const auto text = home({first}, false, false);
  EXPECT_TRUE(has(text, "<strong>Inget har hämtats än.</strong> Hämtning pågår nu: kolada."));
  EXPECT_FALSE(has(text, "Nästa hämtning"));
}

/// A load of which all was held did not go through with errors: they are why it was held.
TEST(Home, WhatWasHeldIsToldByWhatBecameOfIt) {
  const auto of = [](const char* hold, std::int64_t errors) {
    auto view = gone_through("bilar", "daily", at("2026-07-02T04:15:00Z"));
    view.last->status = "held";
    view.last->hold = hold;
    view.last->errors = errors;
    return home({view});
  };
  const auto waiting = of("waiting", 8);
  EXPECT_TRUE(has(waiting, ": Väntar på beslut</span>")) << waiting;
  EXPECT_FALSE(has(waiting, "något hålls"));
  EXPECT_FALSE(has(waiting, "gick igenom"));
  const auto discarded = of("discarded", 0);
  EXPECT_TRUE(has(discarded, ": Förkastad</span>")) << discarded;
  EXPECT_FALSE(has(discarded, "gick igenom"));
  EXPECT_TRUE(has(discarded, "Allt är i ordning"));
  EXPECT_TRUE(has(of("released", 0), "I ordning</span>"));
  EXPECT_TRUE(has(of("released", 1), "gick igenom med <a href=\"/korningar/4\">1 fel att se på</a>"));
}

TEST(Home, WhatARunCouldNotDoWithItsFilesIsToSeeTo) {
  HomeView view{.now = now};
  view.jobs = {gone_through("bilar", "daily", at("2026-07-02T04:15:00Z"))};
  view.troubles = {{.code = "register.left_lying", .what = "2 files", .place = {.field = "bilar"}},
                   {.code = "register.no_readme", .what = "a file", .place = {.field = "bussar"}}};
  const auto text = home_page(view).markup();
  EXPECT_TRUE(has(text, "<strong>Filer som är lästa kunde inte läggas undan</strong> (jobbet bilar).")) << text;
  EXPECT_TRUE(has(text, "<strong>Filer saknar sitt läs mig</strong> (jobbet bussar).")) << text;
  EXPECT_FALSE(has(text, "Allt är i ordning"));
}

TEST(Home, WhatWentThroughIsInOrder) {
  const auto text = home({gone_through("kolada", "daily", at("2026-07-02T04:15:00Z"))});
  EXPECT_TRUE(has(text, "Allt är i ordning. Inget väntar på dig."));
  EXPECT_TRUE(has(text, "I ordning</span>"));
  EXPECT_TRUE(has(text, "Källan har inte aviserat något mer."));
}

TEST(Home, AJobThatFoundErrorsIsNotInOrder) {
  auto found = gone_through("kolada", "daily", at("2026-07-02T04:15:00Z"));
  found.last->errors = 53;
  auto text = home({found});
  EXPECT_FALSE(has(text, "Allt är i ordning"));
  EXPECT_FALSE(has(text, "I ordning"));
  EXPECT_TRUE(has(text, "Klar, 53 fel att se på</span>"));
  EXPECT_TRUE(has(text, "<strong>kolada</strong> gick igenom med <a href=\"/korningar/4\">53 fel att se på</a>."));
  found.state.running = true;
  EXPECT_FALSE(has(home({found}), "fel att se på")) << "it is seen to now";
}

TEST(Home, AJobWhoseLastAttemptFailedIsNeverInOrder) {
  const auto text = home({failed("arbetsmarknad", "")});
  EXPECT_FALSE(has(text, "I ordning"));
  EXPECT_FALSE(has(text, "Allt är i ordning"));
  EXPECT_TRUE(has(text, "Att se till"));
  EXPECT_TRUE(has(text, "<strong>Kolada gick inte att nå</strong> (jobbet arbetsmarknad)."));
  EXPECT_TRUE(has(text, "Senast lyckat ons 1 juli."));
}

TEST(Home, ANewAttemptIsToldOfOnlyWhenThereIsOne) {
  auto planned = failed("kolada", "daily");
  planned.state.next = at("2026-07-02T06:19:00Z");
  EXPECT_TRUE(has(home({planned}), "Nytt försök <time datetime=\"2026-07-02T06:19:00Z\">i dag kl. 08.19</time>."));
  planned.state.paused = true;
  EXPECT_FALSE(has(home({planned}), "Nytt försök"));
  EXPECT_TRUE(has(home({planned}), "Jobbet är pausat."));
  EXPECT_TRUE(has(home({failed("arbetsmarknad", "")}), "Jobbet körs bara när någon begär det."));
  EXPECT_FALSE(has(home({failed("arbetsmarknad", "")}), "försök"));
}

TEST(Home, OneCauseOfSeveralJobsIsToldOnceAndItsDetailsAreFolded) {
  auto other = failed("viva", "daily");
  other.source_title = "Viva";
  const auto text = home({failed("kolada", "daily"), failed("lss", "daily"), other});
  EXPECT_EQ(count(text, "Kolada gick inte att nå"), 1);
  EXPECT_TRUE(has(text, "<strong>Kolada gick inte att nå</strong> (jobben kolada, lss)."));
  EXPECT_TRUE(has(text, "<strong>Viva gick inte att nå</strong> (jobbet viva)."));
  EXPECT_FALSE(has(text, "http.connect: Failed")) << "the code stands once";
  const auto folded = text.find("<details>");
  ASSERT_NE(folded, std::string::npos);
  EXPECT_GT(text.find("127.0.0.1"), folded);
  EXPECT_EQ(count(text, "<details>"), 2);
}

HomeView in_order() {
  HomeView view{.now = now};
  view.jobs = {gone_through("kolada", "daily", at("2026-07-02T04:15:00Z"))};
  view.datasets = {{.name = "a",
                    .title = "Beslut",
                    .purpose = "",
                    .rows = 1,
                    .changed = at("2026-07-01T04:15:00Z"),
                    .checked = at("2026-07-02T04:15:00Z"),
                    .sources = {{.name = "Kolada", .checked = at("2026-07-02T04:15:00Z")}}}};
  return view;
}

TEST(Home, AllIsInOrderOnlyWhereNoRowSaysOtherwise) {
  constexpr std::string_view headline = "Allt är i ordning";
  EXPECT_TRUE(has(home_page(in_order()).markup(), headline));

  auto never = in_order();
  never.datasets.push_back(never.datasets.front());
  never.datasets.back().title = "Historik";
  for (auto& dataset : never.datasets) dataset.sources.push_back({.name = "tabellen beslut", .checked = {}});
  auto text = home_page(never).markup();
  EXPECT_TRUE(has(text, "Aldrig hämtat: tabellen beslut"));
  EXPECT_FALSE(has(text, headline));
  EXPECT_TRUE(has(text, "<strong>Tabellen beslut har aldrig hämtats</strong>, och läses av: Beslut och Historik."));
  never.loaded = false;
  EXPECT_FALSE(has(home_page(never).markup(), "har aldrig hämtats")) << "that nothing has been is shown once";

  auto paused = in_order();
  paused.jobs.front().state.paused = true;
  text = home_page(paused).markup();
  EXPECT_TRUE(has(text, "Pausad</span>"));
  EXPECT_FALSE(has(text, headline));
  EXPECT_TRUE(has(text, "<strong>kolada</strong> är pausat tills någon återupptar."));

  auto stale = in_order();
  stale.datasets.front().stale = true;
  text = home_page(stale).markup();
  EXPECT_TRUE(has(text, "Räknas om vid nästa körning"));
  EXPECT_FALSE(has(text, headline));
  EXPECT_TRUE(has(text, "<strong>Beslut</strong> visar äldre värden än lagret har"));
}

TEST(Home, AJobThatHasNeverFetchedIsNamedThoughAnotherHas) {
  auto view = in_order();
  auto& source = view.datasets.front().sources.front();
  source.jobs = {{.job = "kolada", .scheduled = true, .checked = source.checked},
                 {.job = "natten", .scheduled = true, .checked = {}},
                 {.job = "enstaka", .scheduled = false, .checked = {}}};
  source.by = "kolada";
  const auto text = home_page(view).markup();
  EXPECT_TRUE(has(text, "Aldrig hämtat: jobbet natten</span>"));
  EXPECT_TRUE(has(text, "<strong>Jobbet natten har aldrig hämtat</strong> det som det ska till: Beslut."));
  EXPECT_FALSE(has(text, "jobbet enstaka")) << "it runs on request only";
  view.jobs.push_back(gone_through("natten", "", at("2026-07-02T04:15:00Z")));
  view.jobs.back().of_files = true;
  EXPECT_TRUE(has(home_page(view).markup(), "<strong>Ingen fil har lagts in än</strong> till jobbet natten."));
  EXPECT_FALSE(has(text, "Allt är i ordning"));
}

TEST(Home, OnlyWhoMayDecideIsAskedTo) {
  HomeView view{.now = now};
  view.waiting = {{{4}, "kolada:N1", "En serie"}};
  EXPECT_TRUE(has(home_page(view).markup(), "En serie väntar på beslut"));
  view.may_operate = true;
  EXPECT_TRUE(has(home_page(view).markup(), "En serie väntar på ditt beslut"));
}

TEST(Home, WhatIsOldSaysHowOldAndIsToldFirst) {
  auto waits = gone_through("lss", "monthly", at("2026-02-02T04:15:00Z"));
  waits.state.next = at("2026-08-01T04:15:00Z");
  auto text = home({waits});
  EXPECT_TRUE(has(text, "för 150 dagar sedan"));
  EXPECT_TRUE(has(text, "Allt är i ordning")) << "it waits for its own time";
  text = home({gone_through("arbetsmarknad", "", at("2026-02-02T04:15:00Z"))});
  EXPECT_TRUE(has(text,
                  "<strong>Jobbet arbetsmarknad</strong> har inte kontrollerats mot källan sedan mån 2 februari, "
                  "för 150 dagar sedan."));
  HomeView view{.now = now};
  view.datasets = {{.name = "a",
                    .title = "Historik",
                    .purpose = "",
                    .rows = 1,
                    .changed = at("2026-07-01T04:15:00Z"),
                    .checked = at("2026-02-02T04:15:00Z")},
                   {.name = "b",
                    .title = "Kalender",
                    .purpose = "",
                    .rows = 1,
                    .changed = at("2026-07-01T04:15:00Z"),
                    .checked = at("2026-06-25T04:15:00Z")}};
  text = home_page(view).markup();
  EXPECT_TRUE(has(text, "<strong>Historik</strong> har inte kontrollerats"));
  EXPECT_FALSE(has(text, "<strong>Kalender</strong>")) << "seven days are not long";
}

/// What was found is why it waits: the decision is what there is to do, and it is told once.
TEST(Home, AFileThatWaitsIsNotToldAsGoneThroughWithErrors) {
  auto held = gone_through("listor", "", at("2026-07-02T06:00:00Z"));
  held.last->status = "held";
  held.last->errors = 3;
  held.waits = true;
  HomeView view{.now = now, .jobs = {held}, .may_operate = true};
  for (const auto* series : {"Rank", "Index"})
    view.waiting.push_back({.run = {4}, .series = series, .title = series, .file = "lista <1>.csv", .whole = true});
  view.waiting.push_back({.run = {3}, .series = "kolada:N1", .title = "Annan"});
  const auto text = home_page(view).markup();
  EXPECT_FALSE(has(text, "gick igenom")) << text;
  EXPECT_FALSE(has(text, "3 fel")) << text;
  EXPECT_TRUE(has(text, "Väntar på beslut")) << text;
  EXPECT_TRUE(has(text, "Filen lista &lt;1&gt;.csv väntar på ditt beslut")) << text;
  EXPECT_TRUE(has(text, "En serie väntar på ditt beslut")) << text;
  EXPECT_EQ(count(text, "Rank; Index"), 1) << text;
}

api::RejectedFile rejected(const char* name, std::int64_t entry, bool last) {
  return {.job = "bilar",
          .file = {.name = name, .series = "s", .wrong = "Rubriken Antal saknas.", .change = "", .put_away = true},
          .at = at("2026-07-02T05:00:00Z"),
          .entry = entry,
          .error_code = "register.header",
          .error = "no row has all headings",
          .last_failure = last};
}

TEST(Home, AFileThatSomebodyTookAwayIsNotToldOfNorDoesItsJobFail) {
  auto view = failed("bilar", "");
  view.state.failing = true;
  view.rejected = {rejected("bilar 2027.xlsx", 58, true), rejected("bilar 2026.xlsx", 57, false)};
  view.rejected.front().gone = true;
  auto text = home({view});
  EXPECT_EQ(count(text, "1 fil avvisad"), 2) << text;
  EXPECT_FALSE(has(text, "bilar 2027.xlsx")) << text;
  view.rejected.back().gone = true;
  text = home({view});
  for (const auto* part : {"fil avvisad", "filer avvisade", "Misslyckas", "Att se till"})
    EXPECT_FALSE(has(text, part)) << part << text;
}

TEST(Home, FilesThatNoJobTakesAreToldOfWithTheNamesThatAre) {
  HomeView view{.now = now, .jobs = {gone_through("bilar", "", at("2026-07-02T06:00:00Z"))}};
  view.unclaimed = {{.job = "bilar",
                     .place = "/srv/in",
                     .count = 1,
                     .names = {"bilar <lista>.xlsx"},
                     .taken = {"bilar 2026.xlsx", "bussar 2026.csv"}}};
  auto text = home_page(view).markup();
  EXPECT_TRUE(has(text, "<strong>En fil har ett namn som inget jobb tar</strong>, i /srv/in:")) << text;
  EXPECT_TRUE(has(text, "bilar &lt;lista&gt;.xlsx")) << text;
  EXPECT_TRUE(has(text, "Den läses inte in.")) << text;
  EXPECT_TRUE(has(text, "ser ut så här: bilar 2026.xlsx och bussar 2026.csv. Döp om den")) << text;
  EXPECT_FALSE(has(text, "Allt är i ordning")) << text;
  view.unclaimed.front().count = 12;
  view.unclaimed.front().names = {"a.csv", "b.csv", "c.csv", "d.csv", "e.csv", "f.csv"};
  text = home_page(view).markup();
  EXPECT_TRUE(has(text, "Tolv filer har namn som inget jobb tar")) << text;
  EXPECT_FALSE(has(text, "f.csv")) << text;
  EXPECT_TRUE(has(text, " och 7 till.")) << text;
}

TEST(Home, OfSeveralRefusedFilesOfAJobTheNewestIsToldOfAndTheOthersAreNamed) {
  auto view = gone_through("bilar", "", at("2026-07-02T06:00:00Z"));
  for (int i = 0; i < 7; ++i)
    view.rejected.push_back(rejected(("bilar " + std::to_string(2027 - i) + ".xlsx").c_str(), 60 - i, i == 0));
  const auto text = home({view});
  EXPECT_EQ(count(text, "Rubriken Antal saknas."), 1) << "why, of the newest" << text;
  EXPECT_TRUE(has(text, "Senast <span class=\"breaks\"><a href=\"/korningar/misslyckad/60\">bilar 2027.xlsx</a>"))
      << text;
  EXPECT_TRUE(has(text, "Dessutom: ")) << text;
  EXPECT_TRUE(has(text, "bilar 2023.xlsx")) << text;
  EXPECT_FALSE(has(text, "bilar 2022.xlsx")) << text;
  EXPECT_TRUE(has(text, " och 2 till.")) << text;
}

TEST(Home, FilesThatWerePutAwayAreToldOfAlsoWhenTheJobHasRunSince) {
  auto view = gone_through("bilar", "", at("2026-07-02T06:00:00Z"));
  view.rejected = {rejected("bilar 2027.xlsx", 58, true), rejected("bilar <2026>.xlsx", 57, false)};
  const auto since = home({view});
  EXPECT_EQ(count(since, "2 filer avvisade"), 2) << "in the box and in the table" << since;
  EXPECT_TRUE(has(since, "/korningar/misslyckad/57")) << since;
  EXPECT_TRUE(has(since, "bilar &lt;2026&gt;.xlsx")) << since;
  EXPECT_FALSE(has(since, "I ordning")) << since;
  // When it has not run since, it does not fail: the file is put away and nothing tries it again.
  view.last = failed("bilar", "").last;
  view.state.failing = true;
  view.state.next = at("2026-07-02T07:00:00Z");
  const auto at_once = home({view});
  for (const auto* part : {"höll inte måttet", "Misslyckas", "Nytt försök", "Misslyckades"})
    EXPECT_FALSE(has(at_once, part)) << part << at_once;
  EXPECT_TRUE(has(at_once, "Filen avvisades")) << at_once;
}

}  // namespace
}  // namespace sluss::daemon::pages

// What the pages show, and what their forms do.
#include <algorithm>
#include <thread>

#include "daemon/run/runner/run_journal.h"
#include "daemon/serve/door/answers.h"
#include "web_pages_fixture.h"

namespace sluss::daemon::pages {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Pages, BeforeTheFirstRunSaySo) {
  EXPECT_TRUE(has(body("/"), "Har inte körts än"));
  EXPECT_TRUE(has(body("/korningar"), "Inget har körts än."));
  for (const auto* path : {"/hallna", "/dataset", "/dataset/nyckeltal_jamforelse", "/kalender", "/korningar/1",
                           "/dataset/nyckeltal_jamforelse/hamta/xlsx"})
    EXPECT_TRUE(has(body(path), "Inget är hämtat än")) << path;
}

TEST_F(Pages, EachShowsWhatTheWarehouseKnowsAndNothingAsMarkup) {
  load();
  const auto home = body("/");
  EXPECT_TRUE(has(home, "En serie väntar på ditt beslut"));
  EXPECT_TRUE(has(home, "Körning 2"));
  EXPECT_TRUE(has(home, "1 fel att se på"));
  EXPECT_FALSE(has(home, "I ordning"));
  EXPECT_TRUE(has(body("/korningar"), "1 fel att se på"));
  EXPECT_TRUE(has(body("/korningar"), "Väntar på beslut"));
  EXPECT_TRUE(has(body("/korningar/2"), "Stämmer"));
  EXPECT_FALSE(has(body("/korningar/2"), "Stämmer inte"));
  const auto evidence = body("/hallna/2/" + redefined);
  EXPECT_TRUE(has(evidence, "De nya värdena är ungefär 100 gånger de gamla."));
  EXPECT_TRUE(has(evidence, "Ort &lt;19"));
  EXPECT_TRUE(has(evidence, "Er kommun och riket"));
  EXPECT_TRUE(has(evidence, ">41</td>")) << "of the own municipality, which is one of forty";
  EXPECT_TRUE(has(evidence, ">4\u00A0100</td>"));
  EXPECT_FALSE(has(evidence, "Sala berörs inte."));
  EXPECT_TRUE(has(evidence, "Riket berörs inte."));
  const auto calendar = body("/kalender");
  EXPECT_TRUE(has(calendar, "v 24, 2026"));
  EXPECT_TRUE(has(calendar, "ons\u00A015\u00A0juli"));
  EXPECT_TRUE(has(calendar, "ons\u00A01\u00A0april"));
  EXPECT_FALSE(has(calendar, "Har varit"));
  EXPECT_TRUE(has(body("/dataset/nyckeltal_jamforelse", {{"kolumner", "alla"}}), "&lt;script&gt;"));
  body("/om");
}

TEST_F(Pages, AboutNamesEverySourceThatIsConfigured) {
  load();
  settings_->sources = {{.name = "kolada", .kind = "kolada"}, {.name = "viva", .kind = "odbc"}};
  settings_->jobs.resize(2);
  settings_->jobs[0].name = settings_->jobs[0].source = "kolada";
  settings_->jobs[1].name = "natten";
  settings_->jobs[1].source = "viva";
  const auto about = body("/om");
  EXPECT_TRUE(has(about, "Källan kolada, jobbet kolada")) << about;
  EXPECT_TRUE(has(about, "”Källa: Kolada”")) << about;
  EXPECT_TRUE(has(about, "Källan viva, jobbet natten")) << about;
  EXPECT_TRUE(has(about, "Har inte hämtats")) << "the second one" << about;
}

TEST_F(Pages, WhatIsNotThereIsNotThere) {
  load();
  for (const auto* path : {"/korningar/99", "/korningar/0", "/korningar/x", "/dataset/x", "/dataset/x/hamta/csv",
                           "/dataset/nyckeltal_jamforelse/hamta/exe", "/hallna/2/kolada:N9", "/hallna/1/kolada:N10001",
                           "/hallna/x/y", "/hallna/1/alla/slapp", "/hallna/99/alla/slapp", "/jobb/other/pausa"})
    EXPECT_TRUE(has(body(path, {}, 404), "Finns inte")) << path;
}

TEST_F(Pages, AFailedRunHasAPageAndItsJobIsNotInOrder) {
  const auto failed = [](const std::string& job, const std::string& code) {
    return sluss::tests::JournalEntry{"failed", run::journal_body({.kind = "failed",
                                                                   .run = {0},
                                                                   .job = job,
                                                                   .source = "kolada",
                                                                   .status = "failed",
                                                                   .started_at = {1},
                                                                   .recorded_at = {2},
                                                                   .error_class = "transient",
                                                                   .error_code = code,
                                                                   .error = hostile})};
  };
  ASSERT_NO_FATAL_FAILURE(tell({failed("kolada", "http.first"),
                                {"audit", R"({"way":"http","action":"query","object":"fil","outcome":"done"})"},
                                failed("viva", "http.other"),
                                failed("kolada", "http.last")}));
  const auto home = body("/");
  EXPECT_FALSE(has(home, "I ordning"));
  EXPECT_FALSE(has(home, "Allt är i ordning"));
  EXPECT_TRUE(has(home, "Inget har hämtats än."));
  EXPECT_TRUE(has(home, "gick inte att nå"));
  EXPECT_TRUE(has(home, "/korningar/misslyckad/4"));
  EXPECT_TRUE(has(body("/korningar"), "/korningar/misslyckad/1"));
  const auto page = body("/korningar/misslyckad/4");
  EXPECT_TRUE(has(page, "http.last"));
  EXPECT_TRUE(has(page, "Källan gick inte att nå"));
  EXPECT_TRUE(has(page, "/korningar/misslyckad/1"));
  EXPECT_FALSE(has(page, "/korningar/misslyckad/3")) << "another job's";
  for (const auto* path : {"/korningar/misslyckad/2", "/korningar/misslyckad/5", "/korningar/misslyckad/x"})
    EXPECT_TRUE(has(body(path, {}, 404), "Finns inte")) << path;
}

TEST_F(Pages, WhoHasNotSignedInIsToldSo) {
  load();
  const auto found = routes_->find("GET", "/om");
  door::Request request;
  request.method = "GET";
  request.path = "/om";
  request.identity = {"anonymous", 1};
  const auto seen = found.route->handler(request, {}).body;
  EXPECT_TRUE(has(seen, "Inte inloggad (får läsa)"));
  EXPECT_FALSE(has(seen, "anonymous"));
}

std::vector<std::size_t> places(const std::string& text, std::initializer_list<const char*> parts) {
  std::vector<std::size_t> found;
  for (const auto* part : parts) found.push_back(text.find(part, text.find("<tbody>")));
  return found;
}

TEST_F(Pages, RowsStandInSwedishOrder) {
  load();
  const auto rising = places(body("/dataset/nyckeltal_historik", {{"sortera", "kort_namn"}, {"omrade", "Sala"}}),
                             {">aktivitet<", ">Zon<", ">Åtgärd<", ">Ängslan<", ">Öppen vård<"});
  EXPECT_TRUE(std::ranges::is_sorted(rising)) << ::testing::PrintToString(rising);
  const auto falling = places(body("/dataset/nyckeltal_historik", {{"sortera", "kort_namn"}, {"ordning", "fallande"}}),
                              {">Öppen vård<", ">Ängslan<", ">Åtgärd<", ">Zon<", ">aktivitet<"});
  EXPECT_TRUE(std::ranges::is_sorted(falling)) << ::testing::PrintToString(falling);
}

TEST_F(Pages, AChoiceIsAValueAndNoSql) {
  load();
  const std::string path = "/dataset/nyckeltal_historik";
  EXPECT_TRUE(has(body(path, {{"nyckeltal", "ZON"}}), ", 1 rad<"));
  for (const auto* text : {"' or 1=1 --", "%", "zon_", "\\", "x') or ('1'='1"}) {
    EXPECT_TRUE(has(body(path, {{"nyckeltal", text}}), "Inga rader stämmer med urvalet.")) << text;
    EXPECT_TRUE(has(body(path, {{"omrade", text}}), "Inga rader stämmer med urvalet.")) << text;
    EXPECT_TRUE(has(body(path, {{"ar", text}}), "Inga rader stämmer med urvalet.")) << text;
  }
  EXPECT_TRUE(has(body(path, {{"sortera", "varde\" desc; drop table meta.run; --"}}), "<tbody>"));
  EXPECT_TRUE(has(body(path, {{"sida", "999999"}}), "Zon"));
}

TEST_F(Pages, AFileHoldsTheDataset) {
  load();
  for (const auto* format : {"xlsx", "csv", "parquet"}) {
    const auto response = ask("GET", std::string("/dataset/nyckeltal_jamforelse/hamta/") + format);
    EXPECT_EQ(response.status, 200);
    EXPECT_GT(fs::file_size(response.file), 500);
    EXPECT_EQ(door::header(response, "Content-Disposition"),
              std::string("attachment; filename=\"nyckeltal_jamforelse_2026-04-01.") + format + "\"");
  }
}

TEST_F(Pages, AFileIsMadeOnceForAllWhoAsk) {
  load();
  const auto fetch = [this](const std::string& who, const std::string& format, std::stop_token stop = {}) {
    const auto path = "/dataset/nyckeltal_jamforelse/hamta/" + format;
    const auto found = routes_->find("GET", path);
    door::Request request;
    request.method = "GET";
    request.path = path;
    request.parameters = found.parameters;
    request.identity = {who, 1};
    return found.route->handler(request, std::move(stop));
  };
  held_ = true;
  std::vector<door::Response> answers(8);
  {
    std::vector<std::jthread> readers;
    readers.reserve(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i)
      readers.emplace_back([&, i] { answers[i] = fetch("reader" + std::to_string(i), "xlsx"); });
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return opened_ == 1; });
    }
    // A request that waits for the file may be stopped.
    std::stop_source stop;
    {
      const std::jthread stopping([&] { stop.request_stop(); });
      EXPECT_EQ(fetch("somebody", "xlsx", stop.get_token()).status, 503);
    }
    // An identity that waits requests another file.
    std::jthread waiting([&] { EXPECT_EQ(fetch("greedy", "csv").status, 200); });
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return opened_ == 2; });
    }
    for (const auto* format : {"xlsx", "csv", "parquet"}) EXPECT_EQ(fetch("greedy", format).status, 409) << format;
    const std::scoped_lock lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  EXPECT_EQ(opened_, 2);
  for (const auto& answer : answers) {
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.file, answers.front().file);
    EXPECT_EQ(door::header(answer, "ETag"), door::header(answers.front(), "ETag"));
  }
  EXPECT_EQ(fetch("late", "xlsx").file, answers.front().file);
  EXPECT_EQ(opened_, 2) << "it is there already";
}

TEST_F(Pages, AReaderEndsWithItsRequest) {
  load();
  std::stop_source stop;
  const auto reader = read(false, stop.get_token()).value();
  const std::jthread stopping([&] { stop.request_stop(); });
  const auto endless =
      reader->rows("select count(*) from range(10000000) a, range(10000000) b where a.range < b.range");
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().code, "query.cancelled");
}

TEST_F(Pages, WhatSomebodyWroteIntoAnAddressIsNotShown) {
  load();
  EXPECT_TRUE(has(body("/", {{"klart", "kor"}, {"jobb", "kolada"}}), "kolada har startats."));
  for (const auto* done : {"kor", "pausa", "ateruppta"})
    EXPECT_FALSE(has(body("/", {{"klart", done}, {"jobb", "Ring 0900-123"}}), "Ring 0900"));
  EXPECT_FALSE(has(body("/hallna", {{"klart", "slapp"}, {"serie", "Ring 0900-123"}}), "Ring 0900"));
  EXPECT_FALSE(has(body("/hallna", {{"klart", "forkasta"}, {"serie", "Ring 0900-123"}}), "Ring 0900"));
}

TEST_F(Pages, ReadersAreNotToldWhereFilesLie) {
  load();
  settings_->config_folders = {"/nonexistent/of/the/server"};
  const auto operators = ask("GET", "/dataset/nyckeltal_jamforelse");
  const auto readers = ask("GET", "/dataset/nyckeltal_jamforelse", {}, 1);
  EXPECT_GE(readers.status, 400);
  EXPECT_EQ(readers.status, operators.status);
  EXPECT_FALSE(has(readers.body, "/nonexistent")) << readers.body;
}

TEST_F(Pages, AnOperatorDecides) {
  load();
  EXPECT_TRUE(has(body("/hallna/2/" + redefined + "/slapp"), "name=\"token\" value=\"t0ken\""));
  EXPECT_TRUE(has(body("/hallna/2/alla/forkasta"), "serien som hålls i körning 2"));
  EXPECT_TRUE(has(body("/hallna/2/alla/forkasta"), "De nya värdena är ungefär 100 gånger de gamla."))
      << "each is named";
  const auto released = ask("POST", "/hallna/2/" + redefined + "/slapp");
  EXPECT_EQ(released.status, 303);
  EXPECT_EQ(released.headers.at(0).second, "/hallna?klart=slapp&serie=kolada%3AN10001");
  EXPECT_TRUE(has(body("/hallna", {{"klart", "slapp"}, {"serie", redefined}}), "” har släppts igenom."));
  EXPECT_TRUE(
      has(body("/hallna", {{"klart", "forkasta"}, {"serie", "alla"}}), "Alla serier i körningen har förkastats."));
  EXPECT_EQ(ask("POST", "/hallna/2/alla/forkasta").status, 303);
  EXPECT_EQ(ask("POST", "/jobb/kolada/kor").status, 303);
  EXPECT_EQ(ask("POST", "/jobb/kolada/pausa", {}, 3, {{"till", "vecka"}}).status, 303);
  EXPECT_EQ(ask("POST", "/jobb/kolada/ateruppta").status, 303);
  EXPECT_EQ(ask("POST", "/jobb/other/kor").status, 404);
  EXPECT_EQ(operations_.notes,
            (std::vector<std::string>{"release 2 kolada:N10001 by anna", "discard 2 all by anna", "run kolada by anna",
                                      "pause until 2026-04-08T12:00:00Z kolada by anna", "resume kolada by anna"}));
}

TEST_F(Pages, WhoMayOnlyReadDecidesNothing) {
  load();
  const auto reader = static_cast<std::uint8_t>(Role::reader);
  for (const auto* path : {"/hallna/2/kolada:N10001/slapp", "/hallna/2/alla/forkasta", "/jobb/kolada/kor",
                           "/jobb/kolada/pausa", "/jobb/kolada/ateruppta"})
    EXPECT_EQ(ask("POST", path, {}, reader).status, 403) << path;
  EXPECT_TRUE(operations_.notes.empty());
  for (const auto* path : {"/", "/hallna", "/hallna/2/kolada:N10001"}) {
    const auto seen = ask("GET", path, {}, reader);
    EXPECT_EQ(seen.status, 200) << path;
    EXPECT_FALSE(has(seen.body, "/slapp")) << path;
    EXPECT_FALSE(has(seen.body, "method=\"post\"")) << path;
  }
  EXPECT_EQ(ask("GET", "/", {}, 0).status, 403);
  EXPECT_EQ(ask("GET", "/sluss.css", {}, 0).status, 200);
}

}  // namespace
}  // namespace sluss::daemon::pages

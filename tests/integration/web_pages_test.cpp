// The pages' routes on the embedded warehouse: two runs, of which the second redefines an indicator; asked as the door
// asks them.

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "daemon/run/runner/run_journal.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/api/warehouse_queries.h"
#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/route_table.h"
#include "daemon/serve/pages/pages.h"
#include "daemon/settings/load.h"
#include "fake_house.h"
#include "tests/tools/journal_text.h"
#include "tests/tools/put_rows.h"
#include "tests/tools/temporary_folder.h"
#include "transforms/datasets/indicator_config.h"
#include "transforms/datasets/models.h"
#include "transforms/datasets/session.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::daemon::pages {
namespace {

namespace fs = std::filesystem;
namespace datasets = transforms::datasets;
using door::Role;

constexpr int municipalities = 40;
const std::string hostile = "<script>alert(1)</script> ' \" & 80+";
const std::string redefined = "kolada:N10001";

core::Instant at(std::string_view text) {
  return core::parse_instant(text).value();
}

class StagedValues final : public warehouse::StagedFacts {
 public:
  void say(const std::string& indicator, const std::string& area, std::int32_t period, double value) {
    core::Fact fact;
    fact.indicator = names_.indicators.number_of(indicator);
    fact.area = names_.areas.number_of(area);
    fact.period = period;
    fact.value = value;
    fact.has_value = true;
    facts_.push_back(fact);
  }
  [[nodiscard]] std::size_t blocks() const override { return 1; }
  [[nodiscard]] core::Result<std::vector<core::Fact>> block(std::size_t) override { return facts_; }
  [[nodiscard]] const core::FactNames& names() const override { return names_; }

 private:
  core::FactNames names_;
  std::vector<core::Fact> facts_;
};

/// What was asked of the daemon, in words.
class RecordingOperations final : public door::Operations {
 public:
  door::DaemonState state() override {
    door::JobState job;
    job.job = "kolada";
    job.source = "kolada";
    job.schedule = "Mon..Fri 06:15";
    return {.pid = 1, .since = {}, .ready = true, .why_not = "", .jobs = {job}};
  }
  door::Readiness readiness() override { return {.ready = true, .why_not = ""}; }
  std::string status_json() override { return "{}"; }
  std::string metrics() override { return ""; }
  core::Result<> run(std::string_view job, bool, std::string_view who) override { return note("run", job, who); }
  core::Result<> pause(std::string_view job, std::optional<core::Instant> until, std::string_view who) override {
    return note(until ? "pause until " + core::to_text(*until) : "pause", job, who);
  }
  core::Result<> resume(std::string_view job, std::string_view who) override { return note("resume", job, who); }
  core::Result<> reload(std::string_view who) override { return note("reload", "", who); }
  core::Result<std::int64_t> release(std::int64_t run, std::optional<std::string> series,
                                     std::string_view who) override {
    SLUSS_TRY(note("release " + std::to_string(run), series.value_or("all"), who));
    return run + 1;
  }
  core::Result<std::int64_t> discard(std::int64_t run, std::optional<std::string> series,
                                     std::string_view who) override {
    SLUSS_TRY(note("discard " + std::to_string(run), series.value_or("all"), who));
    return run + 1;
  }
  core::Result<> rebuild(std::string_view who) override { return note("rebuild", "", who); }
  door::RebuildState rebuild_state() override { return {}; }
  std::vector<std::string> notes;

 private:
  core::Result<> note(const std::string& what, std::string_view object, std::string_view who) {
    if (object == "other") return core::fail(core::ErrorClass::config, "job.unknown", "there is no job other");
    notes.push_back(what + " " + std::string(object) + " by " + std::string(who));
    return {};
  }
};

class Pages : public ::testing::Test {
 protected:
  /// One warehouse for all tests: the pages only read it.
  static void SetUpTestSuite() {
    folder_ = std::make_unique<sluss::tests::TemporaryFolder>(sluss::tests::TemporaryFolder::On::memory);
    house_ = warehouse::duckdb::open_duckdb_warehouse(*files_, {.folder = folder_->path() / "warehouse"});
    ASSERT_TRUE(house_->start());
    ASSERT_NO_FATAL_FAILURE(put_run(1, at("2026-03-30T12:00:00Z")));
    ASSERT_NO_FATAL_FAILURE(put_run(100, at("2026-03-31T12:00:00Z")));
  }
  static void TearDownTestSuite() {
    house_.reset();
    folder_.reset();
  }

  Pages() {
    settings_->municipality = "1981";
    settings_->deadlines = {{.name = "Ej verkställda " + hostile, .day = "workday<=*-01,04,07,10-15"},
                            {.name = "I dag", .day = "2026-04-01"},
                            {.name = "Har varit", .day = "2026-03-31"}};
    settings_->config_folders = config_folders();
    settings_->warehouse_folder = folder_->path() / "warehouse";
    // As after a reload: nothing else keeps them alive while a page is made.
    const auto settings = [this] { return std::make_shared<settings::Settings>(*settings_); };
    const auto reader = [this](bool with_models, std::stop_token stop) { return read(with_models, std::move(stop)); };
    const auto failures = [this]() -> core::Result<api::Failures> {
      if (!workplace_) return api::Failures();
      return api::Failures::open(workplace_->context());
    };
    files_to_fetch_ = std::make_unique<sluss::tests::TemporaryFolder>();
    const auto house =
        std::make_shared<const FakeHouse>(clock_, *files_,
                                          FakeHouse::Answers{.settings = settings,
                                                             .reader = reader,
                                                             .revision = [] { return house_->revision().token; },
                                                             .failures = failures,
                                                             .downloads = files_to_fetch_->path() / "downloads"});
    const auto reading = api::warehouse_queries(house);
    routes_ = std::make_unique<door::RouteTable>(
        page_routes({.operations = operations_, .house = house, .file = reading.dataset, .version = "0.1.0"}));
  }

  core::Result<std::unique_ptr<warehouse::Reader>> read(bool with_models, std::stop_token stop) {
    if (!loaded_) return core::fail(core::ErrorClass::data, "warehouse.empty", "nothing has been loaded yet");
    warehouse::ReadOptions options;
    options.now = clock_.now();
    options.stop = std::move(stop);
    if (with_models) options.session = session();
    if (with_models) {
      std::unique_lock lock(mutex_);
      ++opened_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return !held_; });
    }
    return house_->reader(options);
  }

  static std::vector<fs::path> config_folders() { return {fs::path(SLUSS_SOURCE_DIR) / "config"}; }

  static warehouse::Session session() {
    const datasets::SessionInputs inputs{
        .municipality = "1981",
        .compare = {"riket"},
        .selected = {redefined},
        .indicators = datasets::load_indicators(*files_, config_folders(), "kolada").value(),
        .sources = {{.origin = "kolada", .title = "Kolada", .attribution = "Källa: Kolada"}}};
    return datasets::make_session(
        inputs, datasets::load_models(*files_, {fs::path(SLUSS_SOURCE_DIR) / "transforms/models"}).value());
  }

  /// A warehouse with the first run, and one in which the redefined indicator's values are a hundred times theirs.
  void load() { loaded_ = true; }

  static void put_run(double factor, core::Instant now) {
    auto writer = house_->writer("test").value();
    const auto run = writer->next_run(core::RunId{1}).value();
    const auto recorded = writer->recorded_at(now).value();
    std::vector<core::Indicator> indicators{{.id = redefined, .source = "kolada", .title = hostile}};
    StagedValues staged;
    for (const auto* title : {"Öppen vård", "Zon", "Ängslan", "aktivitet", "Åtgärd"}) {
      const auto id = "kolada:N2000" + std::to_string(indicators.size());
      indicators.push_back({.id = id, .source = "kolada", .title = title});
      staged.say(id, "1981", 2025, static_cast<double>(indicators.size()));
    }
    std::vector<core::Area> areas{{"SE", "country", "Riket", "0000"}};
    for (int i = 0; i < municipalities; ++i) {
      const auto code = std::to_string(1950 + i);
      areas.push_back({code, "municipality", code == "1981" ? "Sala" : "Ort <" + code + ">", code});
      staged.say(redefined, code, 2025, (10 + i) * factor);
    }
    const std::vector<core::Publication> publications{{redefined, "2025", {}, core::day_of(2026, 3, 2)},
                                                      {"kolada:N20001", "2026", {}, core::day_of(2026, 6, 10)}};
    ASSERT_TRUE(tests::put_rows(*writer, warehouse::indicator_table(), indicators, {"kolada", true}, run, recorded));
    ASSERT_TRUE(tests::put_rows(*writer, warehouse::area_table(), areas, {"kolada", true}, run, recorded));
    ASSERT_TRUE(tests::put_rows(*writer, warehouse::publication_table(), publications, {"kolada"}, run, recorded));
    const auto merged =
        writer->merge(staged, {.origin = "kolada", .coverage = {}, .gates = {}, .hold = {}}, run, recorded, {});
    ASSERT_TRUE(merged) << core::describe(merged.error());
    auto rows = merged->rows;
    rows.read = rows.inserted + rows.revised + rows.unchanged + rows.held;
    const std::vector<core::Finding> findings{
        {.code = "test", .severity = core::Severity::error, .subject = hostile, .what = hostile, .remedy = hostile}};
    const std::vector<core::Reject> rejects{{.raw = 0,
                                             .object = hostile,
                                             .line = 1,
                                             .byte = 1,
                                             .column = "",
                                             .field = hostile,
                                             .error = "x",
                                             .shown = hostile}};
    ASSERT_TRUE(writer->put_findings(run, findings));
    ASSERT_TRUE(writer->put_rejects(run, rejects));
    warehouse::RawObjectRow raw;
    raw.query = hostile;
    raw.fetched_at = now;
    ASSERT_TRUE(writer->put_raw_objects(run, std::vector{raw}));
    ASSERT_TRUE(writer->put_run({.id = run,
                                 .job = "kolada",
                                 .source = "kolada",
                                 .cause = "run",
                                 .status = merged->held.empty() ? "done" : "held",
                                 .started_at = now,
                                 .recorded_at = recorded,
                                 .rows = rows,
                                 .details = hostile,
                                 .segments = {}}));
    ASSERT_TRUE(writer->mark_models_dirty(run));
    ASSERT_TRUE(writer->refresh_models(session(), run, now));
    ASSERT_TRUE(writer->commit());
  }

  static inline const std::unique_ptr<core::Files> files_ = core::real_files();
  static inline std::unique_ptr<sluss::tests::TemporaryFolder> folder_;
  static inline std::unique_ptr<warehouse::Warehouse> house_;

  using Pairs = std::vector<std::pair<std::string, std::string>>;
  door::Response ask(const std::string& method, const std::string& path, const Pairs& query = {},
                     std::uint8_t roles = 3, const Pairs& form = {}) {
    const auto found = routes_->find(method, path);
    if (found.route == nullptr) {
      door::Response nothing;
      nothing.status = 404;
      return nothing;
    }
    door::Request request;
    request.method = method;
    request.path = path;
    request.parameters = found.parameters;
    request.query = query;
    request.form = form;
    request.identity = {"anna", roles};
    request.form_token = "t0ken";
    return found.route->handler(request, {});
  }
  std::string body(const std::string& path, const Pairs& query = {}, int status = 200) {
    const auto response = ask("GET", path, query);
    EXPECT_EQ(response.status, status) << path;
    EXPECT_EQ(response.body.find("<script"), std::string::npos) << path;
    EXPECT_EQ(response.body.find("Ort <"), std::string::npos) << path;
    return response.body;
  }

  core::FixedClock clock_{at("2026-04-01T12:00:00Z")};
  std::shared_ptr<settings::Settings> settings_ = std::make_shared<settings::Settings>();
  /// A journal with these entries.
  void tell(const std::vector<sluss::tests::JournalEntry>& entries) {
    const auto state = files_to_fetch_->path() / "state";
    fs::create_directories(state);
    tests::write_journal(state / "journal.jsonl", entries);
    const auto text =
        "municipality = \"1981\"\nstate = '" + state.string() +
        "'\n[source.kolada]\n[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\n";
    auto loaded = settings::load_texts({{state / "sluss.toml", text}});
    ASSERT_TRUE(loaded);
    place_settings_ = *std::move(loaded);
    workplace_ = std::make_unique<run::Workplace>(place_settings_, clock_, "test", *files_);
    ASSERT_TRUE(workplace_->start());
  }

  RecordingOperations operations_;
  std::unique_ptr<door::RouteTable> routes_;
  bool loaded_ = false;
  std::unique_ptr<sluss::tests::TemporaryFolder> files_to_fetch_;
  settings::Settings place_settings_;
  std::unique_ptr<run::Workplace> workplace_;  ///< whose journal has the failures; nothing: none has failed
  std::mutex mutex_;
  std::condition_variable changed_;
  int opened_ = 0;     ///< under mutex_: readers with models
  bool held_ = false;  ///< under mutex_: they are not opened
};

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
  EXPECT_TRUE(has(body("/korningar"), "Klar, något hålls"));
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

#pragma once
// The pages' routes on the embedded warehouse: two runs, of which the second redefines an indicator; queried as the
// door queries them.

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/run/state/workplace.h"
#include "daemon/serve/api/warehouse_queries.h"
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

namespace fs = std::filesystem;
namespace datasets = transforms::datasets;
using door::Role;

inline constexpr int municipalities = 40;
inline const std::string hostile = "<script>alert(1)</script> ' \" & 80+";
inline const std::string redefined = "kolada:N10001";

inline core::Instant at(std::string_view text) {
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

}  // namespace sluss::daemon::pages

// How old a dataset is, as the API and the pages tell it: two jobs on the embedded warehouse, of which one has not come
// for a month.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "daemon/serve/api/warehouse_queries.h"
#include "daemon/serve/pages/dataset_page.h"
#include "daemon/serve/pages/home_page.h"
#include "daemon/serve/pages/read_views.h"
#include "fake_house.h"
#include "tests/tools/temporary_folder.h"
#include "transforms/datasets/models.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::daemon {
namespace {

namespace fs = std::filesystem;
namespace datasets = transforms::datasets;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const core::Instant month_ago = core::parse_instant("2026-03-01T12:00:00Z").value();
const core::Instant last_night = core::parse_instant("2026-03-31T12:00:00Z").value();

class DatasetAges : public ::testing::Test {
 protected:
  DatasetAges() {
    fs::create_directories(config_ / "models");
    fs::create_directories(config_ / "datasets");
    write("beslut", "none", "select n from extract.beslut");
    write("nyckeltal", "none", "select count(*) as n from core.observation_open");
    write("samlat", "beslut", "select b.n from mart.beslut b cross join core.observation_open");
    settings_->municipality = "1981";
    settings_->config_folders = {config_};
    settings_->sources = {{.name = "kolada", .kind = "kolada"}, {.name = "viva", .kind = "odbc"}};
    settings_->jobs = {{.name = "natt", .source = "kolada"}, {.name = "viva", .source = "viva"}};
    settings_->jobs[1].values.put("table", {.text = "Beslut"});
    house_ = warehouse::duckdb::open_duckdb_warehouse(*files_, {.folder = folder_.path() / "warehouse"});
  }

  void SetUp() override { ASSERT_TRUE(house_->start()); }

  void write(const std::string& name, const std::string& below, const std::string& sql) const {
    std::ofstream(config_ / "models" / (name + ".sql"))
        << "-- Purpose: p\n-- Grain: g\n-- Keys: n\n-- Reads: r\n-- Models: " << below << "\n-- Version: 1\n"
        << sql << "\n";
    std::ofstream(config_ / "datasets" / (name + ".toml"))
        << "title = \"" << name
        << "\"\npurpose = \"p\"\ngrain = \"g\"\nsource = \"s\"\nowner = \"o\"\nversion = \"1\"\n"
        << "order = [\"n\"]\n[[column]]\nname = \"n\"\nheading = \"N\"\ntype = \"heltal\"\ndescription = \"N\"\n";
  }

  void put_run(const std::string& job, const std::string& origin, const std::string& stream, core::Instant now,
               const std::vector<warehouse::HeldSeries>& held = {}) {
    auto writer = house_->writer("test").value();
    const auto run = writer->next_run(core::RunId{1}).value();
    ASSERT_TRUE(writer->execute("create table if not exists extract.beslut as select 1 as n"));
    ASSERT_TRUE(writer->put_run({.id = run,
                                 .job = job,
                                 .source = origin,
                                 .origin = origin,
                                 .cause = "run",
                                 .status = "unchanged",
                                 .started_at = now,
                                 .recorded_at = writer->recorded_at(now).value(),
                                 .rows = {},
                                 .details = "{}",
                                 .segments = {},
                                 .streams = {{.stream = stream, .rows = {}}}}));
    for (const auto& one : held) ASSERT_TRUE(writer->hold_series(run, one));
    const warehouse::Session session{.statements = {},
                                     .models = datasets::load_models(*files_, {config_ / "models"}).value()};
    const auto refreshed = writer->refresh_models(session, run, now);
    ASSERT_TRUE(refreshed) << core::describe(refreshed.error());
    ASSERT_TRUE(writer->publish());
  }

  [[nodiscard]] std::unique_ptr<warehouse::Reader> reader() const {
    warehouse::ReadOptions options;
    options.now = clock_.now();
    return house_->reader(options).value();
  }

  [[nodiscard]] std::shared_ptr<const api::House> read_from() const {
    return std::make_shared<const FakeHouse>(
        clock_, *files_,
        FakeHouse::Answers{
            .settings = [this] { return settings_; },
            .reader = [this](bool,
                             std::stop_token) { return core::Result<std::unique_ptr<warehouse::Reader>>(reader()); },
            .revision = [this] { return house_->revision().token; },
            .failures = [] { return core::Result<api::Failures>(api::Failures()); },
            .downloads = folder_.path() / "downloads"});
  }

  /// By the datasets' names.
  json freshness() {
    const auto text = api::freshness_json(*read_from());
    EXPECT_TRUE(text) << core::describe(text.error());
    json by_name;
    for (const auto& one : json::parse(text.value_or("[]"))) by_name[one["dataset"].get<std::string>()] = one;
    return by_name;
  }

  std::vector<pages::DatasetView> shown() {
    const auto descriptions = datasets::load_descriptions(*files_, settings_->config_folders);
    EXPECT_TRUE(descriptions);
    return pages::read_datasets(*reader(), descriptions.value(), *settings_, *files_).value();
  }

  sluss::tests::TemporaryFolder folder_;
  fs::path config_ = folder_.path() / "config";
  std::unique_ptr<core::Files> files_ = core::real_files();
  core::FixedClock clock_{last_night.plus(std::chrono::hours(1))};
  std::shared_ptr<settings::Settings> settings_ = std::make_shared<settings::Settings>();
  std::unique_ptr<warehouse::Warehouse> house_;
};

TEST_F(DatasetAges, IsThatOfWhatItReadsAndNotOfTheLastRun) {
  ASSERT_NO_FATAL_FAILURE(put_run("natt", "kolada", "core.observation", month_ago.plus(-std::chrono::hours(24))));
  ASSERT_NO_FATAL_FAILURE(put_run("viva", "viva", "extract.Beslut", month_ago));
  ASSERT_NO_FATAL_FAILURE(put_run("natt", "kolada", "core.observation", last_night));
  const auto ages = freshness();
  ASSERT_EQ(ages.size(), 3U);
  EXPECT_EQ(ages["nyckeltal"]["checked_at"], "2026-03-31T12:00:00Z");
  EXPECT_EQ(ages["nyckeltal"]["age_seconds"], 3600);
  EXPECT_EQ(ages["nyckeltal"]["sources"],
            json::parse(R"([{"source":"kolada","checked_at":"2026-03-31T12:00:00Z","jobs":["natt"],"checked_by":null,)"
                        R"("job_checks":[{"job":"natt","scheduled":false,"checked_at":"2026-03-31T12:00:00Z"}]}])"));
  EXPECT_EQ(ages["beslut"]["checked_at"], "2026-03-01T12:00:00Z");
  EXPECT_EQ(ages["beslut"]["age_seconds"], 30 * 24 * 3600 + 3600);
  EXPECT_EQ(ages["beslut"]["sources"],
            json::parse(R"([{"source":"extract.beslut","checked_at":"2026-03-01T12:00:00Z","jobs":["viva"],)"
                        R"("checked_by":null,)"
                        R"("job_checks":[{"job":"viva","scheduled":false,"checked_at":"2026-03-01T12:00:00Z"}]}])"));
  EXPECT_EQ(ages["samlat"]["checked_at"], "2026-03-01T12:00:00Z") << "as old as the oldest that it reads";
  EXPECT_EQ(ages["samlat"]["sources"].size(), 2U);

  const auto listed = json::parse(api::warehouse_queries(read_from()).datasets().value());
  ASSERT_EQ(listed.size(), 3U);
  EXPECT_EQ(listed[0]["name"], "beslut");
  EXPECT_EQ(listed[0]["checked_at"], ages["beslut"]["checked_at"]);
  EXPECT_EQ(listed[2]["sources"], ages["samlat"]["sources"]);
  EXPECT_EQ(listed[2]["columns"].size(), 1U);

  const auto datasets = shown();
  ASSERT_EQ(datasets.size(), 3U);
  EXPECT_EQ(datasets[0].name, "beslut");
  EXPECT_EQ(datasets[0].checked, month_ago);
  EXPECT_EQ(datasets[1].checked, last_night);
  ASSERT_EQ(datasets[2].sources.size(), 2U);
  pages::DatasetPageView page{.now = clock_.now(), .dataset = {}, .checked = datasets[2].checked};
  page.dataset.name = datasets[2].name;
  page.sources = datasets[2].sources;
  const auto markup = pages::dataset_page(page).markup();
  EXPECT_THAT(markup, HasSubstr("Senast kontrollerat mot Kolada"));
  EXPECT_THAT(markup, HasSubstr("Senast kontrollerat mot tabellen beslut"));
  EXPECT_THAT(markup, HasSubstr("2026-03-01T12:00:00Z"));
  EXPECT_THAT(pages::dataset_list_page({.now = clock_.now(), .datasets = datasets}).markup(),
              Not(HasSubstr("aldrig hämtat")));
}

TEST_F(DatasetAges, OfASourceThatWasNeverReadIsTold) {
  ASSERT_NO_FATAL_FAILURE(put_run("viva", "viva", "extract.Beslut", last_night));
  const auto ages = freshness();
  EXPECT_TRUE(ages["nyckeltal"]["age_seconds"].is_null());
  EXPECT_EQ(ages["nyckeltal"]["sources"],
            json::parse(R"([{"source":"kolada","checked_at":null,"jobs":["natt"],"checked_by":null,)"
                        R"("job_checks":[{"job":"natt","scheduled":false,"checked_at":null}]}])"));
  EXPECT_EQ(ages["samlat"]["age_seconds"], 3600);
  const auto list = pages::dataset_list_page({.now = clock_.now(), .datasets = shown()}).markup();
  EXPECT_THAT(list, HasSubstr("aldrig hämtat: Kolada"));
  EXPECT_THAT(list, Not(HasSubstr("aldrig hämtat: tabellen")));
  pages::HomeView home{.now = clock_.now()};
  home.datasets = shown();
  EXPECT_THAT(pages::home_page(home).markup(), HasSubstr("Aldrig hämtat: Kolada"));
}

TEST_F(DatasetAges, IsThatOfTheScheduledJobThatReadTheLongestAgo) {
  settings_->jobs[0].schedule = "06:15";
  settings_->jobs.push_back({.name = "lss", .source = "kolada", .schedule = "07:15"});
  settings_->jobs.push_back({.name = "enstaka", .source = "kolada"});
  ASSERT_NO_FATAL_FAILURE(put_run("enstaka", "kolada", "core.observation", month_ago.plus(-std::chrono::hours(24))));
  ASSERT_NO_FATAL_FAILURE(put_run("natt", "kolada", "core.observation", month_ago));
  ASSERT_NO_FATAL_FAILURE(put_run("lss", "kolada", "core.observation", last_night));
  const auto ages = freshness()["nyckeltal"];
  EXPECT_EQ(ages["checked_at"], "2026-03-01T12:00:00Z") << "not as new as the other job of the same source";
  EXPECT_EQ(ages["age_seconds"], 30 * 24 * 3600 + 3600);
  EXPECT_EQ(ages["sources"],
            json::parse(R"([{"source":"kolada","checked_at":"2026-03-01T12:00:00Z","jobs":["natt","lss","enstaka"],)"
                        R"("checked_by":"natt","job_checks":[)"
                        R"({"job":"natt","scheduled":true,"checked_at":"2026-03-01T12:00:00Z"},)"
                        R"({"job":"lss","scheduled":true,"checked_at":"2026-03-31T12:00:00Z"},)"
                        R"({"job":"enstaka","scheduled":false,"checked_at":"2026-02-28T12:00:00Z"}]}])"));

  const auto datasets = shown();
  ASSERT_EQ(datasets.size(), 3U);
  EXPECT_EQ(datasets[1].checked, month_ago);
  pages::DatasetPageView page{.now = clock_.now(), .dataset = {}, .checked = datasets[1].checked};
  page.dataset.name = datasets[1].name;
  page.sources = datasets[1].sources;
  const auto markup = pages::dataset_page(page).markup();
  EXPECT_THAT(markup, HasSubstr("Kolada av jobbet natt"));
  EXPECT_THAT(markup, HasSubstr("Kolada av jobbet enstaka (körs på begäran)"));
  EXPECT_THAT(pages::dataset_list_page({.now = clock_.now(), .datasets = datasets}).markup(),
              HasSubstr("äldst: jobbet natt"));
  pages::HomeView home{.now = clock_.now()};
  home.datasets = datasets;
  EXPECT_THAT(pages::home_page(home).markup(), HasSubstr("Äldst: jobbet natt"));
}

TEST_F(DatasetAges, WhatWaitsIsToldOfTheDatasetsThatItWouldChange) {
  const warehouse::HeldSeries indicator{.series = "kolada:N1", .gate = "ratio", .known = 40, .evidence = "{}"};
  const warehouse::HeldSeries table{.series = "extract.Beslut", .gate = "emptied", .known = 40, .evidence = "{}"};
  ASSERT_NO_FATAL_FAILURE(put_run("natt", "kolada", "core.observation", month_ago, {indicator}));
  ASSERT_NO_FATAL_FAILURE(put_run("viva", "viva", "extract.Beslut", last_night, {table}));
  const auto listed = json::parse(api::warehouse_queries(read_from()).datasets().value());
  ASSERT_EQ(listed.size(), 3U);
  const auto of_indicator = json::parse(R"({"run":1,"series":"kolada:N1","gate":"ratio"})");
  const auto of_table = json::parse(R"({"run":2,"series":"extract.Beslut","gate":"emptied"})");
  EXPECT_EQ(listed[0]["held"], json::array({of_table})) << listed[0]["name"];
  EXPECT_EQ(listed[1]["held"], json::array({of_indicator})) << listed[1]["name"];
  EXPECT_EQ(listed[2]["held"], json::array({of_indicator, of_table})) << "it reads both, one by another model";

  const auto datasets = shown();
  ASSERT_EQ(datasets.size(), 3U);
  ASSERT_EQ(datasets[1].waiting.size(), 1U);
  pages::DatasetPageView page{.now = clock_.now(), .dataset = {}};
  page.dataset.name = datasets[1].name;
  page.waiting = datasets[1].waiting;
  EXPECT_THAT(pages::dataset_page(page).markup(), HasSubstr("/hallna/1/kolada%3AN1"));
}

TEST_F(DatasetAges, NothingIsHeldWhereNothingWaits) {
  ASSERT_NO_FATAL_FAILURE(put_run("natt", "kolada", "core.observation", last_night));
  for (const auto& one : json::parse(api::warehouse_queries(read_from()).datasets().value()))
    EXPECT_EQ(one["held"], json::array()) << one["name"];
}

TEST_F(DatasetAges, AModelThatCannotBeReadMakesItsDatasetAsOldAsTheOldest) {
  ASSERT_NO_FATAL_FAILURE(put_run("viva", "viva", "extract.Beslut", month_ago));
  ASSERT_NO_FATAL_FAILURE(put_run("natt", "kolada", "core.observation", last_night));
  std::ofstream(config_ / "models" / "nyckeltal.sql") << "select 1 as n\n";  // without a header
  EXPECT_EQ(freshness()["nyckeltal"]["checked_at"], "2026-03-01T12:00:00Z");
}

}  // namespace
}  // namespace sluss::daemon

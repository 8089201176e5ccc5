// What is measured at a scrape: as it is now, and nothing that is not known any more.
#include "daemon/serve/service/gauges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sluss::daemon::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class GaugesRendered : public ::testing::Test {
 protected:
  void SetUp() override { configure({"kolada"}); }
  void configure(const std::vector<std::string>& sources) {
    settings_.sources.clear();
    for (const auto& name : sources) {
      settings::Source source;
      source.name = name;
      settings_.sources.push_back(source);
    }
    auto names = names_of(settings_);
    names.datasets = {"nyckeltal"};
    gauges_.rename(std::move(names));
  }
  void hold(const std::string& source, std::int64_t second) {
    HeldEntry held;
    held.source = source;
    held.since = {second * 1'000'000};
    outlook_.held.push_back(held);
  }
  [[nodiscard]] std::string page() {
    return gauges_.render({.settings = settings_,
                           .sample = stored_,
                           .scheduler = scheduler_,
                           .outlook = outlook_,
                           .spaces = spaces_,
                           .active = 0,
                           .ready = true,
                           .now = {2'000'000'000'000'000}});
  }

  settings::Settings settings_;
  SystemSample stored_;
  schedule::Scheduler scheduler_;
  Outlook outlook_;
  std::vector<run::FolderSpace> spaces_;
  Gauges gauges_{{}, core::Instant{}};
};

std::string line(const std::string& text) {
  return "\n" + text + "\n";
}

TEST_F(GaugesRendered, SourcesThatAreConfiguredNoMoreAreOneAndGoWithTheirLast) {
  hold("kolada", 500);
  hold("b", 300);
  hold("a", 200);
  hold("a", 0);  // an older release did not note when
  hold("c", 400);
  auto page_text = page();
  EXPECT_THAT(page_text, HasSubstr(line(R"(sluss_held_series{source="kolada"} 1)")));
  EXPECT_THAT(page_text, HasSubstr(line(R"(sluss_held_series{source="other"} 4)")));
  EXPECT_THAT(page_text, HasSubstr(line(R"(sluss_held_oldest_timestamp_seconds{source="kolada"} 500)")));
  EXPECT_THAT(page_text, HasSubstr(line(R"(sluss_held_oldest_timestamp_seconds{source="other"} 200)")));
  outlook_.held.clear();
  page_text = page();
  EXPECT_THAT(page_text, HasSubstr(line(R"(sluss_held_series{source="kolada"} 0)")));
  EXPECT_THAT(page_text, Not(HasSubstr("sluss_held_oldest")));
  EXPECT_THAT(page_text, Not(HasSubstr(R"(sluss_held_series{source="other"})")));
}

TEST_F(GaugesRendered, ASourceMayBeNamedAsTheRestIs) {
  configure({"kolada", "other"});
  EXPECT_THAT(page(), HasSubstr(line(R"(sluss_held_series{source="other"} 0)")));
  hold("other", 100);
  hold("gone", 200);
  EXPECT_THAT(page(), HasSubstr(line(R"(sluss_held_series{source="other"} 2)")));
}

TEST_F(GaugesRendered, AModelThatIsNoDatasetIsNotExportedAsOne) {
  outlook_.datasets = {{.name = "nyckeltal", .refreshed_at = {700'000'000}, .stale = false},
                       {.name = "grund", .refreshed_at = {800'000'000}, .stale = true}};
  const auto page_text = page();
  EXPECT_THAT(page_text, HasSubstr(line(R"(sluss_dataset_stale{dataset="nyckeltal"} 0)")));
  EXPECT_THAT(page_text, HasSubstr(line(R"(sluss_dataset_refreshed_timestamp_seconds{dataset="nyckeltal"} 700)")));
  EXPECT_THAT(page_text, Not(HasSubstr(R"(dataset="other")")));
}

/// A series that stays at 0 whatever happens would claim that nothing failed.
TEST_F(GaugesRendered, OfRequestsOnlyWhatIsCountedIsExported) {
  run::RunSummary summary;
  summary.run.source = "kolada";
  summary.requests = 7;
  gauges_.count_run(summary, 1);
  const auto page_text = page();
  const std::string begin = "\nsluss_requests_total{";
  const auto first = page_text.find(begin);
  ASSERT_NE(first, std::string::npos);
  EXPECT_TRUE(page_text.substr(first).starts_with(begin + R"(source="kolada",outcome="answered"} 7)" + "\n"));
  EXPECT_EQ(page_text.find(begin, first + 1), std::string::npos);
}

TEST_F(GaugesRendered, WhatIsNotKnownAnyMoreIsNotExported) {
  settings_.control.certificate = "/etc/sluss/server.pem";
  settings::Job job;
  job.name = "natt";
  settings_.jobs.push_back(job);
  configure({"kolada"});
  stored_.generation = 12;
  stored_.warehouse_bytes = 4096;
  stored_.archive_bytes = 8192;
  stored_.certificates = {{"control.certificate", {900'000'000}}};
  stored_.backed_up = stored_.scrubbed = core::Instant{700'000'000};
  spaces_ = {{.name = "state", .folder = "/var/lib/sluss", .free_bytes = 5},
             {.name = "warehouse", .folder = "/srv/warehouse", .free_bytes = 6}};
  outlook_.rejected["natt"] = 3;
  const std::vector<std::string> page_text{
      "sluss_warehouse_generation 12",
      "sluss_warehouse_bytes 4096",
      "sluss_archive_bytes 8192",
      R"(sluss_credential_expires_timestamp_seconds{credential="control.certificate"} 900)",
      "sluss_backup_last_success_timestamp_seconds 700",
      "sluss_scrub_last_ended_timestamp_seconds 700",
      R"(sluss_disk_free_bytes{folder="state"} 5)",
      R"(sluss_disk_free_bytes{folder="warehouse"} 6)",
      R"(sluss_rejects{job_name="natt"} 3)"};
  for (const auto& one : page_text) EXPECT_THAT(page(), HasSubstr(line(one)));
  stored_ = {};
  spaces_ = {{.name = "state", .folder = "/var/lib/sluss", .free_bytes = 5}};
  outlook_.rejected.clear();
  const auto later = page();
  EXPECT_THAT(later, HasSubstr(line(R"(sluss_disk_free_bytes{folder="state"} 5)")));
  for (const auto& one : page_text) {
    if (one.find("state") != std::string::npos) continue;
    EXPECT_THAT(later, Not(HasSubstr("\n" + one.substr(0, one.rfind(' '))))) << one;
  }
}

}  // namespace
}  // namespace sluss::daemon::serve

// What is measured when somebody asks: as it is now, and nothing that is not known any more.
#include "daemon/service/gauges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sluss::daemon::service {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class GaugesAsked : public ::testing::Test {
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
    HeldFact held;
    held.source = source;
    held.since = {second * 1'000'000};
    facts_.held.push_back(held);
  }
  [[nodiscard]] std::string page() {
    return gauges_.render({.settings = settings_,
                           .stored = stored_,
                           .scheduler = scheduler_,
                           .facts = facts_,
                           .spaces = spaces_,
                           .active = 0,
                           .ready = true,
                           .now = {2'000'000'000'000'000}});
  }

  settings::Settings settings_;
  Stored stored_;
  schedule::Scheduler scheduler_;
  Facts facts_;
  std::vector<FolderSpace> spaces_;
  Gauges gauges_{{}, core::Instant{}};
};

std::string line(const std::string& text) {
  return "\n" + text + "\n";
}

TEST_F(GaugesAsked, SourcesThatAreConfiguredNoMoreAreOneAndGoWithTheirLast) {
  hold("kolada", 500);
  hold("b", 300);
  hold("a", 200);
  hold("a", 0);  // an older release did not note when
  hold("c", 400);
  auto told = page();
  EXPECT_THAT(told, HasSubstr(line(R"(sluss_held_series{source="kolada"} 1)")));
  EXPECT_THAT(told, HasSubstr(line(R"(sluss_held_series{source="other"} 4)")));
  EXPECT_THAT(told, HasSubstr(line(R"(sluss_held_oldest_timestamp_seconds{source="kolada"} 500)")));
  EXPECT_THAT(told, HasSubstr(line(R"(sluss_held_oldest_timestamp_seconds{source="other"} 200)")));
  facts_.held.clear();
  told = page();
  EXPECT_THAT(told, HasSubstr(line(R"(sluss_held_series{source="kolada"} 0)")));
  EXPECT_THAT(told, Not(HasSubstr("sluss_held_oldest")));
  EXPECT_THAT(told, Not(HasSubstr(R"(sluss_held_series{source="other"})")));
}

TEST_F(GaugesAsked, ASourceMayBeNamedAsTheRestIs) {
  configure({"kolada", "other"});
  EXPECT_THAT(page(), HasSubstr(line(R"(sluss_held_series{source="other"} 0)")));
  hold("other", 100);
  hold("gone", 200);
  EXPECT_THAT(page(), HasSubstr(line(R"(sluss_held_series{source="other"} 2)")));
}

TEST_F(GaugesAsked, AModelThatIsNoDatasetIsNotToldAsOne) {
  facts_.datasets = {{.name = "nyckeltal", .refreshed_at = {700'000'000}, .stale = false},
                     {.name = "grund", .refreshed_at = {800'000'000}, .stale = true}};
  const auto told = page();
  EXPECT_THAT(told, HasSubstr(line(R"(sluss_dataset_stale{dataset="nyckeltal"} 0)")));
  EXPECT_THAT(told, HasSubstr(line(R"(sluss_dataset_refreshed_timestamp_seconds{dataset="nyckeltal"} 700)")));
  EXPECT_THAT(told, Not(HasSubstr(R"(dataset="other")")));
}

}  // namespace
}  // namespace sluss::daemon::service

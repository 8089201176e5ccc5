#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "core/kill_point.h"
#include "tests/tools/golden.h"

namespace sluss::core {
namespace {

void go_past(int times) {
  for (int i = 0; i < times; ++i) {
    reach_kill_point("run.extracted");
    reach_kill_point("merge.block");
  }
  std::exit(0);
}

void go_past_when(const char* kill_at, int times) {
  ::setenv("SLUSS_KILL_AT", kill_at, 1);
  go_past(times);
}

TEST(KillPointDeathTest, KillsAtTheNamedPointTheNthTime) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(go_past_when("merge.block", 1), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_EXIT(go_past_when("merge.block:3", 3), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_EXIT(go_past_when("merge.block:4", 3), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(go_past_when("merge.done", 3), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(go_past(3), ::testing::ExitedWithCode(0), "");
}

TEST(KillPoint, EachNameStandsOnceInTheTable) {
  const std::set<std::string_view> names(kill_points().begin(), kill_points().end());
  EXPECT_EQ(names.size(), kill_points().size());
  EXPECT_TRUE(names.contains("warehouse.current_moved"));
}

/// Else "name:2" is another place in each way that leads past it. A delivery has three ways, one for each kind of
/// target.
TEST(KillPoint, EachNameIsOnePlaceInTheSources) {
  static const std::regex reached(R"re(SLUSS_KILL_POINT\("([a-z_.]+)"\))re");
  std::map<std::string, int> places;
  for (const auto* folder : {"core", "connectors", "daemon", "transforms", "warehouse"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(SLUSS_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const auto text = tests::read_file(entry.path());
      for (std::sregex_iterator at(text.begin(), text.end(), reached), end; at != end; ++at) ++places[(*at)[1]];
    }
  }
  for (const auto name : kill_points()) {
    const bool of_targets = name == "publish.written" || name == "publish.renamed";
    EXPECT_EQ(places[std::string(name)], of_targets ? 3 : 1) << name;
  }
}

}  // namespace
}  // namespace sluss::core

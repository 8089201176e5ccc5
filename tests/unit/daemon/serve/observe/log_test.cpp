// The table of log events is what the sources log, and the page is made of it.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "daemon/serve/observe/log_event.h"
#include "tests/tools/golden.h"

namespace sluss::daemon::observe {
namespace {

namespace fs = std::filesystem;
const fs::path root = SLUSS_SOURCE_DIR;

/// Event → level, of every call in the sources whose event is written there.
std::map<std::string, std::string> logged() {
  static const std::regex call(
      R"re(log::(debug|info|warning|error)\(\s*(?:[^",;()]*\? )?"([a-z_]+\.[a-z_]+)"(?:\s*:\s*"([a-z_]+\.[a-z_]+)")?)re");
  static const std::regex by_hand(R"re("(job\.[a-z]+)", who\))re");
  std::map<std::string, std::string> events;
  for (const auto* folder : {"core", "connectors", "daemon", "transforms", "warehouse"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const auto text = tests::read_file(entry.path());
      for (auto found = std::sregex_iterator(text.begin(), text.end(), call); found != std::sregex_iterator();
           ++found) {
        events[(*found)[2]] = (*found)[1];
        if ((*found)[3].matched) events[(*found)[3]] = (*found)[1];
      }
      for (auto found = std::sregex_iterator(text.begin(), text.end(), by_hand); found != std::sregex_iterator();
           ++found) {
        events[(*found)[1]] = "info";
      }
    }
  }
  return events;
}

TEST(LogEvents, TheTableIsWhatTheSourcesLog) {
  const auto events = logged();
  EXPECT_GT(events.size(), 50U);
  std::set<std::string> known;
  for (const auto& event : log_events) {
    EXPECT_TRUE(known.insert(std::string(event.name)).second) << event.name << " is there twice";
    const auto found = events.find(std::string(event.name));
    if (found == events.end()) {
      ADD_FAILURE() << event.name << " is logged nowhere";
    } else {
      EXPECT_EQ(found->second, event.level) << event.name;
    }
  }
  for (const auto& [name, level] : events) {
    EXPECT_TRUE(known.contains(name)) << name << " is not in daemon/serve/observe/log_event.h";
  }
}

TEST(LogEvents, ThePageIsFresh) {
  tests::compare_golden(root / "docs/log.md", log_events_in_markdown());
}

}  // namespace
}  // namespace sluss::daemon::observe

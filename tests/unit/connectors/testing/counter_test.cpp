// The smallest kind does what every source must, and its parts of the contract that need no run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "connectors/testing/conformance.h"
#include "core/time.h"
#include "tests/tools/counter/kind.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests::counter {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

class Counter : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(parts_);
    fs::create_directory(scratch_);
    write(parts_ / "part-1.txt", "a;1981;2023;12.5\nb;1981;2023;no number\n");
    write(parts_ / "part-2.txt", "a;1981;2024;13\n");
    write(parts_ / "part-3.txt", "b;1981;2024;0.1\n");
  }

  static void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

  [[nodiscard]] core::Result<std::unique_ptr<connectors::Source>> open(const fs::path& parts) const {
    core::config::Table source("source.rakning");
    source.put("folder", {.text = parts.string()});
    core::config::Table job("job.0");
    job.put("counters", {.texts = {"*"}});
    fs::remove_all(scratch_);
    fs::create_directory(scratch_);
    return kind.open({.name = "rakning",
                      .source = std::move(source),
                      .job = std::move(job),
                      .municipality = "1981",
                      .clock = clock_,
                      .secret = {},
                      .http = {},
                      .expand_sets = {},
                      .config_folders = {folder_.path()},
                      .scratch = scratch_});
  }

  tests::TemporaryFolder folder_;
  fs::path parts_ = folder_.path() / "parts";
  fs::path scratch_ = folder_.path() / "scratch";
  core::FixedClock clock_{core::parse_instant("2026-03-01T06:00:00Z").value()};
};

TEST_F(Counter, DoesWhatEverySourceMust) {
  for (const std::string factor : {"1", "2.5"}) {
    write(folder_.path() / "counter.txt", factor);
    EXPECT_THAT(connectors::testing::check_source(
                    {.open = [&] { return open(parts_); }, .read_again = kind.read_again, .resumes = kind.resumes}),
                IsEmpty())
        << factor;
  }
}

TEST_F(Counter, ReadsAgainByTodaysFactor) {
  write(folder_.path() / "counter.txt", "3");
  const auto today = kind.extent_today(R"({"counters":["a"],"factor":1.0})", {folder_.path()});
  ASSERT_TRUE(today);
  EXPECT_EQ(*today, R"({"counters":["a"],"factor":3.0})");
  EXPECT_EQ(kind.extent_today("[]", {}).error().code, "archive.resolution");
  write(folder_.path() / "counter.txt", "three");
  EXPECT_EQ(kind.extent_today("{\"counters\":[]}", {folder_.path()}).error().code, "counter.factor");
  EXPECT_EQ(open(parts_).error().code, "counter.factor");
}

TEST_F(Counter, TheFirstFolderThatHasTheFileCounts) {
  write(folder_.path() / "counter.txt", "3");
  write(parts_ / "counter.txt", "4");
  EXPECT_EQ(kind.extent_today(R"({"counters":[]})", {folder_.path() / "none", parts_, folder_.path()}).value(),
            R"({"counters":[],"factor":4.0})");
}

}  // namespace
}  // namespace sluss::tests::counter

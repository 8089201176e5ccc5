#include <gtest/gtest.h>

#include "daemon/program/progress.h"

namespace sluss::daemon::program {
namespace {

using std::chrono::seconds;

TEST(Progress, Lines) {
  struct Case {
    Advance advance;
    int width;
    std::string line;
  };
  for (const auto& [advance, width, line] : std::vector<Case>{
           {{}, 80, "0 pages  0 rows  0 B"},
           {{.doing = "looked for numbers of persons in 65 536 rows"}, 40, "looked for numbers of persons in 65 536 "},
           {{.doing = "bilar.csv", .rows = 6099, .elapsed = seconds(2)}, 80, "bilar.csv  6 099 rows  3 049 rows/s"},
           {{.doing = "kpi", .pages = 2, .rows = 6099, .bytes = 3'400'000, .elapsed = seconds(2)},
            80,
            "kpi  2 pages  6 099 rows  3.4 MB  3 049 rows/s"},
           {{.doing = "data",
             .pages = 10,
             .pages_expected = 40,
             .rows = 1'000'000,
             .bytes = 50'000'000,
             .elapsed = seconds(60)},
            120,
            "data  [#####---------------] 10/40 pages  1 000 000 rows  50.0 MB  16 666 rows/s  3 min left"},
           {{.doing = "data",
             .pages = 10,
             .pages_expected = 40,
             .rows = 1'000'000,
             .bytes = 50'000'000,
             .elapsed = seconds(60)},
            80,
            "data  10/40 pages  1 000 000 rows  50.0 MB  16 666 rows/s  3 min left"},
           {{.doing = "data",
             .pages = 10,
             .pages_expected = 40,
             .rows = 1'000'000,
             .bytes = 50'000'000,
             .elapsed = seconds(60)},
            20,
            "10/40 pages  1 000 0"},
           {{.pages = 40, .pages_expected = 40, .rows = 1, .bytes = 999, .elapsed = seconds(10)},
            120,
            "[####################] 40/40 pages  1 rows  999 B  0 rows/s  0 s left"},
           // More pages than were expected: the bar is full, nothing is negative.
           {{.pages = 50, .pages_expected = 40, .elapsed = seconds(10)},
            120,
            "[####################] 50/40 pages  0 rows  0 B  0 s left"},
           {{.pages = 1, .pages_expected = 7201, .rows = 10, .bytes = 1, .elapsed = seconds(1)},
            120,
            "[--------------------] 1/7 201 pages  10 rows  1 B  10 rows/s  2 h 0 min left"},
       }) {
    EXPECT_EQ(progress_line(advance, width), line);
    EXPECT_LE(progress_line(advance, width).size(), static_cast<std::size_t>(width));
  }
  EXPECT_EQ(progress_line({}, 0).size(), 1U);
}

TEST(Progress, Numbers) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1 000");
  EXPECT_EQ(grouped(-1234567), "-1 234 567");
  EXPECT_EQ(grouped(-123), "-123");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1000), "1.0 kB");
  EXPECT_EQ(bytes_text(999'960), "1.0 MB");
  EXPECT_EQ(bytes_text(5'000'000'000'000'000), "5000.0 TB");
}

}  // namespace
}  // namespace sluss::daemon::program

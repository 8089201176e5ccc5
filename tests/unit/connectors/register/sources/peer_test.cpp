// Points of Hemtjänstindex that were published, in ../shared/peers beside the repository (or at $SLUSS_SHARED), by the
// mapping of single figures of docs/sources/hemtjanstindex.md. Not copied here.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

std::filesystem::path points() {
  const char* const given = std::getenv("SLUSS_SHARED");
  return (given != nullptr ? std::filesystem::path(given)
                           : std::filesystem::path(SLUSS_SOURCE_DIR).parent_path() / "shared") /
         "peers/hemtjanstindex_known_points.csv";
}

/// The page's last TOML block.
Mapping mapping_of_the_page() {
  std::ifstream page(std::string(SLUSS_SOURCE_DIR) + "/docs/sources/hemtjanstindex.md");
  const std::string text((std::istreambuf_iterator<char>(page)), std::istreambuf_iterator<char>());
  const auto begin = text.rfind("```toml\n") + 8;
  auto mapping = parse_mapping(text.substr(begin, text.find("```\n", begin) - begin), "hemtjanstindex_punkter.toml");
  for (const auto& error : mapping ? MappingErrors() : mapping.error()) ADD_FAILURE() << core::describe(error);
  return mapping ? *std::move(mapping) : Mapping();
}

TEST(HemtjanstindexPeers, PublishedPointsLoadAsAPart) {
  if (!std::filesystem::exists(points())) {
    std::cout << "SKIPPED, ALL: " << points() << " is absent\n";
    GTEST_SKIP();
  }
  const auto mapping = mapping_of_the_page();
  EXPECT_TRUE(mapping.partial);
  Sample sample(mapping, points());
  EXPECT_EQ(sample.refused(), "no");
  EXPECT_THAT(sample.rejects(), ::testing::IsEmpty());
  std::ifstream file(points());
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line);) ++lines;
  EXPECT_EQ(sample.lines("select count(*), count(kommun), count(period) from punkter").front(),
            std::to_string(lines - 1) + "|" + std::to_string(lines - 1) + "|" + std::to_string(lines - 1));
  EXPECT_THAT(sample.figures("measure, period, value, status", "where area = '1407' order by measure, period"),
              ::testing::ElementsAre("index|2025|71.5|final", "rank|2023|199|final", "rank|2024|150|final",
                                     "rank|2025|97|final"));
  EXPECT_EQ(sample.figures("max(value), count(*)", "where measure = 'index'").front(), "83.6|4");
}

}  // namespace
}  // namespace sluss::connectors::registers

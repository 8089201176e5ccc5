// Which file is next.
#include "connectors/register/source/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;

WaitingFile file(std::string name, std::string query, std::vector<std::string> order, std::int64_t micros = 1) {
  return {.file = {.name = name, .stamp = {.modified_nanos = micros * 1'000}},
          .name = name,
          .query = std::move(query),
          .order = std::move(order)};
}

std::vector<std::string> sorted(std::vector<WaitingFile> files) {
  std::ranges::reverse(files);
  sort_waiting(files);
  std::vector<std::string> names;
  for (const auto& one : files) names.push_back(one.name);
  return names;
}

TEST(Choose, BySeriesThenByWhatFilesSayOfThemselves) {
  EXPECT_THAT(
      sorted({file("z", "a", {"2024", "9"}, 9), file("y", "a", {"2024", "10"}, 8), file("x", "a", {"2025", "1"}, 7),
              file("b", "b", {"2023", "1"}, 1), file("a", "b", {"2024", "1"}, 0)}),
      ElementsAre("z", "y", "x", "b", "a"));
  EXPECT_THAT(sorted({file("a", "a", {"2024"}, 2), file("b", "a", {"2024"}, 1)}), ElementsAre("a", "b"))
      << "of one order by name, not by arrival";
}

TEST(Choose, WithoutAnOrderByTime) {
  EXPECT_THAT(sorted({file("b", "a", {}, 1), file("a", "a", {}, 2), file("c", "a", {}, 2)}),
              ElementsAre("b", "a", "c"));
}

TEST(Choose, AnOrderOfNumbersAndTextsIsOne) {
  // "2" < "10" as numbers, "10" < "1a" < "2" as texts: compared so, there would be no order.
  EXPECT_THAT(sorted({file("a", "a", {"2"}), file("b", "a", {"10"}), file("c", "a", {"1a"}),
                      file("d", "a", {"2025-01-31"}), file("e", "a", {"2025-02-01"})}),
              ElementsAre("a", "b", "c", "d", "e"));
}

TEST(Choose, WhatIsRememberedOfAFile) {
  const std::string sha(64, 'a');
  const auto of_order = last_loaded_of(etag_of(sha, file("x", "q", {"2025", "10"}, 7)));
  ASSERT_TRUE(of_order);
  EXPECT_EQ(of_order->sha256, sha);
  EXPECT_THAT(of_order->order, ElementsAre("2025", "10"));
  EXPECT_EQ(etag_of(sha, file("x", "q", {"2025", "10"}, 7)), sha + ";2025|10");
  const auto of_time = last_loaded_of(etag_of(sha, file("x", "q", {}, 7)));
  ASSERT_TRUE(of_time);
  EXPECT_EQ(of_time->modified_micros, 7);
  for (const auto* etag : {"", "\"abc\"", "aa;2025", ";;"}) EXPECT_FALSE(last_loaded_of(etag)) << etag;
}

TEST(Choose, OlderIsWhatSaysSo) {
  const LastLoaded october{.sha256 = "", .order = {"2025", "10"}};
  EXPECT_TRUE(is_older(file("x", "q", {"2025", "9"}), october, false));
  EXPECT_TRUE(is_older(file("x", "q", {"2024", "11"}), october, false));
  EXPECT_FALSE(is_older(file("x", "q", {"2025", "10"}), october, false)) << "a correction";
  EXPECT_FALSE(is_older(file("x", "q", {"2025", "11"}), october, false));
  EXPECT_FALSE(is_older(file("x", "q", {"2025", ""}), october, false)) << "it does not say it";
  EXPECT_FALSE(is_older(file("x", "q", {"2025"}), october, false)) << "of another mapping's order";
  const LastLoaded at_seven{.sha256 = "", .modified_micros = 7};
  EXPECT_FALSE(is_older(file("x", "q", {}, 6), at_seven, false)) << "A, B, A again are three loads";
  EXPECT_TRUE(is_older(file("x", "q", {}, 6), at_seven, true));
  EXPECT_FALSE(is_older(file("x", "q", {}, 7), at_seven, true));
  EXPECT_TRUE(is_newer(file("x", "q", {"2025", "11"}), october));
  EXPECT_FALSE(is_newer(file("x", "q", {"2025", "10"}), october));
}

TEST(Choose, ASeriesIsItsKeyInAnySpelling) {
  Mapping mapping;
  mapping.id = "lista";
  mapping.series = {.key = {"del"}, .order = {"year"}, .period = "{year}"};
  EXPECT_EQ(query_of(mapping, {{"del", "Hela  landet"}}), query_of(mapping, {{"del", "hela landet"}}));
  EXPECT_EQ(query_of(mapping, {{"del", "Hela  landet"}}), "file:lista/hela landet");
  EXPECT_EQ(query_of(mapping, {{"del", "a/b;c"}}), "file:lista/a b c") << "the signs that part values are none of them";
  EXPECT_THAT(order_of(mapping, {{"del", "x"}}), ElementsAre(""));
  EXPECT_EQ(period_of(mapping, {{"year", "2025"}}), "2025");
  EXPECT_EQ(period_of(mapping, {}), "");
}

TEST(Choose, CellsAreReadOnlyWhereTheNameDoesNotTell) {
  Mapping mapping;
  mapping.series = {.order = {"year"}};
  EXPECT_FALSE(needs_cells(mapping, {})) << "there are none";
  mapping.cells.push_back({.pattern = "Publicerad {year}"});
  EXPECT_TRUE(needs_cells(mapping, {}));
  EXPECT_FALSE(needs_cells(mapping, {{"year", "2025"}}));
}

TEST(Choose, APartIsItsPeriodOrItsName) {
  EXPECT_EQ(part_of(file("x", "q", {"2025", "10"})), part_of(file("y", "q", {"2025", "10"})));
  EXPECT_NE(part_of(file("x", "q", {"2025", "10"})), part_of(file("x", "q", {"2025", "11"})));
  EXPECT_NE(part_of(file("x", "q", {})), part_of(file("y", "q", {})));
}

}  // namespace
}  // namespace sluss::connectors::registers

#include "daemon/run/staging/staging.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <set>

#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::staging {
namespace {

core::Fact fact(std::uint32_t indicator, std::uint32_t number) {
  core::Fact fact;
  fact.indicator = indicator;
  fact.area = number % 312;
  fact.value = number;
  fact.has_value = true;
  fact.bound = static_cast<core::Bound>(number % 3);
  fact.position = number;
  return fact;
}

enum class Order : std::uint8_t { by_area, by_indicator, late_indicators };

struct Case {
  const char* name;
  Order order;
  std::uint64_t memory_bytes;
  std::size_t block_facts;
};

class StagingTest : public ::testing::TestWithParam<Case> {
 protected:
  tests::TemporaryFolder folder;
  static constexpr std::uint32_t indicators = 50;
  static constexpr std::uint32_t facts_each = 97;

  /// 50 indicators with 97 facts each, and the last with 2,000.
  static std::vector<core::Fact> facts(Staging& staging, Order order) {
    std::vector<core::Fact> all;
    const auto number_of = [&](std::uint32_t i) { return staging.names().indicators.number_of(std::to_string(i)); };
    if (order == Order::by_area) {
      for (std::uint32_t n = 0; n < facts_each; ++n) {
        for (std::uint32_t i = 0; i < indicators; ++i) all.push_back(fact(number_of(i), n));
      }
    } else {
      for (std::uint32_t i = 0; i < indicators; ++i) {
        for (std::uint32_t n = 0; n < facts_each; ++n) all.push_back(fact(number_of(i), n));
      }
    }
    for (std::uint32_t n = facts_each; n < 2000; ++n) all.push_back(fact(number_of(indicators - 1), n));
    return all;
  }
};

TEST_P(StagingTest, EveryFactComesBackOnceInABlockOfItsOwnIndicator) {
  const auto& [name, order, memory_bytes, block_facts] = GetParam();
  auto staging = Staging::open(folder.path() / "staging", "run", {memory_bytes, block_facts}).value();
  std::uint64_t added = 0;
  if (order == Order::late_indicators) {
    // Numbers are given while facts come, so that early parts know fewer indicators than late ones.
    for (std::uint32_t i = 0; i < indicators; ++i) {
      const auto number = staging->names().indicators.number_of(std::to_string(i));
      for (std::uint32_t n = 0; n < (i + 1 < indicators ? facts_each : 2000); ++n) {
        const auto one = fact(number, n);
        ASSERT_TRUE(staging->add({&one, 1}));
        ++added;
      }
    }
  } else {
    const auto all = facts(*staging, order);
    for (std::size_t at = 0; at < all.size(); at += 333) {
      ASSERT_TRUE(staging->add(std::span(all).subspan(at, std::min<std::size_t>(333, all.size() - at))));
    }
    added = all.size();
  }
  ASSERT_TRUE(staging->finalise());
  EXPECT_EQ(staging->facts(), added);
  EXPECT_EQ(staging->spilled() > 0, memory_bytes < 100'000);

  std::map<std::uint32_t, std::set<std::uint32_t>> seen;
  std::set<std::uint32_t> earlier;
  for (std::size_t b = 0; b < staging->blocks(); ++b) {
    const auto block = staging->block(b).value();
    std::set<std::uint32_t> here;
    for (const auto& one : block) {
      here.insert(one.indicator);
      EXPECT_TRUE(seen[one.indicator].insert(one.position).second);
      EXPECT_EQ(one.value, one.position);
      EXPECT_EQ(one.bound, static_cast<core::Bound>(one.position % 3)) << "also through the file";
    }
    for (const auto indicator : here) EXPECT_TRUE(earlier.insert(indicator).second);
    EXPECT_FALSE(block.empty());
    EXPECT_TRUE(block.size() <= block_facts || here.size() == 1) << block.size();
  }
  ASSERT_EQ(seen.size(), indicators);
  for (const auto& [indicator, positions] : seen) {
    const bool last = staging->names().indicators.text_of(indicator) == std::to_string(indicators - 1);
    EXPECT_EQ(positions.size(), last ? 2000 : facts_each);
  }
  EXPECT_EQ(staging->block(0).value().size(), staging->block(0).value().size());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "staging"));
}

INSTANTIATE_TEST_SUITE_P(Orders, StagingTest,
                         ::testing::Values(Case{"by_area", Order::by_area, 1 << 20, 300'000},
                                           Case{"by_area_small_blocks", Order::by_area, 1 << 20, 250},
                                           Case{"by_area_spilled", Order::by_area, 44'000, 500},
                                           Case{"by_indicator_spilled", Order::by_indicator, 44'000, 500},
                                           Case{"late_indicators_spilled", Order::late_indicators, 30'001, 500},
                                           Case{"one_fact_of_memory", Order::by_area, 1, 500},
                                           Case{"one_fact_a_block", Order::by_area, 44'000, 1}),
                         [](const auto& about) { return about.param.name; });

TEST(Staging, NothingStagedHasNoBlocks) {
  tests::TemporaryFolder folder;
  auto staging = Staging::open(folder.path(), "run").value();
  (void)staging->names().indicators.number_of("kolada:N1");
  ASSERT_TRUE(staging->finalise());
  EXPECT_EQ(staging->blocks(), 0);
}

TEST(Staging, AFullDiskIsTold) {
  tests::TemporaryFolder folder;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 100'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  auto staging = Staging::open(folder.path(), "run", {.memory_bytes = 4400}).value();
  const auto one = fact(staging->names().indicators.number_of("kolada:N1"), 1);
  core::Result<> result;
  for (int i = 0; i < 10'000 && result; ++i) result = staging->add({&one, 1});
  ::setrlimit(RLIMIT_FSIZE, &before);
  (void)std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "disk.full");
  EXPECT_EQ(result.error().error_class, core::ErrorClass::storage);
}

TEST(Staging, AFolderThatCannotBeMadeIsTold) {
  tests::TemporaryFolder folder;
  const auto file = folder.path() / "file";
  ::close(::open(file.c_str(), O_CREAT | O_WRONLY, 0600));
  EXPECT_EQ(Staging::open(file / "staging", "run").error().error_class, core::ErrorClass::storage);
}

}  // namespace
}  // namespace sluss::daemon::staging

// Lists made by others, in ../shared/peers beside the repository (or at $SLUSS_SHARED). Not copied here.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "core/personnummer.h"

namespace sluss::core {
namespace {

std::filesystem::path peers() {
  const char* const given = std::getenv("SLUSS_SHARED");
  return (given != nullptr ? std::filesystem::path(given)
                           : std::filesystem::path(SLUSS_SOURCE_DIR).parent_path() / "shared") /
         "peers";
}

class Peers : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::filesystem::exists(peers())) return;
    std::cout << "SKIPPED, ALL: " << peers() << " is absent\n";
    GTEST_SKIP();
  }

  static std::vector<std::string> list(const std::string& name) {
    std::ifstream file(peers() / "identities" / name);
    return nlohmann::json::parse(file).get<std::vector<std::string>>();
  }
};

TEST_F(Peers, EveryPublishedTestNumberIsAccepted) {
  const auto numbers = list("allPins.json");
  ASSERT_GT(numbers.size(), 41000U);
  std::size_t refused = 0;
  for (const auto& text : numbers) {
    const auto number = Personnummer::parse(text, 2026);
    if (!number || number->is_coordination_number() || number->reveal_identity() != text) ++refused;
  }
  EXPECT_EQ(refused, 0U);
}

TEST_F(Peers, EveryCoordinationNumberButThoseWithoutARealDateIsAccepted) {
  const auto numbers = list("allCoords.json");
  ASSERT_EQ(numbers.size(), 2264U);
  std::size_t accepted = 0;
  std::size_t without_date = 0;
  for (const auto& text : numbers) {
    const auto number = Personnummer::parse(text, 2026);
    if (number && number->is_coordination_number()) ++accepted;
    if (!number && number.error().code == "personnummer.date") ++without_date;
  }
  EXPECT_EQ(without_date, 194U);
  EXPECT_EQ(accepted, 2264U - 194U);
}

}  // namespace
}  // namespace sluss::core

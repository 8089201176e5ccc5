#include <gtest/gtest.h>

#include <set>

#include "core/ids.h"

namespace sluss::core {
namespace {

TEST(MunicipalityCode, OnlyTheCountiesOfSwedenBeginOne) {
  const std::set<int> counties = {1, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 17, 18, 19, 20, 21, 22, 23, 24, 25};
  for (int county = 0; county < 100; ++county) {
    const std::string code = (county < 10 ? "0" : "") + std::to_string(county) + "80";
    EXPECT_EQ(MunicipalityCode::parse(code).has_value(), counties.contains(county)) << code;
  }
}

TEST(MunicipalityCode, ALostZeroIsRefusedWithTheMend) {
  const auto code = MunicipalityCode::parse("180");
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().code, "municipality.lost_zero");
  EXPECT_NE(code.error().remedy.find("\"0180\""), std::string::npos) << code.error().remedy;
  EXPECT_EQ(MunicipalityCode::parse("0180")->text(), "0180");
  EXPECT_EQ(MunicipalityCode::parse("0180")->county(), "01");
}

TEST(MunicipalityCode, RefusesWhatIsNotOne) {
  for (const std::string_view bad :
       {"", "1", "19", "198", "19811", "198a", " 1981", "1981 ", "-198", "0080", "1181", "SE", "\xd9\xa1\xd9\xa9"}) {
    const auto code = MunicipalityCode::parse(bad);
    ASSERT_FALSE(code) << bad;
    EXPECT_FALSE(code.error().remedy.empty());
  }
}

TEST(AreaId, KnowsTheFiveKinds) {
  for (const std::string_view good : {"SE", "county:19", "region:01", "1981", "0180", "kolada:G176664"}) {
    const auto id = AreaId::parse(good);
    ASSERT_TRUE(id) << good;
    EXPECT_EQ(id->text(), good);
  }
  for (const std::string_view bad : {"", "se", "SE ", "county:11", "county:1", "region:", "region:019", "180", "1181",
                                     "kolada:", ":G1", "kolada:G 1", "0000", "Kolada:G1"}) {
    EXPECT_FALSE(AreaId::parse(bad)) << bad;
  }
}

TEST(IndicatorId, IsASourceAndItsOwnId) {
  const auto id = IndicatorId::parse("scb:TAB6642:000005NO");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->text(), "scb:TAB6642:000005NO");
  EXPECT_TRUE(IndicatorId::parse("lokal:ame.deltagare"));
  for (const std::string_view bad : {"", "N15428", ":N15428", "kolada:", "Kolada:N1", "kolada:N 1", "kolada:N'1",
                                     "kolada:N\n1", "kolada:Nå", "1a:N1"}) {
    const auto refused = IndicatorId::parse(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, "indicator.invalid");
  }
  EXPECT_FALSE(IndicatorId::parse("kolada:" + std::string(1000, 'N')));
}

// The vectors of FIPS 180-4.
TEST(Sha256, SumsAsTheStandardSays) {
  EXPECT_EQ(Sha256::of("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256::of("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, InPartsItIsTheSameAndTheHasherServesAgain) {
  Sha256Hasher hasher;
  for (int round = 0; round < 2; ++round) {
    hasher.update("a");
    hasher.update("");
    hasher.update("bc");
    EXPECT_EQ(hasher.finish(), Sha256::of("abc"));
  }
}

TEST(Sha256, ParsesItsOwnTextAndRefusesOthers) {
  const auto sum = Sha256::of("abc");
  EXPECT_EQ(*Sha256::parse(sum.hex()), sum);
  EXPECT_FALSE(Sha256::parse(""));
  EXPECT_FALSE(Sha256::parse(sum.hex() + "0"));
  EXPECT_FALSE(Sha256::parse("g" + sum.hex().substr(1)));
}

TEST(EditDistance, CountsInsertionsDeletionsAndChanges) {
  struct Case {
    std::string_view a;
    std::string_view b;
    std::size_t distance;
  };
  for (const auto& c : {Case{"", "", 0}, Case{"", "abc", 3}, Case{"abc", "abc", 0}, Case{"kitten", "sitting", 3},
                        Case{"municpality", "municipality", 1}, Case{"flaw", "lawn", 2}, Case{"ab", "ba", 2}}) {
    EXPECT_EQ(edit_distance(c.a, c.b), c.distance) << c.a << " " << c.b;
    EXPECT_EQ(edit_distance(c.b, c.a), c.distance) << c.b << " " << c.a;
  }
}

}  // namespace
}  // namespace sluss::core

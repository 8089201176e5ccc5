// Arbetsförmedlingen's plain sheet: its generated sample by the shipped mapping, and the sums of what is not known in
// full.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/unit/connectors/register/sources/normalised.h"
#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* id = "arbetsformedlingen_tid";
constexpr const char* name = "web-inskrivna-arbetslosa-tid-utan-arbete-lan-kom-2026-08.xlsx";

TEST(Arbetsformedlingen, ThePlainSheetIsReadAndNoOther) {
  Sample book(shipped_mapping(id), sample_file(id, name));
  EXPECT_EQ(book.refused(), "no");
  EXPECT_THAT(book.rejects(), IsEmpty());
  EXPECT_THAT(book.summary().unused_sheets, ElementsAre("Info", "Födelseland"));
  const auto& total = book.table("total");
  EXPECT_EQ(total.header_row, 5);
  EXPECT_THAT(total.unused, IsEmpty());
  EXPECT_EQ(total.levels.at("okänd") + total.levels.at("kommun"), total.given);
  EXPECT_EQ(total.levels.at("kommun"), 4 * 5 + 2);
}

/// What Sala has published of itself.
TEST(Arbetsformedlingen, SalasFiguresAreThose) {
  const auto made = normalised(shipped_mapping(id), sample_file(id, name));
  EXPECT_THAT(made.rejects, IsEmpty());
  EXPECT_THAT(facts_of(made, "arbetsformedlingen_tid.arbetslosa[tid=0] 1981 202"),
              ::testing::IsSupersetOf({"arbetsformedlingen_tid.arbetslosa[tid=0] 1981 2024-07 T 599 final",
                                       "arbetsformedlingen_tid.arbetslosa[tid=0] 1981 2025-07 T 726 final"}));
  EXPECT_THAT(facts_of(made, "arbetsformedlingen_tid.arbetslosa[tid=12] 1981 2025-07"),
              ElementsAre("arbetsformedlingen_tid.arbetslosa[tid=12] 1981 2025-07 T 258 final"));
}

/// Around the turn of 2006 Heby is in two counties, and has another code before it than after it.
TEST(Arbetsformedlingen, HebyIsOneMunicipalityOfEachMonth) {
  const auto made = normalised(shipped_mapping(id), sample_file(id, name));
  EXPECT_EQ(facts_of(made, "arbetsformedlingen_tid.arbetslosa[tid=0] 1917 2006-12").size(), 1U);
  EXPECT_EQ(facts_of(made, "arbetsformedlingen_tid.arbetslosa[tid=0] 0331 2007-01").size(), 1U);
  EXPECT_THAT(facts_of(made, "arbetsformedlingen_tid.arbetslosa[tid=0] 0331 2006"), IsEmpty());
  EXPECT_THAT(facts_of(made, "arbetsformedlingen_tid.arbetslosa[tid=0] 1917 2007"), IsEmpty());
}

/// The model sums the rows of each area, "<5" as 1, by itself: what has no municipality is in its county and the
/// country.
TEST(Arbetsformedlingen, SumsOfTheWholeCountryAgreeWithTheModel) {
  const auto folder = std::filesystem::path(SLUSS_BINARY_DIR) / "samples" / id / "1";
  const auto made = normalised(shipped_mapping(id), folder / name);
  EXPECT_THAT(made.rejects, IsEmpty());
  std::multiset<std::string> wanted;
  std::ifstream truth(folder / "truth.tsv");
  std::string area;
  std::string period;
  std::string time;
  std::string status;
  std::string value;
  while (truth >> area >> period >> time >> status >> value)
    wanted.insert(
        fmt::format("arbetsformedlingen_tid.arbetslosa[tid={}] {} {} T {} {}", time, area, period, value, status));
  ASSERT_GT(wanted.size(), 6000U);
  const std::multiset<std::string> found(made.facts.begin(), made.facts.end());
  std::vector<std::string> differing;
  std::ranges::set_symmetric_difference(found, wanted, std::back_inserter(differing));
  EXPECT_THAT(differing, IsEmpty());
  const auto with_least = std::ranges::count_if(
      made.facts, [](const auto& fact) { return fact.contains(" SE ") && fact.ends_with(" at_least"); });
  EXPECT_GT(with_least, 0);
}

TEST(Arbetsformedlingen, OtherFilesOfThePageAreNotTaken) {
  const Patterns names(shipped_mapping(id).files.names);
  EXPECT_TRUE(names.matches(name));
  for (const auto* other : {"web-inskrivna-arbetslosa-tid-utan-arbete-lan-kom-arsgenomsnitt-2025.xlsx",
                            "web-sok-lan-kom-2026-08.xlsx", "web-tid-riket-2026-08.xlsx"})
    EXPECT_FALSE(names.matches(other)) << other;
}

}  // namespace
}  // namespace sluss::connectors::registers

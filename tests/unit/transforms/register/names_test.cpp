#include <gtest/gtest.h>

#include <vector>

#include "core/ids.h"
#include "transforms/normalise/register/id_text.h"
#include "transforms/normalise/register/measures.h"
#include "transforms/normalise/register/period_days.h"
#include "transforms/normalise/register/seen_texts.h"
#include "transforms/normalise/register/select_guard.h"

namespace sluss::transforms::normalise::registers {
namespace {

TEST(IdText, IsPlain) {
  EXPECT_EQ(id_text("Särskilt boende, 65+"), "sarskilt-boende-65plus");
  EXPECT_EQ(id_text("  ÅLDER 18–64 år "), "alder-18-64-ar");
  EXPECT_EQ(id_text("<18"), "lt18");
  EXPECT_EQ(id_text(">95 %"), "gt95-procent");
  EXPECT_EQ(id_text("v1.2_b"), "v1.2_b");
  EXPECT_EQ(id_text("Ærø café"), "aero-cafe");
  EXPECT_EQ(id_text("?!"), "");
  EXPECT_EQ(id_text("a日b"), "a-b");
}

TEST(IndicatorText, HasItsDimensionsByName) {
  const std::vector<DimensionValue> dimensions{{"variant", "offentlig"}, {"indikator", "2"}};
  const auto text = indicator_text("eu", "andel", dimensions);
  EXPECT_EQ(text, "eu.andel[indikator=2;variant=offentlig]");
  EXPECT_EQ(indicator_text("eu", "andel", {}), "eu.andel");
  const auto id = core::IndicatorId::parse("register:" + text);
  ASSERT_TRUE(id) << core::describe(id.error());
}

std::string days(core::PeriodKind kind, std::int32_t code) {
  const auto days = days_of(*core::Period::make(kind, code));
  return core::to_text(days.first) + " " + core::to_text(days.last);
}

TEST(PeriodDays, OfEachKind) {
  using core::PeriodKind;
  EXPECT_EQ(days(PeriodKind::year, 2024), "2024-01-01 2024-12-31");
  EXPECT_EQ(days(PeriodKind::half, 20242), "2024-07-01 2024-12-31");
  EXPECT_EQ(days(PeriodKind::tertial, 20241), "2024-01-01 2024-04-30");
  EXPECT_EQ(days(PeriodKind::quarter, 20244), "2024-10-01 2024-12-31");
  EXPECT_EQ(days(PeriodKind::month, 202402), "2024-02-01 2024-02-29");
  EXPECT_EQ(days(PeriodKind::month, 202412), "2024-12-01 2024-12-31");
  EXPECT_EQ(days(PeriodKind::week, 202101), "2021-01-04 2021-01-10");
  EXPECT_EQ(days(PeriodKind::year_to_date, 202405), "2024-01-01 2024-05-31");
  EXPECT_EQ(days(PeriodKind::rolling_three_years, 2024), "2022-01-01 2024-12-31");
  EXPECT_EQ(days(PeriodKind::day, 20240229), "2024-02-29 2024-02-29");
}

bool next(core::PeriodKind kind, std::int32_t earlier, std::int32_t later) {
  return follows(*core::Period::make(kind, earlier), *core::Period::make(kind, later));
}

TEST(PeriodDays, WhichComesNext) {
  using core::PeriodKind;
  EXPECT_TRUE(next(PeriodKind::year, 2023, 2024));
  EXPECT_FALSE(next(PeriodKind::year, 2022, 2024));
  EXPECT_FALSE(next(PeriodKind::year, 2024, 2023));
  EXPECT_TRUE(next(PeriodKind::month, 202312, 202401));
  EXPECT_FALSE(next(PeriodKind::month, 202312, 202402));
  EXPECT_TRUE(next(PeriodKind::quarter, 20234, 20241));
  EXPECT_TRUE(next(PeriodKind::week, 202053, 202101));
  EXPECT_TRUE(next(PeriodKind::year_to_date, 202312, 202401));
  EXPECT_FALSE(next(PeriodKind::year_to_date, 202310, 202312));
  EXPECT_TRUE(next(PeriodKind::rolling_three_years, 2023, 2024));
  EXPECT_FALSE(next(PeriodKind::rolling_three_years, 2021, 2024));
  EXPECT_FALSE(follows(*core::Period::make(PeriodKind::year, 2023), *core::Period::make(PeriodKind::quarter, 20241)));
}

TEST(Gender, ByItsWords) {
  for (const auto* word : {"K", "k", "Kvinnor", "KVINNA", "Flickor"}) EXPECT_EQ(gender_of(word), core::Gender::women);
  for (const auto* word : {"M", "Män", "man"}) EXPECT_EQ(gender_of(word), core::Gender::men);
  for (const auto* word : {"T", "Totalt", " båda  könen "}) EXPECT_EQ(gender_of(word), core::Gender::total);
  for (const auto* word : {"", "1", "okänt"}) EXPECT_EQ(gender_of(word), std::nullopt) << word;
}

TEST(SeenTexts, AreCountedAndTheFirstListed) {
  SeenTexts seen;
  EXPECT_TRUE(seen.add("b"));
  EXPECT_FALSE(seen.add("b"));
  EXPECT_TRUE(seen.add("a"));
  EXPECT_EQ(seen.listed(), "a (1), b (2)");
  for (int i = 0; i < 2000; ++i) seen.add("text " + std::to_string(i));
  EXPECT_EQ(seen.count(), 2003);
  EXPECT_TRUE(seen.listed().ends_with(" och 980 till")) << seen.listed();
  EXPECT_EQ(shown("640823-3234 och mycket mer text än vad som får plats här"),
            "*** och mycket mer text än vad som får …");
}

TEST(WithoutCells, ShortensWhatADatabaseQuotes) {
  EXPECT_EQ(without_cells("Could not convert string '640823-3234' to INT32\n\nLINE 1: x"),
            "Could not convert string '***' to INT32");
  const std::string cell(500, 'x');
  EXPECT_EQ(without_cells("Conversion Error: '" + cell + "' is none"),
            "Conversion Error: '" + std::string(39, 'x') + "…' is none");
  EXPECT_EQ(without_cells("an 'open quote"), "an 'open quote");
}

}  // namespace
}  // namespace sluss::transforms::normalise::registers

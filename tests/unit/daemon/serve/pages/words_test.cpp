#include <gtest/gtest.h>

#include "daemon/serve/pages/held_page.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/words.h"

namespace sluss::daemon::pages {
namespace {

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

/// No-break spaces as plain ones, so that cases can be read.
std::string plain(std::string text) {
  for (auto found = text.find("\u00A0"); found != std::string::npos; found = text.find("\u00A0"))
    text.replace(found, 2, " ");
  return text;
}

TEST(Words, TimesAreSwedishAndNearOnesAreNamed) {
  const auto now = at("2026-03-31T12:00:00Z");
  const std::pair<const char*, const char*> cases[] = {
      {"2026-03-31T04:15:00Z", "i dag kl. 06.15"},
      {"2026-03-30T22:00:00Z", "i dag kl. 00.00"},
      {"2026-03-30T21:59:59Z", "i går kl. 23.59"},
      {"2026-04-01T04:15:00Z", "i morgon kl. 06.15"},
      {"2026-04-02T04:15:00Z", "tors 2 april kl. 06.15"},
      {"2026-03-28T05:15:00Z", "lör 28 mars kl. 06.15"},  // before the clocks changed
      {"2025-12-31T23:30:00Z", "tors 1 januari kl. 00.30"},
      {"2025-12-31T12:00:00Z", "ons 31 december 2025 kl. 13.00"},
  };
  for (const auto& [instant, expected] : cases) EXPECT_EQ(plain(time_text(at(instant), now)), expected);
}

TEST(Words, Numbers) {
  EXPECT_EQ(plain(count_text(1234567)), "1 234 567");
  EXPECT_EQ(number_text(-0.5), "−0,5");
}

TEST(Words, StatesBeginWithALargeLetterAndHaveATone) {
  EXPECT_EQ(run_state("held").word, "Klar, något hålls");
  EXPECT_EQ(run_state("held").tone, Tone::attention);
  EXPECT_EQ(run_state("held, all").word, "Väntar på beslut");
  EXPECT_EQ(run_state("held, decided").word, "Klar, allt är avgjort");
  EXPECT_EQ(run_state("held, decided").tone, Tone::good);
  EXPECT_EQ(run_state("failed").tone, Tone::bad);
  EXPECT_EQ(held_state("waiting").word, "Väntar på beslut");
  EXPECT_EQ(held_state("released").tone, Tone::good);
  EXPECT_EQ(held_state("moved", core::RunId{4}).word, "Avgörs med körning 4");
  EXPECT_EQ(held_state("released", core::RunId{4}).word, "Släppt med körning 4");
  EXPECT_EQ(held_state("discarded", core::RunId{4}).word, "Förkastad med körning 4");
  EXPECT_EQ(held_state("replaced").word, "Ersatt av en senare hämtning");
  EXPECT_EQ(run_state("held, moved").tone, Tone::attention);
  EXPECT_EQ(run_state("resting").word, "resting");
}

TEST(Words, ADecisionIsToldOfAsDone) {
  EXPECT_EQ(cause_word("release"), "Släppt igenom");
  EXPECT_EQ(cause_word("discard"), "Förkastat");
}

TEST(Words, SpansHaveOneUnit) {
  using namespace std::chrono_literals;
  const std::pair<std::chrono::seconds, const char*> cases[] = {
      {0s, "1 sekund"}, {59s, "59 sekunder"}, {60s, "1 minut"}, {59min, "59 minuter"},
      {1h, "1 timme"},  {47h, "47 timmar"},   {48h, "2 dygn"}};
  for (const auto& [span, expected] : cases) EXPECT_EQ(plain(span_text(span)), expected);
}

TEST(Words, SchedulesInSwedish) {
  const std::pair<const char*, const char*> cases[] = {
      {"Mon..Fri 06:15 Europe/Stockholm", "måndag–fredag 06.15"},
      {"last-workday 06:00", "sista vardagen i månaden 06.00"},
      {"workdays 06:15", "vardagar 06.15"},
      {"every 1h", "en gång i timmen"},
      {"every 6h", "med 6 timmar emellan"},
      {"publication", "när källan publicerar"},
      {"every 1h, publication", "en gång i timmen och när källan publicerar"},
      {"publication, after b", "när källan publicerar, efter b"},
      {"", "bara när någon begär det"}};
  for (const auto& [schedule, expected] : cases) EXPECT_EQ(plain(schedule_words(schedule)), expected);
}

TEST(Evidence, IsReadAsFarAsItGoes) {
  const auto evidence = api::parse_evidence(
      R"({"revised_share":0.5,"gone_share":0,"ratio":{"least":0.9,"median":96.1,"most":97},
          "examples":[{"kind":"revised","area_id":"1981","period":2024,"gender":"T","old":1.5,"new":null},"?"],
          "reason":{"measure":{"before":"kr","now":"tkr"},"by_gender":{"before":true,"now":false}}})");
  EXPECT_EQ(evidence.revised_share, 0.5);
  EXPECT_EQ(evidence.median, 96.1);
  EXPECT_FALSE(evidence.quarter);
  ASSERT_EQ(evidence.examples.size(), 1);
  EXPECT_EQ(evidence.examples[0].period, "2024");
  EXPECT_EQ(evidence.examples[0].before, 1.5);
  EXPECT_FALSE(evidence.examples[0].after);
  EXPECT_EQ(evidence.measure->second, "tkr");
  ASSERT_TRUE(evidence.by_gender);
  EXPECT_FALSE(evidence.by_gender->second);
  EXPECT_TRUE(api::parse_evidence("no JSON").examples.empty());
  EXPECT_TRUE(api::parse_evidence("").examples.empty());
}

TEST(Evidence, WhyATableIsHeldWithItsWholeRun) {
  HeldSeriesView held;
  held.series.gate = "run";
  held.evidence.rows_before = 3;
  EXPECT_NE(why_held(held, {}).find("Hela hämtningen hålls"), std::string::npos);
  held.series.gate = "expectation";
  EXPECT_NE(why_held(held, {}).find("inte var som väntat"), std::string::npos);
  held.series.gate = "columns";
  EXPECT_NE(why_held(held, {}).find("kolumner är inte som förut"), std::string::npos);
}

TEST(Evidence, WhyASeriesIsHeld) {
  HeldSeriesView held;
  held.series = {.series = "kolada:N1",
                 .gate = "revised_share",
                 .known = 290,
                 .inserted = 0,
                 .revised = 96,
                 .deleted = 0,
                 .absent = 150,
                 .ratio_median = 96.4,
                 .evidence = ""};
  held.evidence.revised_share = 96.0 / 290;
  held.evidence.gone_share = 150.0 / 290;
  const auto why = [&](const char* gate) {
    held.series.gate = gate;
    return plain(why_held(held, {}));
  };
  EXPECT_EQ(why("revised_share"),
            "Källan har ändrat 96 av 290 kända värden (33 %) på en gång. Sluss frågar när mer än 25 % ändras. De nya "
            "värdena är ungefär 96 "
            "gånger de gamla.");
  EXPECT_EQ(why("gone"),
            "150 av 290 kända värden (52 %) finns inte längre hos källan. Sluss frågar när mer än 50 % försvinner.");
  // 601 of 60 000 are more than one in a hundred.
  held.evidence.gone_share = 601.0 / 60'000;
  held.series.gate = "gone";
  EXPECT_NE(plain(why_held(held, {.gone_share = 0.01}))
                .find("(1,002 %) finns inte längre hos källan. Sluss frågar när mer än 1 % "),
            std::string::npos);
  EXPECT_NE(why("ratio").find("ungefär 96 gånger de gamla"), std::string::npos);
  EXPECT_NE(why("no_values").find("inte ett enda värde"), std::string::npos);
  EXPECT_NE(why("run").find("Hela hämtningen hålls"), std::string::npos);
  EXPECT_NE(why("definition").find("ändrat vad nyckeltalet mäter"), std::string::npos);
  EXPECT_EQ(why("expectation"), "Serien väntar sedan en tidigare hämtning, som inte var som väntat. Den här var det.");
  held.evidence.unmet = {{.expectation = "E1.", .outcome = "O1."}, {.expectation = "E2.", .outcome = "O2."}};
  EXPECT_EQ(why("expectation"),
            "Hela hämtningen hålls, och inget ur den är infört: det som kom är inte som väntat. E1. O1. E2. O2.");
  held.evidence.unmet.resize(5);
  EXPECT_NE(why("expectation").find("Och två krav till."), std::string::npos);
  EXPECT_NE(why("a_gate_to_come").find("a_gate_to_come"), std::string::npos);
}

}  // namespace
}  // namespace sluss::daemon::pages

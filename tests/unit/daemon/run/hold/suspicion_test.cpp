// Why a run is held as a whole, and what is shown of it.
#include "daemon/run/hold/suspicion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "daemon/run/hold/unmet_evidence.h"

namespace sluss::daemon::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

core::Unmet ranks(int rows = 2) {
  core::Unmet unmet{.table = "hela",
                    .kind = "ranks",
                    .column = "rank",
                    .expectation = "Kolumnen rank ska ha platserna från 1.",
                    .outcome = "På 2 rader stämmer det inte.",
                    .expected = "1, 2, 2, 4",
                    .count = 2};
  for (int i = 0; i < rows; ++i)
    unmet.rows.push_back({.file = "lista.xlsx", .sheet = "Total", .row = 17 + i, .column = "rank", .shown = "3"});
  return unmet;
}

struct Seen {
  std::vector<core::Unmet> unmet;
  DefinitionGates definitions;
  UnreadData unread;
  std::int64_t read = 1000;
  bool whole = true;
  [[nodiscard]] std::optional<Suspicion> suspicion() const {
    return suspicion_of({.unmet = unmet,
                         .definitions = definitions,
                         .indicators = 5,
                         .whole_catalogue = whole,
                         .unread = unread,
                         .read = read},
                        {});
  }
};

std::vector<std::string> codes(const std::vector<core::Finding>& findings) {
  std::vector<std::string> codes;
  for (const auto& finding : findings) codes.push_back(finding.code);
  return codes;
}

TEST(Suspicion, NothingIsSuspectOfAnOrdinaryLoad) {
  EXPECT_FALSE(Seen().suspicion());
}

TEST(Suspicion, WhatIsNotAsExpectedHoldsByItsOwnGateWithEvidence) {
  const auto one = Seen{.unmet = {ranks()}}.suspicion();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->hold.gate, "expectation");
  EXPECT_EQ(one->why, "ett krav i mappningen är inte uppfyllt");
  ASSERT_THAT(codes(one->findings), ElementsAre("run.unmet"));
  EXPECT_EQ(one->findings[0].subject, "hela.rank");
  EXPECT_EQ(one->findings[0].what,
            "Kolumnen rank ska ha platserna från 1. På 2 rader stämmer det inte. Se blad Total rad 17, 18.");
  EXPECT_EQ(one->findings[0].count, 2);
  const auto two = Seen{.unmet = {ranks(), ranks(0)}}.suspicion();
  EXPECT_EQ(two->why, "2 krav i mappningen är inte uppfyllda");
  EXPECT_THAT(two->findings, SizeIs(2));
  EXPECT_EQ(two->findings[1].what, "Kolumnen rank ska ha platserna från 1. På 2 rader stämmer det inte.");
}

TEST(Suspicion, ASuspectSourceHoldsByTheGateOfTheRun) {
  Seen seen{.definitions = {.catalogue_shrank = true, .known = 90}};
  EXPECT_EQ(seen.suspicion()->hold.gate, "run");
  EXPECT_EQ(seen.suspicion()->hold.evidence, "");
  EXPECT_EQ(seen.suspicion()->why, "katalogen har krympt från 90 till 5 nyckeltal");
  seen.whole = false;
  EXPECT_FALSE(seen.suspicion()) << "only a whole catalogue can shrink";
  seen.unread.undecoded = 101;
  EXPECT_EQ(seen.suspicion()->why, "101 av 1000 värden kunde inte läsas");
  seen.unread.undecoded = 100;
  EXPECT_FALSE(seen.suspicion());
  EXPECT_EQ(suspicion_of_closing({}).why, "mer än en fjärdedel av alla öppna uppgifter skulle stängas");
  EXPECT_EQ(suspicion_of_closing({.closing_share_of_all = 0.125}).why,
            "mer än 12,5 % av alla öppna uppgifter skulle stängas");
}

TEST(Suspicion, AllReasonsAreGiven) {
  const auto both = Seen{.unmet = {ranks()}, .definitions = {.catalogue_shrank = true, .known = 90}}.suspicion();
  EXPECT_EQ(both->hold.gate, "expectation");
  EXPECT_EQ(both->why, "ett krav i mappningen är inte uppfyllt, och katalogen har krympt från 90 till 5 nyckeltal");
}

TEST(Suspicion, TheRemedyIsOfWhatCanBeDone) {
  const auto unmet = *Seen{.unmet = {ranks()}}.suspicion();
  EXPECT_THAT(finding_of(unmet, "spf", true).remedy, HasSubstr("sluss release"));
  EXPECT_THAT(finding_of(unmet, "spf", false).remedy, HasSubstr("ändra kravet"));
  EXPECT_THAT(finding_of(suspicion_of_closing({}), "spf", false).remedy, HasSubstr("[gates]"));
  EXPECT_EQ(finding_of(unmet, "spf", true).what, "Hela körningen hålls kvar: ett krav i mappningen är inte uppfyllt");
}

/// Known figures that are as they were, and cells that could not be read: there is nothing to let through.
TEST(Suspicion, OfALoadThatChangesNothingNobodyIsAskedToDecide) {
  const auto unmet = *Seen{.unmet = {ranks()}}.suspicion();
  const auto settled = findings_of(unmet, "spf", false);
  ASSERT_THAT(codes(settled), ElementsAre("run.unmet", "run.suspect"));
  for (const auto& finding : settled) {
    EXPECT_EQ(finding.severity, core::Severity::warning);
    EXPECT_THAT(finding.remedy, HasSubstr("Inget att besluta."));
    for (const auto* order : {"släpp igenom", "förkasta", "hålls kvar"}) {
      EXPECT_EQ(finding.remedy.find(order), std::string::npos) << finding.remedy;
      EXPECT_EQ(finding.what.find(order), std::string::npos) << finding.what;
    }
  }
  EXPECT_THAT(settled[1].what, HasSubstr("inget väntar på beslut"));
  const auto waits = findings_of(unmet, "spf", true);
  EXPECT_EQ(waits[0].severity, core::Severity::error);
  EXPECT_THAT(waits[0].remedy, HasSubstr("släpp igenom"));
  EXPECT_THAT(finding_of(suspicion_of_closing({}), "spf", false).what, HasSubstr("Hela körningen hålls kvar"));
}

TEST(UnmetEvidence, HasAllExpectationsAndAtMostAHundredRows) {
  const auto evidence = nlohmann::json::parse(unmet_evidence(std::vector(7, ranks(20))));
  std::vector<std::size_t> rows;
  for (const auto& one : evidence.at("unmet")) rows.push_back(one.at("rows").size());
  EXPECT_THAT(rows, ElementsAre(20, 20, 20, 20, 20, 0, 0));
  const auto& first = evidence["unmet"][0];
  EXPECT_EQ(first["rows"][1],
            nlohmann::json::parse(R"({"file":"lista.xlsx","sheet":"Total","row":18,"column":"rank","shown":"3"})"));
  EXPECT_EQ(first["kind"], "ranks");
  EXPECT_EQ(first["count"], 2);
  EXPECT_FALSE(first.contains("found"));
}

TEST(UnmetEvidence, NamesAFewPlacesAndTheSheetsTheyAreIn) {
  auto unmet = ranks(3);
  unmet.rows.push_back({.file = "lista.xlsx", .sheet = "Män", .row = 4});
  unmet.rows.push_back({.file = "b.csv", .row = 9});
  unmet.rows.push_back({.file = "b.csv", .row = 10});
  EXPECT_THAT(unmet_findings({unmet}).at(0).what,
              HasSubstr("Se rad 9, 10; blad Män rad 4; blad Total rad 17, 18 och 1 till."));
  // Rows that each show two things, not in their order.
  auto twice = ranks(0);
  for (const auto row : {19, 17, 19, 18, 17}) twice.rows.push_back({.file = "lista.csv", .row = row});
  EXPECT_THAT(unmet_findings({twice}).at(0).what, HasSubstr("Se rad 17, 18, 19."));
}

}  // namespace
}  // namespace sluss::daemon::run

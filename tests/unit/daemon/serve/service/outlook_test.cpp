// What the daemon knows of the warehouse, kept over a restart.
#include "daemon/serve/service/outlook.h"
#include "daemon/serve/service/outlook_text.h"

#include <gtest/gtest.h>

#include <string>

namespace sluss::daemon::serve {
namespace {

Outlook some_facts() {
  Outlook outlook;
  outlook.generation = "12-a";
  outlook.held.push_back({.run = 3,
                          .job = "kolada",
                          .source = "kolada",
                          .series = "kolada:N35001",
                          .title = "Väntetid",
                          .gate = "revised",
                          .since = {1'790'000'000'000'000}});
  outlook.held_runs[3] = {.file = notify::FileRead{.name = "lista.xlsx",
                                                   .what = "läst",
                                                   .remedy = "rätta",
                                                   .rejects = {{.sheet = "Blad1", .row = 7, .column = "B"}},
                                                   .all_rejects = 4,
                                                   .own = "Er egen kommun, Sala, är inte med.",
                                                   .lacks = "2 av 290 rader är inte med",
                                                   .waiting = 2,
                                                   .nothing_in = true,
                                                   .older = {{"lista 2024.csv", "är äldre", "gör så", true}}},
                          .why = {"Tabellen ska ha 290 rader. Den har 12."}};
  outlook.held_runs[3].rows = {{.run = 2, .file = "lista 2024.csv", .periods = {"2024"}, .rows = 72},
                               {.run = 3, .file = "lista.xlsx", .periods = {"2025"}, .rows = 60}};
  outlook.outcomes = {
      {.run = 1, .job = "kolada", .became = "released", .with = 2, .rows = 7},
      {.run = 2, .job = "listor", .became = "replaced", .with = 3, .rows = 0, .now = "waiting", .file = "a.csv"}};
  outlook.began["kolada"] = {1'790'000'100'000'000};
  outlook.rejected["kolada"] = 17;
  outlook.open_versions = 147'440;
  return outlook;
}

TEST(Outlook, AreReadAsTheyWereWritten) {
  const auto read = parse_outlook(to_text(some_facts()));
  ASSERT_TRUE(read) << core::describe(read.error());
  EXPECT_EQ(read->generation, "12-a");
  ASSERT_EQ(read->held.size(), 1U);
  EXPECT_EQ(read->held[0].since, core::Instant{1'790'000'000'000'000});
  EXPECT_EQ(read->held[0].gate, "revised");
  ASSERT_TRUE(read->held_runs.at(3).file);
  EXPECT_EQ(read->held_runs.at(3).file, some_facts().held_runs.at(3).file);
  EXPECT_EQ(read->held_runs.at(3).why, some_facts().held_runs.at(3).why);
  EXPECT_EQ(read->held_runs.at(3).rows, some_facts().held_runs.at(3).rows);
  EXPECT_EQ(read->outcomes, some_facts().outcomes);
  EXPECT_EQ(read->rejected, some_facts().rejected);
  EXPECT_EQ(read->open_versions, 147'440);
  EXPECT_EQ(to_text(*read), to_text(some_facts()));
}

/// The file of 0.2 before these were noted: what it says holds, and the warehouse is read again, as it has another
/// generation than none.
TEST(Outlook, OfAnOlderReleaseAreTakenAndReadAgain) {
  const auto read = parse_outlook(R"({"version":1,"generation":"12-a","open_versions":5,
    "held":[{"run":3,"job":"kolada","source":"kolada","series":"kolada:N35001","title":"Väntetid","gate":"revised"}],
    "datasets":[],"awaited":{},"began":{"kolada":1790000100000000}})");
  ASSERT_TRUE(read) << core::describe(read.error());
  EXPECT_EQ(read->generation, "");
  ASSERT_EQ(read->held.size(), 1U);
  EXPECT_EQ(read->held[0].since, core::Instant{});
  EXPECT_TRUE(read->rejected.empty());
  EXPECT_EQ(read->began.at("kolada"), core::Instant{1'790'000'100'000'000});
}

TEST(Outlook, WithDecisionsOfAnOlderReleaseAreReadAgain) {
  const auto read = parse_outlook(R"({"version":1,"generation":"12-a","open_versions":5,"held":[],"datasets":[],
    "awaited":{},"began":{},"held_runs":{},"rejected":{"kolada":17},
    "outcomes":[{"run":1,"job":"kolada","released":true,"with":2,"rows":7}]})");
  ASSERT_TRUE(read) << core::describe(read.error());
  EXPECT_EQ(read->generation, "");
  EXPECT_TRUE(read->outcomes.empty());
}

TEST(Outlook, ThatAreNoneAreAnError) {
  for (const char* text : {"", "{}", "[1]", R"({"version":2})"}) EXPECT_FALSE(parse_outlook(text)) << text;
}

}  // namespace
}  // namespace sluss::daemon::serve

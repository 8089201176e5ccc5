#include "daemon/program/run_text.h"

#include <gtest/gtest.h>

#include "daemon/program/evidence_text.h"
#include "daemon/run/hold/judgement_basis.h"
#include "tests/unit/daemon/serve/api/held_run.h"

namespace sluss::daemon::program {
namespace {

using api::Decision;
using api::RunView;
using tests::held_run;

TEST(RunText, WhatIsHeldIsShownWithItsEvidenceAndWhatToDo) {
  EXPECT_EQ(run_text(held_run()), R"(run 7: held (run of kolada, 2026-03-31 14:00 CEST)
  read 12 345 = inserted 1 000 + revised 45 + unchanged 11 000 + deleted 0 + rejected 0 + filtered 0 + duplicate 0 + held 300  ✓
  open after 21 000 = open before 20 000 + inserted 1 000 - deleted 0 - absent 0  ✓
  held: kolada:U07417 by the gate ratio (waiting)
      known 290, inserted 0, revised 280, deleted 0, absent 0, median |new/old| 96.4
        of what was known: 96.5 % revised, 0.0 % gone
        |new/old|: least 0.5, median 96.4, most 120.25
        later: [1]
        Sala 2024, women: 1.2 → 115 (revised)
        0114 2024, unit V15E1: – → 1000000 (inserted)
        Sala 2023: – → – (absent)
      sluss release 7 kolada:U07417   lets it through
      sluss discard 7 kolada:U07417   drops it
)");
}

/// The same rows and figures as pages, mails and "läs mig" have.
TEST(RunText, OfAFileItsRowsAreCountedAsElsewhere) {
  RunView view;
  view.run.id = {8};
  view.run.rows = {.read = 1741, .inserted = 1734, .rejected = 2, .filtered = 5};
  view.findings = {{.code = "file.read",
                    .severity = core::Severity::info,
                    .subject = "lista.csv",
                    .what = "Filen är läst.\nRader: 290, med: 289, inte med: 1, överhoppade: 0, utelämnade celler: 0."},
                   {.code = "register.area_unknown", .count = 1},
                   {.code = "register.own_missing", .what = "Er egen kommun, Sala, är inte med."}};
  const auto text = run_text(view);
  EXPECT_NE(
      text.find("  file lista.csv: Av 290 rader är 288 med och 2 inte med. Ur den blev det 1\u00A0734 uppgifter.\n"
                "      Er egen kommun, Sala, är inte med.\n"),
      std::string::npos)
      << text;
}

TEST(RunText, ADecisionNamesWhatItWasOn) {
  RunView view;
  view.run.id = {8};
  view.run.job = "kolada";
  view.run.cause = "discard";
  view.run.status = "done";
  view.run.recorded_at = *core::parse_instant("2026-03-31T12:00:00Z");
  view.run.rows.open_before = view.run.rows.open_after = 51'158;
  view.decision =
      Decision{.of = {7}, .series = {"kolada:N1", "kolada:U2"}, .rows = 1'234, .who = "local:anna", .way = "socket"};
  EXPECT_EQ(run_text(view), R"(run 8: done (discard of kolada, 2026-03-31 14:00 CEST)
  dropped 1 234 rows of 2 series that run 7 held, by local:anna (socket)
      kolada:N1, kolada:U2
  open after 51 158 = open before 51 158 + inserted 0 - deleted 0 - absent 0  ✓
)");

  // A release reads what waited; an older program's lacks the number.
  view.run.cause = "release";
  view.run.rows = {.read = 3, .inserted = 3, .open_before = 1, .open_after = 4};
  view.decision = Decision{.of = {7}, .series = std::vector<std::string>(12, "kolada:N1")};
  const auto text = run_text(view);
  EXPECT_NE(text.find("  let through what waited of 12 series that run 7 held\n      kolada:N1, "), std::string::npos)
      << text;
  EXPECT_NE(text.find(", and 2 more\n  read 3 = inserted 3"), std::string::npos) << text;
}

TEST(RunText, AHeldRunOfWhichNothingWaitsIsDecided) {
  auto view = held_run();
  view.held[0].state = "discarded";
  EXPECT_TRUE(run_text(view).starts_with("run 7: held, decided (run of kolada, ")) << run_text(view);
}

TEST(RunText, WhatWaitsOfEarlierRunsHasTheirNumbers) {
  auto view = held_run();
  view.held[0].parts = {{.run = {2}, .file = "lista 2024.csv", .periods = {"2024"}, .rows = 72},
                        {.run = {7}, .file = "", .periods = {"2025"}, .rows = 60}};
  const std::string parts = "72 rows of run 2 (2024, file lista 2024.csv), 60 rows of run 7 (2025)\n";
  EXPECT_NE(run_text(view).find("      waits with rows of earlier runs: " + parts), std::string::npos)
      << run_text(view);
  view.held.assign(4, view.held.front());
  EXPECT_NE(run_text(view).find("waits with rows of earlier runs: 288 rows of run 2 (2024, "), std::string::npos)
      << run_text(view);
  view = held_run();
  view.held[0].state = "moved";
  view.held[0].moved_to = core::RunId{9};
  const auto moved = run_text(view);
  EXPECT_TRUE(moved.starts_with("run 7: held, moved (run of kolada, ")) << moved;
  EXPECT_NE(moved.find("by the gate ratio (decided with run 9)"), std::string::npos) << moved;
  EXPECT_NE(moved.find("sluss show 9 "), std::string::npos) << moved;
  EXPECT_EQ(moved.find("sluss release"), std::string::npos) << moved;
  view.held[0].state = "released";
  EXPECT_NE(run_text(view).find("(released with run 9)"), std::string::npos) << run_text(view);
  view.held.clear();
  view.run.cause = "release";
  view.decision = Decision{.of = {7}, .series = {"a"}, .rows = 132, .parts = {{{2}, 1, 72}, {{7}, 1, 60}}};
  EXPECT_NE(run_text(view).find("let through 132 rows of 1 series that run 7 held\n      72 rows of run 2, 60 rows of "
                                "run 7\n"),
            std::string::npos)
      << run_text(view);
}

TEST(RunText, OfManyHeldSeriesALineEachOfTheFirstTen) {
  auto view = held_run();
  const auto one = view.held.front();
  view.held.assign(12, one);
  for (std::size_t i = 0; i < view.held.size(); ++i) view.held[i].series.series = "kolada:N" + std::to_string(100 + i);
  view.held[0].state = "released";
  view.held[11].series.gate = "gone";
  const auto text = run_text(view);
  EXPECT_NE(text.find("  12 series held, 11 wait; by gate: gone 1, ratio 11\n"
                      "      kolada:N101 by ratio (waiting): known 290, inserted 0, revised 280, gone 0\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("      kolada:N110 by ratio (waiting)"), std::string::npos) << text;
  EXPECT_EQ(text.find("kolada:N100"), std::string::npos) << "what waits comes first: " << text;
  EXPECT_NE(text.find("      and 2 more\n"
                      "      sluss show 7 kolada:N101   tells one; sluss show 7 --all   all of them\n"
                      "      sluss release 7   lets all through; sluss discard 7   drops all\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("|new/old|"), std::string::npos) << text;

  const auto all = run_text(view, true);
  EXPECT_NE(all.find("  held: kolada:N100 by the gate ratio (released)\n"), std::string::npos) << all;
  EXPECT_NE(all.find("      sluss discard 7 kolada:N111   drops it\n"), std::string::npos) << all;
}

TEST(RunText, ExamplesOfTheOwnMunicipalityComeFirst) {
  auto view = held_run();
  view.own_area = "0114";
  const auto text = run_text(view);
  ASSERT_NE(text.find("0114 2024, unit V15E1"), std::string::npos) << text;
  EXPECT_LT(text.find("0114 2024, unit V15E1"), text.find("Sala 2024, women")) << text;
}

TEST(RunText, AFailedRunLeavesTheWarehouseUnchanged) {
  RunView view;
  view.run.job = "kolada";
  view.run.cause = "run";
  view.run.status = "failed";
  view.error_code = "http.timeout";
  view.error = "http.timeout: no answer";
  EXPECT_NE(run_text(view).find("The warehouse is as it was"), std::string::npos);
  view.entry = 57;
  view.run.started_at = *core::parse_instant("2026-03-31T12:00:00Z");
  EXPECT_EQ(
      run_text(view),
      "failed:57: run of kolada, 2026-03-31 14:00 CEST\n  http.timeout: no answer\n  The warehouse is as it was.\n");
}

TEST(EvidenceText, ShowsTheLimitBesideTheShareThatWasTooGreat) {
  constexpr std::string_view seen =
      R"({"revised_share":0.497959,"gone_share":0.61,"ratio":{"least":0.49795918367346936,"median":12.3456789}})";
  const auto by = [&](std::string_view gate) {
    return evidence_text(seen, {}, {.gate = gate, .limits = warehouse::GateLimits()});
  };
  EXPECT_EQ(by("revised_share"),
            "        of what was known: 49.8 % revised (held above 25.0 %), 61.0 % gone\n"
            "        |new/old|: least 0.498, median 12.346\n");
  EXPECT_EQ(by("gone"),
            "        of what was known: 49.8 % revised, 61.0 % gone (held above 50.0 %)\n"
            "        |new/old|: least 0.498, median 12.346\n");
  EXPECT_EQ(by("ratio"),
            "        of what was known: 49.8 % revised, 61.0 % gone\n"
            "        |new/old|: least 0.498, median 12.346 (held when the median is below 0.2 or above 5)\n");
  EXPECT_EQ(evidence_text(seen, {}, {.gate = "ratio", .limits = {}}).find("held"), std::string::npos);
  EXPECT_EQ(evidence_text(R"({"revised_share":0.2501,"gone_share":0.0004})", {},
                          {.gate = "revised_share", .limits = warehouse::GateLimits()}),
            "        of what was known: 25.01 % revised (held above 25.0 %), 0.0 % gone\n");
  EXPECT_EQ(evidence_text(R"({"gone_share":0.0104})", {},
                          {.gate = "gone", .limits = warehouse::GateLimits{.gone_share = 0.0101}}),
            "        of what was known: 1.04 % gone (held above 1.01 %)\n");

  // The limits of its own run, from its details.
  auto view = held_run();
  view.run.details = run::with_basis("{}", {.gates = warehouse::GateLimits{.ratio_most = 8}});
  EXPECT_NE(run_text(view).find("below 0.2 or above 8)"), std::string::npos) << run_text(view);
}

TEST(EvidenceText, NumbersAreRoundedAndTwoThatDifferLookDifferent) {
  const auto example = [](const std::string& before, const std::string& now) {
    return evidence_text(R"({"examples":[{"area_id":"1981","old":)" + before + R"(,"new":)" + now + "}]}", {});
  };
  EXPECT_EQ(example("12.345678", "0.0123456"), "        1981: 12.346 → 0.0123\n");
  EXPECT_EQ(example("12.345678", "12.345999"), "        1981: 12.345678 → 12.345999\n");
  EXPECT_EQ(example("12.3456789", "null"), "        1981: 12.346 → –\n");
}

TEST(EvidenceText, ShowsTheRowsThatAreNotAsExpected) {
  EXPECT_EQ(
      evidence_text(
          R"({"reason":{"unmet":[{"table":"hela","kind":"rows","level":"kommun","expected":"290","found":"289","count":1,"rows":[]},)"
          R"({"table":"hela","kind":"ranks","column":"rank","expected":"1, 2, 2, 4","count":1,)"
          R"("rows":[{"file":"b.csv","sheet":"Total","row":1017,"column":"rank","shown":"3","expected":"4"},{"row":2}]}]}})",
          {}),
      "        hela of level kommun, rows: expected 290, found 289\n"
      "        hela.rank, ranks: expected 1, 2, 2, 4, wrong in 1 row\n"
      "          b.csv, Total, row 1017, rank: 3, not 4\n"
      "          row 2\n");
}

TEST(EvidenceText, ShowsWhatATableOrADefinitionWas) {
  EXPECT_EQ(evidence_text(R"({"rows_before":12000,"rows_now":0,"lost_columns":["beslut"],)"
                          R"("changed_columns":[{"column":"dag","before":"date","now":"text"}]})",
                          {}),
            "        rows: 12 000 → 0\n"
            "        the column beslut is gone\n"
            "        the column dag: date → text\n");
  EXPECT_EQ(evidence_text(
                R"({"reason":{"measure":{"before":"kr","now":"tkr"},"by_gender":{"before":true,"now":false}}})", {}),
            "        its measure changed: kr → tkr\n"
            "        its split by sex changed: true → false\n");
  EXPECT_EQ(evidence_text(R"({"reason":"the catalogue\nshrank"})", {}), "        reason: the catalogue shrank\n");
  EXPECT_EQ(evidence_text("no JSON", {}), "");
}

}  // namespace
}  // namespace sluss::daemon::program

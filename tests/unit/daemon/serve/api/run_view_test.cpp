#include "daemon/serve/api/run_view.h"

#include <gtest/gtest.h>

#include "daemon/run/hold/judgement_basis.h"
#include "daemon/serve/api/evidence.h"

namespace sluss::daemon::api {
namespace {

RunView held_run() {
  RunView view;
  view.run.id = {7};
  view.run.job = "kolada";
  view.run.source = "kolada";
  view.run.cause = "run";
  view.run.status = "held";
  view.run.started_at = view.run.recorded_at = *core::parse_instant("2026-03-31T12:00:00Z");
  view.run.rows = {.read = 12'345,
                   .inserted = 1'000,
                   .revised = 45,
                   .unchanged = 11'000,
                   .held = 300,
                   .open_before = 20'000,
                   .open_after = 21'000};
  warehouse::HeldSeries series;
  series.series = "kolada:U07417";
  series.gate = "ratio";
  series.known = 290;
  series.revised = 280;
  series.ratio_median = 96.4;
  series.evidence =
      R"({"known":290,"revised":280,"revised_share":0.965,"gone_share":0.0,"ratio":{"least":0.5,"median":96.4,"most":120.25},)"
      R"("later":[1],"examples":[)"
      R"({"kind":"revised","area_id":"1981","period":"2024","gender":"K","old":1.2,"new":115.0},)"
      R"({"kind":"inserted","area_id":"0114","period":"2024","gender":"T","ou_id":"V15E1","new":1000000.0},)"
      R"({"kind":"absent","area_id":"1981","period":"2023","gender":"T","old":null}]})";
  view.area_titles = {{"1981", "Sala"}};
  view.held.push_back({series, "waiting"});
  view.run.details = "{}";
  return view;
}

TEST(RunView, BothEquationsWithTheirNumbers) {
  const auto rows = held_run().run.rows;
  EXPECT_EQ(conservation_in(rows),
            "read 12 345 = inserted 1 000 + revised 45 + unchanged 11 000 + deleted 0 + rejected 0 + filtered 0 + "
            "duplicate 0 "
            "+ held 300  ✓");
  EXPECT_EQ(conservation_out(rows),
            "open after 21 000 = open before 20 000 + inserted 1 000 - deleted 0 - absent 0  ✓");
  auto wrong = rows;
  ++wrong.read;
  ++wrong.open_after;
  EXPECT_TRUE(conservation_in(wrong).ends_with("✗"));
  EXPECT_TRUE(conservation_out(wrong).ends_with("✗"));
}

TEST(RunView, WhatIsHeldIsShownWithItsEvidenceAndWhatToDo) {
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

TEST(RunView, ADecisionTellsWhatItWasOn) {
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
  EXPECT_NE(
      run_json(view).find(
          R"("decision":{"of":7,"rows":1234,"series":["kolada:N1","kolada:U2"],"way":"socket","who":"local:anna"})"),
      std::string::npos)
      << run_json(view);

  // A release reads what waited; an older program's tells not how much.
  view.run.cause = "release";
  view.run.rows = {.read = 3, .inserted = 3, .open_before = 1, .open_after = 4};
  view.decision = Decision{.of = {7}, .series = std::vector<std::string>(12, "kolada:N1")};
  const auto text = run_text(view);
  EXPECT_NE(text.find("  let through what waited of 12 series that run 7 held\n      kolada:N1, "), std::string::npos)
      << text;
  EXPECT_NE(text.find(", and 2 more\n  read 3 = inserted 3"), std::string::npos) << text;
}

TEST(RunView, WhatHeldIsDecidedOnceNothingWaits) {
  auto view = held_run();
  EXPECT_EQ(status_text(view), "held");
  view.held[0].state = "discarded";
  EXPECT_EQ(status_text(view), "held, decided");
  EXPECT_TRUE(run_text(view).starts_with("run 7: held, decided (run of kolada, ")) << run_text(view);
  EXPECT_NE(run_json(view).find(R"("status":"held")"), std::string::npos) << "scripts know it by that";
  view.held.clear();
  view.waiting = 64;  // as lists have it
  EXPECT_EQ(status_text(view), "held");
  view.waiting = 0;
  view.run.status = "done";
  EXPECT_EQ(status_text(view), "done");
}

TEST(RunView, OfManyHeldSeriesALineEachOfTheFirstTen) {
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

TEST(Evidence, TellsTheLimitBesideTheShareThatWasTooGreat) {
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

TEST(Evidence, NumbersAreRoundedAndTwoThatDifferAreToldSo) {
  const auto example = [](const std::string& before, const std::string& now) {
    return evidence_text(R"({"examples":[{"area_id":"1981","old":)" + before + R"(,"new":)" + now + "}]}", {});
  };
  EXPECT_EQ(example("12.345678", "0.0123456"), "        1981: 12.346 → 0.0123\n");
  EXPECT_EQ(example("12.345678", "12.345999"), "        1981: 12.345678 → 12.345999\n");
  EXPECT_EQ(example("12.3456789", "null"), "        1981: 12.346 → –\n");
}

TEST(Evidence, TellsWhatATableOrADefinitionWas) {
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

TEST(Evidence, IsReadOnceForPagesAndCommands) {
  const auto read = parse_evidence(
      R"({"known":3,"revised_share":0.5,"examples":[{"area_id":"1981","period":2024,"old":1},{"area":"0114"},7],)"
      R"("reason":{"by_gender":{"before":true,"now":false},"kept":"as it is"},)"
      R"("rows_before":12,"changed_columns":[{"column":"dag","before":"date","now":"text"}]})");
  EXPECT_EQ(read.revised_share, 0.5);
  EXPECT_FALSE(read.gone_share);
  ASSERT_EQ(read.examples.size(), 1);
  EXPECT_EQ(read.examples[0].area, "1981");
  EXPECT_EQ(read.examples[0].period, "2024");
  EXPECT_EQ(read.examples[0].before, 1.0);
  EXPECT_FALSE(read.examples[0].after);
  ASSERT_TRUE(read.by_gender);
  EXPECT_TRUE(read.by_gender->first);
  EXPECT_FALSE(read.by_gender->second);
  EXPECT_TRUE(read.of_table());
  ASSERT_EQ(read.changed_columns.size(), 1);
  EXPECT_EQ(read.changed_columns[0].now, "text");
  // What is no example of an area, and a key that nobody knows, are told as they are kept.
  const std::vector<std::pair<std::string, std::string>> others{
      {"kept", "as it is"}, {"example", R"({"area":"0114"})"}, {"example", "7"}};
  EXPECT_EQ(read.others, others);
}

TEST(Evidence, TheOwnMunicipalityAndTheCountryComeFirst) {
  constexpr std::string_view seen =
      R"({"examples":[{"area_id":"0114"},{"area_id":"SE"},{"area_id":"1981","period":"2024"},)"
      R"({"area_id":"0115"},{"area_id":"1981","period":"2023"}]})";
  const auto order = [&](std::string_view own) {
    auto read = parse_evidence(seen);
    own_first(read, own);
    std::string areas;
    for (const auto& example : read.examples) areas += example.area + example.period + " ";
    return areas;
  };
  EXPECT_EQ(order("1981"), "19812024 19812023 SE 0114 0115 ");
  EXPECT_EQ(order(""), "SE 0114 19812024 0115 19812023 ");
  EXPECT_EQ(order("0180"), "SE 0114 19812024 0115 19812023 ");

  // So `sluss show` tells them too.
  auto view = held_run();
  view.own_area = "0114";
  const auto text = run_text(view);
  ASSERT_NE(text.find("0114 2024, unit V15E1"), std::string::npos) << text;
  EXPECT_LT(text.find("0114 2024, unit V15E1"), text.find("Sala 2024, women")) << text;
}

TEST(Evidence, AnAreaIsCalledByItsNameWhereItHasOne) {
  auto read = parse_evidence(R"({"examples":[{"area_id":"1981"},{"area_id":"0114"}]})");
  name_areas(read, {{"1981", "Sala"}});
  EXPECT_EQ(read.examples[0].area, "Sala");
  EXPECT_EQ(read.examples[1].area, "0114");
}

TEST(RunView, WhatIsHeldKeepsItsEvidenceInJson) {
  const auto json = run_json(held_run());
  EXPECT_NE(json.find(R"("area_id":"1981")"), std::string::npos) << json;
  EXPECT_EQ(json.find("Sala"), std::string::npos) << json;
}

TEST(ShownTime, IsSwedishTimeWithItsZone) {
  const auto shown = [](std::string_view text) { return shown_time(*core::parse_instant(text)); };
  EXPECT_EQ(shown("2026-07-01T12:00:00Z"), "2026-07-01 14:00 CEST");
  EXPECT_EQ(shown("2026-01-01T11:59:59.999999Z"), "2026-01-01 12:59 CET");
  EXPECT_EQ(shown("2026-12-31T23:30:00Z"), "2027-01-01 00:30 CET");
  // The clocks go forward, and back: an hour that comes twice is told apart.
  EXPECT_EQ(shown("2026-03-29T00:59:59Z"), "2026-03-29 01:59 CET");
  EXPECT_EQ(shown("2026-03-29T01:00:00Z"), "2026-03-29 03:00 CEST");
  EXPECT_EQ(shown("2026-10-25T00:30:59Z"), "2026-10-25 02:30 CEST");
  EXPECT_EQ(shown("2026-10-25T01:30:59Z"), "2026-10-25 02:30 CET");
}

TEST(RunView, AFailedRunHasNoNumber) {
  RunView view;
  view.run.job = "kolada";
  view.run.cause = "run";
  view.run.status = "failed";
  view.error_code = "http.timeout";
  view.error = "http.timeout: no answer";
  const auto json = run_json(view);
  EXPECT_NE(json.find(R"("run":null)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("status":"failed")"), std::string::npos);
  EXPECT_NE(json.find(R"("error":{"code":"http.timeout")"), std::string::npos);
  EXPECT_NE(run_text(view).find("The warehouse is as it was"), std::string::npos);
  EXPECT_EQ(json.find("journal_entry"), std::string::npos);
  view.entry = 57;
  view.run.started_at = *core::parse_instant("2026-03-31T12:00:00Z");
  EXPECT_EQ(
      run_text(view),
      "failed:57: run of kolada, 2026-03-31 14:00 CEST\n  http.timeout: no answer\n  The warehouse is as it was.\n");
  EXPECT_NE(run_json(view).find(R"("journal_entry":57)"), std::string::npos);
}

}  // namespace
}  // namespace sluss::daemon::api

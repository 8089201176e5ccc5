#include "daemon/serve/api/run_view.h"

#include <gtest/gtest.h>

#include "daemon/serve/api/evidence.h"
#include "tests/unit/daemon/serve/api/held_run.h"

namespace sluss::daemon::api {
namespace {

using tests::held_run;

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

TEST(RunView, WhatHeldIsDecidedOnceNothingWaits) {
  auto view = held_run();
  EXPECT_EQ(status_text(view), "held");
  auto all = view;
  all.run.rows.inserted = all.run.rows.revised = 0;
  EXPECT_EQ(status_text(all), "held, all");
  view.held[0].state = "discarded";
  EXPECT_EQ(status_text(view), "held, decided");
  EXPECT_NE(run_json(view).find(R"("status":"held")"), std::string::npos) << "scripts know it by that";
  view.held.clear();
  view.waiting = 64;  // as lists have it
  EXPECT_EQ(status_text(view), "held");
  view.waiting = 0;
  view.run.status = "done";
  EXPECT_EQ(status_text(view), "done");
}

TEST(RunView, WhatWaitsWithALaterRunIsNotDecided) {
  auto view = held_run();
  view.held[0].state = "moved";
  view.held[0].moved_to = core::RunId{9};
  view.held[0].waited_rows = 72;
  EXPECT_EQ(status_text(view), "held, moved");
  EXPECT_NE(run_json(view).find(R"("moved_to":9)"), std::string::npos) << run_json(view);
  EXPECT_NE(run_json(view).find(R"("waited_rows":72)"), std::string::npos) << run_json(view);
  view.held.clear();
  view.moved = 1;  // as lists have it
  EXPECT_EQ(status_text(view), "held, moved");
  view.waiting = 1;
  EXPECT_EQ(status_text(view), "held");
}

TEST(RunView, WhatWaitsOfEarlierRunsIsTold) {
  auto view = held_run();
  view.held[0].parts = {{.run = {2}, .file = "lista 2024.csv", .periods = {"2024"}, .rows = 72},
                        {.run = {7}, .file = "", .periods = {"2025"}, .rows = 60}};
  EXPECT_NE(run_json(view).find(R"({"file":"lista 2024.csv","periods":["2024"],"rows":72,"run":2})"), std::string::npos)
      << run_json(view);
  auto other = view.held[0].parts;
  other[0].periods = {"2023", "2024"};
  const auto sum = sum_of({view.held[0].parts, other});
  ASSERT_EQ(sum.size(), 2U);
  EXPECT_EQ(sum[0].rows, 144);
  EXPECT_EQ(sum[0].periods, (std::vector<std::string>{"2023", "2024"}));
  view.decision = Decision{.of = {7}, .series = {}, .rows = 132, .parts = {{{2}, 1, 72}, {{7}, 1, 60}}};
  EXPECT_NE(run_json(view).find(R"("of_runs":[{"rows":72,"run":2},{"rows":60,"run":7}])"), std::string::npos);
}

TEST(Evidence, IsReadOnceForPagesAndCommands) {
  const auto read = parse_evidence(
      R"({"known":3,"revised_share":0.5,"examples":[{"area_id":"1981","period":2024,"old":1,"old_bound":"at_most"},{"area":"0114"},7],)"
      R"("reason":{"by_gender":{"before":true,"now":false},"kept":"as it is"},)"
      R"("rows_before":12,"changed_columns":[{"column":"dag","before":"date","now":"text"}]})");
  EXPECT_EQ(read.revised_share, 0.5);
  EXPECT_FALSE(read.gone_share);
  ASSERT_EQ(read.examples.size(), 1);
  EXPECT_EQ(read.examples[0].area, "1981");
  EXPECT_EQ(read.examples[0].period, "2024");
  EXPECT_EQ(read.examples[0].before, 1.0);
  EXPECT_EQ(read.examples[0].before_bound, core::Bound::at_most);
  EXPECT_EQ(read.examples[0].after_bound, core::Bound::exact);
  EXPECT_FALSE(read.examples[0].after);
  ASSERT_TRUE(read.by_gender);
  EXPECT_TRUE(read.by_gender->first);
  EXPECT_FALSE(read.by_gender->second);
  EXPECT_TRUE(read.of_table());
  ASSERT_EQ(read.changed_columns.size(), 1);
  EXPECT_EQ(read.changed_columns[0].now, "text");
  // What is no example of an area, and an unknown key, are shown as they are stored.
  const std::vector<std::pair<std::string, std::string>> others{
      {"kept", "as it is"}, {"example", R"({"area":"0114"})"}, {"example", "7"}};
  EXPECT_EQ(read.others, others);
}

TEST(Evidence, OfALoadThatIsNotAsExpectedHasItsRows) {
  const auto read = parse_evidence(
      R"({"rows_before":3,"reason":{"unmet":[{"table":"hela","kind":"range","column":"index","expectation":"E","outcome":"O",)"
      R"("expected":"0..100","found":"-1..104","count":30,"rows":[{"sheet":"Total","row":17,"column":"index","shown":"104"},7]},)"
      R"("?"],"kept":1}})");
  ASSERT_EQ(read.unmet.size(), 2U) << "nothing is left out because something else cannot be read";
  const auto& first = read.unmet[0];
  EXPECT_EQ(first.table + first.kind + first.column + first.expectation + first.outcome, "helarangeindexEO");
  EXPECT_EQ(first.expected + " " + first.found, "0..100 -1..104");
  EXPECT_EQ(first.count, 30);
  ASSERT_EQ(first.rows.size(), 2U);
  EXPECT_EQ(first.rows[0], (core::UnmetRow{.sheet = "Total", .row = 17, .column = "index", .shown = "104"}));
  EXPECT_EQ(read.others, (std::vector<std::pair<std::string, std::string>>{{"kept", "1"}}));
  EXPECT_TRUE(parse_evidence(R"({"reason":{"unmet":7}})").unmet.empty());
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
  // The clocks go forward, and back: an hour that comes twice has two zones.
  EXPECT_EQ(shown("2026-03-29T00:59:59Z"), "2026-03-29 01:59 CET");
  EXPECT_EQ(shown("2026-03-29T01:00:00Z"), "2026-03-29 03:00 CEST");
  EXPECT_EQ(shown("2026-10-25T00:30:59Z"), "2026-10-25 02:30 CEST");
  EXPECT_EQ(shown("2026-10-25T01:30:59Z"), "2026-10-25 02:30 CET");
}

TEST(RunView, ADecisionIsInTheJson) {
  RunView view;
  view.run.id = {8};
  view.decision =
      Decision{.of = {7}, .series = {"kolada:N1", "kolada:U2"}, .rows = 1'234, .who = "local:anna", .way = "socket"};
  EXPECT_NE(
      run_json(view).find(
          R"("decision":{"of":7,"rows":1234,"series":["kolada:N1","kolada:U2"],"way":"socket","who":"local:anna"})"),
      std::string::npos)
      << run_json(view);
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
  EXPECT_EQ(json.find("journal_entry"), std::string::npos);
  view.entry = 57;
  EXPECT_NE(run_json(view).find(R"("journal_entry":57)"), std::string::npos);
}

}  // namespace
}  // namespace sluss::daemon::api

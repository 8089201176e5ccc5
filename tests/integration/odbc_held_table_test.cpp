// A table that a run holds: it is as it was until a person has decided.
#include "daemon/run/hold/release_or_discard.h"
#include "tests/integration/odbc_run_fixture.h"

namespace sluss::tests {
namespace {

constexpr const char* known_runs =
    "select run_id, job, cause, status, recorded_at, read, inserted, unchanged, absent, filtered, held, open_before, "
    "open_after, details from meta.run order by run_id";
constexpr const char* held_tables =
    "select run_id, series, gate, state, known, inserted, decided_by from meta.held_series order by run_id";

/// It is as it was until a person has decided, live and in a rebuild.
TEST_P(OdbcRun, ATableThatHasLostRowsOrColumnsWaits) {
  fill(40);
  EXPECT_EQ(must(run()).run.status, "done");
  const auto whole = table();
  database(GetParam()).execute("delete from beslut;");
  const auto emptied = must(run());
  EXPECT_EQ(emptied.run.status, "held");
  expect_conserved(emptied.run.rows);
  ASSERT_EQ(emptied.held.size(), 1U);
  EXPECT_EQ(emptied.held[0].series, "extract.beslut");
  EXPECT_EQ(emptied.held[0].gate, "emptied");
  EXPECT_EQ(table(), whole);

  fill(5);
  const auto shrunk = must(run());
  EXPECT_EQ(shrunk.held.at(0).gate, "gone");
  EXPECT_EQ(shrunk.run.rows.held, 5);
  EXPECT_EQ(table(), whole);
  const auto discarded = must(run::discard(workplace_->context(), shrunk.run.id, {}, {}));
  EXPECT_EQ(discarded.run.status, "done");
  EXPECT_NE(discarded.run.details.find(R"("rows":5,)"), std::string::npos) << discarded.run.details;
  const auto again = must(run());
  EXPECT_EQ(again.run.status, "unchanged") << "what was discarded does not ask again";
  EXPECT_EQ(again.run.rows.filtered, 5);
  expect_conserved(again.run.rows);
  const auto once_more = must(run());
  EXPECT_EQ(once_more.run.status, "unchanged") << "and is not taken for what is committed";
  EXPECT_EQ(once_more.run.rows.filtered, 5);
  expect_conserved(once_more.run.rows);
  EXPECT_EQ(table(), whole);

  fill(40);
  configure("select id, enhet from beslut order by id", "beslut");
  const auto narrower = must(run());
  EXPECT_EQ(narrower.held.at(0).gate, "columns");
  EXPECT_EQ(table(), whole);
  const auto released = must(run::release(workplace_->context(), narrower.run.id, "extract.beslut", {}));
  EXPECT_EQ(released.run.rows.inserted, 45);
  expect_conserved(released.run.rows);
  EXPECT_EQ(must(run()).run.status, "unchanged") << "unchanged since it was released";

  const auto runs = rows(known_runs);
  const auto held = rows(held_tables);
  EXPECT_EQ(held, (Rows{{"2", "extract.beslut", "emptied", "replaced", "43", "0", "3"},
                        {"3", "extract.beslut", "gone", "discarded", "43", "5", "4"},
                        {"7", "extract.beslut", "columns", "released", "43", "45", "8"}}));
  database(GetParam()).execute("drop table beslut;");  // the source is not queried
  const auto rebuilt = must(workplace_->rebuild_beside({}));
  ASSERT_TRUE(workplace_->take_into_use(rebuilt).has_value());
  EXPECT_EQ(rows(known_runs), runs);
  EXPECT_EQ(rows(held_tables), held);
}

TEST_P(OdbcRun, TheSameRowsWaitWithTheRunThatHoldsThem) {
  fill(40);
  must(run());
  database(GetParam()).execute("delete from beslut;");
  EXPECT_EQ(must(run()).held.size(), 1U);
  const auto again = must(run());
  EXPECT_EQ(again.run.status, "held");
  EXPECT_THAT(again.held, ::testing::IsEmpty()) << "no one is notified again";
  expect_conserved(again.run.rows);
  EXPECT_EQ(rows("select run_id, state from meta.held_series order by run_id"), (Rows{{"2", "waiting"}}));
  EXPECT_TRUE(run::release(workplace_->context(), core::RunId{2}, "extract.beslut", {}).has_value());
  EXPECT_TRUE(table().empty());
}

TEST_P(OdbcRun, ADiscardedEmptinessAsksAgainOnceRowsHaveCome) {
  fill(40);
  must(run());
  const std::string empty = "create table aside as select * from beslut; delete from beslut;";
  const std::string back = "insert into beslut select * from aside; drop table aside; insert into beslut values ";
  database(GetParam()).execute(empty);
  must(run());
  must(run::discard(workplace_->context(), core::RunId{2}, {}, {}));
  EXPECT_EQ(must(run()).run.status, "unchanged") << "the same silence";
  database(GetParam()).execute(back + "(900, 'ny', '2026-01-01');");
  EXPECT_EQ(must(run()).run.status, "done");
  database(GetParam()).execute(empty);
  EXPECT_EQ(must(run()).held.at(0).gate, "emptied");
}

TEST_P(OdbcRun, ARebuildJudgesByTheLimitsOfTheRun) {
  fill(40);
  must(run());
  const auto whole = table();
  database(GetParam()).execute("delete from beslut where id > 104;");
  EXPECT_EQ(must(run()).held.at(0).gate, "gone");
  must(run::discard(workplace_->context(), core::RunId{2}, {}, {}));
  configure("select id, enhet, datum from beslut order by id", "beslut", "[gates]\ngone_share = 0.95\n");
  const auto runs = rows(known_runs);
  const auto rebuilt = must(workplace_->rebuild_beside({}));
  ASSERT_TRUE(workplace_->take_into_use(rebuilt).has_value());
  EXPECT_EQ(rows(known_runs), runs);
  EXPECT_EQ(table(), whole);
}

}  // namespace
}  // namespace sluss::tests

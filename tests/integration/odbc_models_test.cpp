// Models over the table of a job, when they are refreshed and when they cannot be made.
#include "daemon/run/hold/release_or_discard.h"
#include "tests/integration/odbc_run_fixture.h"

namespace sluss::tests {
namespace {

TEST_P(OdbcRun, AModelThatCannotBeMadeStopsNobody) {
  const warehouse::Model over{.name = "antal", .sql = "select count(*) as antal from extract.beslut", .version = "1"};
  const warehouse::Model lost{.name = "bada", .sql = "select * from extract.beslut, extract.bokning", .version = "1"};
  const warehouse::Model above{
      .name = "ovan", .sql = "select * from mart.bada", .depends_on = {"bada"}, .version = "1"};
  const warehouse::Model breaks{
      .name = "tal", .sql = "select cast(enhet as integer) as tal from extract.beslut", .version = "1"};
  const warehouse::Session session{.statements = {}, .models = {over, lost, above, breaks}};
  workplace_->context().session = [&]() -> core::Result<warehouse::Session> { return session; };
  const auto summary = must(run());
  EXPECT_EQ(summary.run.status, "done");
  EXPECT_EQ(table(), first_);
  std::vector<std::string> unmade;
  for (const auto& finding : summary.findings) {
    if (finding.code == "dataset.unmade") unmade.push_back(finding.subject);
  }
  EXPECT_THAT(unmade, ::testing::ElementsAre("bada", "ovan", "tal"));
  EXPECT_EQ(rows("select name from meta.model"), (Rows{{"antal"}}));
  const auto reader = must(workplace_->context().warehouse.reader({.now = clock_.now(), .session = session}));
  EXPECT_EQ(must(reader->rows("select antal from mart.antal")), (Rows{{"3"}}));
  EXPECT_EQ(reader->rows("select * from mart.bada").error().code, "dataset.unmade");
  EXPECT_EQ(reader->rows("select * from mart.ovan").error().code, "dataset.unmade");
}

TEST_P(OdbcRun, AModelThatBreaksTheTransactionStopsNoDecisionAndNoRebuild) {
  const warehouse::Model over{.name = "antal", .sql = "select count(*) as antal from extract.beslut", .version = "1"};
  const warehouse::Model breaks{
      .name = "tal", .sql = "select cast(enhet as integer) as tal from extract.beslut", .version = "1"};
  workplace_->context().session = [&]() -> core::Result<warehouse::Session> {
    return warehouse::Session{.statements = {}, .models = {over, breaks}};
  };
  fill(40);
  EXPECT_EQ(must(run()).run.status, "done");
  database(GetParam()).execute("delete from beslut where id > 104;");
  EXPECT_EQ(must(run()).held.at(0).gate, "gone");
  const auto released = must(run::release(workplace_->context(), core::RunId{2}, {}, {}));
  EXPECT_EQ(released.run.rows.inserted, 8);
  EXPECT_EQ(rows("select antal from stored.mart.antal"), (Rows{{"8"}}));
  const auto rebuilt = must(workplace_->rebuild_beside({}));
  ASSERT_TRUE(workplace_->take_into_use(rebuilt).has_value());
  ASSERT_TRUE(rebuilt.summary.no_models.has_value());
  EXPECT_EQ(rebuilt.summary.no_models->code, "dataset.unmade");
  EXPECT_EQ(rows("select antal from stored.mart.antal"), (Rows{{"8"}})) << "the others are made";
}

TEST_P(OdbcRun, WhatTheDiskDoesIsNoModelsFault) {
  configure("select id, enhet, datum from beslut order by id", "beslut",
            "[warehouse]\nmemory = \"64MB\"\nspill_most = \"64MB\"\n");
  const warehouse::Model large{
      .name = "stor",
      .sql = "select t from (select repeat('x', 300) || range as t, random() as r from range(1000000)) order by r",
      .version = "1"};
  workplace_->context().session = [&]() -> core::Result<warehouse::Session> {
    return warehouse::Session{.statements = {}, .models = {large}};
  };
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "spill.full") << core::describe(failed.error());
  EXPECT_EQ(failed.error().error_class, core::ErrorClass::storage);
}

/// And no other.
TEST_P(OdbcRun, AModelOverTheTableIsRefreshed) {
  const warehouse::Model over{.name = "antal",
                              .sql = "select count(*) as antal from \"extract\" . /* of the lane */ \"beslut\"",
                              .version = "1"};
  const warehouse::Model beside{.name = "korningar", .sql = "select count(*) as antal from meta.run", .version = "1"};
  workplace_->context().session = [&]() -> core::Result<warehouse::Session> {
    return warehouse::Session{.statements = {}, .models = {over, beside}};
  };
  const auto names = [](const run::RunSummary& summary) {
    std::vector<std::string> refreshed;
    for (const auto& model : summary.models) refreshed.push_back(model.name);
    return refreshed;
  };
  EXPECT_THAT(names(must(run())), ::testing::ElementsAre("antal", "korningar")) << "neither was made before";
  EXPECT_THAT(names(must(run())), ::testing::IsEmpty());
  database(GetParam()).execute("insert into beslut values (4, 'ny', '2026-01-01');");
  EXPECT_THAT(names(must(run())), ::testing::ElementsAre("antal"));
}

}  // namespace
}  // namespace sluss::tests

// The lane of a database: one query, straight into extract.<table>, replaced in one transaction.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/time.h"
#include "daemon/run/hold/hold.h"
#include "daemon/run/replay/replay.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/api/status.h"
#include "daemon/serve/service/outlook.h"
#include "daemon/settings/load.h"
#include "daemon/settings/settings.h"
#include "tests/integration/odbc_databases.h"
#include "tests/tools/must.h"
#include "tests/tools/power_cut_files.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests {
namespace {

namespace run = daemon::run;
namespace settings = daemon::settings;
using Rows = std::vector<std::vector<std::optional<std::string>>>;
using tests::must;

class OdbcRun : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto why = missing(GetParam())) GTEST_SKIP() << *why;
    database(GetParam())
        .execute(
            "drop table if exists beslut; create table beslut (id integer, enhet text, datum date);"
            "insert into beslut values (1, 'Åsgården 😀', '2024-02-29'), (2, '', '0001-01-01'),"
            "(3, null, null);");
    configure("select id, enhet, datum from beslut order by id", "beslut");
  }

  void configure(const std::string& query, const std::string& table, const std::string& more = {}) {
    workplace_.reset();
    const auto text = "municipality = \"1981\"\nstate = '" + (folder_.path() / "state").string() +
                      "'\n[source.verksamhet]\nkind = \"odbc\"\nconnection = '" + database(GetParam()).connection() +
                      "'\n[[job]]\nname = \"beslut\"\nsource = \"verksamhet\"\nquery = '" + query + "'\ntable = \"" +
                      table + "\"\n" + more;
    auto loaded = settings::load_texts({{folder_.path() / "sluss.toml", text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    settings_ = std::move(*loaded);
    workplace_.emplace(settings_, clock_, "test");
    must(workplace_->start());
  }

  void fill(int rows) {
    std::string many;
    for (int i = 0; i < rows; ++i)
      many += "insert into beslut values (" + std::to_string(100 + i) + ", 'enhet', '2026-01-01');";
    database(GetParam()).execute(many);
  }

  core::Result<run::RunSummary> run() {
    clock_.set(clock_.now().plus(std::chrono::hours(1)));
    return run::run_job(workplace_->context(), "beslut", {}, {});
  }

  Rows rows(const std::string& sql) { return must(must(workplace_->reader())->rows(sql)); }
  Rows table(const std::string& name = "beslut") {
    return rows("select id, enhet, datum from extract." + name + " order by id");
  }

  /// The archive's files.
  std::vector<std::string> archived() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(settings_.state / "archive"))
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }

  /// Both equations of a run: what was read, and what is open.
  static void expect_conserved(const warehouse::RowCounts& rows) {
    EXPECT_EQ(rows.read, rows.inserted + rows.revised + rows.unchanged + rows.rejected + rows.filtered +
                             rows.duplicate + rows.held + rows.deleted);
    EXPECT_EQ(rows.open_after, rows.open_before + rows.inserted - rows.deleted - rows.absent);
  }

  const Rows first_{{"1", "Åsgården 😀", "2024-02-29"}, {"2", "", "0001-01-01"}, {"3", std::nullopt, std::nullopt}};
  tests::TemporaryFolder folder_;
  core::FixedClock clock_{must(core::parse_instant("2026-03-31T12:00:00Z"))};
  settings::Settings settings_;
  std::optional<run::Workplace> workplace_;
};

TEST_P(OdbcRun, TheFirstRunFillsTheTable) {
  const auto summary = must(run());
  EXPECT_EQ(summary.run.status, "done");
  EXPECT_EQ(summary.run.rows.read, 3);
  EXPECT_EQ(summary.run.rows.inserted, 3);
  expect_conserved(summary.run.rows);
  EXPECT_EQ(table(), first_);
}

TEST_P(OdbcRun, TheSameRowsAreUnchanged) {
  must(run());
  const auto again = must(run());
  EXPECT_EQ(again.run.status, "unchanged");
  EXPECT_EQ(again.run.rows.unchanged, 3);
  EXPECT_EQ(again.run.rows.inserted, 0);
  expect_conserved(again.run.rows);
  EXPECT_EQ(table(), first_);
  EXPECT_EQ(rows("select status from meta.run order by run_id"), (Rows{{"done"}, {"unchanged"}}));
}

TEST_P(OdbcRun, ChangedRowsReplaceTheTable) {
  must(run());
  database(GetParam()).execute("delete from beslut where id < 3; insert into beslut values (4, 'ny', '9999-12-31');");
  const auto changed = must(run());
  EXPECT_EQ(changed.run.status, "done");
  EXPECT_EQ(changed.run.rows.inserted, 2);
  EXPECT_EQ(changed.run.rows.absent, 3);
  expect_conserved(changed.run.rows);
  EXPECT_EQ(table(), (Rows{{"3", std::nullopt, std::nullopt}, {"4", "ny", "9999-12-31"}}));
}

TEST_P(OdbcRun, NoRowsAreATableWithoutRows) {
  must(run());
  database(GetParam()).execute("delete from beslut;");
  const auto emptied = must(run());
  EXPECT_EQ(emptied.run.rows.read, 0);
  expect_conserved(emptied.run.rows);
  EXPECT_EQ(table(), Rows{});
}

TEST_P(OdbcRun, WhatAStoppedRunHadFetchedIsRemovedByTheNext) {
  must(run());
  auto& archive = workplace_->archive();
  const auto segments = [&] {
    std::vector<std::string> names;
    for (const auto& segment : must(archive.segments()))
      names.push_back(segment.file.filename().string() + (segment.whole ? "" : " unfinished"));
    return names;
  };
  const auto begun = [&](const std::string& job, const std::string& token) {
    warehouse::archive::SegmentHeader header;
    header.source = "verksamhet";
    header.job = job;
    header.token = token;
    header.context = "{}";
    header.began_at = clock_.now();
    return must(archive.begin(header));
  };
  const auto published = segments();
  ASSERT_EQ(published.size(), 1);
  begun("beslut", "beslut-stopped").reset();
  begun("annat", "annat-stopped").reset();
  {
    const auto writing = begun("beslut", "beslut-written");
    EXPECT_EQ(must(run()).run.status, "unchanged");
    auto left = segments();
    std::erase_if(left, [](const auto& name) { return name.find("unfinished") == std::string::npos; });
    EXPECT_EQ(left, (std::vector<std::string>{"annat-stopped.seg unfinished", "beslut-written.seg unfinished"}))
        << "another job's stays, and one that somebody writes";
  }
  // A published one whose index is lost looks like one that was stopped.
  const auto file = settings_.state / "archive" / "verksamhet" / "2026-03" / published.front();
  ASSERT_TRUE(std::filesystem::remove(std::filesystem::path(file).replace_extension(".idx")));
  must(run());
  auto left = segments();
  std::erase_if(left, [](const auto& name) { return name.find("unfinished") == std::string::npos; });
  EXPECT_EQ(left, (std::vector<std::string>{"annat-stopped.seg unfinished", published.front() + " unfinished"}));
}

/// With a full disk the daemon begins no run, so that none would come to remove it.
TEST_P(OdbcRun, ARunThatFillsTheDiskTakesAwayWhatItHadFetched) {
  must(run());
  workplace_.reset();
  tests::PowerCutFiles files(folder_.path() / "state");
  workplace_.emplace(settings_, clock_, "test", files);
  must(workplace_->start());
  const auto kept = archived();
  ASSERT_EQ(kept.size(), 2U) << "one segment and its index";
  for (const std::uint64_t room : {0, 60, 300, 600, 1200, 2400, 100'000}) {
    files.full_at(room);
    const auto failed = run();
    files.full_at({});
    ASSERT_FALSE(failed) << room;
    EXPECT_EQ(failed.error().code, "disk.full") << room;
    EXPECT_EQ(archived(), kept) << room;
  }
  EXPECT_EQ(must(run()).run.status, "unchanged");
  EXPECT_EQ(archived().size(), kept.size() + 2);
}

/// Not the daemon ends it but the run itself, whoever began it.
TEST_P(OdbcRun, ARunEndsAtItsTimeout) {
  must(run());
  configure(std::string(GetParam()) == "MariaDB"
                ? "select count(*) as n from seq_1_to_100000000 a, seq_1_to_100000000 b where a.seq + b.seq = 0"
                : "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as n from n",
            "beslut", "timeout = \"1s\"\n");
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "run.timeout") << core::describe(failed.error());
  EXPECT_EQ(failed.error().error_class, core::ErrorClass::transient);
  EXPECT_NE(failed.error().remedy.find("timeout = "), std::string::npos);
  EXPECT_EQ(table(), first_);
  const auto text = must(core::real_files()->read(workplace_->context().journal_file));
  EXPECT_NE(text.find("run.timeout"), std::string::npos) << "the journal states why";
}

TEST_P(OdbcRun, AFailingSourceLeavesTheTable) {
  must(run());
  database(GetParam()).execute("alter table beslut rename to undan;");
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "odbc.query");
  EXPECT_EQ(table(), first_);
  database(GetParam()).execute("alter table undan rename to beslut;");
  EXPECT_EQ(must(run()).run.status, "unchanged");
}

TEST_P(OdbcRun, AValueThatCannotBeHeldLeavesTheTable) {
  must(run());
  const bool sqlite = std::string_view(GetParam()) == "SQLite";
  database(GetParam())
      .execute(std::string("insert into beslut values (9, 'x', '") + (sqlite ? "i dag" : "infinity") + "');");
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "odbc.value");
  EXPECT_EQ(failed.error().place.line, 4);
  EXPECT_EQ(table(), first_);
  EXPECT_EQ(archived().size(), 2U) << "the published one and its index";
}

TEST_P(OdbcRun, ATextThatIsNotUtf8IsNamedByItsColumnAndRow) {
  if (std::string_view(GetParam()) != "SQLite") GTEST_SKIP() << "PostgreSQL keeps none";
  database(GetParam())
      .execute(
          "drop table if exists ord; create table ord (id integer, enhet text); "
          "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000) "
          "insert into ord select i, 'rätt' from n; insert into ord values (3001, cast(x'c56c646572' as text));");
  configure("select id, enhet from ord order by id", "ord");
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "duckdb.not_utf8") << core::describe(failed.error());
  EXPECT_EQ(failed.error().what, "the text of column enhet is not UTF-8 (row 3001)");
  EXPECT_EQ(failed.error().place.line, 3001);
  EXPECT_NE(failed.error().remedy, "");
}

TEST_P(OdbcRun, ColumnsFollowTheQuery) {
  must(run());
  configure("select id, enhet, datum, id * 2 as dubbel from beslut order by id", "beslut");
  EXPECT_EQ(must(run()).run.status, "done");
  EXPECT_EQ(rows("select count(*) from (describe extract.beslut)"), (Rows{{"4"}}));
  EXPECT_EQ(table(), first_);
}

TEST_P(OdbcRun, AnotherTableIsFilledThoughTheRowsAreTheSame) {
  must(run());
  configure("select id, enhet, datum from beslut order by id", "beslut_ny");
  const auto moved = must(run());
  EXPECT_EQ(moved.run.status, "done");
  expect_conserved(moved.run.rows);
  EXPECT_EQ(table("beslut_ny"), first_);
}

/// Whichever of them filled it last.
TEST_P(OdbcRun, TwoJobsThatFillOneTableAreEachTakenAtTheirWord) {
  configure("select id, enhet, datum from beslut order by id", "beslut",
            "[[job]]\nname = \"andra\"\nsource = \"verksamhet\"\nquery = 'select 7 as id'\ntable = \"beslut\"\n");
  must(run());
  const auto second = must(run::run_job(workplace_->context(), "andra", {}, {}));
  EXPECT_EQ(second.run.status, "done");
  expect_conserved(second.run.rows);
  const auto third = must(run());
  EXPECT_EQ(third.run.status, "done") << "the same rows as its own before, and not those that lie there";
  expect_conserved(third.run.rows);
  EXPECT_EQ(table(), first_);
}

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
  EXPECT_EQ(once_more.run.status, "unchanged") << "and is not taken for what is published";
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

TEST_P(OdbcRun, ATableThatIsGoneFromTheWarehouseIsFilledAgain) {
  must(run());
  {
    auto writer = must(workplace_->context().warehouse.writer("test"));
    ASSERT_TRUE(writer->execute("drop table extract.beslut").has_value());
    ASSERT_TRUE(writer->commit().has_value());
  }
  EXPECT_EQ(must(run()).run.rows.inserted, 3);
  EXPECT_EQ(table(), first_);
}

TEST_P(OdbcRun, ATableThatMayBeEmptyIsEmptied) {
  fill(40);
  configure("select id, enhet, datum from beslut order by id", "beslut", "may_be_empty = true\n");
  must(run());
  database(GetParam()).execute("delete from beslut;");
  const auto emptied = must(run());
  EXPECT_EQ(emptied.run.status, "done");
  EXPECT_EQ(emptied.run.rows.absent, 43);
  EXPECT_TRUE(table().empty());
}

TEST_P(OdbcRun, AQuestionAboutThePastOfATableIsRefused) {
  must(run());
  database(GetParam()).execute("delete from beslut;");
  must(run());
  const auto past = must(workplace_->open_reader(
      {.as_of = {.known_at = {}, .run = core::RunId{1}}, .now = clock_.now(), .session = must(workplace_->session())}));
  const auto answer = past->rows("select count(*) from extract.beslut");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "as_of.no_history") << core::describe(answer.error());
  EXPECT_EQ(rows("select count(*) from extract.beslut"), (Rows{{"0"}}));
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

TEST_P(OdbcRun, ARebuildGivesTheSameTable) {
  must(run());
  must(run());
  database(GetParam()).execute("insert into beslut values (5, 'sist', '1970-01-01');");
  must(run());
  const auto before = table();
  const std::string known =
      "select run_id, job, status, started_at, recorded_at, read, inserted, unchanged, absent, "
      "open_before, open_after, details from meta.run order by run_id";
  const auto runs = rows(known);
  ASSERT_EQ(runs.size(), 3U);
  database(GetParam()).execute("drop table beslut;");  // the source is not queried
  const auto rebuilt = must(workplace_->rebuild_beside({}));
  ASSERT_TRUE(workplace_->take_into_use(rebuilt).has_value());
  EXPECT_EQ(rebuilt.summary.runs, 3);
  EXPECT_EQ(table(), before);
  EXPECT_EQ(rows(known), runs);
}

/// Of a damaged segment no part is taken for the table, and its mend is not Kolada's.
TEST_P(OdbcRun, ARebuildReportsADamagedSegment) {
  must(run());
  const auto segment = must(workplace_->archive().segments()).front();
  const auto file = settings_.state / "archive" / segment.file;
  const auto flip = [](const std::filesystem::path& path, std::uint64_t at) {
    std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at));
    const int byte = stream.get();
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(static_cast<char>(byte ^ 1));
  };
  const auto expect_damaged = [&] {
    const auto rebuilt = workplace_->rebuild_beside({});
    ASSERT_FALSE(rebuilt);
    EXPECT_EQ(rebuilt.error().code, "archive.damaged") << core::describe(rebuilt.error());
    EXPECT_NE(rebuilt.error().remedy.find("sluss run beslut"), std::string::npos) << rebuilt.error().remedy;
    EXPECT_NE(rebuilt.error().remedy.find("sluss restore"), std::string::npos);
    EXPECT_EQ(rebuilt.error().remedy.find("olada"), std::string::npos);
    EXPECT_NE(rebuilt.error().what.find("run 1 of job beslut"), std::string::npos) << rebuilt.error().what;
  };
  flip(file, segment.objects.back().offset + 100);
  expect_damaged();
  flip(std::filesystem::path(file).replace_extension(".idx"), 100);
  expect_damaged();
  flip(file, segment.objects.front().offset + 40);
  expect_damaged();
}

/// Figures of two municipalities.
class TwoFigures final : public warehouse::StagedFacts {
 public:
  TwoFigures() {
    for (const auto* area : {"1980", "1981"}) {
      core::Fact fact;
      fact.indicator = names_.indicators.number_of("kolada:N00001");
      fact.area = names_.areas.number_of(area);
      fact.period = 2024;
      fact.has_value = true;
      facts_.push_back(fact);
    }
  }
  [[nodiscard]] std::size_t blocks() const override { return 1; }
  [[nodiscard]] core::Result<std::vector<core::Fact>> block(std::size_t) override { return facts_; }
  [[nodiscard]] const core::FactNames& names() const override { return names_; }

 private:
  core::FactNames names_;
  std::vector<core::Fact> facts_;
};

TEST_P(OdbcRun, TheTablesRowsAreNoVersionsOfFigures) {
  const auto files = core::real_files();
  const auto open_versions_shown = [&] {
    daemon::run::Workplace workplace(settings_, clock_, "test", *files);
    const auto status = nlohmann::json::parse(daemon::api::status_json(workplace, std::nullopt));
    const auto facts = must(daemon::serve::read_outlook(workplace));
    return std::pair(status["warehouse"]["open_versions"].get<std::int64_t>(), facts.open_versions);
  };
  must(run());
  EXPECT_EQ(open_versions_shown(), std::pair(std::int64_t{0}, std::int64_t{0})) << "three rows, no figure";
  {
    const auto writer = must(workplace_->context().warehouse.writer("test"));
    TwoFigures figures;
    const auto at = must(writer->recorded_at(clock_.now()));
    must(writer->merge(figures, {.origin = "kolada"}, core::RunId{2}, at, {}));
    warehouse::RunRecord record{.id = {2}, .job = "kolada", .source = "kolada", .origin = "kolada", .cause = "run"};
    record.recorded_at = at;
    ASSERT_TRUE(writer->put_run(record));
    ASSERT_TRUE(writer->commit());
  }
  database(GetParam()).execute("delete from beslut where id = 2;");
  EXPECT_EQ(must(run()).run.rows.open_after, 2);
  database(GetParam()).execute("delete from beslut where id = 3;");
  EXPECT_EQ(must(run()).run.rows.open_after, 1);
  EXPECT_EQ(open_versions_shown(), std::pair(std::int64_t{2}, std::int64_t{2}))
      << "what the last run counts is its table's";
}

TEST_P(OdbcRun, AStoppedRunLeavesTheTable) {
  must(run());
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = run::run_job(workplace_->context(), "beslut", {}, stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().error_class, core::ErrorClass::cancelled);
  EXPECT_EQ(table(), first_);
}

TEST_P(OdbcRun, ADatabaseIsNotReplayed) {
  must(run());
  const auto replayed = run::replay(workplace_->context(), "verksamhet", {}, {});
  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().code, "replay.odbc");
}

INSTANTIATE_TEST_SUITE_P(Sqlite, OdbcRun, ::testing::Values("SQLite"));
INSTANTIATE_TEST_SUITE_P(Postgres, OdbcRun, ::testing::Values("PostgreSQL"));

}  // namespace
}  // namespace sluss::tests

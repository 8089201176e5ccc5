// The lane of a database: one query, straight into extract.<table>, replaced in one transaction.

#include <fstream>
#include <nlohmann/json.hpp>

#include "daemon/run/replay/replay.h"
#include "daemon/serve/api/status.h"
#include "daemon/serve/service/outlook.h"
#include "tests/integration/odbc_run_fixture.h"
#include "tests/tools/power_cut_files.h"

namespace sluss::tests {
namespace {

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
  const auto committed = segments();
  ASSERT_EQ(committed.size(), 1);
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
  // A committed one whose index is lost looks like one that was stopped.
  const auto file = settings_.state / "archive" / "verksamhet" / "2026-03" / committed.front();
  ASSERT_TRUE(std::filesystem::remove(std::filesystem::path(file).replace_extension(".idx")));
  must(run());
  auto left = segments();
  std::erase_if(left, [](const auto& name) { return name.find("unfinished") == std::string::npos; });
  EXPECT_EQ(left, (std::vector<std::string>{"annat-stopped.seg unfinished", committed.front() + " unfinished"}));
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
  EXPECT_EQ(archived().size(), 2U) << "the committed one and its index";
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

#include "daemon/run/audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/deliver/record.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/runner/run_journal.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::daemon::run {
namespace {

using tests::must;

constexpr core::Instant noon{1'790'000'000'000'000};

class AuditTest : public ::testing::Test {
 protected:
  void write(const std::string& action, const std::string& outcome = "done") {
    must(write_audit(*files_, journal_, noon,
                     {.who = "anna",
                      .way = "http",
                      .action = action,
                      .object = "run 3",
                      .outcome = outcome,
                      .details = R"({"note":"åäö"})"}));
  }
  void fill(const std::vector<warehouse::AuditRow>& rows) {
    const auto writer = must(warehouse_->writer("test"));
    ASSERT_TRUE(writer->put_audit(rows));
    ASSERT_TRUE(writer->commit());
  }
  void execute(const std::string& sql) {
    const auto writer = must(warehouse_->writer("test"));
    ASSERT_TRUE(writer->execute(sql));
    ASSERT_TRUE(writer->commit());
  }
  core::Result<AuditVerdict> verify(const std::optional<std::string>& head = {}) {
    const auto reader = must(warehouse_->reader({.now = noon}));
    return verify_audit(*files_, journal_, reader.get(), head);
  }
  std::string code_of_verify(const std::optional<std::string>& head = {}) {
    const auto verdict = verify(head);
    return verdict ? "" : verdict.error().code;
  }
  void SetUp() override { must(warehouse_->start()); }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files_ = core::real_files();
  std::filesystem::path journal_ = folder_.path() / "journal.jsonl";
  std::unique_ptr<warehouse::Warehouse> warehouse_ = warehouse::duckdb::open_duckdb_warehouse(
      *files_, {.folder = folder_.path() / "warehouse", .memory_limit = "256MB"});
};

TEST_F(AuditTest, ARowTellsWhoDidWhatByWhichWay) {
  write("release");
  const auto rows = must(audit_rows(*files_, journal_));
  ASSERT_EQ(rows.size(), 1);
  const auto& row = rows[0];
  EXPECT_EQ(row.number, 1);
  EXPECT_EQ(row.at, noon);
  EXPECT_EQ(row.kind + "|" + row.who + "|" + row.way + "|" + row.action + "|" + row.object + "|" + row.outcome,
            "audit|anna|http|release|run 3|done");
  EXPECT_THAT(row.body, ::testing::HasSubstr("åäö"));
  EXPECT_EQ(must(latest_audit_rows(*files_, journal_, 1, noon)).size(), 1);
  EXPECT_TRUE(must(latest_audit_rows(*files_, journal_, 10, noon.plus(std::chrono::seconds(1)))).empty());
}

TEST_F(AuditTest, WhatRunsTellIsReadTheSameWay) {
  const auto row = [](std::string kind, std::string body) {
    return audit_row(
        {.number = 1, .at = noon, .kind = std::move(kind), .who = "sluss", .body = std::move(body), .hash = {}});
  };
  const auto failed = row("failed", R"({"run":0,"job":"kolada","status":"failed","error_code":"http.status"})");
  EXPECT_EQ(failed.action + "|" + failed.object + "|" + failed.outcome + "|" + failed.code,
            "failed|job kolada|failed|http.status");
  const auto release = row("release", R"({"run":4,"job":"kolada","of":3,"series":"kolada:U1","status":"done"})");
  EXPECT_EQ(release.action + "|" + release.object + "|" + release.outcome, "release|run 3 kolada:U1|done");
}

TEST_F(AuditTest, RunsAndDeliveriesTellByWhichWay) {
  const auto row = [](std::string kind, std::string body) {
    const auto written = audit_row(
        {.number = 1, .at = noon, .kind = std::move(kind), .who = "sluss", .body = std::move(body), .hash = {}});
    return written.way + "|" + written.action + "|" + written.object + "|" + written.outcome;
  };
  JournalRun run;
  run.kind = "run";
  run.run = {4};
  run.job = "kolada";
  run.status = "held";
  run.way = "schedule";
  EXPECT_EQ(row("run", journal_body(run)), "schedule|run|job kolada|held");
  run.of = {3};
  run.status = "done";
  run.way = "socket";
  EXPECT_EQ(row("release", journal_body(run)), "socket|release|run 3|done");
  const deliver::Delivery file{.dataset = "nyckeltal",
                               .kind = "folder",
                               .to = "folder:/srv/share",
                               .format = "xlsx",
                               .outcome = deliver::Outcome::written,
                               .rows = 3};
  EXPECT_EQ(row("delivery", deliver::journal_body(file, {4}, "http")),
            "http|delivery|dataset nyckeltal xlsx to folder:/srv/share|written");
  EXPECT_EQ(row("delivery", deliver::journal_body(file, {4})),
            "|delivery|dataset nyckeltal xlsx to folder:/srv/share|written")
      << "as older programs wrote it";
}

TEST_F(AuditTest, APruningTellsWayAndObject) {
  const auto row = [](std::string body) {
    const auto written = audit_row(
        {.number = 1, .at = noon, .kind = std::string(prune_kind), .who = "root", .body = std::move(body), .hash = {}});
    return written.way + "|" + written.action + "|" + written.object + "|" + written.outcome;
  };
  const Base base{.place = "20260331T060000", .generation = "000002.duckdb", .parts = {}, .last_run = {7}, .runs = 6};
  EXPECT_EQ(row(prune_body(base, {"kolada/2026-01/a.seg", "kolada/2026-02/b.seg"}, 10, "command")),
            "command|prune|archive, 2 segments|done");
  EXPECT_EQ(row(prune_body(base, {"kolada/2026-01/a.seg"}, 10)), "|prune|archive, 1 segment|done")
      << "as older programs wrote it";
}

TEST_F(AuditTest, TheOutcomeComesFromTheError) {
  for (const auto& [error_class, outcome] :
       std::vector<std::pair<core::ErrorClass, std::string>>{{core::ErrorClass::config, "refused"},
                                                             {core::ErrorClass::busy, "refused"},
                                                             {core::ErrorClass::storage, "failed"},
                                                             {core::ErrorClass::source, "failed"}}) {
    Audit audit{.who = "anna", .way = "command", .action = "run"};
    const core::Error error{.code = "x.y", .error_class = error_class};
    set_outcome(audit, &error);
    EXPECT_EQ(audit.outcome, outcome);
    EXPECT_EQ(audit.code, "x.y");
  }
}

TEST_F(AuditTest, TheWarehouseAgreesAsFarAsItKnows) {
  for (int i = 0; i < 3; ++i) write("release");
  fill(must(audit_rows(*files_, journal_)));
  write("backup");
  const auto verdict = must(verify());
  EXPECT_EQ(verdict.entries, 4);
  EXPECT_EQ(verdict.in_warehouse, 3);
  EXPECT_EQ(verdict.head, must(audit_rows(*files_, journal_)).back().hash);
  EXPECT_EQ(code_of_verify(verdict.head), "");
  EXPECT_EQ(code_of_verify(std::string(64, 'a')), "audit.head");
}

TEST_F(AuditTest, WhatWasChangedInTheWarehouseIsFound) {
  for (int i = 0; i < 3; ++i) write("release");
  fill(must(audit_rows(*files_, journal_)));
  execute("update meta.audit set who = 'nobody' where number = 2");
  const auto verdict = verify();
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, "audit.differs");
  EXPECT_EQ(verdict.error().place.line, 2);
}

TEST_F(AuditTest, WhatWasRemovedFromTheWarehouseIsFound) {
  for (int i = 0; i < 3; ++i) write("release");
  fill(must(audit_rows(*files_, journal_)));
  execute("delete from meta.audit where number = 2");
  EXPECT_EQ(code_of_verify(), "audit.differs");
}

TEST_F(AuditTest, AJournalWhoseEndWasCutOffIsFound) {
  for (int i = 0; i < 2; ++i) write("release");
  const auto short_journal = files_->read(journal_).value();
  write("release");
  const auto head = must(audit_rows(*files_, journal_)).back().hash;
  fill(must(audit_rows(*files_, journal_)));
  auto output = files_->create(journal_).value();
  ASSERT_TRUE(output->write(short_journal));
  ASSERT_TRUE(output->close());
  EXPECT_EQ(code_of_verify(), "audit.shortened");
  execute("delete from meta.audit where number = 3");
  EXPECT_EQ(code_of_verify(), "");
  EXPECT_EQ(code_of_verify(head), "audit.head");
}

TEST_F(AuditTest, AChangedJournalIsFoundWithItsLine) {
  for (int i = 0; i < 3; ++i) write("release");
  auto text = files_->read(journal_).value();
  text.replace(text.find("anna", text.find('\n')), 4, "eva ");
  auto output = files_->create(journal_).value();
  ASSERT_TRUE(output->write(text));
  ASSERT_TRUE(output->close());
  const auto verdict = verify();
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, "journal.broken");
  EXPECT_EQ(verdict.error().place.line, 2);
}

}  // namespace
}  // namespace sluss::daemon::run

// How much of a long journal is read: a page, a list, a start and a run read little, whatever its age.
#include <gtest/gtest.h>

#include "daemon/deliver/record.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/run_number.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/settings/load.h"
#include "tests/tools/counting_files.h"
#include "tests/tools/journal_text.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon {
namespace {

namespace fs = std::filesystem;
using tests::must;
constexpr std::uint64_t most = 64U << 10U;
constexpr int many = 12'000;

std::vector<tests::JournalEntry> long_journal() {
  run::JournalRun failed{.kind = "failed",
                         .run = {0},
                         .job = "kolada",
                         .source = "kolada",
                         .status = "failed",
                         .started_at = {1},
                         .recorded_at = {2},
                         .error_class = "source",
                         .error_code = "http.status",
                         .error = std::string(run::most_error_bytes, 'x')};
  const deliver::Delivery delivered{.dataset = "nyckeltal", .kind = "folder", .to = "/srv", .format = "csv"};
  std::vector<tests::JournalEntry> entries;
  for (int i = 1; i <= many; ++i) {
    if (i % 20 == 0) {
      entries.push_back({"failed", run::journal_body(failed)});
    } else if (i % 20 == 10) {
      entries.push_back({"delivery", deliver::journal_body(delivered, {1})});
    } else {
      entries.push_back({"audit", R"({"way":"http","action":"query","object":"fil","outcome":"done"})"});
    }
  }
  return entries;
}

class JournalReach : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(state_);
    tests::write_journal(journal_, long_journal());
    files_.emplace(state_);
    const auto text =
        "municipality = \"1981\"\nstate = '" + state_.string() +
        "'\n[source.kolada]\n[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\n";
    auto loaded = settings::load_texts({{folder_.path() / "sluss.toml", text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    settings_ = std::move(*loaded);
    workplace_.emplace(settings_, clock_, "test", *files_);
    must(workplace_->start());  // makes the index
    read();
  }
  run::Context& context() { return workplace_->context(); }
  /// Of the journal, since the last time.
  std::uint64_t read() { return files_->take_bytes_read(journal_); }
  void commit_run() {
    const auto writer = must(context().warehouse.writer("test"));
    warehouse::RunRecord run;
    ASSERT_TRUE(run::identify(context(), *writer, {}, run));
    run.job = "kolada";
    run.source = "kolada";
    run.cause = "run";
    run.status = "done";
    ASSERT_TRUE(writer->put_run(run));
    ASSERT_TRUE(writer->commit());
    run::RunSummary summary;
    summary.run = run;
    ASSERT_TRUE(run::append_to_journal(context(), run::journal_of(summary)));
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  fs::path state_ = folder_.path() / "state";
  fs::path journal_ = state_ / "journal.jsonl";
  core::FixedClock clock_{must(core::parse_instant("2026-03-31T12:00:00Z"))};
  std::optional<tests::CountingFiles> files_;
  settings::Settings settings_;
  std::optional<run::Workplace> workplace_;
};

TEST_F(JournalReach, APageAndTheListsReadWhatTheyShow) {
  const auto reader = must(context().warehouse.reader({.now = clock_.now()}));
  auto failures = must(api::Failures::open(context()));
  EXPECT_EQ(failures.count(), many / 20);
  EXPECT_EQ(must(api::read_runs(reader.get(), failures, 0, 25)).size(), 25);
  EXPECT_LE(read(), most) << "/korningar, runs, /api/v1/runs";
  const auto last_page = must(api::read_runs(reader.get(), failures, many / 20 - 25, 25));
  ASSERT_EQ(last_page.size(), 25);
  EXPECT_EQ(last_page.front().error.size(), run::most_error_bytes);
  EXPECT_LE(read(), most) << "the last page";

  failures = must(api::Failures::open(context()));
  EXPECT_EQ(must(failures.latest_of({{"kolada", {}}, {"other", {}}})).size(), 1);
  EXPECT_LE(read(), most) << "/";
  EXPECT_EQ(must(deliver::latest_deliveries(*files_, journal_, 50)).size(), 50);
  EXPECT_LE(read(), most) << "deliveries";
  EXPECT_EQ(must(run::latest_audit_rows(*files_, journal_, 50)).size(), 50);
  EXPECT_LE(read(), most) << "audit list";
}

TEST_F(JournalReach, AStartAndARunReadWhatIsNew) {
  must(run::Workplace(settings_, clock_, "test", *files_).start());
  EXPECT_LE(read(), most) << "a start";
  commit_run();  // the warehouse gets all entries of the journal
  read();
  commit_run();
  EXPECT_LE(read(), most) << "a run";
  must(run::write_audit(*files_, journal_, clock_.now(), {.who = "anna", .way = "http", .action = "release"}));
  const auto last = must(run::last_runs(context()));
  ASSERT_EQ(last.size(), 1);
  EXPECT_EQ(last.front().run.value, 2);
  EXPECT_LE(read(), most) << "the last runs";

  const auto reader = must(context().warehouse.reader({.now = clock_.now()}));
  EXPECT_EQ(must(run::verify_audit(*files_, journal_, reader.get())).entries, many + 3);
  EXPECT_GE(read(), fs::file_size(journal_)) << "what verifies reads it through";
}

}  // namespace
}  // namespace sluss::daemon

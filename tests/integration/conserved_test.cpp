// A run that cannot prove both equations fails and leaves everything as it was: held against a warehouse that miscounts
// by one, in each term, for runs, releases, replays and loads of tables.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>

#include "daemon/run/hold/release_or_discard.h"
#include "daemon/run/replay/replay.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "tests/integration/odbc_databases.h"
#include "tests/tools/must.h"
#include "tests/tools/server_process.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

using Term = std::int64_t warehouse::RowCounts::*;
using tests::must;
enum class Counter : std::uint8_t { merge, put };

/// What is miscounted, and how often it was.
struct Miscount {
  Counter counter = Counter::merge;
  std::vector<Term> terms;  ///< each by one
  int times = 0;
};

class MiscountingWriter final : public warehouse::Writer {
 public:
  MiscountingWriter(std::unique_ptr<Writer> inner, Miscount& miscount)
      : inner_(std::move(inner)), miscount_(miscount) {}

  core::Result<warehouse::RowCounts> put(const warehouse::Table& table, const warehouse::Fill& batches,
                                         const warehouse::Scope& scope, core::RunId run,
                                         core::Instant recorded_at) override {
    auto rows = inner_->put(table, batches, scope, run, recorded_at);
    if (rows) miscount(Counter::put, *rows);
    return rows;
  }
  core::Result<warehouse::MergeOutcome> merge(warehouse::StagedFacts& facts, const warehouse::MergeOptions& options,
                                              core::RunId run, core::Instant recorded_at,
                                              std::stop_token stop) override {
    auto outcome = inner_->merge(facts, options, run, recorded_at, std::move(stop));
    if (outcome) miscount(Counter::merge, outcome->rows);
    return outcome;
  }

  core::Result<core::RunId> next_run(core::RunId least) override { return inner_->next_run(least); }
  core::Result<core::Instant> recorded_at(core::Instant now) override { return inner_->recorded_at(now); }
  core::Result<std::unique_ptr<warehouse::StagedFacts>> held_facts(core::RunId run,
                                                                   std::optional<std::string> series) override {
    return inner_->held_facts(run, std::move(series));
  }
  core::Result<std::int64_t> drop_held(core::RunId run, std::optional<std::string> series, warehouse::Dropped dropped,
                                       core::RunId by, core::Instant at) override {
    return inner_->drop_held(run, std::move(series), dropped, by, at);
  }
  core::Result<> hold_series(core::RunId run, const warehouse::HeldSeries& held) override {
    return inner_->hold_series(run, held);
  }
  core::Result<> supersede_held(const std::string& series, core::RunId by, core::Instant at) override {
    return inner_->supersede_held(series, by, at);
  }
  core::Result<> put_raw_objects(core::RunId run, std::span<const warehouse::RawObjectRow> rows) override {
    return inner_->put_raw_objects(run, rows);
  }
  core::Result<> put_checkpoints(core::RunId run, std::span<const warehouse::CheckpointRow> rows) override {
    return inner_->put_checkpoints(run, rows);
  }
  core::Result<> put_rejects(core::RunId run, std::span<const core::Reject> rows) override {
    return inner_->put_rejects(run, rows);
  }
  core::Result<> put_findings(core::RunId run, std::span<const core::Finding> rows) override {
    return inner_->put_findings(run, rows);
  }
  core::Result<> put_run(const warehouse::RunRecord& run) override { return inner_->put_run(run); }
  core::Result<std::int64_t> last_audit() override { return inner_->last_audit(); }
  core::Result<> put_audit(std::span<const warehouse::AuditRow> rows) override { return inner_->put_audit(rows); }
  core::Result<> mark_models_dirty(core::RunId run) override { return inner_->mark_models_dirty(run); }
  core::Result<> mark_models_dirty(core::RunId run, const std::vector<std::string>& names) override {
    return inner_->mark_models_dirty(run, names);
  }
  core::Result<std::vector<warehouse::RefreshedModel>> refresh_models(const warehouse::Session& session,
                                                                      core::RunId run, core::Instant now) override {
    return inner_->refresh_models(session, run, now);
  }
  core::Result<> execute(const std::string& sql) override { return inner_->execute(sql); }
  core::Result<> commit() override { return inner_->commit(); }

 private:
  void miscount(Counter counter, warehouse::RowCounts& rows) {
    if (counter != miscount_.counter || miscount_.terms.empty()) return;
    for (const auto term : miscount_.terms) ++(rows.*term);
    ++miscount_.times;
  }

  std::unique_ptr<Writer> inner_;
  Miscount& miscount_;
};

class MiscountingWarehouse final : public warehouse::Warehouse {
 public:
  explicit MiscountingWarehouse(Warehouse& inner) : inner_(inner) {}
  Miscount miscount;

  core::Result<std::unique_ptr<warehouse::Writer>> writer(std::string_view who) override {
    auto writer = inner_.writer(who);
    if (!writer) return writer;
    return std::make_unique<MiscountingWriter>(std::move(*writer), miscount);
  }
  core::Result<std::vector<core::Finding>> start() override { return inner_.start(); }
  core::Result<std::unique_ptr<warehouse::Reader>> reader(const warehouse::ReadOptions& options) override {
    return inner_.reader(options);
  }
  [[nodiscard]] std::unique_ptr<warehouse::ReadersKept> keep_readers() override { return inner_.keep_readers(); }
  core::Result<std::vector<warehouse::CheckpointRow>> checkpoints(std::string_view job) override {
    return inner_.checkpoints(job);
  }
  [[nodiscard]] bool exists() const override { return inner_.exists(); }
  [[nodiscard]] warehouse::Revision revision() const override { return inner_.revision(); }
  [[nodiscard]] core::Place place() const override { return inner_.place(); }
  [[nodiscard]] warehouse::Bytes bytes() const override { return inner_.bytes(); }
  [[nodiscard]] core::Result<std::int64_t> highest_number() const override { return inner_.highest_number(); }
  core::Result<warehouse::Verification> verify(const warehouse::Pace& pace) override { return inner_.verify(pace); }
  [[nodiscard]] std::string schema_name() const override { return inner_.schema_name(); }
  core::Result<warehouse::MigrationTrial> try_migrations(const warehouse::Steps& steps) override {
    return inner_.try_migrations(steps);
  }
  core::Result<std::unique_ptr<warehouse::WriteLock>> lock(std::string_view who) override { return inner_.lock(who); }
  core::Result<warehouse::Snapshot> snapshot() override { return inner_.snapshot(); }
  core::Result<> adopt(std::string_view snapshot) override { return inner_.adopt(snapshot); }
  core::Result<std::int64_t> last_run() override { return inner_.last_run(); }
  core::Result<> inherit(const std::filesystem::path& older) override { return inner_.inherit(older); }

 private:
  Warehouse& inner_;
};

using Lies = std::vector<std::vector<Term>>;
using R = warehouse::RowCounts;

/// Each term that the engine counts; `read` the run counts itself, but for what is put of dimensions.
Lies each_term(bool with_read) {
  Lies all;
  for (const auto term : R::counts())
    if (with_read || term != &R::read) all.push_back({term});
  return all;
}

/// Of a table that is replaced the engine returns what it wrote and what is open; a row too many in both is found too.
const Lies of_a_table{{&R::inserted}, {&R::open_after}, {&R::inserted, &R::open_after}};

class ConservationTest : public ::testing::Test {
 protected:
  using Action = std::function<core::Result<RunSummary>(Context&)>;

  void configure(const std::string& text) {
    workplace_.reset();
    auto loaded =
        settings::load_texts({{folder_.path() / "sluss.toml", "municipality = \"1981\"\nstate = '" +
                                                                  (folder_.path() / "state").string() + "'\n" + text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    settings_ = std::move(*loaded);
    workplace_.emplace(settings_, clock_, "test");
    must(workplace_->start());
    lying_.emplace(workplace_->warehouse());
  }

  /// The workplace's, over the warehouse that miscounts.
  Context lying() {
    const auto& own = workplace_->context();
    return {.settings = own.settings,
            .files = own.files,
            .clock = own.clock,
            .warehouse = *lying_,
            .archive = own.archive,
            .journal_file = own.journal_file,
            .staging_folder = own.staging_folder,
            .claims_folder = own.claims_folder,
            .who = own.who,
            .session = own.session,
            .open = own.open,
            .period_kinds = own.period_kinds,
            .resume_within = own.resume_within,
            .writer_patience = own.writer_patience};
  }

  /// What a person could see of it.
  std::vector<std::vector<std::optional<std::string>>> everything(const std::string& more) {
    const auto reader = must(workplace_->reader());
    return must(reader->rows(
        "select 'facts', count(*)::text || ' ' || coalesce(bit_xor(hash(o)), 0)::text from core.observation o union "
        "all "
        "select 'runs', count(*)::text from meta.run union all select 'held', count(*)::text from meta.held union all "
        "select 'waiting', count(*) filter (where state = 'waiting')::text from meta.held_series union all "
        "select 'indicators', count(*)::text from core.indicator union all "
        "select 'publications', count(*)::text from core.publication" +
        more + " order by 1"));
  }

  /// Each term by one too many: the action fails, and nothing of it is there.
  void expect_each_found(Counter counter, const Lies& lies, const Action& action, const std::string& more = "") {
    const auto before = everything(more);
    const auto revision = workplace_->warehouse().revision().number;
    int index = 0;
    for (const auto& terms : lies) {
      SCOPED_TRACE("lie " + std::to_string(index++));
      lying_->miscount = {.counter = counter, .terms = terms};
      auto context = lying();
      const auto failed = action(context);
      ASSERT_FALSE(failed) << "it was committed";
      EXPECT_EQ(failed.error().code, "run.not_conserved") << core::describe(failed.error());
      EXPECT_GT(lying_->miscount.times, 0);
      EXPECT_EQ(everything(more), before);
      EXPECT_EQ(workplace_->warehouse().revision().number, revision);
    }
    lying_->miscount = {};
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  core::FixedClock clock_{must(core::parse_instant("2026-04-01T06:00:00Z"))};
  settings::Settings settings_;
  std::optional<Workplace> workplace_;
  std::optional<MiscountingWarehouse> lying_;
};

core::Result<RunSummary> run_kolada(Context& context) {
  return run_job(context, "kolada", {}, {});
}

TEST_F(ConservationTest, RunsReleasesAndReplaysOfFigures) {
  const tests::ServerProcess server("kolada_standin.py", {"--today", "2026-03-31"});
  configure("[source.kolada]\nurl = \"" + server.url() +
            "/v3\"\n[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"N20434\", \"N35024\"]\n"
            "areas = [\"1981\", \"0180\"]\nfull_reload = \"always\"\n[gates]\nknown_least = 1\n");
  expect_each_found(Counter::merge, each_term(false), run_kolada);
  expect_each_found(Counter::put, each_term(true), run_kolada);
  ASSERT_EQ(must(run_kolada(workplace_->context())).run.status, "done");

  const auto later = "python3 -c \"import urllib.request as r; r.urlopen(r.Request('" + server.url() +
                     "/_today', b'{\\\"date\\\": \\\"2026-07-01\\\", \\\"client_day\\\": \\\"2026-03-02\\\"}', "
                     "method='PUT'))\"";
  ASSERT_EQ(std::system(later.c_str()), 0);
  clock_.set(must(core::parse_instant("2026-07-02T06:00:00Z")));
  expect_each_found(Counter::merge, each_term(false), run_kolada);
  const auto held = must(run_kolada(workplace_->context()));
  ASSERT_EQ(held.run.status, "held");

  expect_each_found(Counter::merge, each_term(false),
                    [&](Context& context) { return release(context, held.run.id, std::nullopt, {}); });
  ASSERT_EQ(must(release(workplace_->context(), held.run.id, std::nullopt, {})).run.status, "done");

  const auto again = [](Context& context) { return replay(context, "kolada", std::nullopt, {}); };
  expect_each_found(Counter::merge, each_term(false), again);
  expect_each_found(Counter::put, each_term(true), again);
  must(again(workplace_->context()));
}

TEST_F(ConservationTest, LoadsAndReleasesOfTables) {
  if (const auto why = tests::missing("SQLite")) GTEST_SKIP() << *why;
  auto& source = tests::database("SQLite");
  std::string filling = "drop table if exists beslut; create table beslut (id integer, enhet text);";
  for (int i = 0; i < 40; ++i) filling += "insert into beslut values (" + std::to_string(i) + ", 'enhet');";
  source.execute(filling);
  configure("[source.verksamhet]\nkind = \"odbc\"\nconnection = '" + source.connection() +
            "'\n[[job]]\nname = \"beslut\"\nsource = \"verksamhet\"\nquery = 'select * from beslut order by id'\n"
            "table = \"beslut\"\n");
  const Action load = [&](Context& context) {
    clock_.set(clock_.now().plus(std::chrono::hours(1)));
    return run_job(context, "beslut", {}, {});
  };
  expect_each_found(Counter::put, of_a_table, load);
  ASSERT_EQ(must(load(workplace_->context())).run.status, "done");
  const std::string rows = " union all select 'rows', count(*)::text from extract.beslut";
  source.execute("delete from beslut where id > 4;");
  const auto held = must(load(workplace_->context()));
  ASSERT_EQ(held.run.status, "held");
  expect_each_found(
      Counter::put, of_a_table, [&](Context& context) { return release(context, held.run.id, std::nullopt, {}); },
      rows);
  ASSERT_EQ(must(release(workplace_->context(), held.run.id, std::nullopt, {})).run.status, "done");
}

}  // namespace
}  // namespace sluss::daemon::run

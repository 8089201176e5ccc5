// A connection cut anywhere: the table holds the old rows or the new ones, and the next try delivers.
// $SLUSS_CUTS: how many places are tried (24).
#include <cstdlib>
#include <thread>

#include "tests/integration/delivery_table_fixture.h"
#include "tests/tools/cutting_proxy.h"

namespace sluss::tests {
namespace {

using namespace std::chrono_literals;

class CutDelivery : public TableDelivery {
 protected:
  void SetUp() override {
    TableDelivery::SetUp();
    if (!IsSkipped()) proxy_ = std::make_unique<CuttingProxy>(database().port());
  }

  static std::vector<Row> rows_of(const std::string& name, std::int64_t count) {
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < count; ++i) rows.push_back({name + std::to_string(i), i});
    return rows;
  }
  /// "old", "new", or what else there is.
  static std::string holds() {
    const auto seen = database().ask("select count(*), sum(case when id like 'o%' then 1 else 0 end) from tal");
    return seen == "50|50" ? "old" : seen == "400|0" ? "new" : seen;
  }

  /// Cuts after every so many bytes.
  void sweep(const daemon::deliver::TableOptions& through, const std::string& after_merge) {
    const auto old_rows = rows_of("o", 50);
    const auto new_rows = rows_of("n", 400);
    const bool merges = through.mode == daemon::deliver::TableMode::merge;
    const auto start_over = [&] { MUST(deliver(options(), old_rows)); };
    start_over();
    proxy_->cut_after(std::nullopt);
    MUST(deliver(through, new_rows));
    const auto whole = proxy_->passed();
    int failed = 0;
    const auto* const setting = std::getenv("SLUSS_CUTS");
    const std::uint64_t tries = setting == nullptr ? 24 : std::stoull(setting);
    for (std::uint64_t i = 0; i < tries; ++i) {
      start_over();
      // Closer together at the end, where the table changes.
      const auto at = i < tries / 2 ? whole * i / (tries / 2) : whole - (tries - i) * 1440 / tries;
      proxy_->cut_after(at);
      const auto delivered = deliver(through, new_rows);
      failed += delivered ? 0 : 1;
      const auto seen = holds();
      EXPECT_TRUE(seen == "old" || seen == (merges ? after_merge : "new")) << at << ": " << seen;
      EXPECT_TRUE(!delivered || seen != "old") << at;
      proxy_->cut_after(std::nullopt);
      MUST(deliver(through, new_rows));
      EXPECT_EQ(holds(), merges ? after_merge : "new") << at;
    }
    EXPECT_GT(failed, static_cast<int>(tries) / 2);
  }

  std::unique_ptr<CuttingProxy> proxy_;
};

TEST_P(CutDelivery, ReplacingIsWholeOrNotAtAll) {
  sweep(options(proxy_->port()), {});
}

TEST_P(CutDelivery, MergingIsWholeOrNotAtAll) {
  sweep(merging({"id"}, proxy_->port()), "450|50");
}

TEST_P(CutDelivery, CutBeforeTheTableIsThereLeavesNoneOrAnEmptyOne) {
  const auto there = [] {
    try {
      return database().ask("select count(*) from tal");
    } catch (const std::runtime_error&) {
      return std::string("none");
    }
  };
  proxy_->cut_after(std::nullopt);
  MUST(deliver(options(proxy_->port()), {{"a", 1}}));
  const auto whole = proxy_->passed();
  for (std::uint64_t at = 0; at < whole; at += whole / 12) {
    database().ask("drop table if exists tal");
    proxy_->cut_after(at);
    const auto delivered = deliver(options(proxy_->port()), {{"a", 1}});
    const auto seen = there();
    EXPECT_TRUE(seen == "none" || seen == "0" || seen == "1") << seen;
    EXPECT_FALSE(is("PostgreSQL") && seen == "0") << at;  // its DDL is of the transaction
    EXPECT_TRUE(!delivered || seen == "1");
    proxy_->cut_after(std::nullopt);
    MUST(deliver(options(proxy_->port()), {{"a", 1}}));
    EXPECT_EQ(table(), "a|1");
  }
}

TEST_P(CutDelivery, AServerThatEndsTheSessionLeavesTheTable) {
  MUST(deliver(options(), rows_of("o", 50)));
  const auto target = daemon::deliver::odbc_target(options());
  const auto writer = target->writer({});
  MUST(writer->begin(schema()));
  MUST(writer->rows(batch_of(rows_of("n", 400))));
  if (is("PostgreSQL")) {
    database().ask(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = "
        "'postgres'");
  } else {
    const auto session =
        database().ask("select id from information_schema.processlist where id <> connection_id() and db = 'sluss'");
    database().ask("kill " + session);
  }
  const auto delivered = writer->end();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().error_class, core::ErrorClass::transient) << core::describe(delivered.error());
  EXPECT_EQ(holds(), "old");
  MUST(deliver(options(), rows_of("n", 400)));
  EXPECT_EQ(holds(), "new");
}

TEST_P(CutDelivery, ANetworkThatFallsSilentIsGivenUp) {
  if (is("PostgreSQL")) GTEST_SKIP() << "libpq has no time-out of its own for a peer that lives and says nothing";
  MUST(deliver(options(), rows_of("o", 50)));
  auto patient = options(proxy_->port());
  patient.times = {.connect_timeout = 1s, .stall = 1s, .total_timeout = 3s};
  proxy_->cut_after(std::nullopt);
  MUST(deliver(patient, rows_of("o", 50)));
  proxy_->cut_after(proxy_->passed() * 2 / 3, Cut::silent);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_FALSE(deliver(patient, rows_of("n", 400)));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
  EXPECT_EQ(holds(), "old");
}

TEST_P(CutDelivery, FillingTheStageHoldsNobodyUp) {
  MUST(deliver(options(), rows_of("o", 50)));
  auto patient = options();
  patient.times.stall = 1s;
  const auto other = daemon::deliver::odbc_target(options());
  const auto holder = other->writer({});
  MUST(holder->begin(schema()));
  MUST(holder->rows(batch_of(rows_of("x", 10))));
  MUST(deliver(patient, rows_of("n", 400)));
  EXPECT_EQ(holds(), "new");
}

INSTANTIATE_TEST_SUITE_P(Postgres, CutDelivery, ::testing::Values("PostgreSQL"));
INSTANTIATE_TEST_SUITE_P(MariaDb, CutDelivery, ::testing::Values("MariaDB"));

}  // namespace
}  // namespace sluss::tests

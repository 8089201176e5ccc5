// Reads and deliveries that are stopped at any moment, many times: each ends, and what it leaves is whole.
// $SLUSS_STOPS: how often each is stopped (200).
#include <cstdlib>
#include <random>
#include <thread>

#include "tests/integration/delivery_table_fixture.h"

namespace sluss::tests {
namespace {

using connectors::odbc::Query;
using core::ErrorClass;

int stops() {
  const auto* const text = std::getenv("SLUSS_STOPS");
  return text == nullptr ? 200 : std::stoi(text);
}

/// Stops after a random time.
class Stopper {
 public:
  explicit Stopper(int milliseconds_most) : most_(milliseconds_most * 1000) {}
  std::jthread start(std::stop_source stop) {
    const auto after = std::chrono::microseconds(std::uniform_int_distribution<int>(0, most_)(random_));
    return std::jthread([stop, after]() mutable {
      std::this_thread::sleep_for(after);
      stop.request_stop();
    });
  }

 private:
  int most_;
  std::mt19937 random_{20261127};
};

class OdbcStop : public TableDelivery {
 protected:
  /// Each would take hours: one long computation, many rows, a wait.
  [[nodiscard]] static std::vector<std::string> endless() {
    if (is("MariaDB")) {
      return {"select count(*) as n from seq_1_to_100000000 a, seq_1_to_100000000 b where a.seq + b.seq = 0",
              "select a.seq as i from seq_1_to_1000000 a, seq_1_to_100 b", "select sleep(3600) as n"};
    }
    const std::string numbers = "with recursive n(i) as (select 1 union all select i + 1 from n) ";
    std::vector<std::string> all{numbers + "select count(*) as n from n",
                                 numbers + "select i, 'rad ' || i as t from n"};
    if (is("PostgreSQL")) all.emplace_back("select 1 as n from pg_sleep(3600)");
    return all;
  }

  static core::Result<std::int64_t> read(const std::string& query, const std::stop_token& stop) {
    connectors::odbc::Options options;
    options.connection = database().connection(0);
    options.query = query;
    options.query_timeout = std::chrono::hours(10);  // the stop ends it, or the test's own time-out does
    const auto opened = SLUSS_TRY(Query::open(options, stop));
    return opened->read([](const core::Batch&) -> core::Result<> { return {}; });
  }
};

TEST_P(OdbcStop, AReadEndsWhateverTheMoment) {
  Stopper stopper(40);
  const auto queries = endless();
  for (int i = 0; i < stops(); ++i) {
    std::stop_source stop;
    const auto stopping = stopper.start(stop);
    const auto result = read(queries[static_cast<std::size_t>(i) % queries.size()], stop.get_token());
    ASSERT_FALSE(result) << i << ": " << *result << " rows";
    ASSERT_EQ(result.error().code, "odbc.cancelled") << i << ": " << core::describe(result.error());
    ASSERT_EQ(result.error().error_class, ErrorClass::cancelled);
  }
  const auto after = read("select 1 as n", {});
  ASSERT_TRUE(after) << core::describe(after.error());
}

TEST_P(OdbcStop, ADeliveryLeavesTheOldTableOrTheNew) {
  MUST(deliver(options(), {{"a", 1}}));
  std::vector<Row> rows;
  for (int i = 0; i < 2000; ++i) rows.push_back({"rad " + std::to_string(i), i});
  const auto batch = batch_of(rows);
  Stopper stopper(is("SQLite") ? 30 : 120);
  int cancelled = 0;
  for (int i = 0; i < stops(); ++i) {
    std::stop_source stop;
    const auto stopping = stopper.start(stop);
    const auto result = deliver(options(), batch, stop.get_token());
    cancelled += result ? 0 : 1;
    if (!result) {
      ASSERT_EQ(result.error().error_class, ErrorClass::cancelled) << i << ": " << core::describe(result.error());
    }
    const auto seen = database().ask("select count(*) from tal");
    ASSERT_TRUE(seen == "1" || seen == "2000") << i << ": " << seen;
    ASSERT_TRUE(!result || seen == "2000") << i;
    if (seen == "2000") MUST(deliver(options(), {{"a", 1}}));
  }
  EXPECT_GT(cancelled, 0);
  MUST(deliver(options(), batch));
}

INSTANTIATE_TEST_SUITE_P(Sqlite, OdbcStop, ::testing::Values("SQLite"));
INSTANTIATE_TEST_SUITE_P(Postgres, OdbcStop, ::testing::Values("PostgreSQL"));
INSTANTIATE_TEST_SUITE_P(MariaDb, OdbcStop, ::testing::Values("MariaDB"));

}  // namespace
}  // namespace sluss::tests

// A value comes as it was said or not at all, and a query has one result: SQLite, PostgreSQL and MariaDB.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/time.h"
#include "tests/integration/delivery_databases.h"
#include "tests/integration/odbc_databases.h"
#include "tests/tools/postgres_server.h"

namespace sluss::tests {
namespace {

using connectors::odbc::Options;
using core::ErrorClass;
using core::Type;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Strict : public ::testing::Test {
 protected:
  explicit Strict(std::string name) : name_(std::move(name)) {}
  void SetUp() override {
    if (const auto why = target_missing(name_)) GTEST_SKIP() << *why;
  }
  std::string ask(const std::string& sql) const { return target_database(name_).ask(sql); }
  [[nodiscard]] Options options(std::string query) const {
    Options options;
    options.connection = target_database(name_).connection(0);
    options.query = std::move(query);
    return options;
  }
  [[nodiscard]] core::Batch rows(const std::string& query) const {
    auto read = read_all(options(query));
    if (!read) throw std::runtime_error(core::describe(read.error()));
    return std::move(read->front());
  }
  static core::Error error_of(const Options& options) {
    const auto read = read_all(options);
    if (read) throw std::runtime_error("no error came of: " + options.query);
    return read.error();
  }
  [[nodiscard]] core::Error error_of(const std::string& query) const { return error_of(options(query)); }
  void expect_no_value(const std::string& query, int row = 1) const {
    const auto error = error_of(query);
    EXPECT_EQ(error.code, "odbc.value") << query << ": " << core::describe(error);
    EXPECT_EQ(error.place.line, row) << query;
    EXPECT_THAT(error.what, HasSubstr("v in row " + std::to_string(row) + " ")) << query;
  }
  static void expect_one_result_only(const Options& options) {
    const auto error = error_of(options);
    EXPECT_EQ(error.code, "odbc.query") << options.query;
    EXPECT_EQ(error.error_class, ErrorClass::config) << core::describe(error);
    EXPECT_THAT(error.what, HasSubstr("more than one result"));
    EXPECT_THAT(error.remedy, HasSubstr("one SELECT"));
  }
  void expect_offset_is_taken(const std::string& query) const {
    const auto error = error_of(query);
    EXPECT_EQ(error.code, "odbc.query") << query;
    EXPECT_EQ(error.error_class, ErrorClass::config) << core::describe(error);
    EXPECT_THAT(error.what, HasSubstr("__offset, which is what Sluss adds to "));
    EXPECT_THAT(error.remedy, HasSubstr("otherwise in the query"));
  }

 private:
  std::string name_;
};

class OdbcStrictMariaDb : public Strict {
 protected:
  OdbcStrictMariaDb() : Strict("MariaDB") {}
  /// As a driver is configured that takes several statements in one text.
  [[nodiscard]] Options several(std::string query) const {
    auto made = options(std::move(query));
    made.connection += ";OPTION=67108864";
    return made;
  }
};

TEST_F(OdbcStrictMariaDb, TwoInstantsAreTwoTimes) {
  ask("set global time_zone = '+02:00'; set time_zone = '+00:00'; drop table if exists stund;"
      "create table stund (id int primary key, ts timestamp, dt datetime);"
      "insert into stund values (1, '2026-10-25 00:30:00', '2026-10-25 02:30:00')");
  const auto read = rows("select ts, dt, @@session.time_zone as z from stund");
  ask("set global time_zone = 'SYSTEM'");
  constexpr std::int64_t half_past_midnight = 1'792'888'200'000'000;
  EXPECT_EQ(read[0].type(), Type::timestamp);
  EXPECT_EQ(read[0].values<std::int64_t>()[0], half_past_midnight);
  EXPECT_EQ(read[1].values<std::int64_t>()[0], half_past_midnight + 2 * 3'600'000'000);  // as it stands
  EXPECT_EQ(read[2].text(0), "+00:00");
}

TEST_F(OdbcStrictMariaDb, NothingIsWrittenAtTheSource) {
  ask("drop table if exists orord; create table orord (v int); insert into orord values (1)");
  for (const auto* query : {"delete from orord", "insert into orord values (2)", "drop table orord",
                            "insert into orord values (2) returning v", "create table skriven (i int)"}) {
    EXPECT_EQ(error_of(query).code, "odbc.query") << query;
  }
  EXPECT_EQ(error_of(several("select 1 as a; delete from orord")).code, "odbc.query");
  EXPECT_EQ(ask("select count(*) from orord"), "1");
}

class OdbcStrictPostgres : public Strict {
 protected:
  OdbcStrictPostgres() : Strict("PostgreSQL") {}
};

TEST_F(OdbcStrictPostgres, TheZoneOfTheServerIsNotTheSessions) {
  auto asked = options("select timestamptz '2026-10-25 00:30:00+00' as v, current_setting('TimeZone') as z");
  asked.connection += ";ConnSettings={set time zone 'Europe/Stockholm'}";
  const auto read = read_all(asked);
  ASSERT_TRUE(read) << core::describe(read.error());
  EXPECT_EQ(read->front()[1].text(0), "UTC");
}

class OdbcStrictSqlite : public Strict {
 protected:
  OdbcStrictSqlite() : Strict("SQLite") {}
};

}  // namespace
}  // namespace sluss::tests

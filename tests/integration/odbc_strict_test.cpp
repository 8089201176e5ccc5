// A value comes unaltered or not at all, and a query has one result: SQLite, PostgreSQL and MariaDB.

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

TEST_F(OdbcStrictMariaDb, DaysOfZerosAreReportedAndNotNull) {
  ask("set sql_mode = ''; drop table if exists noll;"
      "create table noll (id int primary key, d date, dt datetime, ts timestamp null);"
      "insert into noll values (1, '2026-03-31', '2026-03-31 14:00:00', '2026-03-31 14:00:00'), (2, null, null, null),"
      "(3, '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00')");
  for (const std::string column : {"d", "dt", "ts"}) {
    expect_no_value("select " + column + " as v from noll order by id", 3);
    EXPECT_THAT(error_of("select " + column + " as v from noll order by id").remedy, HasSubstr("nullif(column, 0)"));
    const auto mended = rows("select nullif(" + column + ", 0) as v from noll order by id");
    EXPECT_FALSE(mended[0].is_null(0)) << column;
    EXPECT_TRUE(mended[0].is_null(1)) << column;
    EXPECT_TRUE(mended[0].is_null(2)) << column;
  }
}

TEST_F(OdbcStrictMariaDb, DaysAndTimesThatAreNoneAreReported) {
  ask("set sql_mode = 'ALLOW_INVALID_DATES'; drop table if exists fel;"
      "create table fel (id int primary key, d date, dt datetime(6), t time(6));"
      "insert into fel values (1, '2026-02-30', '2026-02-30 14:00:00', '24:30:00'),"
      "(2, '2026-00-01', '2026-00-01 00:00:00', '24:59:59.999999'), (3, '2026-01-00', '0000-01-01 00:00:00.000001', "
      "'-01:00:00'), (4, '2023-02-29', '2023-02-29 00:00:00', '838:59:59')");
  for (const std::string column : {"d", "dt", "t"}) {
    for (const auto* id : {"1", "2", "3", "4"})
      expect_no_value("select " + column + " as v, 'text' as s from fel where id = " + id);  // read row by row
    expect_no_value("select " + column + " as v from fel where id = 1");                     // read in blocks
  }
}

TEST_F(OdbcStrictMariaDb, DaysAndTimesKeepTheirMicroseconds) {
  const auto read = rows(
      "select cast('9999-12-31 23:59:59.999999' as datetime(6)) as dt, cast('23:59:59.999999' as time(6)) as t, "
      "cast('2024-02-29' as date) as d");
  EXPECT_EQ(read[0].values<std::int64_t>()[0], 253'402'300'799'999'999);
  EXPECT_EQ(read[1].values<std::int64_t>()[0], 86'399'999'999);
  EXPECT_EQ(read[2].values<std::int32_t>()[0], core::parse_day("2024-02-29")->days);
}

TEST_F(OdbcStrictMariaDb, TwoInstantsAreTwoTimes) {
  ask("set global time_zone = '+02:00'; set time_zone = '+00:00'; drop table if exists stund;"
      "create table stund (id int primary key, ts timestamp, dt datetime);"
      "insert into stund values (1, '2026-10-25 00:30:00', '2026-10-25 02:30:00')");
  const auto read = rows("select ts, dt, @@session.time_zone as z from stund");
  ask("set global time_zone = 'SYSTEM'");
  constexpr std::int64_t half_past_midnight = 1'792'888'200'000'000;
  EXPECT_EQ(read[0].type(), Type::timestamp);
  EXPECT_EQ(read[0].values<std::int64_t>()[0], half_past_midnight);
  EXPECT_EQ(read[1].values<std::int64_t>()[0], half_past_midnight + 2 * 3'600'000'000);  // unconverted
  EXPECT_EQ(read[2].text(0), "+00:00");
}

TEST_F(OdbcStrictMariaDb, OneBitIsABooleanAndMoreAreOctets) {
  ask("drop table if exists bitar; create table bitar (id int primary key, b bit(1), o bit(10), n bit(64), t boolean);"
      "insert into bitar values (1, b'1', b'1000000001', ~0, true), (2, b'0', b'0', b'0', 7),"
      "(3, null, null, null, null)");
  const auto read = rows("select b, o, n, o + 0 as n10, t from bitar order by id");
  ASSERT_EQ(read[0].type(), Type::boolean);
  EXPECT_EQ(read[0].values<std::uint8_t>()[0], 1);
  EXPECT_EQ(read[0].values<std::uint8_t>()[1], 0);
  EXPECT_TRUE(read[0].is_null(2));
  ASSERT_EQ(read[1].type(), Type::bytes);
  EXPECT_EQ(read[1].text(0), std::string_view("\x02\x01"));
  EXPECT_EQ(read[2].text(0), std::string(8, '\xff'));
  EXPECT_EQ(read[4].type(), Type::int32);  // MariaDB's BOOLEAN is a TINYINT(1): it holds 7 too
  EXPECT_EQ(read[4].values<std::int32_t>()[1], 7);
  const auto alone = rows("select b from bitar where id < 3 order by id");  // read in blocks
  EXPECT_EQ(alone[0].values<std::uint8_t>()[0], 1);
  EXPECT_EQ(alone[0].values<std::uint8_t>()[1], 0);
}

TEST_F(OdbcStrictMariaDb, ASecondResultIsAnError) {
  expect_one_result_only(several("select 1 as a; select 2 as b"));
  expect_one_result_only(several("select 1 as a; set @x = 1"));
  expect_one_result_only(several("select 'text' as a; select 'text' as a"));
  EXPECT_TRUE(read_all(several("select 1 as a;")));
}

TEST_F(OdbcStrictMariaDb, AProcedureHasOneResultToo) {
  ask("drop procedure if exists en; create procedure en() select 1 as a;"
      "drop procedure if exists skriver; create procedure skriver() create table skriven (i int);"
      "\ndelimiter //\n"
      "drop procedure if exists tva// create procedure tva() begin select 1 as a; select 2 as b; end//"
      "drop procedure if exists faller// create procedure faller() begin select 1 as a; "
      "signal sqlstate '45000' set message_text = 'bakom raderna'; end//\ndelimiter ;\nselect 1");
  EXPECT_EQ(rows("call en()").rows(), 1U);
  expect_one_result_only(options("call tva()"));
  EXPECT_EQ(error_of(several("call en(); select 2 as b")).code, "odbc.query");  // the driver gets out of step
  const auto error = error_of("call faller()");
  EXPECT_EQ(error.code, "odbc.query");
  EXPECT_EQ(error.error_class, ErrorClass::source) << core::describe(error);
  EXPECT_THAT(error.what, HasSubstr("bakom raderna"));
  EXPECT_EQ(error_of("call skriver()").code, "odbc.query");
  EXPECT_EQ(ask("select count(*) from information_schema.tables where table_name = 'skriven'"), "0");
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

TEST_F(OdbcStrictPostgres, InfinityIsReportedWithItsRowAndAWayOut) {
  for (const std::string type : {"date", "timestamp", "timestamptz"}) {
    for (const std::string sign : {"", "-"}) {
      const auto value = type + " '" + sign + "infinity'";
      const auto query = "select case when g = 7 then " + value + " else " + type +
                         " '2026-01-01' end as v from generate_series(1, 10) g";
      expect_no_value(query, 7);
      EXPECT_THAT(error_of(query).remedy, HasSubstr("nullif(column, 'infinity')")) << value;
    }
  }
  EXPECT_TRUE(rows("select nullif(timestamp 'infinity', 'infinity') as v")[0].is_null(0));
}

TEST_F(OdbcStrictPostgres, ATimeEndsAtMidnight) {
  EXPECT_EQ(rows("select time '24:00:00' as v")[0].values<std::int64_t>()[0], 86'400'000'000);
}

TEST_F(OdbcStrictPostgres, TheZoneOfTheServerIsNotTheSessions) {
  auto options_with = options("select timestamptz '2026-10-25 00:30:00+00' as v, current_setting('TimeZone') as z");
  options_with.connection += ";ConnSettings={set time zone 'Europe/Stockholm'}";
  const auto read = read_all(options_with);
  ASSERT_TRUE(read) << core::describe(read.error());
  EXPECT_EQ(read->front()[1].text(0), "UTC");
}

TEST_F(OdbcStrictPostgres, ASecondResultIsAnError) {
  expect_one_result_only(options("select 1 as a; select 2 as b"));
  expect_one_result_only(options("select 1 as a; set work_mem = '1MB'"));
  expect_one_result_only(options("select 'text' as a; select 'text' as a"));
  EXPECT_TRUE(read_all(options("select 1 as a;")));
}

TEST_F(OdbcStrictPostgres, NothingIsWrittenBehindARow) {
  EXPECT_EQ(error_of("select 1 as a; create table skriven (i int)").code, "odbc.query");
  EXPECT_EQ(error_of("select 1 as a; select 1 / 0 as b").code, "odbc.query");
  EXPECT_EQ(ask("select count(*) from pg_tables where tablename = 'skriven'"), "0");
}

TEST_F(OdbcStrictPostgres, AnOffsetMeetsAColumn) {
  expect_offset_is_taken("select now() as ts, 7 as ts__offset");
  expect_offset_is_taken("select 7 as \"TS__offset\", now() as \"Ts\"");
  EXPECT_TRUE(read_all(options("select current_date as ts, 7 as ts__offset")));
}

TEST_F(OdbcStrictPostgres, TheAnsiDriverIsReportedAsTheWrongOne) {
  if (!tests::odbc_driver("psqlodbca.so")) GTEST_SKIP() << "the ANSI driver is not installed";
  for (const auto* query : {"select 'å😀' as t", "select 'å😀'::varchar(9) as t, 1 as i"}) {
    auto options_with = options(query);
    options_with.connection.replace(options_with.connection.find("psqlodbcw"), 9, "psqlodbca");
    const auto error = error_of(options_with);
    EXPECT_EQ(error.code, "odbc.query") << query;
    EXPECT_EQ(error.error_class, ErrorClass::config) << core::describe(error);
    EXPECT_THAT(error.remedy, HasSubstr("\"PostgreSQL Unicode\""));
  }
}

class OdbcStrictSqlite : public Strict {
 protected:
  OdbcStrictSqlite() : Strict("SQLite") {}
};

TEST_F(OdbcStrictSqlite, TheRowStandsInTheWords) {
  ask("drop table if exists prov; create table prov (v time); insert into prov values ('24:00:00'), (null), "
      "('24:30:00')");
  expect_no_value("select v from prov order by rowid", 3);
  expect_no_value("select v, 'text' as t from prov order by rowid", 3);
}

TEST_F(OdbcStrictSqlite, AnOffsetMeetsAColumn) {
  ask("drop table if exists moten; create table moten (ts timestamptz, ts__offset integer)");
  expect_offset_is_taken("select * from moten");
}

TEST_F(OdbcStrictSqlite, ASecondStatementIsRefused) {
  ask("drop table if exists orord; create table orord (v int)");
  EXPECT_EQ(error_of("select 1 as a; select 2 as b").code, "odbc.query");
  EXPECT_EQ(error_of("select 1 as a; insert into orord values (1)").code, "odbc.query");
  EXPECT_EQ(ask("select count(*) from orord"), "0");
}

}  // namespace
}  // namespace sluss::tests

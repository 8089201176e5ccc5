// What goes wrong over ODBC is reported as what it is: nothing is cut, swallowed or waited for.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <thread>

#include "core/log.h"
#include "tests/integration/odbc_databases.h"
#include "tests/tools/postgres_server.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests {
namespace {

using connectors::odbc::Options;
using connectors::odbc::Query;
using core::ErrorClass;

constexpr std::string_view endless = "with recursive n(i) as (select 1 union all select i + 1 from n) ";

class OdbcErrors : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto why = missing(GetParam())) GTEST_SKIP() << *why;
  }
  [[nodiscard]] bool sqlite() const { return std::string_view(GetParam()) == "SQLite"; }
  [[nodiscard]] Database& tried() const { return database(GetParam()); }
  [[nodiscard]] Options options(std::string query) const {
    Options options;
    options.connection = tried().connection();
    options.query = std::move(query);
    return options;
  }
  static core::Error error_of(const Options& options) {
    const auto result = read_all(options);
    if (result) throw std::runtime_error("no error came of: " + options.query);
    return result.error();
  }
  /// Fills prov.v of this type with one value and reads it.
  [[nodiscard]] core::Error error_of_value(const std::string& type, const std::string& literal) const {
    tried().execute("drop table if exists prov; create table prov (v " + type + "); insert into prov values (" +
                    literal + ");");
    return error_of(options("select v from prov"));
  }
};

TEST_P(OdbcErrors, AnUnknownDriverIsTheConfigurations) {
  auto wrong = options("select 1");
  for (const auto* connection :
       {"Driver=/no/such/driver.so;Database=x", "Driver={No such driver}", "DSN=nosuchsource"}) {
    wrong.connection = connection;
    const auto error = error_of(wrong);
    EXPECT_EQ(error.code, "odbc.connect") << connection;
    EXPECT_EQ(error.error_class, ErrorClass::config) << core::describe(error);
    EXPECT_NE(error.remedy.find("odbcinst"), std::string::npos);
  }
}

TEST_P(OdbcErrors, ASyntaxErrorKeepsTheDatabasesWords) {
  for (const auto* query : {"selekt 1", "select from where"}) {
    const auto error = error_of(options(query));
    EXPECT_EQ(error.code, "odbc.query") << query;
    EXPECT_EQ(error.error_class, ErrorClass::source);
    EXPECT_NE(error.what.find("syntax error"), std::string::npos) << core::describe(error);
  }
}

TEST_P(OdbcErrors, AnUnknownTableIsNamed) {
  const auto error = error_of(options("select * from finns_inte"));
  EXPECT_EQ(error.code, "odbc.query");
  EXPECT_NE(error.what.find("finns_inte"), std::string::npos) << core::describe(error);
}

TEST_P(OdbcErrors, NothingIsWrittenAtTheSource) {
  tried().execute("drop table if exists orord; create table orord (v integer); insert into orord values (1);");
  for (const auto* query : {"delete from orord", "insert into orord values (2)", "drop table orord",
                            "insert into orord values (2) returning v"}) {
    EXPECT_EQ(error_of(options(query)).code, "odbc.query") << query;
  }
  const auto rows = read_all(options("select v from orord"));
  ASSERT_TRUE(rows) << core::describe(rows.error());
  EXPECT_EQ(rows->front().rows(), 1U);
}

TEST_P(OdbcErrors, TwoColumnsOfOneNameAreRefused) {
  const auto error = error_of(options("select 1 as a, 2 as \"A\""));
  EXPECT_EQ(error.code, "odbc.query");
  EXPECT_EQ(error.error_class, ErrorClass::config);
  EXPECT_EQ(error.place.field, "A");
}

TEST_P(OdbcErrors, AValueTooLargeIsNotCut) {
  tried().execute("drop table if exists prov; create table prov (v text); insert into prov values ('" +
                  std::string(100'000, 'x') + "');");
  auto small = options("select v from prov");
  small.value_bytes_most = 50'000;
  const auto error = error_of(small);
  EXPECT_EQ(error.code, "odbc.too_large");
  EXPECT_EQ(error.place.field, "v");
  EXPECT_EQ(error.place.line, 1);
  EXPECT_NE(error.what.find("v in row 1"), std::string::npos) << core::describe(error);
}

TEST_P(OdbcErrors, ALongQueryEndsWhenItIsStopped) {
  const auto query = std::string(endless) + "select count(*) as antal from n";
  std::stop_source stop;
  const auto began = std::chrono::steady_clock::now();
  std::jthread stopper([&] { stop.request_stop(); });
  const auto opened = Query::open(options(query), stop.get_token());
  // SQLite steps when it is read.
  const auto result = opened ? (*opened)->read([](const core::Batch&) -> core::Result<> { return {}; })
                             : std::unexpected(opened.error());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "odbc.cancelled") << core::describe(result.error());
  EXPECT_EQ(result.error().error_class, ErrorClass::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(60));
}

TEST_P(OdbcErrors, AReadEndsWhenItIsStopped) {
  std::stop_source stop;
  const auto opened = Query::open(options(std::string(endless) + "select i from n"), stop.get_token());
  ASSERT_TRUE(opened) << core::describe(opened.error());
  const auto result = (*opened)->read([&](const core::Batch&) -> core::Result<> {
    stop.request_stop();
    return {};
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "odbc.cancelled") << core::describe(result.error());
}

TEST_P(OdbcErrors, WhatTheConsumerRefusesEndsTheRead) {
  const auto opened = Query::open(options(std::string(endless) + "select i from n"), {});
  ASSERT_TRUE(opened) << core::describe(opened.error());
  const auto result = (*opened)->read(
      [](const core::Batch&) -> core::Result<> { return core::fail(ErrorClass::storage, "test.full", "full"); });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "test.full");
}

INSTANTIATE_TEST_SUITE_P(Sqlite, OdbcErrors, ::testing::Values("SQLite"));
INSTANTIATE_TEST_SUITE_P(Postgres, OdbcErrors, ::testing::Values("PostgreSQL"));

struct WrongValue {
  const char* type;
  const char* literal;
  const char* code;
};

class OdbcValues : public OdbcErrors {
 protected:
  void expect_errors(std::initializer_list<WrongValue> values) const {
    for (const auto& [type, literal, code] : values) {
      const auto error = error_of_value(type, literal);
      EXPECT_EQ(error.code, code) << type << " " << literal << ": " << core::describe(error);
      EXPECT_EQ(error.place.field, "v");
      EXPECT_EQ(error.place.line, 1);
      EXPECT_NE(error.what.find("v in row 1"), std::string::npos) << core::describe(error);
      EXPECT_EQ(error.what.find("maskeras"), std::string::npos) << "the value may be personal";
    }
  }
};
class OdbcSqliteValues : public OdbcValues {};
class OdbcPostgresValues : public OdbcValues {};

TEST_P(OdbcSqliteValues, OfAnotherTypeThanDeclaredAreReported) {
  expect_errors({{"integer", "1.5", "odbc.value"},
                 {"integer", "'maskeras'", "odbc.value"},
                 {"double", "'maskeras'", "odbc.value"},
                 {"double", "x'01'", "odbc.value"},
                 {"numeric", "9007199254740993", "odbc.value"},
                 {"date", "'2024-02-30'", "odbc.value"},
                 {"date", "2460000.5", "odbc.value"},
                 {"date", "'0000-01-01'", "odbc.value"},
                 {"time", "'24:61:00'", "odbc.value"},
                 {"time", "'24:30:00'", "odbc.value"},
                 {"time", "'23:59:60'", "odbc.value"},
                 {"time", "'-1:00:00'", "odbc.value"},
                 {"integer", "'+-5'", "odbc.value"},
                 {"timestamp", "'2024-02-30 12:00:00'", "odbc.value"},
                 {"timestamp", "'2024-01-01 24:00:00'", "odbc.value"},
                 {"timestamp", "'2024-01-01x12:00:00'", "odbc.value"},
                 {"timestamptz", "'2024-01-01 12:00:00'", "odbc.value"},  // of an unknown zone: no instant
                 {"timestamptz", "'0001-01-01 00:00:00+01:00'", "odbc.value"},
                 {"timestamp", "'2024-01-01 00:00:00.0000001'", "odbc.value"},
                 {"timestamp", "'2024-01-01 00:00:00+02:00'", "odbc.value"},
                 {"boolean", "'maskeras'", "odbc.value"}});
}

TEST_P(OdbcSqliteValues, LongerThanTheirBufferAreReported) {
  expect_errors({{"double", "printf('%.100d', 0)||'maskeras'", "odbc.truncated"}});
}

TEST_P(OdbcPostgresValues, ThatNoColumnHoldsAreReported) {
  expect_errors({{"date", "'infinity'", "odbc.value"},
                 {"date", "'0044-03-15 BC'", "odbc.value"},
                 {"date", "'11000-01-01'", "odbc.value"},
                 {"timestamp", "'-infinity'", "odbc.value"},
                 {"timestamp", "'0044-03-15 00:00:00 BC'", "odbc.value"},
                 {"timestamptz", "'11000-01-01 01:02:03+00'", "odbc.value"},
                 {"numeric(10,2)", "'NaN'", "odbc.value"}});
}

INSTANTIATE_TEST_SUITE_P(Sqlite, OdbcSqliteValues, ::testing::Values("SQLite"));
INSTANTIATE_TEST_SUITE_P(Postgres, OdbcPostgresValues, ::testing::Values("PostgreSQL"));

TEST(OdbcPostgres, ALostConnectionIsTransientAndNeverShortRows) {
  if (const auto why = missing("PostgreSQL")) GTEST_SKIP() << *why;
  auto& server = database("PostgreSQL");
  Options options;
  options.connection = server.connection();
  options.query = "select i, 'rad ' || i as t from generate_series(1, 1000000) as n(i)";
  const auto opened = Query::open(options, {});
  ASSERT_TRUE(opened) << core::describe(opened.error());
  bool ended = false;
  const auto result = (*opened)->read([&](const core::Batch&) -> core::Result<> {
    if (!ended) {
      server.execute(
          "select pg_terminate_backend(pid, 10000) from pg_stat_activity where backend_type = 'client backend' "
          "and pid <> pg_backend_pid()");
    }
    ended = true;
    return {};
  });
  ASSERT_FALSE(result) << *result << " rows";
  EXPECT_EQ(result.error().code, "odbc.query");
  EXPECT_EQ(result.error().error_class, ErrorClass::transient) << core::describe(result.error());
}

TEST(OdbcPostgres, AQueryPastItsTimeIsTransient) {
  if (const auto why = missing("PostgreSQL")) GTEST_SKIP() << *why;
  Options options;
  options.connection = database("PostgreSQL").connection();
  options.query = "select 1 as a from pg_sleep(120)";
  options.query_timeout = std::chrono::seconds(1);
  const auto result = read_all(options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().error_class, ErrorClass::transient) << core::describe(result.error());
}

/// SQLite's driver takes no time-out of a statement.
TEST(OdbcSqlite, AQueryWithoutEndEndsAtItsTime) {
  if (const auto why = missing("SQLite")) GTEST_SKIP() << *why;
  const std::string numbers = "with recursive n(i) as (select 1 union all select i + 1 from n) ";
  for (const auto* rest : {"select count(*) as n from n", "select i, cast(i as text) as t from n where i < 0"}) {
    Options options;
    options.connection = database("SQLite").connection();
    options.query = numbers + rest;
    options.query_timeout = std::chrono::seconds(1);
    const auto result = read_all(options);
    ASSERT_FALSE(result) << rest;
    EXPECT_EQ(result.error().code, "odbc.query") << core::describe(result.error());
    EXPECT_EQ(result.error().error_class, ErrorClass::transient) << core::describe(result.error());
    EXPECT_NE(result.error().what.find("in time"), std::string::npos) << core::describe(result.error());
    EXPECT_FALSE(result.error().remedy.empty());
  }
}

TEST(OdbcPostgres, NobodyListens) {
  if (const auto why = missing("PostgreSQL")) GTEST_SKIP() << *why;
  Options options;
  options.connection =
      "Driver=" + tests::odbc_driver("psqlodbcw.so")->string() + ";Server=127.0.0.1;Port=1;Database=postgres;Uid=sluss";
  options.query = "select 1";
  const auto result = read_all(options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "odbc.connect");
  EXPECT_EQ(result.error().error_class, ErrorClass::transient);
}

/// `pragma query_only` lets these through.
TEST(OdbcSqlite, NoOtherFileIsMadeOrOpened) {
  if (const auto why = missing("SQLite")) GTEST_SKIP() << *why;
  const tests::TemporaryFolder folder;
  const auto file = (folder.path() / "other.db").string();
  Options options;
  options.connection = database("SQLite").connection();
  database("SQLite").execute("drop table if exists orord; create table orord (v integer);");
  for (const auto& query :
       {"vacuum into '" + file + "'", "attach '" + file + "' as other", "ATTACH DATABASE '" + file + "' AS o",
        std::string("pragma journal_mode = wal"), std::string("pragma wal_checkpoint(truncate)")}) {
    options.query = query;
    const auto result = read_all(options);
    ASSERT_FALSE(result) << query;
    EXPECT_EQ(result.error().code, "odbc.query") << query;
    EXPECT_EQ(result.error().error_class, ErrorClass::config) << core::describe(result.error());
    EXPECT_NE(result.error().remedy.find("one SELECT"), std::string::npos) << core::describe(result.error());
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << query;
  }
  for (const auto* query : {"select count(*) as n from orord", "with a as (select 1 as x) select x from a",
                            "select name from pragma_table_info('orord')"}) {
    options.query = query;
    const auto result = read_all(options);
    EXPECT_TRUE(result) << query << ": " << core::describe(result.error());
  }
}

TEST(OdbcSqlite, AMissingFileIsNotMade) {
  if (const auto why = missing("SQLite")) GTEST_SKIP() << *why;
  Options options;
  options.connection = database("SQLite").connection() + ".finns-inte";
  options.query = "select 1";
  const auto result = read_all(options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "odbc.connect");
  EXPECT_EQ(result.error().error_class, ErrorClass::config);
}

TEST(OdbcPostgres, APasswordOpensAndIsNeverShown) {
  if (const auto why = missing("PostgreSQL")) GTEST_SKIP() << *why;
  const std::string right = "rätt;{lösen}=ord%41";
  const tests::PostgresServer server(right);
  Options options;
  options.connection = "Driver=" + tests::odbc_driver("psqlodbcw.so")->string() +
                       ";Server=127.0.0.1;Port=" + std::to_string(server.port()) + ";Database=postgres;Uid=sluss";
  options.query = "select 1 as a";
  options.password = core::Secret(right);
  const auto good = read_all(options);
  EXPECT_TRUE(good) << core::describe(good.error());

  const std::string wrong = "hemlig-fel-lösen";
  options.password = core::Secret(wrong);
  ::testing::internal::CaptureStderr();
  const auto result = read_all(options);
  if (!result) core::log::error("test.denied", core::describe(result.error()));
  const auto logged = ::testing::internal::GetCapturedStderr();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "odbc.denied") << core::describe(result.error());
  EXPECT_EQ(result.error().error_class, ErrorClass::config);
  EXPECT_EQ(core::describe(result.error()).find(wrong), std::string::npos);
  EXPECT_EQ(logged.find(wrong), std::string::npos);
  EXPECT_NE(logged.find("odbc.denied"), std::string::npos);

  options.password = {};
  const auto none = read_all(options);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "odbc.denied") << core::describe(none.error());
}

}  // namespace
}  // namespace sluss::tests

// The thin layer over DuckDB's C API, and the traps that it guards against.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/decimal.h"
#include "core/duckdb/batch_read.h"
#include "core/duckdb/duckdb.h"
#include "core/duckdb/path.h"
#include "core/text.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::core::duckdb {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DuckDb : public ::testing::Test {
 protected:
  Database database_ = *Database::open({});
  Connection connection_ = *database_.connect();

  std::int64_t count(const std::string& sql) { return connection_.number(sql).value_or(-1); }
};

/// A folder of every name that a person may give one: a database there is written, read and attached.
TEST(DuckDbPaths, AreTakenAsTheyStand) {
  const sluss::tests::TemporaryFolder folder{sluss::tests::TemporaryFolder::On::memory};
  for (const std::string name :
       {"a*b", "[a]",  "a[b", "it's", "100%", "a%3Fb", "a;b", "a b", " a ", "åäö", "a.",  "a\"b", "a:b",
        "a#b", "a\\b", "{a}", "~",    "-a",   "a\nb",  "$a",  "a&b", "a|b", "a=b", "s3:", "http:"}) {
    const auto place = folder.path() / name;
    std::filesystem::create_directories(place);
    const auto file = (place / "000001.writing").string();
    EXPECT_TRUE(can_hold_databases(file)) << name;
    {
      auto database = Database::open({.path = file});
      ASSERT_TRUE(database) << name << ": " << describe(database.error());
      EXPECT_TRUE(database->connect()->execute("create table t as select 1 as i; checkpoint")) << name;
    }
    EXPECT_TRUE(Database::open({.path = file, .read_only = true})) << name;
    auto reader = *Database::open({.external_access = true})->connect();
    EXPECT_TRUE(reader.execute("attach " + sql_text(file) + " as stored (read_only)")) << name;
    EXPECT_EQ(reader.number("select i from stored.t").value_or(-1), 1) << name;
  }
}

/// A disk that changes what was written, while it is open or before.
TEST(DuckDbDamaged, IsToldWithItsFileAndAWayOut) {
  const sluss::tests::TemporaryFolder folder{sluss::tests::TemporaryFolder::On::memory};
  const auto file = folder.path() / "000001.duckdb";
  {
    auto database = *Database::open({.path = file.string()});
    ASSERT_TRUE(
        database.connect()->execute("create table t as select hash(i) as i from range(500000) r(i); checkpoint"));
  }
  const auto database = *Database::open({.path = file.string(), .read_only = true});
  auto connection = *database.connect();
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = std::filesystem::file_size(file);
    for (std::uintmax_t at = 16384; at < size; at += 4096) {
      bytes.seekp(static_cast<std::streamoff>(at));
      bytes.put('!');
    }
  }
  for (int times = 0; times < 2; ++times) {
    const auto sum = connection.number("select count(*) from t where i % 3 = 0");
    ASSERT_FALSE(sum);
    EXPECT_EQ(sum.error().code, "duckdb.damaged") << sum.error().what;
    EXPECT_EQ(sum.error().place.file, file.string());
    EXPECT_THAT(sum.error().remedy, HasSubstr("restart the service"));
  }
}

TEST(DuckDbPaths, ThatItMisreadsAreRefusedBeforeAnythingIsMade) {
  const sluss::tests::TemporaryFolder folder{sluss::tests::TemporaryFolder::On::memory};
  for (const std::string name : {"why?", "?", "a?b=c", "\xE5", "a\xFF"}) {
    const auto place = folder.path() / name;
    std::filesystem::create_directories(place);
    const auto opened = Database::open({.path = (place / "000001.writing").string()});
    ASSERT_FALSE(opened) << name;
    EXPECT_EQ(opened.error().code, "duckdb.path");
    EXPECT_TRUE(std::filesystem::is_empty(place)) << name;
  }
}

Schema every_type() {
  return {{"b", Type::boolean},
          {"i", Type::int32},
          {"l", Type::int64},
          {"d", Type::float64},
          {"n4", Type::decimal, true, 4, 1},
          {"n9", Type::decimal, true, 9, 2},
          {"n18", Type::decimal, true, 18, 3},
          {"n38", Type::decimal, true, 38, 2},
          {"t", Type::text},
          {"y", Type::bytes},
          {"u", Type::uuid},
          {"da", Type::date},
          {"ti", Type::time},
          {"ts", Type::timestamp},
          {"tz", Type::timestamp_tz}};
}

void fill(Batch& batch, std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row) {
    if (row % 3 == 2) {
      for (std::size_t i = 0; i < batch.columns(); ++i) batch[i].append_null();
      continue;
    }
    const auto number = static_cast<std::int32_t>(row);
    batch[0].append_bool(row % 2 == 0);
    batch[1].append<std::int32_t>(-number);
    batch[2].append<std::int64_t>(std::int64_t{1} << 62U);
    batch[3].append<double>(0.1 * number);
    batch[4].append<Int128>(-9999);
    batch[5].append<Int128>(999'999'999);
    batch[6].append<Int128>(-999'999'999'999'999'999);
    batch[7].append<Int128>(*parse_decimal("-999999999999999999999999999999999999.99", 38, 2));
    batch[8].append_text(row == 0 ? std::string(1U << 20U, 'x') : row == 1 ? "" : "åäö 😀 'quoted'");
    batch[9].append_text(std::string_view("\0\xff\n", 3));
    batch[10].append(Uuid{0x12, 0x34, 0, 0, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0xfe});
    batch[11].append<std::int32_t>(row % 2 == 0 ? -719'162 : 2'932'896);  // 0001-01-01, 9999-12-31
    batch[12].append<std::int64_t>(86'399'999'999);
    batch[13].append<std::int64_t>(-62'135'596'800'000'000);
    batch[14].append(OffsetTimestamp{-1, row % 2 == 0 ? 7200 : -16'200});
  }
}

TEST_F(DuckDb, EveryTypeComesBackAsItWent) {
  const Schema schema = every_type();
  Batch batch(schema);
  fill(batch, 5000);
  ASSERT_TRUE(connection_.execute(create_table_sql("t", schema)));
  auto appender = Appender::open(connection_, "main", "t");
  ASSERT_TRUE(appender && appender->append(batch) && appender->finish());
  auto result = connection_.query("select * from t order by rowid");
  ASSERT_TRUE(result);
  std::vector<ColumnSpec> columns;
  for (std::size_t i = 0; i < result->columns(); ++i) {
    auto type = result->logical_type(i);
    columns.push_back(*column_spec(result->name(i), type));
    duckdb_destroy_logical_type(&type);
  }
  EXPECT_EQ(columns[7], schema[7]);
  EXPECT_EQ(columns[15].name, "tz__offset");
  Batch back{Schema(columns)};
  while (true) {
    const auto chunk = result->next();
    ASSERT_TRUE(chunk);
    if (*chunk == nullptr) break;
    append_chunk(*chunk, back);
  }
  ASSERT_EQ(back.rows(), 5000U);
  for (std::size_t row = 0; row < 5000; ++row) {
    for (std::size_t i = 0; i < schema.size(); ++i) ASSERT_EQ(back[i].is_null(row), batch[i].is_null(row)) << i;
    for (const std::size_t i : {4U, 5U, 6U, 7U})
      ASSERT_TRUE(back[i].values<Int128>()[row] == batch[i].values<Int128>()[row]) << i;
    ASSERT_EQ(back[8].text(row), batch[8].text(row));
    ASSERT_EQ(back[9].text(row), batch[9].text(row));
    ASSERT_EQ(back[10].values<Uuid>()[row], batch[10].values<Uuid>()[row]);
    ASSERT_EQ(back[14].values<OffsetTimestamp>()[row].utc_micros, batch[14].values<OffsetTimestamp>()[row].utc_micros);
    ASSERT_EQ(back[15].values<std::int32_t>()[row], batch[14].values<OffsetTimestamp>()[row].offset_seconds);
  }
  EXPECT_EQ(back[3].values<double>()[4000], batch[3].values<double>()[4000]);
  EXPECT_EQ(count("select count(*) from t where da = date '0001-01-01' or da = date '9999-12-31'"), 3334);
  EXPECT_EQ(count("select count(*) from t where cast(u as varchar) = '12340000-0000-0000-ff00-0000000000fe'"), 3334);
}

TEST_F(DuckDb, ADroppedAppenderWritesNothing) {
  ASSERT_TRUE(connection_.execute("create table t (a integer, b integer); create table one (a integer)"));
  for (const std::string table : {"t", "one"}) {
    const Schema schema = table == "t" ? Schema{{"a", Type::int32}, {"b", Type::int32}} : Schema{{"a", Type::int32}};
    ASSERT_TRUE(connection_.execute("begin"));
    {
      auto appender = *Appender::open(connection_, "main", table);
      Batch batch(schema);
      for (int i = 0; i < 10; ++i) {
        for (std::size_t c = 0; c < schema.size(); ++c) batch[c].append<std::int32_t>(i);
      }
      ASSERT_TRUE(appender.append(batch));
      ASSERT_TRUE(connection_.execute("rollback"));
    }
    EXPECT_EQ(count("select count(*) from " + table), 0);
  }
}

TEST_F(DuckDb, WhatWouldBeCutIsRefusedWithItsPlace) {
  ASSERT_TRUE(connection_.execute("create table t (n decimal(4,1))"));
  auto appender = *Appender::open(connection_, "main", "t");
  Batch batch(Schema{{"n", Type::decimal, true, 4, 1}});
  batch[0].append<Int128>(1);
  batch[0].append<Int128>(10'000);
  const auto result = appender.append(batch);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "duckdb.decimal_overflow");
  EXPECT_EQ(result.error().place.line, 2);
  EXPECT_EQ(result.error().what, "1000.0 of column n does not fit DECIMAL(4,1)");
}

TEST_F(DuckDb, TextsMustBeUtf8) {
  ASSERT_TRUE(connection_.execute("create table t (t varchar)"));
  for (const std::string_view bad : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xe2\x82"}) {
    auto appender = *Appender::open(connection_, "main", "t");
    Batch batch(Schema{{"t"}});
    batch[0].append_text(bad);
    const auto result = appender.append(batch);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "duckdb.not_utf8");
    EXPECT_EQ(result.error().what, "the text of column t is not UTF-8");
    EXPECT_EQ(result.error().place.line, 1);
    EXPECT_EQ(result.error().place.field, "t");
  }
}

/// To DuckDB the limit of a file's size is as a full disk.
TEST_F(DuckDb, AFullDiskIsSaidAsOne) {
  const sluss::tests::TemporaryFolder folder;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  for (const rlim_t room : {0, 4096, 8192, 20'000, 300'000}) {
    const auto file = folder.path() / (std::to_string(room) + ".duckdb");
    const rlimit small{room, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    auto database = Database::open({.path = file.string()});
    auto filled = !database ? Result<>(std::unexpected(database.error()))
                            : database->connect()->execute(
                                  "create table t as select range::varchar as r from "
                                  "range(1000000); checkpoint");
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    ASSERT_FALSE(filled) << room;
    EXPECT_EQ(filled.error().code, "disk.full") << room << describe(filled.error());
    EXPECT_EQ(filled.error().error_class, ErrorClass::storage);
    EXPECT_THAT(filled.error().what, HasSubstr(folder.path().string() + " ("));
    EXPECT_THAT(filled.error().what, HasSubstr(" bytes are free)"));
    EXPECT_THAT(filled.error().remedy, HasSubstr("Free space"));
  }
  std::signal(SIGXFSZ, handler);
}

TEST_F(DuckDb, CellsReadAsDuckDbWritesThem) {
  const auto rows = connection_.rows(
      "select 1.0::double, 1e300, 'infinity'::timestamp, timestamp '2026-03-31 12:00:00.120', date '0001-01-01', "
      "-12.50::decimal(5,2), '\\x00A'::blob, null, 170141183460469231731687303715884105727::hugeint, time '01:02:03', "
      "'-infinity'::date, 0.1::float");
  ASSERT_TRUE(rows);
  EXPECT_THAT(rows->at(0),
              ElementsAre("1.0", "1e+300", "infinity", "2026-03-31 12:00:00.12", "0001-01-01", "-12.50", "\\x00A",
                          std::nullopt, "170141183460469231731687303715884105727", "01:02:03", "-infinity", "0.1"));
}

TEST_F(DuckDb, ParametersKeepTheirTypes) {
  const Value values[] = {nullptr, true, std::int32_t{-1}, std::int64_t{1} << 40U, 0.5, std::string("å'\"")};
  const auto rows = connection_.rows("select ?, ?, ?, ?, ?, ?", values);
  ASSERT_TRUE(rows);
  EXPECT_THAT(rows->at(0), ElementsAre(std::nullopt, "true", "-1", "1099511627776", "0.5", "å'\""));
  EXPECT_FALSE(connection_.rows("select ?", values)) << "too many";
}

TEST_F(DuckDb, TheOutsideIsLocked) {
  for (const std::string sql : {"copy (select 1) to '/tmp/sluss_x'", "select * from read_csv('/etc/passwd')",
                                "set threads = 4", "attach '/tmp/sluss_x.db'", "install httpfs"}) {
    EXPECT_FALSE(connection_.rows(sql)) << sql;
  }
}

TEST_F(DuckDb, AMissingFileIsNotMadeByReading) {
  const auto opened = Database::open({.path = "/nonexistent/x.duckdb", .read_only = true});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "duckdb.open");
  EXPECT_EQ(opened.error().error_class, ErrorClass::storage);
}

TEST_F(DuckDb, ErrorsThatComeLateAreTold) {
  auto result = connection_.query(
      "select 1 / (100000 - range) ::integer, error(case when range > 50000 then 'late' end) from range(100000)");
  std::string error;
  while (result) {
    const auto chunk = result->next();
    if (!chunk) {
      error = chunk.error().what;
      break;
    }
    if (*chunk == nullptr) break;
  }
  if (!result) error = result.error().what;
  EXPECT_THAT(error, HasSubstr("late"));
}

}  // namespace

}  // namespace sluss::core::duckdb

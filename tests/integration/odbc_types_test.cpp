// Every type of a batch, ODBC → Batch → DuckDB → Parquet and CSV, for each database.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <random>
#include <sstream>

#include "core/duckdb/batch_read.h"
#include "core/duckdb/duckdb.h"
#include "core/text.h"
#include "tests/integration/odbc_databases.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "transforms/datasets/export.h"
#include "transforms/datasets/parquet_writer.h"

namespace sluss::tests {
namespace {

using core::Type;
namespace datasets = transforms::datasets;
namespace duckdb = core::duckdb;

using Texts = std::vector<std::optional<std::string>>;
using tests::must;

/// What came at each stop of the way.
struct Journey {
  core::Schema schema;
  std::vector<core::Batch> batches;
  std::string csv;
  std::int64_t lost_in_parquet = 0;  ///< rows of the table that the file has not, and the other way
  std::string parquet_type;
};

core::Batch table_rows(duckdb::Connection& connection, const std::string& sql) {
  auto result = must(connection.query(sql));
  std::vector<core::ColumnSpec> columns;
  for (std::size_t i = 0; i < result.columns(); ++i) {
    auto logical = result.logical_type(i);
    columns.push_back(duckdb::column_spec(result.name(i), logical).value());
    duckdb_destroy_logical_type(&logical);
  }
  core::Batch rows{core::Schema(columns)};
  while (auto chunk = must(result.next())) duckdb::append_chunk(chunk, rows);
  return rows;
}

void write_rows(datasets::RowWriter& writer, const core::Batch& rows) {
  must(writer.begin(rows.schema()));
  must(writer.rows(rows));
  must(writer.end());
}

class OdbcTypes : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto why = missing(GetParam())) GTEST_SKIP() << *why;
  }

  [[nodiscard]] bool sqlite() const { return std::string_view(GetParam()) == "SQLite"; }
  [[nodiscard]] Database& tried() const { return database(GetParam()); }

  core::Result<std::vector<core::Batch>> read(const std::string& query) {
    connectors::odbc::Options options;
    options.connection = tried().connection();
    options.query = query;
    return read_all(options);
  }

  Journey travel(const std::string& query) {
    Journey journey;
    journey.batches = must(read(query));
    journey.schema = journey.batches.front().schema();
    auto opened = must(duckdb::Database::open({.memory_limit = "1GB", .external_access = true}));
    auto connection = must(opened.connect());
    must(connection.execute(duckdb::create_table_sql("kept", journey.schema)));
    auto appender = must(duckdb::Appender::open(connection, "main", "kept"));
    for (const auto& batch : journey.batches) must(appender.append(batch));
    must(appender.finish());
    const auto rows = table_rows(connection, "select * from kept");
    const auto parquet = (folder_.path() / "rows.parquet").string();
    write_rows(*datasets::parquet_writer(parquet, {.memory_limit = "1GB"}), rows);
    write_rows(*datasets::text_writer(datasets::Format::csv_plain,
                                      [&](std::string_view text) -> core::Result<> {
                                        journey.csv += text;
                                        return {};
                                      }),
               rows);
    const auto from = "read_parquet(" + core::sql_text(parquet) + ")";
    journey.lost_in_parquet =
        must(connection.number("select (select count(*) from (from kept except all from " + from +
                               ")) + (select count(*) from (from " + from + " except all from kept))"));
    journey.parquet_type = must(connection.rows("select column_type from (describe from " + from + ")"))[0][0].value();
    return journey;
  }

  /// A table of one column, filled in this order.
  void fill(const std::string& type, const Texts& literals) {
    std::string sql = "drop table if exists prov; create table prov (id integer, v " + type + ");\n";
    for (std::size_t i = 0; i < literals.size(); ++i) {
      sql += "insert into prov values (" + std::to_string(i) + ", " + literals[i].value_or("null") + ");\n";
    }
    tried().execute(sql);
  }

  /// The values, written as their texts, come out as `expected` in CSV (themselves by default).
  void expect_whole(Type type, const Texts& values, const std::optional<Texts>& expected = {}) {
    const auto spelling = tried().spell(type);
    Texts literals;
    for (const auto& value : values) {
      literals.push_back(value ? std::optional(spelling.before + *value + spelling.after) : std::nullopt);
    }
    expect_column(spelling.column, literals, spelling.becomes, expected.value_or(values));
  }

  void expect_column(const std::string& column, const Texts& literals, Type type, const Texts& expected) {
    fill(column, literals);
    const auto journey = travel("select id, v from prov order by id");
    ASSERT_EQ(journey.schema[1].type, type) << column;
    EXPECT_EQ(journey.lost_in_parquet, 0) << column;
    const auto extra = type == Type::timestamp_tz ? ",v__offset\r\n" : "\r\n";
    std::string csv = "id,v" + std::string(extra);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      csv += std::to_string(i) + "," + expected[i].value_or(type == Type::timestamp_tz ? "," : "") + "\r\n";
    }
    EXPECT_EQ(journey.csv, csv) << column;
  }

  tests::TemporaryFolder folder_;
};

TEST_P(OdbcTypes, Booleans) {
  expect_whole(Type::boolean, {"true", "false", std::nullopt});
}

TEST_P(OdbcTypes, WholeNumbersAtTheirEdges) {
  expect_whole(Type::int32, {"2147483647", "-2147483648", "0", std::nullopt});
  expect_whole(Type::int64, {"9223372036854775807", "-9223372036854775808", "9007199254740993", std::nullopt});
}

TEST_P(OdbcTypes, DoublesKeepTheirBits) {
  const auto spelling = tried().spell(Type::float64);
  const std::vector<std::string> texts{
      "0.30000000000000004", "5e-324", "2.2250738585072014e-308", "1.7976931348623157e308", "-1.7976931348623157e308",
      "123456.789",          "0"};
  const std::vector<double> doubles{0.1 + 0.2,
                                    5e-324,
                                    2.2250738585072014e-308,
                                    std::numeric_limits<double>::max(),
                                    std::numeric_limits<double>::lowest(),
                                    123456.789,
                                    0};
  Texts literals;
  for (const auto& text : texts) literals.emplace_back(spelling.before + text + spelling.after);
  fill(spelling.column, literals);
  const auto journey = travel("select v from prov order by id");
  ASSERT_EQ(journey.schema[0].type, Type::float64);
  const auto values = journey.batches[0][0].values<double>();
  ASSERT_EQ(values.size(), doubles.size());
  for (std::size_t i = 0; i < doubles.size(); ++i) EXPECT_EQ(values[i], doubles[i]) << texts[i];
  EXPECT_EQ(journey.lost_in_parquet, 0);
  std::istringstream csv(journey.csv);
  std::string line;
  std::getline(csv, line);
  for (const double value : doubles) {
    std::getline(csv, line);
    EXPECT_EQ(std::strtod(line.c_str(), nullptr), value) << line;
  }
}

TEST_P(OdbcTypes, TenThousandRandomDoublesKeepTheirBits) {
  std::mt19937_64 random(20260331);
  std::vector<double> doubles;
  std::string sql = "drop table if exists prov; create table prov (id integer, v " +
                    tried().spell(Type::float64).column + ");\nbegin;\n";
  while (doubles.size() < 10'000) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    int exponent = 0;
    const auto mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(value, &exponent), 53));
    std::array<char, 64> text{};
    // SQLite reads a decimal text by its own arithmetic, which may miss the last bit.
    const auto* form = sqlite() ? "ieee754(%lld, %d)" : "'%.17g'";
    if (sqlite()) {
      std::snprintf(text.data(), text.size(), form, static_cast<long long>(mantissa), exponent - 53);
    } else {
      std::snprintf(text.data(), text.size(), form, value);
    }
    sql += "insert into prov values (" + std::to_string(doubles.size()) + ", " + text.data() + ");\n";
    doubles.push_back(value);
  }
  tried().execute(sql + "commit;");
  std::size_t at = 0;
  for (const auto& batch : must(read("select v from prov order by id"))) {
    for (const double value : batch[0].values<double>()) {
      if (value != doubles[at++]) ADD_FAILURE() << value << " came of " << doubles[at - 1];
    }
  }
  EXPECT_EQ(at, doubles.size());
}

TEST_P(OdbcTypes, InfinitiesAreReadAsTheyAre) {
  if (sqlite()) {  // it has no NaN: it makes NULL of it
    expect_column("double", {"9e999", "-9e999"}, Type::float64, {"Infinity", "-Infinity"});
  } else {
    expect_whole(Type::float64, {"Infinity", "-Infinity", "NaN"});
  }
}

TEST_P(OdbcTypes, DecimalsOf38Digits) {
  const std::string nines(38, '9');
  const std::string last = "0." + std::string(37, '0') + "1";
  const auto scaled = [&](int scale, const Texts& values) {
    Texts literals;
    for (const auto& value : values) literals.push_back(value ? std::optional("'" + *value + "'") : std::nullopt);
    const auto type = sqlite() ? "text" : "numeric(38," + std::to_string(scale) + ")";
    // A text that begins with a minus would run as a formula, so its CSV has an apostrophe.
    auto expected = values;
    for (auto& value : expected) {
      if (sqlite() && value && value->starts_with('-')) value = "'" + *value;
    }
    expect_column(type, literals, sqlite() ? Type::text : Type::decimal, expected);
  };
  scaled(0, {nines, "-" + nines, "0", std::nullopt});
  scaled(10, {nines.substr(10) + "." + nines.substr(28), "-0.0000000001", std::nullopt});
  scaled(38, {"0." + nines, "-0." + nines, last, "-" + last, std::nullopt});
}

TEST_P(OdbcTypes, TextsInEveryScript) {
  expect_whole(Type::text, {"åäö ÅÄÖ é ß", "😀👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿 𝄞",
                            "日本語 العربية", "e\u0301", "C:\\temp\\x", "100 % _", std::nullopt});
}

TEST_P(OdbcTypes, AnEmptyTextIsNotNull) {
  expect_whole(Type::text, {"", std::nullopt, " "}, Texts{"\"\"", std::nullopt, "\" \""});
}

TEST_P(OdbcTypes, TextsThatCsvMustQuote) {
  expect_whole(Type::text, {"a,b", "say \"hej\"", "two\nlines", " ends with a space "},
               Texts{"\"a,b\"", "\"say \"\"hej\"\"\"", "\"two\nlines\"", "\" ends with a space \""});
}

TEST_P(OdbcTypes, OctetsWithNuls) {
  expect_whole(Type::bytes, {"00ff00", "", "61", "00", std::nullopt});
}

TEST_P(OdbcTypes, TextsAndOctetsOfAMegabyte) {
  std::string text, hex;
  while (text.size() < (1U << 20)) text += "å😀ab";
  for (std::size_t i = 0; i < (1U << 20); ++i) hex += {"0123456789abcdef"[i / 16 % 16], "0123456789abcdef"[i % 16]};
  expect_whole(Type::text, {text, std::nullopt, text + "1"});
  expect_whole(Type::bytes, {hex, std::nullopt, hex + "00"});
}

TEST_P(OdbcTypes, DatesAtTheEdges) {
  expect_whole(Type::date, {"0001-01-01", "9999-12-31", "1970-01-01", "1582-10-10", "2024-02-29", std::nullopt});
}

TEST_P(OdbcTypes, TimesWithMicroseconds) {
  expect_whole(Type::time, {"00:00:00", "23:59:59.999999", "12:34:56.000001", std::nullopt});
}

TEST_P(OdbcTypes, TimestampsWithMicroseconds) {
  expect_whole(Type::timestamp, {"0001-01-01 00:00:00.000001", "9999-12-31 23:59:59.999999",
                                 "1969-12-31 23:59:59.999999", "2026-03-31 14:00:00", std::nullopt});
}

TEST_P(OdbcTypes, InstantsWithTheirOffset) {
  // PostgreSQL keeps the instant alone; SQLite keeps what was written.
  const Texts written{"2024-05-31 12:34:56.789012+02:00", "1969-12-31 23:59:59.999999-05:00", std::nullopt};
  const Texts expected =
      sqlite() ? Texts{"2024-05-31 10:34:56.789012+00:00,7200", "1970-01-01 04:59:59.999999+00:00,-18000", std::nullopt}
               : Texts{"2024-05-31 10:34:56.789012+00:00,0", "1970-01-01 04:59:59.999999+00:00,0", std::nullopt};
  expect_whole(Type::timestamp_tz, written, expected);
}

TEST_P(OdbcTypes, Uuids) {
  expect_whole(Type::uuid, {"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000",
                            "ffffffff-ffff-ffff-ffff-ffffffffffff", std::nullopt});
}

std::int64_t whole_number(const core::Column& column, std::size_t row) {
  return column.type() == Type::int64 ? column.values<std::int64_t>()[row] : column.values<std::int32_t>()[row];
}

std::string numbers(bool sqlite, const std::string& select) {
  return sqlite
             ? "with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000) " + select + " from n"
             : select + " from generate_series(1, 10000) as n(i)";
}

TEST_P(OdbcTypes, TenThousandRowsInBlocks) {
  tried().execute("drop table if exists rows; create table rows (i integer, d " + tried().spell(Type::float64).column +
                  ");\ninsert into rows " +
                  numbers(sqlite(), "select case when i % 7 = 0 then null else i end, i / 10.0") + ";");
  const auto journey = travel("select i, d from rows order by d");
  EXPECT_EQ(journey.lost_in_parquet, 0);
  std::int64_t row = 0;
  for (const auto& batch : journey.batches) {
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      ++row;
      ASSERT_EQ(batch[0].is_null(i), row % 7 == 0) << row;
      if (row % 7 != 0) {
        ASSERT_EQ(whole_number(batch[0], i), row);
      }
      ASSERT_EQ(batch[1].values<double>()[i], static_cast<double>(row) / 10.0);
    }
  }
  EXPECT_EQ(row, 10'000);
  EXPECT_GT(journey.batches.size(), 4U);
}

TEST_P(OdbcTypes, TenThousandRowsPieceByPiece) {
  tried().execute(
      "drop table if exists rows; create table rows (i integer, t text);\ninsert into rows " +
      numbers(sqlite(), "select i, case when i % 5 = 0 then null when i % 3 = 0 then '' else 'rad ' || i end") + ";");
  const auto journey = travel("select i, t from rows order by i");
  EXPECT_EQ(journey.lost_in_parquet, 0);
  std::int64_t row = 0;
  for (const auto& batch : journey.batches) {
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      ++row;
      ASSERT_EQ(batch[1].is_null(i), row % 5 == 0) << row;
      if (row % 5 != 0) {
        ASSERT_EQ(batch[1].text(i), row % 3 == 0 ? "" : "rad " + std::to_string(row));
      }
    }
  }
  EXPECT_EQ(row, 10'000);
}

TEST_P(OdbcTypes, BlockSizesChangeNothing) {
  tried().execute("drop table if exists rows; create table rows (i integer);\ninsert into rows " +
                  numbers(sqlite(), "select i") + ";");
  for (const std::size_t rows_a_block : {1U, 3U, 2048U, 100'000U}) {
    connectors::odbc::Options options;
    options.connection = tried().connection();
    options.query = "select i from rows order by i -- a comment at its end";
    options.rows_a_block = rows_a_block;
    std::int64_t sum = 0;
    for (const auto& batch : must(read_all(options))) {
      for (std::size_t i = 0; i < batch.rows(); ++i) {
        sum += whole_number(batch[0], i);
      }
    }
    EXPECT_EQ(sum, 50'005'000) << rows_a_block;
  }
}

TEST_P(OdbcTypes, NoRowsHaveASchema) {
  fill("date", {});
  const auto journey = travel("select id, v as \"Född år\" from prov");
  EXPECT_EQ(journey.schema[1].name, "Född år");
  EXPECT_EQ(journey.schema[1].type, Type::date);
  EXPECT_EQ(journey.csv, "id,Född år\r\n");
}

INSTANTIATE_TEST_SUITE_P(Sqlite, OdbcTypes, ::testing::Values("SQLite"));
INSTANTIATE_TEST_SUITE_P(Postgres, OdbcTypes, ::testing::Values("PostgreSQL"));

}  // namespace
}  // namespace sluss::tests

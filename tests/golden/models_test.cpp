// Models as text: tests/golden/models/<case>/{input.sql,query.sql,expected.csv} on an in-memory DuckDB whose core.* and
// session.* tables come from prelude.sql. SLUSS_UPDATE_GOLDEN=1 writes expected.csv again, for a reviewed diff.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/duckdb/duckdb.h"
#include "tests/tools/golden.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/models.h"
#include "transforms/datasets/session.h"

namespace sluss::transforms::datasets {
namespace {

namespace fs = std::filesystem;
using tests::compare_golden;
using tests::read_file;

const fs::path root = SLUSS_SOURCE_DIR;
const fs::path cases = root / "tests/golden/models";

std::string csv_cell(const std::optional<std::string>& value) {
  if (!value) return "NULL";
  if (value->find_first_of(",\"\n") == std::string::npos) return *value;
  std::string quoted = "\"";
  for (const char c : *value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string run_case(const fs::path& folder) {
  auto database = core::duckdb::Database::open({});
  auto connection = database.value().connect();
  auto run = [&](const std::string& sql) {
    auto result = connection->execute(sql);
    ASSERT_TRUE(result) << core::describe(result.error());
  };
  run(read_file(cases / "prelude.sql"));
  auto models = load_models(*core::real_files(), {root / "transforms/models"});
  EXPECT_TRUE(models) << (models ? "" : core::describe(models.error()));
  for (const auto& model : *models) run("create view mart." + model.name + " as " + model.sql);
  run(read_file(folder / "input.sql"));
  const auto query = read_file(folder / "query.sql");
  auto header = connection->query(query);
  EXPECT_TRUE(header) << (header ? "" : core::describe(header.error()));
  auto rows = connection->rows(query);
  EXPECT_TRUE(rows) << (rows ? "" : core::describe(rows.error()));
  if (!header || !rows) return {};
  std::string text;
  for (std::size_t i = 0; i < header->columns(); ++i) text += (i == 0 ? "" : ",") + header->name(i);
  text += "\n";
  for (const auto& row : *rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(row[i]);
    text += "\n";
  }
  return text;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(cases))
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

class Models : public ::testing::TestWithParam<std::string> {};

TEST_P(Models, gives_the_expected_rows) {
  const auto folder = cases / GetParam();
  const auto got = run_case(folder);
  compare_golden(folder / "expected.csv", got);
}

INSTANTIATE_TEST_SUITE_P(golden, Models, ::testing::ValuesIn(case_names()),
                         [](const auto& instance) { return instance.param; });

core::Type type_of(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return core::Type::boolean;
    case DUCKDB_TYPE_INTEGER:
      return core::Type::int32;
    case DUCKDB_TYPE_BIGINT:
      return core::Type::int64;
    case DUCKDB_TYPE_DOUBLE:
      return core::Type::float64;
    case DUCKDB_TYPE_DATE:
      return core::Type::date;
    case DUCKDB_TYPE_TIMESTAMP:
      return core::Type::timestamp;
    case DUCKDB_TYPE_VARCHAR:
      return core::Type::text;
    default:
      return core::Type::bytes;  // no description allows it
  }
}

TEST(Descriptions, name_the_columns_that_their_models_give) {
  auto files = core::real_files();
  const std::vector<fs::path> folders{root / "config"};
  const auto datasets = load_descriptions(*files, folders);
  ASSERT_TRUE(datasets) << core::describe(datasets.error().front());
  auto database = core::duckdb::Database::open({});
  auto connection = database.value().connect();
  ASSERT_TRUE(connection->execute(read_file(cases / "prelude.sql")));
  const auto models = load_models(*files, {root / "transforms/models"});
  ASSERT_EQ(models->size(), datasets->size());
  for (const auto& model : *models)
    ASSERT_TRUE(connection->execute("create view mart." + model.name + " as " + model.sql));
  for (const auto& dataset : *datasets) {
    auto result = connection->query("select * from mart." + dataset.name);
    ASSERT_TRUE(result) << core::describe(result.error());
    std::vector<core::ColumnSpec> columns;
    columns.reserve(result->columns());
    for (std::size_t i = 0; i < result->columns(); ++i)
      columns.push_back({.name = result->name(i), .type = type_of(result->type(i))});
    const auto checked = check_columns(dataset, core::Schema(std::move(columns)));
    EXPECT_TRUE(checked) << core::describe(checked.error());
    EXPECT_TRUE(connection->query(dataset.select()));
  }
}

TEST(Session, fills_the_tables_that_the_models_read) {
  auto database = core::duckdb::Database::open({});
  auto connection = database.value().connect();
  ASSERT_TRUE(connection->execute(read_file(cases / "prelude.sql")));
  using Rows = std::vector<core::duckdb::TextRow>;
  const std::string words = "select kind, code, swedish from session.word order by kind, code";
  const Rows words_of_the_cases = connection->rows(words).value();
  ASSERT_TRUE(
      connection->execute("drop schema session cascade; create schema session;"
                          "create table session.moment (known_at timestamp, now timestamp, today date)"));
  ASSERT_TRUE(connection->execute(
      "insert into core.area_open values ('1981', 'municipality', 'Sala', '1981');"
      "insert into core.indicator_open values ('annan:a', 'annan', 'Annans', 'antal'), ('annan:b', 'annan', 'Annans', "
      "'antal'), ('kolada:N1', 'kolada', 'Koladas', 'antal');"
      "insert into core.area_member_open values ('kolada:G1', '0114', 2023, 'Liknande', 'Sala'),"
      "('kolada:G2', '0114', 2024, 'Liknande', 'Sala'), ('kolada:G3', '0114', 2025, 'Liknande', 'Arboga')"));
  SessionInputs inputs{.municipality = "1981",
                       .compare = {"riket", "county", "group:Liknande", "group:D'Arcs", "kolada:G9", "kolada:G10"},
                       .selected = {"kolada:N1"},
                       .indicators = {{.id = "kolada:N1",
                                       .short_name = "Åsa's",
                                       .measure = {},
                                       .decimals = 1,
                                       .polarity = Polarity::lower,
                                       .respondents = {},
                                       .response_rate = {},
                                       .period_kind = core::PeriodKind::year,
                                       .series_break = 2024,
                                       .note = {}}},
                       .sources = {{.origin = "kolada", .title = "Kolada", .attribution = "Källa: Kolada"},
                                   {.origin = "lokal", .title = "D'Arcs", .attribution = {}}},
                       .jobs = {{.job = "barn", .indicators = {"kolada:N1", "kolada:N2"}},
                                {.job = "allt", .indicators = {"kolada:N2"}, .more = true},
                                {.job = "tabell"}}};
  for (const auto& statement : session_statements(inputs)) {
    const auto done = connection->execute(statement);
    ASSERT_TRUE(done) << statement << core::describe(done.error());
  }
  EXPECT_EQ(connection->rows("select * from session.municipality").value(), (Rows{{"1981", "1981", "Sala", "19"}}));
  EXPECT_EQ(connection->rows("select * from session.compare order by position").value(),
            (Rows{{"1", "riket", "SE"},
                  {"2", "county", "19"},
                  {"3", "group", "kolada:G2"},
                  {"5", "group", "kolada:G9"},
                  {"6", "group", "kolada:G10"}}));
  EXPECT_EQ(connection->rows("select * from session.indicator").value(),
            (Rows{{"kolada:N1", "Åsa's", std::nullopt, "1", "lower", std::nullopt, std::nullopt, "year", "2024",
                   std::nullopt}}));
  EXPECT_EQ(connection->rows("select * from session.selected").value(), (Rows{{"kolada:N1"}}));
  EXPECT_EQ(connection->rows("select * from session.job_indicator order by job, indicator_id nulls last").value(),
            (Rows{{"allt", "kolada:N2"}, {"allt", std::nullopt}, {"barn", "kolada:N1"}, {"barn", "kolada:N2"}}));
  EXPECT_EQ(connection->rows("select * from session.source order by origin").value(),
            (Rows{{"annan", "annan", "Källa: annan"},
                  {"kolada", "Kolada", "Källa: Kolada"},
                  {"lokal", "D'Arcs", "Källa: lokal"}}));
  EXPECT_EQ(connection->rows(words).value(), words_of_the_cases) << "tests/golden/models/prelude.sql has other words";
  EXPECT_EQ(connection
                ->rows("select starts, ends from session.summer_time where extract(year from starts) in (2024, 2026) "
                       "order by starts")
                .value(),
            (Rows{{"2024-03-31 01:00:00", "2024-10-27 01:00:00"}, {"2026-03-29 01:00:00", "2026-10-25 01:00:00"}}));
  const auto ahead = [&](const std::string& instant) {
    return connection
        ->rows("select cast(extract(hour from ahead) as integer) from session.swedish_time where timestamp '" +
               instant + "' >= starts and timestamp '" + instant + "' < ends")
        .value();
  };
  EXPECT_EQ(ahead("1999-07-01 00:00:00"), (Rows{{"1"}})) << "before the first year that is listed";
  EXPECT_EQ(ahead("2026-03-29 00:59:59"), (Rows{{"1"}}));
  EXPECT_EQ(ahead("2026-03-29 01:00:00"), (Rows{{"2"}}));
  EXPECT_EQ(ahead("2026-10-25 00:59:59"), (Rows{{"2"}}));
  EXPECT_EQ(ahead("2026-10-25 01:00:00"), (Rows{{"1"}}));
  EXPECT_EQ(ahead("2099-07-01 00:00:00"), (Rows{{"1"}})) << "after the last";
}

TEST(Documentation, of_the_datasets_is_made_of_their_descriptions) {
  auto files = core::real_files();
  const std::vector<fs::path> folders{root / "config"};
  const auto path = root / "docs/datasets.md";
  const auto text = read_file(path);
  const std::string_view marker = "<!-- Generated from config/datasets";
  ASSERT_NE(text.find(marker), std::string::npos);
  const auto start = text.find('\n', text.find(marker)) + 1;
  const auto expected = text.substr(0, start) + "\n" + describe_in_markdown(load_descriptions(*files, folders).value());
  compare_golden(path, expected);
}

}  // namespace
}  // namespace sluss::transforms::datasets

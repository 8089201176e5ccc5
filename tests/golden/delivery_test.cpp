// The SQL of a delivery, for each dialect and mode: delivery/<dialect>_<mode>.sql.
// SLUSS_UPDATE_GOLDEN=1 writes them again, for a reviewed diff.
#include <gtest/gtest.h>

#include <filesystem>

#include "daemon/deliver/table_sql.h"
#include "tests/tools/golden.h"

namespace sluss::daemon::deliver {
namespace {

using core::Type;

core::Schema every_type() {
  return {{.name = "nyckeltal_id"},
          {.name = "period", .type = Type::date},
          {.name = "värde \"1\" `2` [3]", .type = Type::float64},
          {.name = "antal", .type = Type::int64},
          {.name = "rang", .type = Type::int32},
          {.name = "gallande", .type = Type::boolean},
          {.name = "belopp", .type = Type::decimal, .precision = 18, .scale = 2},
          {.name = "klockan", .type = Type::time},
          {.name = "hamtad", .type = Type::timestamp},
          {.name = "kand_fran", .type = Type::timestamp_tz},
          {.name = "id", .type = Type::uuid},
          {.name = "bild", .type = Type::bytes}};
}

std::string shown(const TableSql& sql) {
  std::string text;
  const auto add = [&](std::string_view title, const std::string& statement) {
    text += "-- " + std::string(title) + "\n" + statement + ";\n\n";
  };
  for (const auto& statement : sql.session) add("session", statement);
  add("is it there?", sql.exists);
  if (sql.engine) add("its engine", *sql.engine);
  add("its columns", sql.describe);
  add("create", sql.create);
  add("stage", sql.stage);
  add("fill", sql.fill);
  if (sql.missing_keys) add("rows without a whole key", *sql.missing_keys);
  if (sql.duplicate_keys) add("keys on several rows", *sql.duplicate_keys);
  for (const auto& statement : sql.apply) add("apply", statement);
  text.pop_back();
  return text;
}

void compare(const std::string& name, const std::string& got) {
  tests::compare_golden(std::filesystem::path(SLUSS_SOURCE_DIR) / "tests/golden/delivery" / (name + ".sql"), got);
}

class DeliverySql : public ::testing::TestWithParam<Dialect> {};

TEST_P(DeliverySql, Replaces) {
  compare(
      std::string(name_of(GetParam())) + "_replace",
      shown(table_sql(GetParam(), settings::parse_table_name("nyckeltal"), every_type(), TableMode::replace, {}, 60)));
}

TEST_P(DeliverySql, Merges) {
  compare(std::string(name_of(GetParam())) + "_merge",
          shown(table_sql(GetParam(), settings::parse_table_name("statistik.nyckeltal"), every_type(), TableMode::merge,
                          {"nyckeltal_id", "period"}, 60)));
}

TEST_P(DeliverySql, KeysAloneAreOnlyInserted) {
  const auto sql = table_sql(GetParam(), settings::parse_table_name("t"), {{.name = "a"}}, TableMode::merge, {"a"}, 1);
  ASSERT_EQ(sql.apply.size(), 1U);
  EXPECT_TRUE(sql.apply.front().starts_with("insert into"));
}

INSTANTIATE_TEST_SUITE_P(All, DeliverySql,
                         ::testing::Values(Dialect::postgresql, Dialect::mariadb, Dialect::sqlite,
                                           Dialect::sql_server));

}  // namespace
}  // namespace sluss::daemon::deliver

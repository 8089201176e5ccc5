// Which tables fit a dataset, and which database speaks what.
#include <gtest/gtest.h>

#include "connectors/odbc/write/table_check.h"

namespace sluss::connectors::odbc {
namespace {

using core::Type;

TEST(Dialects, AreKnownByWhatTheDriverSays) {
  EXPECT_EQ(dialect_of("PostgreSQL"), Dialect::postgresql);
  EXPECT_EQ(dialect_of("MariaDB"), Dialect::mariadb);
  EXPECT_EQ(dialect_of("MySQL"), Dialect::mariadb);
  EXPECT_EQ(dialect_of("SQLite"), Dialect::sqlite);
  EXPECT_EQ(dialect_of("Microsoft SQL Server"), Dialect::sql_server);
  EXPECT_FALSE(dialect_of("Oracle"));
}

TEST(TableDiffers, AllDifferencesAreReportedTogether) {
  const core::Schema wanted{{.name = "a", .type = Type::text},
                            {.name = "b", .type = Type::int64},
                            {.name = "c", .type = Type::float64},
                            {.name = "d", .type = Type::decimal, .precision = 10, .scale = 2}};
  const std::vector<TableColumn> table{{{.name = "extra", .type = Type::text}, "text"},
                                       {{.name = "B", .type = Type::int32}, "int4"},
                                       {{.name = "d", .type = Type::decimal, .precision = 9, .scale = 2}, "numeric"},
                                       {{.name = "a", .type = Type::text}, "varchar"}};
  EXPECT_EQ(differences(Dialect::postgresql, wanted, table),
            (std::vector<std::string>{
                "the column b is int4 and should be bigint", "the column c (double precision) is missing",
                "the column d is numeric and should be decimal(10, 2)", "the column extra is not the dataset's"}));
}

TEST(TableDiffers, WiderTypesAndAnotherOrderFit) {
  const core::Schema wanted{{.name = "a", .type = Type::boolean},
                            {.name = "b", .type = Type::int32},
                            {.name = "c", .type = Type::timestamp_tz},
                            {.name = "d", .type = Type::uuid}};
  const std::vector<TableColumn> table{{{.name = "d", .type = Type::text}, "char"},
                                       {{.name = "c", .type = Type::timestamp}, "datetime"},
                                       {{.name = "b", .type = Type::int64}, "bigint"},
                                       {{.name = "a", .type = Type::int32}, "tinyint"}};
  EXPECT_TRUE(differences(Dialect::mariadb, wanted, table).empty());
}

}  // namespace
}  // namespace sluss::connectors::odbc

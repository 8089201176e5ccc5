#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/transforms/register/load_of.h"

namespace sluss::transforms::normalise {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* bilar = R"(
[files]
names = ["bilar {year}.*"]

[[dimension]]
name = "drift"
title = "Drivmedel"

[[measure]]
name = "antal"
title = "Antal bilar"
dimensions = ["drift"]

[[table]]
name = "bilar"

[[table.column]]
name = "kommun"
heading = "Kommun"
type = "area"

[[table.column]]
name = "antal"
heading = "Antal"
type = "integer"

[[table.column]]
name = "ar"
value = "{year}"
type = "period"

[[table.column]]
name = "namn"
heading = "Namn"
required = false

[facts]
select = "select 1"
)";

const Cells rows{{"Kommun", "Antal", "Namn"}, {"Sala", "3", "x"}, {"Falun", "4", "y"}};

Loaded load_select(const std::string& select, const LoadOptions& options = {}) {
  auto mapping = mapping_of(bilar);
  mapping.select = select;
  return load_of(mapping, rows, options);
}

std::string figures_of(const std::string& more) {
  return "select 'antal' as measure, kommun as area, ar as period, antal as value from bilar" + more;
}

TEST(RegisterSelect, OneSelectIsLetThrough) {
  const Lines both{"bilar.antal 1981 2025 T 3 final", "bilar.antal 2080 2025 T 4 final"};
  for (const auto& select :
       {figures_of(""), figures_of(" -- a comment"), figures_of(";\n-- and one behind it\n"),
        figures_of(" where true union all " + figures_of(" where false")),
        "with b as (" + figures_of("") + ") select * from b", "from (" + figures_of("") + ")",
        std::string(
            "select 'antal' as MEASURE, k.kommun AREA, ar as Period, sum(antal) as \"Value\" from BILAR k group "
            "by all")}) {
    const auto loaded = load_select(select);
    EXPECT_EQ(loaded.error, "none") << select;
    EXPECT_EQ(loaded.facts, both) << select;
  }
}

TEST(RegisterSelect, WhatIsNoSelectIsRefused) {
  for (const auto* select : {"insert into bilar values (1)",
                             "update bilar set antal = 1",
                             "delete from bilar",
                             "drop table bilar",
                             "create table x (a int)",
                             "copy bilar to '/tmp/x.csv'",
                             "copy bilar from '/tmp/x.csv'",
                             "attach '/tmp/x.db'",
                             "set memory_limit = '8GB'",
                             "pragma database_list",
                             "install httpfs",
                             "load httpfs",
                             "call pragma_version()",
                             "explain select 1",
                             "export database '/tmp/x'",
                             "begin",
                             "vacuum",
                             "prepare x as select 1",
                             "pivot bilar on kommun using sum(antal)",
                             "  -- nothing",
                             "selectt 1",
                             "select (",
                             "select 1; select 2",
                             "select 1; drop table bilar",
                             "insert into bilar (select * from bilar) returning kommun"}) {
    const auto loaded = load_select(select);
    EXPECT_THAT(loaded.error, StartsWith("register.select: ")) << select;
    EXPECT_THAT(loaded.facts, IsEmpty()) << select;
  }
}

TEST(RegisterSelect, ReachesNothingButTheMappingsTables) {
  for (const auto* from : {"read_csv('/etc/passwd')",
                           "'/etc/passwd'",
                           "read_text('/etc/passwd')",
                           "read_blob('/etc/passwd')",
                           "glob('/etc/*')",
                           "duckdb_settings()",
                           "duckdb_secrets()",
                           "duckdb_tables",
                           "duckdb_tables()",
                           "information_schema.tables",
                           "pg_class",
                           "main.bilar",
                           "memory.bilar",
                           "query('select 1')",
                           "query_table('bilar')",
                           "(describe bilar)",
                           "(show tables)",
                           "(summarize bilar)",
                           "pragma_table_info('bilar')",
                           "bilar using sample 1",
                           "bilar tablesample 50%",
                           "test_all_types()",
                           "sqlite_master"}) {
    const auto loaded = load_select(
        std::string("select 'antal' as measure, '1981' as area, '2025' as period, 1 as value from ") + from);
    EXPECT_THAT(loaded.error, StartsWith("register.select: ")) << from;
  }
  const auto loaded = load_select("select * from bilarr");
  EXPECT_EQ(loaded.error, "register.select: the SELECT reads bilarr, which is no table of the mapping");
  EXPECT_EQ(loaded.remedy, "Did you mean bilar?");
}

/// Where the name that WITH gave is out of scope, the engine takes it for its own.
TEST(RegisterSelect, ANameOfWithOpensNothingElsewhere) {
  for (const std::string name : {"sqlite_master", "duckdb_tables", "\"bilar as stored\"", "pg_class"}) {
    auto sql = "select measure, area, period, value + (select count(*) from " + name + ") as value from (with " + name +
               " as (select 'antal' as measure, '1981' as area, '2025' as period, 1 as value) select * from " + name +
               ")";
    EXPECT_THAT(load_select(sql).error, StartsWith("register.select: the SELECT reads ")) << name;
  }
}

TEST(RegisterSelect, RefusesWhatDiffersFromTimeToTimeOrMachineToMachine) {
  for (const auto* value : {"random()", "extract(year from now())", "year(current_date)", "year(today())",
                            "year(get_current_timestamp())", "hash(uuid())", "year(current_timestamp)",
                            "year(localtimestamp)", "reservoir_quantile(antal, 0.5)", "year(age(date '2000-01-01'))"}) {
    const auto loaded = load_select(std::string("select 'antal' as measure, '1981' as area, '2025' as period, ") +
                                    value + " as value from bilar");
    EXPECT_THAT(loaded.error, StartsWith("register.select: the SELECT uses ")) << value;
  }
  for (const auto* value :
       {"getenv('HOME')", "current_setting('memory_limit')", "write_log('x')", "sleep_ms(10)", "nextval('x')"}) {
    const auto loaded = load_select(std::string("select ") + value);
    EXPECT_THAT(loaded.error, StartsWith("register.select: the SELECT calls the function ")) << value;
  }
}

TEST(RegisterSelect, AnEndlessOneIsInterrupted) {
  const LoadOptions hasty{.limits = {.select_most = std::chrono::milliseconds(50)}};
  for (const auto* select :
       {"with recursive t(n) as (select 1 union all select n + 1 from t) select 'antal' as measure, '1981' as area, "
        "'2025' as period, n as value from t where n < 0",
        "with recursive t(n) as (select 1 union all select (n + 1) % 1000 from t) select 'antal' as measure, '1981' as "
        "area, '2025' as period, count(*) as value from t"}) {
    const auto loaded = load_select(select, hasty);
    EXPECT_THAT(loaded.error, HasSubstr("register.select_time: ")) << select;
    EXPECT_THAT(loaded.facts, IsEmpty());
  }
}

TEST(RegisterSelect, TakesNoMoreMemoryThanItMay) {
  const auto loaded = load_select(
      "select 'antal' as measure, '1981' as area, '2025' as period, count(distinct a.range * 20 + b.range) "
      "as value from range(10000000) a, range(20) b",
      {.memory_limit = "64MB"});
  EXPECT_THAT(loaded.error, HasSubstr("register.select_failed: the SELECT cannot be computed: Out of Memory Error"));
}

TEST(RegisterSelect, MakesNoTextOrListBeyondMemory) {
  const auto with = [](const std::string& function) {
    return load_select(figures_of(" where length(" + function + ") > 0")).error;
  };
  for (const auto* function :
       {"repeat('x', 4000000000)", "repeat('x', antal)", "lpad('x', 100001, '0')", "rpad('x', 4000000000, '0')",
        "list_resize([1], 4000000000)", "array_resize([1], 4000000000)", "bar(1, 0, 1, 4000000000)",
        "range(4000000000)", "generate_series(0, 4000000000)", "format('{:>4000000000}', 1)",
        "format('{:>{}}', 'x', antal)", "printf('%*d', antal, 1)", "format(kommun, 1)", "('x').repeat(4000000000)",
        "main.repeat('x', 4000000000)", "repeat('x', 1000 * 4000000)", "repeat('x', '4000000000'::int)"}) {
    EXPECT_THAT(with(function), StartsWith("register.select")) << function;
    EXPECT_THAT(with(function), AnyOf(HasSubstr("repeat"), HasSubstr("pad"), HasSubstr("resize"), HasSubstr("bar"),
                                      HasSubstr("range"), HasSubstr("series"), HasSubstr("form"), HasSubstr("printf")))
        << function;
  }
  for (const auto* function : {"lpad(kommun, 6, '0')", "repeat('x', 3)", "format('{:04d} {:.2f}', antal::int, 1.5)",
                               "range(2020, 2026)", "range(antal::int)", "printf('%04d', antal::int)"})
    EXPECT_EQ(with(function), "none") << function;
}

TEST(RegisterSelect, ItsColumnsAreChecked) {
  const std::string four = "select 'antal' as measure, kommun as area, ar as period, antal as value";
  const auto error = [&](const std::string& columns) {
    const auto loaded = load_select(columns + " from bilar");
    return loaded.error + ". " + loaded.remedy;
  };
  EXPECT_THAT(error(four + ", antal_status as stauts"),
              StartsWith("register.select_columns: the SELECT gives a column stauts, which means nothing. Did you mean "
                         "status? It may give measure, area, period, value, status, least, most, unit, drift;"));
  EXPECT_THAT(error("select 'antal' as measure, kommun as area, antal as value"),
              StartsWith("register.select_columns: the SELECT gives no column period. Name it"));
  EXPECT_THAT(error("select 'antal' as measure, kommun as area, ar as period, namn as value"),
              StartsWith("register.select_columns: the column value of the SELECT is not a number. Give a number, or "
                         "convert it with cast(value as …)"));
  EXPECT_THAT(error("select 'antal' as measure, antal as area, ar as period, antal as value"),
              HasSubstr("the column area of the SELECT is not a text"));
  EXPECT_THAT(error("select 'antal' as measure, kommun as area, 2025.5 as period, antal as value"),
              HasSubstr("the column period of the SELECT is not a text such as 2025"));
  EXPECT_THAT(error(four + ", antal as value"), HasSubstr("register.select_columns: the SELECT gives a column value"));
  EXPECT_THAT(error(four + ", [1] as drift"), HasSubstr("the column drift of the SELECT is not a text or a whole"));
  EXPECT_THAT(error(four + ", kommunn as drift"),
              HasSubstr("register.select: the SELECT cannot be computed: Binder Error"));
  const auto nulls =
      load_select(four + ", null as status, null as least, null as most, null as unit, null as drift from bilar");
  EXPECT_EQ(nulls.error, "none");
  EXPECT_THAT(nulls.facts, ElementsAre("bilar.antal 1981 2025 T 3 final", "bilar.antal 2080 2025 T 4 final"));
}

TEST(RegisterSelect, AnErrorOfItsRowsHasNoLongCells) {
  auto mapping = mapping_of(bilar);
  mapping.select = figures_of("") + " where cast(namn as integer) > 0";
  const auto loaded = load_of(mapping, {{"Kommun", "Antal", "Namn"}, {"Sala", "3", "19640823-3234"}});
  EXPECT_THAT(loaded.error, StartsWith("register.select_failed: the SELECT cannot be computed: Conversion Error"));
  EXPECT_THAT(loaded.error, HasSubstr("'***'"));
}

TEST(RegisterSelect, APathIsNotATableEvenWhenItIsNamedInAConstant) {
  const auto loaded = load_select(
      "select 'antal' as measure, kommun as area, ar as period, antal as value, "
      "'read_csv(''/etc/passwd'')' as drift from bilar where kommun = '1981'");
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(loaded.facts, ElementsAre("bilar.antal[drift=read_csv-etc-passwd] 1981 2025 T 3 final"));
}

}  // namespace
}  // namespace sluss::transforms::normalise

// Reading sessions, models and the locked query.

#include "core/decimal.h"
#include "tests/integration/warehouse_contract.h"

namespace sluss::tests {

namespace {

using ::testing::ElementsAre;

TEST_P(WarehouseContract, AReaderKeepsItsStateWhileAWriterGoesOn) {
  load({{.value = 1}});
  auto reader = must(warehouse_->reader({.as_of = {}, .now = now_, .session = {}}));
  auto writer = this->writer();  // a reader opens while a writer works, too
  EXPECT_EQ(one("select value from core.observation_open"), "1.0");
  writer.reset();
  for (int i = 2; i < 6; ++i) load({{.value = static_cast<double>(i)}});
  EXPECT_EQ(must(reader->rows("select value from core.observation_open"))[0][0], "1.0");
  EXPECT_EQ(one("select value from core.observation_open"), "5.0");
}

warehouse::Session session_of(const std::string& sql) {
  return {.statements = {"create table session.compare (position integer, value text)",
                         "insert into session.compare values (1, 'riket')"},
          .models = {{.name = "base", .sql = sql, .depends_on = {}, .version = "1"},
                     {.name = "top",
                      .sql = "select count(*) as n from mart.base, session.compare",
                      .depends_on = {"base"},
                      .version = "1"}}};
}

TEST_P(WarehouseContract, ModelsAreStoredAndRefreshedWhenDirty) {
  load({{.value = 1}});
  const auto refresh = [&](const warehouse::Session& session, bool dirty) {
    auto writer = this->writer();
    if (dirty) must(writer->mark_models_dirty(RunId{1}));
    auto refreshed = must(writer->refresh_models(session, RunId{1}, now_));
    must(writer->commit());
    std::string summary;
    for (const auto& model : refreshed)
      summary += model.name + (model.changed ? "+" : "=") + std::to_string(model.rows) + " ";
    return summary;
  };
  const auto session = session_of("select value from core.observation_open");
  EXPECT_EQ(refresh(session, false), "base+1 top+1 ");
  EXPECT_EQ(refresh(session, false), "");
  EXPECT_EQ(refresh(session, true), "base=1 top=1 ");
  load({{.area = "SE", .value = 2}});
  EXPECT_EQ(refresh(session, true), "base+2 top+1 ");
  EXPECT_EQ(refresh(session_of("select value * 1 as value from core.observation_open"), false), "base=2 ");
  EXPECT_EQ(one("select dirty_since_run from meta.model where name = 'base'"), "NULL");
  // In a session the same models are views of what was known.
  auto options = as_of("run:1");
  options.session = session;
  EXPECT_EQ(one("select n from mart.top", options), "1");
  EXPECT_EQ(one("select today from session.moment"), "2026-03-31");
}

TEST_P(WarehouseContract, EveryTypeComesOutOfAReader) {
  auto reader = must(warehouse_->reader({.as_of = {}, .now = now_, .session = {}}));
  std::vector<std::string> types;
  std::vector<std::string> texts;
  must(reader->select(
      "select true, 1::tinyint, 2::bigint, 3.5, 1e300, 'åäö', '\\xFF'::blob, "
      "'12345678-9abc-def0-0123-456789abcdef'::uuid, date '0001-01-01', time '23:59:59.999999', timestamp "
      "'9999-12-31 23:59:59', null, [1, 2] as list, 340282366920938463463374607431768211::hugeint -- end",
      [&](const core::Schema& schema) -> core::Result<> {
        for (const auto& column : schema) types.emplace_back(core::name_of(column.type));
        return {};
      },
      [&](const core::Batch& batch) -> core::Result<> {
        texts.emplace_back(batch[12].text(0));
        texts.push_back(core::decimal_text(batch[13].values<core::Int128>()[0], 0));
        EXPECT_EQ(batch[7].values<core::Uuid>()[0][0], 0x12);
        EXPECT_EQ(batch[7].values<core::Uuid>()[0][15], 0xef);
        EXPECT_TRUE(batch[11].is_null(0));
        EXPECT_EQ(batch[8].values<std::int32_t>()[0], -719162);
        return {};
      }));
  EXPECT_THAT(types, ElementsAre("boolean", "int32", "int64", "decimal", "float64", "text", "bytes", "uuid", "date",
                                 "time", "timestamp", "int32", "text", "decimal"));
  EXPECT_THAT(texts, ElementsAre("[1, 2]", "340282366920938463463374607431768211"));
}

TEST_P(WarehouseContract, TypesThatABatchHasNotComeAsText) {
  auto reader = must(warehouse_->reader({.as_of = {}, .now = now_, .session = {}}));
  std::vector<std::string> texts;
  must(reader->select(
      "select interval 1 day, 7::uhugeint, '23:59:59.123456789'::time_ns, 12345678901234567890123::bignum, "
      "{'a': 1}::variant, 'POINT(1 2)'::geometry, {'a': 1}, map {'a': 1}, '101'::bit, get_type(1), 'a'::enum('a', "
      "'b')",
      [&](const core::Schema& schema) -> core::Result<> {
        for (const auto& column : schema) EXPECT_EQ(column.type, core::Type::text) << column.name;
        return {};
      },
      [&](const core::Batch& batch) -> core::Result<> {
        for (std::size_t i = 0; i < batch.columns(); ++i) texts.emplace_back(batch[i].text(0));
        return {};
      }));
  EXPECT_THAT(texts, ElementsAre("1 day", "7", "23:59:59.123456789", "12345678901234567890123", "{'a': 1}",
                                 "POINT (1 2)", "{'a': 1}", "{a=1}", "101", "INTEGER", "a"));
}

TEST_P(WarehouseContract, ALockedReaderAnswersWhatItShould) {
  load({{.value = 1}});
  warehouse::ReadOptions options{
      .as_of = {}, .now = now_, .session = session_of("select value from core.observation_open"), .locked = true};
  auto reader = must(warehouse_->reader(options));
  for (const std::string sql :
       {"select count(*) from core.observation", "with x as (select * from mart.base) select count(*) from x",
        "from core.area_open select count(*)", "select n from mart.top", "select count(*) from range(1);",
        "select count(*) from (values (1)) v where exists (select 1 from core.indicator)",
        "select 'duckdb_settings()' as text", "select count(*) from core.area a join core.area b using (area_id)"}) {
    EXPECT_TRUE(reader->rows(sql)) << sql;
  }
}

TEST_P(WarehouseContract, ALockedReaderTakesWhatTheParserMakesFunctionsOf) {
  auto reader = must(warehouse_->reader({.as_of = {}, .now = now_, .session = {}, .locked = true}));
  const std::string from = " from (values (1, 'a', date '2026-03-31', [1, 2], {'x': 1})) t(a, s, d, l, st)";
  for (const std::string expression :
       {"a + 1 - 2 * 3 / 4 % 5 // 2, -a, a ** 2, a ^ 2, a & 1 | 2 << 1 >> 1, ~a, xor(a, 1), @a",
        "s like 'x%', s not like 'x', s ilike 'x', s not ilike 'x', s like 'a' escape 'b', s glob 'a', s similar to "
        "'x'",
        "s || 'x', a between 1 and 2, a in (1, 2), a in (select 1), a is distinct from 1, exists (select 1)",
        "[1, 2][1], [1, 2][1:2], {'a': 1}.a, map {'a': 1}, (1, 2), row(1, 2), array[1, 2], st.x, [x + 1 for x in l if "
        "x > 1]",
        "extract(year from d), d + interval 1 day, d - interval (a) year, date '2020-01-01', a::text, try_cast(s as "
        "int)",
        "d::timestamp at time zone 'UTC', current_date, current_timestamp, now(), date_trunc('month', d), year(d)",
        "position('a' in s), substring(s from 1 for 2), trim(both 'x' from s), coalesce(a, 1), nullif(a, 1), ifnull(a, "
        "1)",
        "list_transform(l, lambda x: x + 1), l.len(), s.upper().lower(), regexp_replace(s, 'a', 'b'), case when a = 1 "
        "then 1 end",
        "row_number() over (), rank() over (order by a), lag(a) over (), first_value(a) over (), sum(a) over "
        "(partition by s)",
        "count(*) over (), dense_rank() over w, ntile(3) over w, nth_value(a, 2) over w",
        "'{\"a\": 1}'::json -> '$.a', '{}'::json ->> '$.a', unnest(l), struct_extract(st, 'x'), formatReadableSize(1)",
        "s collate sv, typeof(a), greatest(a, 2), round(a, 2), strftime(d, '%Y'), datediff('day', d, d)"}) {
    const bool window = expression.contains("over w");
    const auto answer = reader->rows("select " + expression + from + (window ? " window w as (order by a)" : ""));
    EXPECT_TRUE(answer) << expression << ": " << answer.error().what;
  }
  for (const std::string& query :
       {"select count(*), count(distinct a), sum(a) filter (where a > 1), string_agg(s, ',' order by s), median(a), "
        "percentile_cont(0.5) within group (order by a), histogram(a), grouping(a)" +
            from + " group by rollup (a)",
        "select * from (pivot (select a, s" + from + ") on a in (1, 2) using count(*))",
        "select * from (unpivot (select a" + from + ") on a into name n value v)",
        "with recursive f(n) as (select 1 union all select n + 1 from f where n < 3) select * from f" +
            std::string()}) {
    const auto answer = reader->rows(query);
    EXPECT_TRUE(answer) << query << ": " << answer.error().what;
  }
}

TEST_P(WarehouseContract, ALockedReaderTellsTheColumnsOfWhatMayBeSeen) {
  load({{.value = 1}});
  auto reader = must(warehouse_->reader(
      {.as_of = {}, .now = now_, .session = session_of("select value from core.observation_open"), .locked = true}));
  EXPECT_THAT(must(reader->rows("describe mart.base"))[0],
              ElementsAre("value", "DOUBLE", "YES", std::nullopt, std::nullopt, std::nullopt));
  EXPECT_EQ(must(reader->rows("select column_type from (describe select 1 as a from core.area)"))[0][0], "INTEGER");
  const auto shown = must(reader->rows("show tables"));
  EXPECT_THAT(shown, ::testing::Contains(ElementsAre("mart", "base")));
  EXPECT_EQ(must(reader->rows("show all tables")), shown);
  for (const auto& row : shown) EXPECT_TRUE(row[0] == "core" || row[0] == "mart" || row[0] == "extract") << *row[0];
  EXPECT_EQ(must(reader->rows("select count(*) from information_schema.tables"))[0][0], std::to_string(shown.size()));
  EXPECT_THAT(must(reader->rows("select distinct t.table_schema from Information_Schema.\"columns\" t order by 1")),
              ElementsAre(ElementsAre("core"), ElementsAre("mart")));
  EXPECT_EQ(must(reader->rows("with c as (select columns.data_type as kind from information_schema.columns where "
                              "table_name = 'base' and column_name like 'v_lue') select kind from c"))[0][0],
            "DOUBLE");
  std::vector<std::string> columns;
  must(reader->select(
      "describe core.area",
      [&](const core::Schema& schema) -> core::Result<> {
        for (const auto& column : schema) columns.push_back(column.name);
        return {};
      },
      [](const auto&) { return core::Result<>(); }));
  EXPECT_THAT(columns, ElementsAre("column_name", "column_type", "null", "key", "default", "extra"));
}

TEST_P(WarehouseContract, ARefusedFunctionIsNamed) {
  auto reader = must(warehouse_->reader({.as_of = {}, .now = now_, .session = {}, .locked = true}));
  const auto refused = reader->rows("select JSON_Serialize_Plan('select 1')");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "query.function");
  EXPECT_THAT(refused.error().what, ::testing::HasSubstr("json_serialize_plan"));
  EXPECT_THAT(refused.error().remedy, ::testing::HasSubstr("json_serialize_plan"));
}

TEST_P(WarehouseContract, TheTimeOfAQueryCoversItsParsing) {
  auto reader = must(warehouse_->reader(
      {.as_of = {}, .now = now_, .session = {}, .locked = true, .timeout = std::chrono::milliseconds(1)}));
  std::string sql = "select 1";
  for (int i = 0; i < 100'000; ++i) sql += ",1";
  const auto late = reader->rows(sql);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "query.timeout");
  const auto refused = reader->rows(sql + ",getenv('HOME')");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "query.timeout") << "also when the guard has something to say";
}

TEST_P(WarehouseContract, ALockedReaderCannotBeEscaped) {
  load({{.value = 1}});
  auto reader = must(warehouse_->reader({.as_of = {}, .now = now_, .session = {}, .locked = true}));
  for (const std::string sql : {"select * from read_csv('/etc/passwd')",
                                "select * from read_text('/etc/passwd')",
                                "from '/etc/passwd'",
                                "select * from glob('/*')",
                                "select * from read_parquet('x')",
                                "copy (select 1) to '/tmp/sluss_escape'",
                                "attach '/tmp/x.db'",
                                "set enable_external_access = true",
                                "pragma database_list",
                                "insert into core.area select 1",
                                "create table x (a int)",
                                "install httpfs",
                                "load httpfs",
                                "select 1; select 2",
                                "select * from meta.held",
                                "select * from stored.meta.run",
                                "select * from stored.core.fact",
                                "select * from memory.meta.run",
                                "select * from session.moment",
                                "select * from duckdb_settings()",
                                "select * from duckdb_secrets()",
                                "select * from duckdb_databases",
                                "select current_setting('memory_limit')",
                                "select getenv('HOME')",
                                "select json_serialize_plan('select * from meta.run')",
                                "select json_serialize_sql('select 1')",
                                "select json_deserialize_sql('{}')",
                                "select stats(value) from core.observation",
                                "select version()",
                                "select core.lower('x')",
                                "select nextval('x')",
                                "select sum(a) over w from (select current_schema() as a) window w as ()",
                                "select list_transform([1], x -> current_setting('threads'))",
                                "from histogram('meta.run', run_id)",
                                "describe meta.run",
                                "describe stored.meta.run",
                                "describe session.moment",
                                "describe select * from meta.run",
                                "select * from (describe meta.held)",
                                "show databases",
                                "show tables from meta",
                                "select * from information_schema.schemata",
                                "select * from stored.information_schema.tables",
                                "select * from system.information_schema.columns",
                                "select * from session.query_tables",
                                "select * from query('select 1')",
                                "select * from query_table('meta.run')",
                                "with duckdb_databases as (select 1) select * from duckdb_databases",
                                "select * from pg_catalog.pg_class",
                                "summarize core.area",
                                "explain select 1",
                                "export database '/tmp/x'",
                                "call pragma_version()",
                                "use stored",
                                "select (select count(*) from meta.run)",
                                "select * from core.area where exists (from stored.meta.run)",
                                "select * from sniff_csv('/etc/passwd')",
                                "select * from json_execute_serialized_sql('{}')",
                                "select * from pragma_table_info('x')",
                                "select * from sqlite_master",
                                "begin",
                                "checkpoint",
                                "vacuum",
                                "show schemas",
                                "describe databases",
                                "describe schemas",
                                "select exists(show schemas)",
                                "select * from (show variables)",
                                "from (summarize core.area)",
                                "from read_duckdb('/tmp/x.duckdb')",
                                "from '/tmp/x.duckdb'",
                                "from parquet_full_metadata('/tmp/x.parquet')",
                                "select sleep_ms(1)",
                                "select pg_sleep(1)",
                                "select (1).pg_sleep()",
                                "select try(pg_sleep(1))",
                                "select switch(1, map {1: current_setting('threads')})",
                                "select list_transform([1], lambda x: pg_sleep(x))",
                                "select columns(x -> getenv('HOME') = x) from core.area",
                                "select first_value(a order by pg_sleep(1)) over () from (select 1 as a)",
                                "select get_type(1)",
                                "select make_type('varchar')",
                                "select 1::decimal(getvariable('x'), 2)",
                                "select st_crs('POINT(1 1)'::geometry)",
                                "select variant_bytes_to_variant('x'::blob)",
                                "from duckdb_coordinate_systems()",
                                "from duckdb_profiling_settings()",
                                "from enable_profiling()",
                                "call enable_peg_parser()",
                                "call enable_logging('http')",
                                "from enable_peg_parser()",
                                "set allow_parser_override_extension = 'strict'",
                                "set http_proxy = 'localhost:1'",
                                "reset lock_configuration",
                                "set variable x = 1",
                                "alter database stored set alias to core",
                                "copy from database stored to memory",
                                "with gone as (delete from core.area returning *) select * from gone",
                                "merge into core.area using core.area a on true when matched then delete",
                                "from core.area |> select area_id",
                                "from core.area a, meta.run",
                                "from core.area a semi join stored.meta.run r on true",
                                "select 1 as x union by name (from meta.run)",
                                "select area_id from core.area limit (select count(*) from meta.run)",
                                "from core.area at (version => (select count(*) from meta.run))",
                                "from (from core.area) pivot (count(*) for area_id in (from meta.run))",
                                "pivot meta.run on job using count(*)",
                                "prepare p as select 1",
                                "execute p",
                                ""}) {
    EXPECT_FALSE(reader->rows(sql)) << sql;
    EXPECT_FALSE(reader->select(
        sql, [](const auto&) { return core::Result<>(); }, [](const auto&) { return core::Result<>(); }))
        << sql;
  }
  EXPECT_FALSE(std::filesystem::exists("/tmp/sluss_escape"));
}

TEST_P(WarehouseContract, AQueryEndsWhenItsTimeIsOutOrItsCallerAsks) {
  auto reader = must(warehouse_->reader(
      {.as_of = {}, .now = now_, .session = {}, .locked = true, .timeout = std::chrono::milliseconds(200)}));
  const std::string endless = "select count(*) from range(1000000000000) a where a.range % 7 = 3";
  const auto late = reader->rows(endless);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "query.timeout");
  EXPECT_TRUE(reader->rows("select 1")) << "usable afterwards";
  auto patient = must(warehouse_->reader({.as_of = {}, .now = now_, .session = {}}));
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = patient->select(
      endless, [](const auto&) { return core::Result<>(); }, [](const auto&) { return core::Result<>(); },
      stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().error_class, core::ErrorClass::cancelled);
}

}  // namespace

}  // namespace sluss::tests

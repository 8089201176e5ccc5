// Reading sessions, models and the locked query.

#include "tests/integration/warehouse_contract.h"

namespace sluss::testing {

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
    must(writer->publish());
    std::string told;
    for (const auto& model : refreshed)
      told += model.name + (model.changed ? "+" : "=") + std::to_string(model.rows) + " ";
    return told;
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
                                "select * from information_schema.tables",
                                "select current_setting('memory_limit')",
                                "select getenv('HOME')",
                                "select * from query('select 1')",
                                "select * from query_table('meta.run')",
                                "with duckdb_databases as (select 1) select * from duckdb_databases",
                                "select * from pg_catalog.pg_class",
                                "describe core.area",
                                "show tables",
                                "summarize core.area",
                                "explain select 1",
                                "export database '/tmp/x'",
                                "call pragma_version()",
                                "use stored",
                                "select * from (describe core.area)",
                                "select (select count(*) from meta.run)",
                                "select * from core.area where exists (from stored.meta.run)",
                                "select * from sniff_csv('/etc/passwd')",
                                "select * from json_execute_serialized_sql('{}')",
                                "select * from pragma_table_info('x')",
                                "select * from sqlite_master",
                                "begin",
                                "checkpoint",
                                "vacuum",
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

}  // namespace sluss::testing

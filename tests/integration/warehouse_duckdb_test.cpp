#include <array>
#include <chrono>
#include <fstream>
#include <set>
#include <span>
#include <string_view>
#include <thread>

#include "core/duckdb/duckdb.h"
#include "core/duckdb/query_functions.h"
#include "tests/integration/warehouse_contract.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::tests {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace {

std::unique_ptr<warehouse::Warehouse> make_duckdb(core::Files& files, const fs::path& folder) {
  return warehouse::duckdb::open_duckdb_warehouse(files, {.folder = folder, .memory_limit = "256MB"});
}

}  // namespace

SLUSS_WAREHOUSE_CONTRACT(DuckDb, make_duckdb);

namespace {

// Looked at, and left out of what a query may call. Beside these: icu_collate_*, which COLLATE calls, and __internal_*.
// clang-format off
constexpr auto refused_functions = std::to_array<std::string_view>({
    "can_cast_implicitly", "cast_to_type", "col_description", "combine", "constant_or_null", "create_sort_key",
    "current_catalog", "current_connection_id", "current_database", "current_query", "current_query_id", "current_role",
    "current_schema", "current_schemas", "current_setting", "current_transaction_id", "current_user", "currval",
    "finalize", "format_pg_type", "format_type", "get_block_size", "get_type", "getvariable",
    "has_any_column_privilege", "has_column_privilege", "has_database_privilege", "has_foreign_data_wrapper_privilege",
    "has_function_privilege", "has_language_privilege", "has_schema_privilege", "has_sequence_privilege",
    "has_server_privilege", "has_table_privilege", "has_tablespace_privilege", "in_search_path", "inet_client_addr",
    "inet_client_port", "inet_server_addr", "inet_server_port", "is_histogram_other_bin", "json_deserialize_sql",
    "json_serialize_plan", "json_serialize_sql", "make_type", "map_to_pg_oid", "nextval", "normalized_interval",
    "obj_description", "parse_duckdb_log_message", "pg_collation_is_visible", "pg_conf_load_time",
    "pg_conversion_is_visible", "pg_function_is_visible", "pg_get_constraintdef", "pg_get_expr", "pg_get_viewdef",
    "pg_has_role", "pg_is_other_temp_schema", "pg_my_temp_schema", "pg_opclass_is_visible", "pg_operator_is_visible",
    "pg_opfamily_is_visible", "pg_postmaster_start_time", "pg_size_pretty", "pg_sleep", "pg_table_is_visible",
    "pg_ts_config_is_visible", "pg_ts_dict_is_visible", "pg_ts_parser_is_visible", "pg_ts_template_is_visible",
    "pg_type_is_visible", "pg_typeof", "remap_struct", "replace_type", "session_user", "setseed", "shobj_description",
    "sleep_ms", "stats", "st_asbinary", "st_astext", "st_aswkb", "st_aswkt", "st_crs", "st_geomfromwkb",
    "st_intersects_extent", "st_setcrs", "timetz_byte_comparable", "txid_current", "user", "variant_bytes_to_variant",
    "variant_normalize", "variant_to_parquet_variant", "vector_type", "version", "write_log",
});
constexpr auto refused_table_functions = std::to_array<std::string_view>({
    "arrow_scan", "arrow_scan_dumb", "check_peg_parser", "checkpoint", "disable_logging", "disable_peg_parser",
    "disable_profiling", "duckdb_approx_database_count", "duckdb_columns", "duckdb_connection_count",
    "duckdb_constraints", "duckdb_coordinate_systems", "duckdb_databases", "duckdb_dependencies", "duckdb_extensions",
    "duckdb_external_file_cache", "duckdb_functions", "duckdb_indexes", "duckdb_keywords", "duckdb_log_contexts",
    "duckdb_logs", "duckdb_logs_parsed", "duckdb_memory", "duckdb_optimizers", "duckdb_prepared_statements",
    "duckdb_profiling_settings", "duckdb_schemas", "duckdb_secret_types", "duckdb_secrets", "duckdb_sequences",
    "duckdb_settings", "duckdb_table_sample", "duckdb_tables", "duckdb_temporary_files", "duckdb_types",
    "duckdb_variables", "duckdb_views", "enable_logging", "enable_peg_parser", "enable_profiling", "force_checkpoint",
    "glob", "histogram", "histogram_values", "icu_calendar_names", "json_execute_serialized_sql", "parquet_bloom_probe",
    "parquet_file_metadata", "parquet_full_metadata", "parquet_kv_metadata", "parquet_metadata", "parquet_scan",
    "parquet_schema", "pg_timezone_names", "pragma_collations", "pragma_database_size", "pragma_metadata_info",
    "pragma_platform", "pragma_show", "pragma_storage_info", "pragma_table_info", "pragma_user_agent", "pragma_version",
    "query", "query_table", "read_blob", "read_csv", "read_csv_auto", "read_duckdb", "read_json", "read_json_auto",
    "read_json_objects", "read_json_objects_auto", "read_ndjson", "read_ndjson_auto", "read_ndjson_objects",
    "read_parquet", "read_text", "repeat", "repeat_row", "seq_scan", "sniff_csv", "sql_auto_complete", "summary",
    "test_all_types", "test_vector_types", "truncate_duckdb_logs", "which_secret",
});
// The parser's: the engine's list does not have it.
constexpr auto of_the_parser = std::to_array<std::string_view>({"unnest"});
// clang-format on

std::set<std::string> functions_of_the_engine(const std::string& types) {
  const auto database = must(core::duckdb::Database::open({}));
  auto connection = must(database.connect());
  std::set<std::string> names;
  for (const auto& row : must(connection.rows("select distinct lower(function_name) from duckdb_functions() where "
                                              "function_type in (" +
                                              types + ")")))
    names.insert(row[0].value_or(""));
  return names;
}

/// Neither allowed nor refused, or both, or of no function that there is.
std::vector<std::string> unreviewed(std::set<std::string> engine, std::span<const std::string_view> allowed,
                                    std::span<const std::string_view> refused) {
  std::vector<std::string> wrong;
  for (const auto names : {allowed, refused}) {
    for (const auto name : names)
      if (engine.erase(std::string(name)) == 0) wrong.emplace_back(name);
  }
  wrong.insert(wrong.end(), engine.begin(), engine.end());
  return wrong;
}

TEST(QueryFunctions, EachOfTheLinkedEngineWasLookedAt) {
  auto values = functions_of_the_engine("'scalar', 'aggregate', 'macro'");
  std::erase_if(values, [](const std::string& name) {
    return name.starts_with("icu_collate_") || name.starts_with("__internal_");
  });
  for (const auto name : of_the_parser) EXPECT_TRUE(values.insert(std::string(name)).second) << name;
  EXPECT_THAT(unreviewed(values, core::duckdb::allowed_functions(), refused_functions), IsEmpty());
  EXPECT_THAT(unreviewed(functions_of_the_engine("'table', 'table_macro'"), core::duckdb::allowed_table_functions(),
                         refused_table_functions),
              IsEmpty());
}

class Generations : public WarehouseContract {
 protected:
  fs::path folder() const { return folder_.path() / "warehouse"; }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
      const auto name = entry.path().filename().string();
      if (name != "writer.lock" && name != "spill") names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
  }
  std::vector<core::Finding> start_again() {
    warehouse_ = GetParam()(*files_, folder());
    return must(warehouse_->start());
  }
  /// Published ones are read only.
  static void make_writable(const fs::path& file) {
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  }
  static void damage(const fs::path& file) {
    make_writable(file);
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(12'300);
    stream.write("damaged", 7);
  }
};

TEST_P(Generations, WhoStartsBesideTheFirstWaitsForIt) {
  const auto fresh = folder_.path() / "fresh";
  fs::create_directory(fresh);
  const auto first = GetParam()(*files_, fresh);
  auto held = must(first->lock("another program"));
  const auto second = GetParam()(*files_, fresh);
  std::jthread releases([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    held.reset();
  });
  EXPECT_THAT(must(second->start()), IsEmpty());
  EXPECT_TRUE(second->exists());
}

TEST_P(Generations, TwoStay) {
  for (int i = 0; i < 4; ++i) load({{.value = static_cast<double>(i)}});
  EXPECT_THAT(names(), ElementsAre("000004.duckdb", "000004.sum", "000005.duckdb", "000005.sum", "current"));
  EXPECT_EQ(fs::read_symlink(folder() / "current"), "000005.duckdb");
  EXPECT_THAT(must(warehouse::duckdb::check_generations(*files_, folder())), IsEmpty());
}

/// A reader that was used before has what its first user left in its instance.
class KeptReaders : public Generations {
 protected:
  std::unique_ptr<warehouse::Reader> reader(const warehouse::ReadOptions& options = {}) {
    return must(warehouse_->reader(options));
  }
  static void mark(warehouse::Reader& reader) { (void)must(reader.rows("create temp table used_before as select 1")); }
  static bool is_marked(warehouse::Reader& reader) {
    return must(reader.rows("select count(*) from duckdb_tables() where table_name = 'used_before'"))[0][0] == "1";
  }
  /// Whether the next who asks has what one who asked with `options` gave back.
  bool passes_on(const warehouse::ReadOptions& options, const warehouse::ReadOptions& next = {}) {
    mark(*reader(options));
    return is_marked(*reader(next));
  }
};

TEST_P(KeptReaders, OneServesTheNextWhileSomebodyKeepsThem) {
  load({{.value = 1}});
  EXPECT_FALSE(passes_on({})) << "nobody keeps them";
  auto kept = warehouse_->keep_readers();
  {
    const auto first = reader();
    mark(*first);
    EXPECT_FALSE(is_marked(*reader())) << "it is still in use";
  }
  EXPECT_TRUE(is_marked(*reader()));
  auto again = warehouse_->keep_readers();
  kept.reset();
  EXPECT_TRUE(is_marked(*reader())) << "another keeps them still";
  again.reset();
  again = warehouse_->keep_readers();
  EXPECT_FALSE(is_marked(*reader())) << "what the last left was closed";
}

TEST_P(KeptReaders, AUseHasItsOwnMoment) {
  load({{.value = 1}});
  const auto kept = warehouse_->keep_readers();
  mark(*reader({.now = now_}));
  const auto later = reader({.now = Instant{now_.micros + 86'400'000'000}});
  ASSERT_TRUE(is_marked(*later));
  EXPECT_EQ(must(later->rows("select now::date, today, known_at = now from session.moment")),
            (TextRows{{"2026-04-01", "2026-04-01", "true"}}));
}

TEST_P(KeptReaders, WhatIsCommittedMeanwhileIsRead) {
  load({{.value = 1}});
  const auto kept = warehouse_->keep_readers();
  mark(*reader());
  load({{.value = 2}});
  const auto next = reader();
  EXPECT_FALSE(is_marked(*next));
  EXPECT_EQ(must(next->rows("select value from core.observation_open"))[0][0], "2.0");
}

TEST_P(KeptReaders, AnotherFileOfTheSameNameIsAnother) {
  load({{.value = 1}});
  const auto kept = warehouse_->keep_readers();
  mark(*reader());
  const auto file = folder() / "000002.duckdb";
  fs::copy_file(file, folder() / "copy");
  fs::rename(folder() / "copy", file);
  EXPECT_FALSE(is_marked(*reader()));
}

TEST_P(KeptReaders, OnlyThoseOfThePresentWhoseStatementsSucceededServeAnother) {
  load({{.value = 1}});
  const auto kept = warehouse_->keep_readers();
  EXPECT_FALSE(passes_on({.as_of = {.run = RunId{1}}}));
  EXPECT_FALSE(passes_on({.session = {.statements = {"create table session.list as select 1 as code"}}}));
  {
    const auto failing = reader();
    mark(*failing);
    EXPECT_FALSE(failing->rows("select * from nothing"));
  }
  EXPECT_FALSE(is_marked(*reader()));
  EXPECT_TRUE(passes_on({}));
  EXPECT_FALSE(is_marked(*reader({.as_of = {.run = RunId{1}}}))) << "nor are others served by one of the present";
}

TEST_P(Generations, ADamagedOneFallsBackAndIsTold) {
  load({{.value = 1}});
  load({{.value = 2}});
  damage(folder() / "000003.duckdb");
  EXPECT_THAT(must(warehouse::duckdb::check_generations(*files_, folder())), SizeIs(1));
  const auto findings = start_again();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].code, "warehouse.damaged");
  EXPECT_EQ(findings[0].severity, core::Severity::error);
  EXPECT_THAT(findings[0].what, ::testing::StartsWith("generation 000003 of the warehouse is damaged")) << "in English";
  EXPECT_EQ(one("select value from core.observation_open"), "1.0");
  EXPECT_EQ(load({{.value = 3}}).id.value, 2);
  EXPECT_EQ(fs::read_symlink(folder() / "current"), "000004.duckdb") << "the damaged number is not used again";
  EXPECT_TRUE(fs::exists(folder() / "000003.damaged"));
}

TEST_P(Generations, ATruncatedOneToo) {
  load({{.value = 1}});
  make_writable(folder() / "000002.duckdb");
  fs::resize_file(folder() / "000002.duckdb", 1000);
  EXPECT_THAT(start_again(), SizeIs(1));
  EXPECT_EQ(one("select count(*) from core.observation"), "0");
}

TEST_P(Generations, NoWholeOneIsAnErrorWithTheWayOut) {
  load({{.value = 1}});
  damage(folder() / "000001.duckdb");
  damage(folder() / "000002.duckdb");
  warehouse_ = GetParam()(*files_, folder());
  const auto started = warehouse_->start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "warehouse.damaged");
  EXPECT_THAT(started.error().remedy, HasSubstr("doctor --rebuild"));
}

TEST_P(Generations, OrphansAreRemoved) {
  load({{.value = 1}});
  for (const char* name : {"000007.duckdb", "000007.duckdb.wal", "000007.sum", "current.new"})
    std::ofstream(folder() / name) << "left behind";
  EXPECT_THAT(start_again(), IsEmpty());
  EXPECT_THAT(names(), ElementsAre("000001.duckdb", "000001.sum", "000002.duckdb", "000002.sum", "current"));
}

TEST_P(Generations, ALostLinkIsMadeAnew) {
  load({{.value = 1}});
  fs::remove(folder() / "current");
  const auto findings = start_again();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].code, "warehouse.current_missing");
  EXPECT_EQ(one("select value from core.observation_open"), "1.0");
}

TEST_P(Generations, ANewerSchemaIsRefused) {
  auto writer = this->writer();
  must(writer->execute("insert into meta.migration select 999, 'from the future', 'x', now()"));
  must(writer->commit());
  writer.reset();
  warehouse_ = GetParam()(*files_, folder());
  const auto started = warehouse_->start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "warehouse.newer_schema");
  EXPECT_EQ(warehouse_->writer("x").error().code, "warehouse.newer_schema");
}

TEST_P(Generations, TheFileTellsTheSameToWhoeverOpensIt) {
  load({{.value = 1}});
  load({{.value = 2}});
  auto database =
      must(core::duckdb::Database::open({.path = (folder() / "000003.duckdb").string(), .read_only = true}));
  auto connection = must(database.connect());
  EXPECT_EQ(must(connection.number("select count(*) from core.observation")), 2);
  EXPECT_EQ(must(connection.number("select cast(value as integer) from core.observation_open")), 2);
}

TEST_P(Generations, APublishedOneIsNeverOpenedForWriting) {
  load({{.value = 1}});
  for (const char* name : {"000001.duckdb", "000002.duckdb"}) {
    const auto writable = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
    EXPECT_EQ(fs::status(folder() / name).permissions() & writable, fs::perms::none) << name;
  }
  auto writer = this->writer();
  EXPECT_THAT(names(), Contains("000003.writing"));
  EXPECT_THAT(names(), Not(Contains("000003.duckdb"))) << "no reader's name before it is whole";
  must(writer->commit());
  EXPECT_THAT(names(), Not(Contains("000003.writing")));
  EXPECT_EQ(one("select value from core.observation_open"), "1.0");
}

TEST_P(Generations, ThoseOfAnOlderProgramAreMadeReadOnlyAtStart) {
  make_writable(folder() / "000001.duckdb");
  EXPECT_THAT(start_again(), IsEmpty());
  EXPECT_EQ(fs::status(folder() / "000001.duckdb").permissions() & fs::perms::owner_write, fs::perms::none);
}

TEST_P(Generations, AWriterWhoseFolderWasReplacedPublishesNothing) {
  load({{.value = 1}});
  const auto before = folder_.path() / "before";
  auto writer = this->writer();
  fs::rename(folder(), before);
  // The new folder looks like the old one did: the same names, and a draft of its own under the writer's name.
  fs::copy(before, folder(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  std::ofstream(folder() / "000003.writing") << "another's";
  const auto names_before = names();
  const auto committed = writer->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, "warehouse.replaced");
  EXPECT_EQ(committed.error().error_class, core::ErrorClass::busy);
  EXPECT_THAT(committed.error().remedy, HasSubstr("run it again"));
  writer.reset();
  EXPECT_EQ(names(), names_before) << "what has the same names in the new folder is not touched";
  EXPECT_FALSE(fs::exists(before / "000003.writing"));
  EXPECT_EQ(fs::read_symlink(folder() / "current"), "000002.duckdb");
  EXPECT_EQ(fs::read_symlink(before / "current"), "000002.duckdb");
}

TEST_P(Generations, AWriterWhosePredecessorChangedPublishesNothing) {
  load({{.value = 1}});
  auto writer = this->writer();
  fs::remove(folder() / "current");
  fs::create_symlink("000001.duckdb", folder() / "current");
  EXPECT_EQ(writer->commit().error().code, "warehouse.replaced");
}

TEST_P(Generations, ALockInAFolderThatWasRenamedAwayHoldsNobodyUp) {
  const auto writer = this->writer();
  fs::rename(folder(), folder_.path() / "before");
  fs::create_directory(folder());
  warehouse_ = GetParam()(*files_, folder());
  EXPECT_TRUE(warehouse_->start());
}

TEST_P(Generations, NumbersOfARebuildBeginAboveThose) {
  load({{.value = 1}});
  std::ofstream(folder() / "000009.damaged") << "of another time";
  const int highest = must(warehouse::duckdb::highest_generation(*files_, folder()));
  EXPECT_EQ(highest, 9);
  EXPECT_EQ(must(warehouse::duckdb::highest_generation(*files_, folder_.path() / "nowhere")), 0);
  const auto fresh = folder_.path() / "fresh";
  fs::create_directory(fresh);
  const auto rebuilt = warehouse::duckdb::open_duckdb_warehouse(*files_, {.folder = fresh, .numbers_above = highest});
  EXPECT_THAT(must(rebuilt->start()), IsEmpty());
  EXPECT_EQ(fs::read_symlink(fresh / "current"), "000010.duckdb");
}

TEST_P(Generations, WhatAKilledProcessSpilledIsRemovedAtStart) {
  const auto left = folder() / "spill" / "4711-killed";
  fs::create_directories(left);
  std::ofstream(left / "duckdb_temp_storage_DEFAULT-0.tmp") << "of a process that was killed";
  EXPECT_THAT(start_again(), IsEmpty());
  EXPECT_FALSE(fs::exists(left));
}

TEST_P(Generations, NothingIsReadBeforeThereIsAWarehouse) {
  auto empty = GetParam()(*files_, folder_.path() / "nowhere");
  const auto read = empty->reader({});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "warehouse.empty");
  EXPECT_EQ(read.error().error_class, core::ErrorClass::data);
  EXPECT_THAT(must(empty->checkpoints("kolada")), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(DuckDb, Generations, ::testing::Values(MakeWarehouse(make_duckdb)));
INSTANTIATE_TEST_SUITE_P(DuckDb, KeptReaders, ::testing::Values(MakeWarehouse(make_duckdb)));

}  // namespace

}  // namespace sluss::tests

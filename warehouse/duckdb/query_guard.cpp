#include "warehouse/duckdb/query_guard.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"

namespace sluss::warehouse::duckdb {

using nlohmann::json;

namespace {

constexpr std::array<std::string_view, 3> schemas = {"core", "mart", "extract"};
constexpr std::array<std::string_view, 5> table_functions = {"range", "generate_series", "unnest", "json_each",
                                                             "json_tree"};
// Kinds of table references that hold others or values, and reach nothing by themselves.
constexpr std::array<std::string_view, 7> plain_references = {"EMPTY",           "JOIN",  "SUBQUERY",   "CTE",
                                                              "EXPRESSION_LIST", "PIVOT", "COLUMN_DATA"};
// Functions that tell of, or reach, what is outside the tables.
constexpr std::array<std::string_view, 17> functions = {
    "getenv",          "current_setting", "getvariable",   "current_database", "current_schema",
    "current_schemas", "current_catalog", "current_user",  "session_user",     "user",
    "query",           "query_table",     "current_query", "write_log",        "current_query_id",
    "add_parquet_key", "nextval"};
constexpr std::array<std::string_view, 5> function_prefixes = {"duckdb_", "pragma_", "pg_", "read_", "json_execute"};
constexpr std::array<std::string_view, 5> system_prefixes = {"duckdb_", "pragma_", "pg_", "sqlite_", "information_"};

constexpr std::string_view remedy = "ask one SELECT over the schemas core, mart and extract";

std::string member(const json& node, const char* name) {
  const auto found = node.find(name);
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool among(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool begins_with_any(std::span<const std::string_view> prefixes, std::string_view name) {
  return std::ranges::any_of(prefixes, [=](std::string_view prefix) { return name.starts_with(prefix); });
}

std::unexpected<core::Error> refused(const std::string& what) {
  return core::fail(core::ErrorClass::config, "query.refused", what + " is not allowed in a query",
                    std::string(remedy));
}

class Walker {
 public:
  core::Result<> walk(const json& node) {
    if (node.is_array()) {
      for (const auto& element : node) SLUSS_TRY(walk(element));
      return {};
    }
    if (!node.is_object()) return {};
    // A constant's value may look like anything.
    if (member(node, "class") == "CONSTANT") return {};
    SLUSS_TRY(look_at(node));
    for (const auto& [name, child] : node.items()) SLUSS_TRY(walk(child));
    return {};
  }

  void collect_names(const json& node) {
    if (node.is_array()) {
      for (const auto& element : node) collect_names(element);
    } else if (node.is_object()) {
      const auto map = node.find("cte_map");
      if (map != node.end() && map->contains("map")) {
        for (const auto& entry : (*map)["map"]) names_.insert(core::lower(member(entry, "key")));
      }
      for (const auto& [name, child] : node.items()) collect_names(child);
    }
  }

 private:
  core::Result<> look_at(const json& node) {
    const std::string type = member(node, "type");
    if (node.contains("function_name")) SLUSS_TRY(function(node));
    if (type == "BASE_TABLE") return table(node);
    if (type == "TABLE_FUNCTION") return table_function(node);
    // Every table reference has a sample; an unknown kind is refused (SHOW_REF, BOX_RENDERER, whatever comes).
    if (node.contains("sample") && node.contains("query_location") && !among(plain_references, type))
      return refused("'" + type + "'");
    return {};
  }

  core::Result<> table(const json& node) {
    const std::string catalog = member(node, "catalog_name");
    const std::string schema = core::lower(member(node, "schema_name"));
    const std::string name = member(node, "table_name");
    const std::string shown = (catalog.empty() ? "" : catalog + ".") + (schema.empty() ? "" : schema + ".") + name;
    if (!catalog.empty()) return refused("the table " + shown);
    if (!schema.empty()) {
      if (!among(schemas, schema)) return refused("the table " + shown);
      return {};
    }
    // Without a schema only what the query itself has named by WITH; never the name of a system view or a file.
    if (!names_.contains(core::lower(name)) || begins_with_any(system_prefixes, core::lower(name)) ||
        name.find_first_of("./\\*") != std::string::npos)
      return refused("the table " + shown + " without a schema");
    return {};
  }

  core::Result<> table_function(const json& node) {
    const auto called = node.find("function");
    const std::string name = called == node.end() ? "" : core::lower(member(*called, "function_name"));
    if (!among(table_functions, name)) return refused("the table function " + name);
    return {};
  }

  core::Result<> function(const json& node) {
    const std::string name = core::lower(member(node, "function_name"));
    if (!member(node, "catalog").empty() || among(functions, name) || begins_with_any(function_prefixes, name))
      return refused("the function " + name);
    return {};
  }

  std::set<std::string> names_;
};

core::Result<> one_select(core::duckdb::Connection& connection, const std::string& sql) {
  duckdb_extracted_statements statements = nullptr;
  const idx_t count = duckdb_extract_statements(connection.handle(), sql.c_str(), &statements);
  std::string problem;
  if (count == 0) {
    const char* message = duckdb_extract_statements_error(statements);
    problem = message == nullptr ? "there is no statement" : message;
  }
  duckdb_destroy_extracted(&statements);
  if (count == 0) return core::fail(core::ErrorClass::data, "duckdb.sql", problem, std::string(remedy));
  if (count > 1) return refused("more than one statement");
  return {};
}

}  // namespace

core::Result<> guard_query(core::duckdb::Connection& connection, const std::string& sql) {
  SLUSS_TRY(one_select(connection, sql));
  const core::duckdb::Value parameter[] = {sql};
  SLUSS_ASSIGN(const auto answer,
               connection.rows("select cast(json_serialize_sql($1::varchar) as varchar)", parameter));
  const json tree = json::parse(answer.empty() ? "" : answer[0][0].value_or(""), nullptr, false);
  if (!tree.is_object() || tree.value("error", true) || !tree.contains("statements") || tree["statements"].size() != 1)
    return refused("anything but a SELECT");
  Walker walker;
  walker.collect_names(tree["statements"]);
  return walker.walk(tree["statements"]);
}

}  // namespace sluss::warehouse::duckdb

#include "warehouse/duckdb/query_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "core/duckdb/query_functions.h"
#include "core/json.h"
#include "core/text.h"

namespace sluss::warehouse::duckdb {

using nlohmann::json;

namespace {

constexpr std::array<std::string_view, 3> schemas = {"core", "mart", "extract"};
// Kinds of table references that hold others or values, and reach nothing by themselves.
constexpr std::array<std::string_view, 7> plain_references = {"EMPTY",           "JOIN",  "SUBQUERY",   "CTE",
                                                              "EXPRESSION_LIST", "PIVOT", "COLUMN_DATA"};

// The tables of information_schema that may be read, and the view that replaces each.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> known_views = {
    {{"tables", "query_tables"}, {"columns", "query_columns"}}};
// What the parser calls the table of `show tables` and of a bare `describe`.
constexpr std::array<std::string_view, 2> shown = {"\"tables\"", "__show_tables_expanded"};

constexpr std::string_view remedy =
    "ask one SELECT over the schemas core, mart and extract; `show tables` and `describe TABLE` list their contents";

std::string member(const json& node, const char* name) {
  const auto found = node.find(name);
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool among(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::unexpected<core::Error> refused(const std::string& what) {
  return core::fail(core::ErrorClass::config, "query.refused", what + " is not allowed in a query",
                    std::string(remedy));
}

std::unexpected<core::Error> function_refused(const std::string& name) {
  return core::fail(core::ErrorClass::config, "query.function",
                    "the function " + core::shortened(name, 64) + " is not among those that a query may call",
                    "Write it without " + core::shortened(name, 64) +
                        ": functions that make values of columns are allowed, those that tell of files, settings, "
                        "schemas or the session are not.");
}

/// A reference to a view of the session in place of another reference.
json session_view(std::string_view name, const json& alias) {
  return {{"type", "BASE_TABLE"},
          {"alias", alias},
          {"sample", nullptr},
          {"query_location", std::numeric_limits<std::uint64_t>::max()},
          {"schema_name", "session"},
          {"table_name", name},
          {"column_name_alias", json::array()},
          {"catalog_name", ""},
          {"at_clause", nullptr}};
}

class Walker {
 public:
  core::Result<> walk(json& node) {
    if (node.is_array()) {
      for (auto& element : node) SLUSS_TRY(walk(element));
      return {};
    }
    if (!node.is_object()) return {};
    // A constant's value may look like anything.
    if (member(node, "class") == "CONSTANT") return {};
    SLUSS_TRY(check_node(node));
    for (const auto& [name, child] : node.items()) SLUSS_TRY(walk(child));
    return {};
  }

  /// Something in the tree is not as it was written.
  [[nodiscard]] bool changed() const { return changed_; }

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
  core::Result<> check_node(json& node) {
    const std::string type = member(node, "type");
    if (node.contains("function_name")) SLUSS_TRY(function(node));
    if (type == "BASE_TABLE") return table(node);
    if (type == "TABLE_FUNCTION") return table_function(node);
    if (type == "SHOW_REF") return show(node);
    // Every table reference has a sample; an unknown kind is refused (whatever comes).
    if (node.contains("sample") && node.contains("query_location") && !among(plain_references, type))
      return refused("'" + type + "'");
    return {};
  }

  core::Result<> table(json& node) {
    const std::string catalog = member(node, "catalog_name");
    const std::string schema = core::lower(member(node, "schema_name"));
    const std::string name = member(node, "table_name");
    const std::string shown_name = (catalog.empty() ? "" : catalog + ".") + (schema.empty() ? "" : schema + ".") + name;
    if (!catalog.empty()) return refused("the table " + shown_name);
    if (!schema.empty()) {
      if (schema == "information_schema") return information(node, shown_name);
      if (!among(schemas, schema)) return refused("the table " + shown_name);
      return {};
    }
    // Without a schema only what the query itself has named by WITH; never the name of a system view or a file.
    if (!names_.contains(core::lower(name)) || !core::duckdb::may_name_with(core::lower(name)))
      return refused("the table " + shown_name + " without a schema");
    return {};
  }

  /// The alias stays, so that columns are found by the name that was written.
  core::Result<> information(json& node, const std::string& name) {
    const std::string table = core::lower(member(node, "table_name"));
    const auto view = std::ranges::find(known_views, table, &std::pair<std::string_view, std::string_view>::first);
    if (view == known_views.end()) return refused("the table " + name);
    node["schema_name"] = "session";
    node["table_name"] = view->second;
    if (member(node, "alias").empty()) node["alias"] = table;
    changed_ = true;
    return {};
  }

  /// `describe TABLE` has the SELECT that it describes inside, which is walked like any other; `show tables` has none.
  core::Result<> show(json& node) {
    const auto query = node.find("query");
    const std::string type = member(node, "show_type");
    const bool describes = query != node.end() && !query->is_null();
    if (type != (describes ? "DESCRIBE" : "SHOW_UNQUALIFIED")) return refused("'" + core::lower(type) + "'");
    if (describes) return {};
    if (!among(shown, member(node, "table_name")) || !member(node, "schema_name").empty() ||
        !member(node, "catalog_name").empty())
      return refused("'show' of anything but tables");
    node = session_view("query_shown", node["alias"]);
    changed_ = true;
    return {};
  }

  core::Result<> table_function(const json& node) {
    const auto called = node.find("function");
    const std::string name = called == node.end() ? "" : core::lower(member(*called, "function_name"));
    if (!among(core::duckdb::allowed_table_functions(), name)) return function_refused(name);
    return {};
  }

  core::Result<> function(const json& node) {
    const std::string name = core::lower(member(node, "function_name"));
    // The name alone decides: what precedes it is a schema that the parser wrote (main.list_value), or a column
    // (x.len()), and no schema has functions of ours.
    if (!core::duckdb::function_allowed(name)) return function_refused(name);
    return {};
  }

  bool changed_ = false;
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

std::string query_views_sql() {
  constexpr std::string_view seen =
      "table_catalog = current_database() and table_schema in ('core', 'mart', 'extract')";
  std::string sql;
  for (const auto& [table, view] : known_views)
    sql += fmt::format("create view session.{} as select * from information_schema.{} where {};", view, table, seen);
  return sql +
         "create view session.query_shown as select table_schema as \"schema\", table_name as \"table\" from "
         "session.query_tables order by 1, 2";
}

core::Result<std::string> guard_query(core::duckdb::Connection& connection, const std::string& sql) {
  SLUSS_TRY(one_select(connection, sql));
  const core::duckdb::Value parameter[] = {sql};
  const auto answer = SLUSS_TRY(connection.rows("select cast(json_serialize_sql($1::varchar) as varchar)", parameter));
  json tree = json::parse(answer.empty() ? "" : answer[0][0].value_or(""), nullptr, false);
  if (!tree.is_object() || tree.value("error", true) || !tree.contains("statements") || tree["statements"].size() != 1)
    return refused("anything but a SELECT");
  Walker walker;
  walker.collect_names(tree["statements"]);
  SLUSS_TRY(walker.walk(tree["statements"]));
  if (!walker.changed()) return sql;
  const core::duckdb::Value changed[] = {core::json_text(tree)};
  const auto written = SLUSS_TRY(connection.rows("select json_deserialize_sql($1::json)", changed));
  return written.empty() ? std::string() : written[0][0].value_or("");
}

}  // namespace sluss::warehouse::duckdb

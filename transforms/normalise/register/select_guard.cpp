#include "transforms/normalise/register/select_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "core/duckdb/query_functions.h"
#include "core/nearest.h"
#include "core/text.h"
#include "transforms/normalise/register/function_sizes.h"
#include "transforms/normalise/register/seen_texts.h"
#include "transforms/normalise/register/typed_columns.h"

namespace sluss::transforms::normalise::registers {

using nlohmann::json;

namespace {

// References that hold others or values, and reach nothing by themselves.
constexpr std::array<std::string_view, 7> plain_references = {"EMPTY",           "JOIN",  "SUBQUERY",   "CTE",
                                                              "EXPRESSION_LIST", "PIVOT", "COLUMN_DATA"};
// Words that are functions without brackets.
constexpr std::array<std::string_view, 5> times = {"current_date", "current_time", "current_timestamp", "localtime",
                                                   "localtimestamp"};
constexpr std::size_t name_letters = 64;
constexpr std::size_t words_letters = 300;

std::unexpected<core::Error> refused(const std::string& what, std::string remedy = {}) {
  if (remedy.empty())
    remedy = "Write one SELECT over the mapping's tables, by their names alone; see [facts] select in docs/mappings.md";
  return core::fail(core::ErrorClass::config, "register.select", what, std::move(remedy), {.field = "facts.select"});
}

std::string member(const json& node, const char* name) {
  const auto found = node.find(name);
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

class Walker {
 public:
  explicit Walker(std::span<const std::string> tables) {
    for (const auto& table : tables) tables_.push_back(core::lower(table));
  }

  void collect_names(const json& node) {
    if (node.is_object()) {
      const auto map = node.find("cte_map");
      if (map != node.end() && map->contains("map"))
        for (const auto& entry : (*map)["map"]) names_.insert(core::lower(member(entry, "key")));
    }
    if (node.is_structured())
      for (const auto& child : node) collect_names(child);
  }

  core::Result<> walk(const json& node) const {
    if (node.is_object()) {
      if (member(node, "class") == "CONSTANT") return {};  // a constant's value may look like anything
      SLUSS_TRY(check(node));
    }
    if (node.is_structured())
      for (const auto& child : node) SLUSS_TRY(walk(child));
    return {};
  }

 private:
  core::Result<> check(const json& node) const {
    const auto type = member(node, "type");
    if (node.contains("function_name")) SLUSS_TRY(function(core::lower(member(node, "function_name")), node));
    if (const auto sample = node.find("sample"); sample != node.end() && !sample->is_null())
      return refused("the SELECT takes a sample, which is another each time");
    if (type == "VALUE_PARAMETER") return refused("the SELECT has a parameter");
    if (type == "COLUMN_REF") return column(node);
    if (type == "BASE_TABLE") return table(node);
    if (type == "TABLE_FUNCTION") return table_function(node);
    // Every reference of a FROM has a sample; an unknown kind is refused.
    if (node.contains("sample") && node.contains("query_location") && !among(plain_references, type))
      return refused("the SELECT has " + core::lower(type) + " in its FROM");
    return {};
  }

  static core::Result<> function(const std::string& name, const json& call) {
    const auto shown_name = shown(name, name_letters);
    if (!core::duckdb::function_allowed(name))
      return refused("the SELECT calls the function " + shown_name + ", which is not among those that it may call",
                     "Write it without: functions that make values of columns are allowed");
    if (core::duckdb::function_varies(name)) return varies(shown_name);
    if (const auto wrong = wrong_size(name, call); !wrong.empty())
      return refused("the SELECT " + wrong, "Write a size that the text or the list can have");
    return {};
  }

  static core::Result<> varies(const std::string& name) {
    return refused("the SELECT uses " + name + ", whose value is another each time",
                   "Take the time from the file: a column of it, or {captures} of its name. Reading a file again must "
                   "give the same figures");
  }

  static core::Result<> column(const json& node) {
    const auto names = node.find("column_names");
    if (names == node.end() || !names->is_array() || names->size() != 1 || !names->front().is_string()) return {};
    const auto name = core::lower(names->front().get<std::string>());
    if (among(times, name)) return varies(name);
    return {};
  }

  core::Result<> table(const json& node) const {
    const auto schema = member(node, "catalog_name") + member(node, "schema_name");
    const auto name = member(node, "table_name");
    const auto lower = core::lower(name);
    const bool named_by_with =
        names_.contains(lower) && core::duckdb::may_name_with(lower) && !lower.ends_with(stored_suffix);
    if (schema.empty() && (named_by_with || among(tables_, lower))) return {};
    return refused(
        "the SELECT reads " + shown((schema.empty() ? "" : schema + ".") + name) + ", which is no table of the mapping",
        table_remedy(lower));
  }

  [[nodiscard]] std::string table_remedy(const std::string& name) const {
    const auto nearest = core::nearest_of(name, tables_);
    if (!nearest.empty()) return "Did you mean " + nearest + "?";
    std::string all;
    for (const auto& table : tables_) all += (all.empty() ? "" : ", ") + table;
    return "Its tables are " + all;
  }

  static core::Result<> table_function(const json& node) {
    const auto called = node.find("function");
    const auto name = called == node.end() ? "" : core::lower(member(*called, "function_name"));
    if (among(core::duckdb::allowed_table_functions(), name)) return {};
    return refused("the SELECT reads from the function " + shown(name, name_letters) + ", which is not allowed");
  }

  std::vector<std::string> tables_;
  std::set<std::string> names_;  ///< of WITH
};

core::Result<> one_statement(core::duckdb::Connection& connection, const std::string& sql) {
  duckdb_extracted_statements statements = nullptr;
  const idx_t count = duckdb_extract_statements(connection.handle(), sql.c_str(), &statements);
  std::string problem = "there is no statement";
  if (count == 0) {
    if (const char* words = duckdb_extract_statements_error(statements)) problem = without_cells(words);
  }
  duckdb_destroy_extracted(&statements);
  if (count == 1) return {};
  return refused(count == 0 ? "the SELECT cannot be read: " + problem : "there is more than one statement");
}

}  // namespace

core::Result<> check_select(core::duckdb::Connection& connection, const std::string& sql,
                            std::span<const std::string> tables) {
  if (sql.contains('\0')) return refused("the SELECT has the character NUL");
  SLUSS_TRY(one_statement(connection, sql));
  const core::duckdb::Value parameter[] = {sql};
  const auto answer = SLUSS_TRY(connection.rows("select cast(json_serialize_sql($1::varchar) as varchar)", parameter));
  const auto tree = json::parse(answer.empty() ? "" : answer[0][0].value_or(""), nullptr, false);
  if (!tree.is_object() || tree.value("error", true) || !tree.contains("statements") || tree["statements"].size() != 1)
    return refused("the statement is no SELECT",
                   "Write one SELECT; in the place of PIVOT write sum(x) filter (where …) for each column");
  Walker walker(tables);
  walker.collect_names(tree["statements"]);
  return walker.walk(tree["statements"]);
}

std::string without_cells(const std::string& words) {
  const auto line = std::string_view(words).substr(0, words.find('\n'));
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    const auto quote = line.find_first_of("'\"", at);
    const auto end = quote == std::string_view::npos ? quote : line.find(line[quote], quote + 1);
    if (end == std::string_view::npos) {
      text += line.substr(at);
      break;
    }
    text += line.substr(at, quote + 1 - at);
    text += shown(line.substr(quote + 1, end - quote - 1));
    text += line[end];
    at = end + 1;
  }
  return shown(text, words_letters);
}

}  // namespace sluss::transforms::normalise::registers

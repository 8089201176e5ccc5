#include "transforms/normalise/register/select.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "core/duckdb/batch_read.h"
#include "core/duckdb/watchdog.h"
#include "core/nearest.h"
#include "core/text.h"
#include "transforms/normalise/register/seen_texts.h"
#include "transforms/normalise/register/select_guard.h"

namespace sluss::transforms::normalise::registers {

using core::duckdb::Connection;
using core::duckdb::Watchdog;

namespace {

enum class Wanted : std::uint8_t { text, number, period, dimension };
struct Column {
  std::string name;
  Wanted wanted = Wanted::text;
  bool required = false;
};
struct GivenColumn {
  std::string name;
  duckdb_type type = DUCKDB_TYPE_INVALID;
};

std::unexpected<core::Error> wrong_columns(std::string what, std::string remedy) {
  return core::fail(core::ErrorClass::config, "register.select_columns", std::move(what), std::move(remedy),
                    {.field = "facts.select"});
}

std::vector<Column> wanted_columns(const connectors::registers::Mapping& mapping) {
  std::vector<Column> columns{{"measure", Wanted::text, true},  {"area", Wanted::text, true},
                              {"period", Wanted::period, true}, {"value", Wanted::number, true},
                              {"status", Wanted::text},         {"least", Wanted::number},
                              {"most", Wanted::number},         {"unit", Wanted::text}};
  for (const auto& dimension : mapping.dimensions) columns.push_back({dimension.name, Wanted::dimension});
  return columns;
}

bool among(std::span<const duckdb_type> types, duckdb_type type) {
  return std::ranges::find(types, type) != types.end();
}

/// NULL alone is an INTEGER to DuckDB: of what may be NULL in each row that is right.
bool fits(const Column& column, duckdb_type type) {
  static constexpr std::array texts{DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_ENUM};
  static constexpr std::array wholes{
      DUCKDB_TYPE_TINYINT,  DUCKDB_TYPE_SMALLINT,  DUCKDB_TYPE_INTEGER,  DUCKDB_TYPE_BIGINT,  DUCKDB_TYPE_HUGEINT,
      DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_USMALLINT, DUCKDB_TYPE_UINTEGER, DUCKDB_TYPE_UBIGINT, DUCKDB_TYPE_UHUGEINT};
  static constexpr std::array reals{DUCKDB_TYPE_FLOAT, DUCKDB_TYPE_DOUBLE, DUCKDB_TYPE_DECIMAL};
  switch (column.wanted) {
    case Wanted::text:
      return among(texts, type) || (!column.required && type == DUCKDB_TYPE_INTEGER);
    case Wanted::number:
      return among(wholes, type) || among(reals, type);
    case Wanted::period:
      return among(texts, type) || among(wholes, type) || type == DUCKDB_TYPE_DATE;
    case Wanted::dimension:
      return among(texts, type) || among(wholes, type) || type == DUCKDB_TYPE_BOOLEAN;
  }
  return false;
}

std::string_view name_of(Wanted wanted) {
  switch (wanted) {
    case Wanted::text:
      return "a text";
    case Wanted::number:
      return "a number";
    case Wanted::period:
      return "a text such as 2025 or 2025-10, or a year";
    case Wanted::dimension:
      return "a text or a whole number";
  }
  return {};
}

std::string joined(const std::vector<Column>& columns) {
  std::string all;
  for (const auto& column : columns) all += (all.empty() ? "" : ", ") + column.name;
  return all;
}

std::string nearest_to(const std::string& name, const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  const auto nearest = core::nearest_of(name, names);
  return nearest.empty() ? "" : "Did you mean " + nearest + "? ";
}

core::Result<> check_columns(const std::vector<GivenColumn>& given, const std::vector<Column>& wanted) {
  std::vector<std::string> seen;
  for (const auto& column : given) {
    const auto name = core::lower(column.name);
    const auto known = std::ranges::find(wanted, name, &Column::name);
    if (known == wanted.end())
      return wrong_columns("the SELECT gives a column " + shown(column.name) + ", which means nothing",
                           nearest_to(name, wanted) + "It may give " + joined(wanted) +
                               "; others are declared as [[dimension]], or left out");
    if (std::ranges::find(seen, name) != seen.end())
      return wrong_columns("the SELECT gives the column " + name + " twice", "Leave one of them out");
    seen.push_back(name);
    if (!fits(*known, column.type))
      return wrong_columns("the column " + name + " of the SELECT is not " + std::string(name_of(known->wanted)),
                           fmt::format("Give {}, or convert it with cast({} as …)", name_of(known->wanted), name));
  }
  for (const auto& column : wanted)
    if (column.required && std::ranges::find(seen, column.name) == seen.end())
      return wrong_columns("the SELECT gives no column " + column.name,
                           "Name it in the SELECT: … as " + column.name + ". It needs measure, area, period and value");
  return {};
}

std::string ordered_sql(const std::vector<GivenColumn>& given, const std::vector<Column>& wanted) {
  std::string sql;
  for (const auto& column : wanted) {
    const auto there = std::ranges::find(given, column.name, [](const auto& one) { return core::lower(one.name); });
    const auto* type = column.wanted == Wanted::number ? "double" : "varchar";
    sql += fmt::format("{}cast({} as {}) as {}", sql.empty() ? "select " : ", ",
                       there == given.end() ? "null" : core::sql_name(there->name), type, core::sql_name(column.name));
  }
  return fmt::format("{} from {} order by all", sql, Select::view());
}

/// What DuckDB reports of the SELECT; where it has no room, its own error.
std::unexpected<core::Error> failed(Watchdog& watchdog, core::Error error) {
  if (watchdog.cause() != Watchdog::Cause::none)
    return core::fail(core::ErrorClass::data, "register.select_time", "the SELECT took longer than it may",
                      "Look for a join without a condition or a recursion without an end, and write it simpler",
                      {.field = "facts.select"});
  if (error.error_class == core::ErrorClass::storage) return std::unexpected(std::move(error));
  return core::fail(core::ErrorClass::data, "register.select_failed",
                    "the SELECT cannot be computed: " + without_cells(error.what),
                    "Correct [facts] select in the mapping, or the file", {.field = "facts.select"});
}

std::vector<GivenColumn> columns_of(const core::duckdb::ResultSet& result) {
  std::vector<GivenColumn> given;
  for (std::size_t i = 0; i < result.columns(); ++i) given.push_back({result.name(i), result.type(i)});
  return given;
}

core::Result<std::shared_ptr<const core::Schema>> schema_of(const core::duckdb::ResultSet& result) {
  std::vector<core::ColumnSpec> columns;
  for (std::size_t i = 0; i < result.columns(); ++i) {
    auto type = result.logical_type(i);
    columns.push_back(*core::duckdb::column_spec(result.name(i), type));  // of texts and doubles there is one
    duckdb_destroy_logical_type(&type);
  }
  return std::make_shared<const core::Schema>(std::move(columns));
}

}  // namespace

core::Result<Select> Select::prepare(Connection& connection, const connectors::registers::Mapping& mapping,
                                     std::chrono::milliseconds most) {
  Watchdog watchdog(connection, most, {});
  std::vector<std::string> tables;
  for (const auto& table : mapping.tables) tables.push_back(table.name);
  if (auto checked = check_select(connection, mapping.select, tables); !checked) {
    if (checked.error().error_class == core::ErrorClass::config) return std::unexpected(std::move(checked).error());
    return failed(watchdog, std::move(checked).error());
  }
  if (auto made = connection.execute(fmt::format("create temp view {} as {}", view(), mapping.select)); !made) {
    auto error = failed(watchdog, std::move(made).error());
    // Nothing has been read yet: it is the SELECT that is wrong.
    if (error.error().code == "register.select_failed") {
      error.error().code = "register.select";
      error.error().error_class = core::ErrorClass::config;
    }
    return error;
  }
  const auto result = connection.query(fmt::format("select * from {} limit 0", view()));
  if (!result) return failed(watchdog, result.error());
  const auto given = columns_of(*result);
  const auto wanted = wanted_columns(mapping);
  SLUSS_TRY(check_columns(given, wanted));
  return Select(connection, most, ordered_sql(given, wanted));
}

std::string_view Select::view() {
  return "\"the figures\"";  // not a name that a mapping's table can have
}

core::Result<> Select::run(const std::function<core::Result<>(const core::Batch&)>& rows) {
  Watchdog watchdog(*connection_, most_, {});
  auto result = connection_->query(sql_);
  if (!result) return failed(watchdog, std::move(result).error());
  core::Batch batch(SLUSS_TRY(schema_of(*result)));
  while (true) {
    const auto chunk = result->next();
    if (!chunk) return failed(watchdog, chunk.error());
    if (*chunk == nullptr) return {};
    batch.clear();
    core::duckdb::append_chunk(*chunk, batch);
    SLUSS_TRY(rows(batch));
  }
}

}  // namespace sluss::transforms::normalise::registers

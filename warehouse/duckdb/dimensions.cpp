#include "warehouse/duckdb/dimensions.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {

using core::sql_name;
using core::sql_text;
using core::Type;

namespace {

void put(core::Column& column, const std::string& value) {
  column.append_text(value);
}
void put(core::Column& column, const std::optional<std::string>& value) {
  value ? column.append_text(*value) : column.append_null();
}
void put(core::Column& column, const std::optional<bool>& value) {
  value ? column.append_bool(*value) : column.append_null();
}
void put(core::Column& column, const std::optional<std::int32_t>& value) {
  value ? column.append<std::int32_t>(*value) : column.append_null();
}
void put(core::Column& column, const std::optional<core::Day>& value) {
  value ? column.append<std::int32_t>(value->days) : column.append_null();
}

template <class... Values>
void put_row(core::Batch& batch, const Values&... values) {
  std::size_t column = 0;
  (put(batch[column++], values), ...);
}

/// "a.x = b.x and …", NULLs equal.
std::string same_key(const Dimension& dimension, const std::string& a, const std::string& b) {
  std::string sql;
  for (const auto& name : dimension.key) {
    if (!sql.empty()) sql += " and ";
    sql += fmt::format("{0}.{2} is not distinct from {1}.{2}", a, b, sql_name(name));
  }
  return sql;
}

std::string any_differs(const Dimension& dimension) {
  std::string sql;
  for (const auto& column : dimension.columns) {
    if (std::ranges::find(dimension.key, column.name) != dimension.key.end()) continue;
    if (!sql.empty()) sql += " or ";
    sql += fmt::format("s.{0} is distinct from d.{0}", sql_name(column.name));
  }
  return sql.empty() ? "false" : "(" + sql + ")";
}

std::string column_list(const Dimension& dimension, const std::string& prefix) {
  std::string sql;
  for (const auto& column : dimension.columns) sql += prefix + sql_name(column.name) + ", ";
  return sql;
}

core::Result<> stage(core::duckdb::Connection& connection, const Dimension& dimension, const core::Batch& rows) {
  // In the warehouse's own file, dropped before the commit: an appender reaches it by schema and name.
  SLUSS_TRY(connection.execute("drop table if exists extract.sluss_told; " +
                               core::duckdb::create_table_sql("extract.sluss_told", dimension.columns)));
  SLUSS_ASSIGN(auto appender, core::duckdb::Appender::open(connection, "extract", "sluss_told"));
  SLUSS_TRY(appender.append(rows));
  SLUSS_TRY(appender.finish());
  // Told twice, the last counts.
  return connection.execute(
      "delete from extract.sluss_told s using extract.sluss_told later where later.rowid > "
      "s.rowid and " +
      same_key(dimension, "later", "s"));
}

}  // namespace

core::Result<Writer::DimensionChange> put_dimension(core::duckdb::Connection& connection, const Dimension& dimension,
                                                    const core::Batch& rows, std::string_view origin, bool complete,
                                                    core::RunId run, core::Instant at) {
  SLUSS_TRY(stage(connection, dimension, rows));
  const std::string table = "core." + dimension.table;
  const std::string open = "d.recorded_to = timestamp 'infinity'";
  const std::string told = "select 1 from extract.sluss_told s where " + same_key(dimension, "s", "d");
  const std::string close = "update " + table + " d set recorded_to = " + timestamp_sql(at) + " where ";
  Writer::DimensionChange change;
  if (complete) {
    const std::string gone = open + " and d.source = " + sql_text(origin) + " and not exists (" + told + ")";
    SLUSS_ASSIGN(change.closed, connection.number("select count(*) from " + table + " d where " + gone));
    if (change.closed > 0) SLUSS_TRY(connection.execute(close + gone));
  }
  // What another origin has told first is its own (a bare row is nobody's): else two that call 1981 differently would
  // take turns for ever.
  const std::string ours = dimension.shared ? " and d.source in ('', " + sql_text(origin) + ")" : std::string();
  const std::string differs = open + ours + " and exists (" + told + " and " + any_differs(dimension) + ")";
  SLUSS_ASSIGN(change.changed, connection.number("select count(*) from " + table + " d where " + differs));
  if (change.changed > 0) SLUSS_TRY(connection.execute(close + differs));
  const std::string not_open = " from extract.sluss_told s where not exists (select 1 from " + table + " d where " +
                               open + " and " + same_key(dimension, "s", "d") + ")";
  SLUSS_ASSIGN(const auto opened, connection.number("select count(*)" + not_open));
  change.opened = opened - change.changed;
  if (opened > 0) {
    const std::string derived = dimension.derived.empty() ? "" : sql_name(dimension.derived) + ", ";
    const std::string expression = dimension.derived.empty() ? "" : dimension.derived_expression + ", ";
    SLUSS_TRY(connection.execute("insert into " + table + " (" + column_list(dimension, "") + derived +
                                 "source, recorded_from, recorded_to, run_id) select " + column_list(dimension, "s.") +
                                 expression + sql_text(origin) + ", " + timestamp_sql(at) + ", timestamp 'infinity', " +
                                 std::to_string(run.value) + not_open + " order by s.rowid"));
  }
  SLUSS_TRY(connection.execute("drop table extract.sluss_told"));
  return change;
}

const Dimension& indicator_dimension() {
  static const Dimension dimension{.table = "indicator",
                                   .key = {"indicator_id"},
                                   .columns = {{"indicator_id"},
                                               {"title"},
                                               {"description"},
                                               {"by_gender", Type::boolean},
                                               {"area_type"},
                                               {"auspice"},
                                               {"operating_area"},
                                               {"perspective"},
                                               {"has_units", Type::boolean},
                                               {"discontinued", Type::int32},
                                               {"measure"}}};
  return dimension;
}

const Dimension& area_dimension() {
  static const Dimension dimension{.table = "area",
                                   .key = {"area_id"},
                                   .columns = {{"area_id"}, {"kind"}, {"title"}, {"source_id"}},
                                   .shared = true};
  return dimension;
}

const Dimension& area_member_dimension() {
  static const Dimension dimension{
      .table = "area_member",
      .key = {"group_id", "member_id"},
      .columns = {{"group_id"}, {"member_id"}, {"year", Type::int32}, {"theme"}, {"owner"}}};
  return dimension;
}

const Dimension& indicator_member_dimension() {
  static const Dimension dimension{.table = "indicator_member",
                                   .key = {"group_id", "indicator_id"},
                                   .columns = {{"group_id"}, {"group_title"}, {"indicator_id"}}};
  return dimension;
}

const Dimension& unit_dimension() {
  static const Dimension dimension{
      .table = "unit", .key = {"unit_id"}, .columns = {{"unit_id"}, {"area_id"}, {"title"}}};
  return dimension;
}

const Dimension& publication_dimension() {
  static const Dimension dimension{
      .table = "publication",
      .key = {"indicator_id", "period"},
      .columns = {{"indicator_id"}, {"period"}, {"preliminary", Type::date}, {"final", Type::date}},
      .derived = "expected",
      .derived_expression = "coalesce(s.preliminary, s.\"final\")"};
  return dimension;
}

core::Batch batch_of(std::span<const Indicator> rows) {
  core::Batch batch(indicator_dimension().columns);
  for (const auto& row : rows)
    put_row(batch, row.id, row.title, row.description, row.by_gender, row.area_type, row.auspice, row.operating_area,
            row.perspective, row.has_units, row.discontinued, row.measure);
  return batch;
}

core::Batch batch_of(std::span<const Area> rows) {
  core::Batch batch(area_dimension().columns);
  for (const auto& row : rows) put_row(batch, row.id, row.kind, row.title, row.source_id);
  return batch;
}

core::Batch batch_of(std::span<const AreaMember> rows) {
  core::Batch batch(area_member_dimension().columns);
  for (const auto& row : rows) put_row(batch, row.group, row.member, row.year, row.theme, row.owner);
  return batch;
}

core::Batch batch_of(std::span<const IndicatorMember> rows) {
  core::Batch batch(indicator_member_dimension().columns);
  for (const auto& row : rows) put_row(batch, row.group, row.group_title, row.indicator);
  return batch;
}

core::Batch batch_of(std::span<const Unit> rows) {
  core::Batch batch(unit_dimension().columns);
  for (const auto& row : rows) put_row(batch, row.id, row.area, row.title);
  return batch;
}

core::Batch batch_of(std::span<const Publication> rows) {
  core::Batch batch(publication_dimension().columns);
  for (const auto& row : rows) put_row(batch, row.indicator, row.period, row.preliminary, row.final);
  return batch;
}

std::string_view area_kind_of(std::string_view area_id) {
  if (area_id == "SE") return "country";
  if (area_id.starts_with("county:")) return "county";
  if (area_id.starts_with("region:")) return "region";
  if (area_id.find(':') != std::string_view::npos) return "group";
  return "municipality";
}

}  // namespace sluss::warehouse::duckdb

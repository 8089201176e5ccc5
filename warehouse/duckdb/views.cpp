#include "warehouse/duckdb/views.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/fact.h"
#include "core/period.h"
#include "core/text.h"
#include "warehouse/dimensions.h"

namespace sluss::warehouse::duckdb {

namespace {

std::string case_of(std::string_view column, int first, int last, auto name) {
  std::string sql = "case " + std::string(column);
  for (int i = first; i <= last; ++i) sql += " when " + std::to_string(i) + " then '" + std::string(name(i)) + "'";
  return sql + " end";
}

/// What was known at a moment: versions recorded up to it, and those that a later run closed still open.
struct Knowledge {
  std::string from;  ///< "where …" for all versions
  std::string open;  ///< "where …" for the open ones
  std::string to;    ///< the expression for recorded_to

  Knowledge(const std::string& alias, std::optional<core::Instant> known_at) {
    if (!known_at) {
      open = " where " + alias + ".recorded_to = timestamp 'infinity'";
      to = alias + ".recorded_to";
      return;
    }
    const std::string at = timestamp_sql(*known_at);
    from = " where " + alias + ".recorded_from <= " + at;
    open = from + " and " + alias + ".recorded_to > " + at;
    to =
        "case when " + alias + ".recorded_to > " + at + " then timestamp 'infinity' else " + alias + ".recorded_to end";
  }
};

/// `stored`: there is a column of it; else every value is exact.
std::string bound_sql(bool stored) {
  if (!stored) return core::sql_text(core::name_of(core::Bound::exact));
  return case_of("f.bound", 0, 2, [](int i) { return core::name_of(static_cast<core::Bound>(i)); });
}

std::string observation_sql(const std::string& stored, const std::string& recorded_to, const std::string& where,
                            bool bounds = true) {
  return "select i.indicator_id, a.area_id, u.unit_id as ou_id, f.period, " +
         case_of("f.period_kind", 1, 10, [](int i) { return core::name_of(static_cast<core::PeriodKind>(i)); }) +
         " as period_kind, " +
         case_of("f.gender", 0, 2, [](int i) { return core::code_of(static_cast<core::Gender>(i)); }) +
         " as gender, f.value, cast(null as varchar) as value_text, f.count, " +
         case_of("f.status", 0, 7, [](int i) { return core::name_of(static_cast<core::FactStatus>(i)); }) +
         " as status, f.recorded_from, " + recorded_to +
         " as recorded_to, cast(f.run_id as bigint) as run_id, r.sha256 as raw_sha256, " + bound_sql(bounds) +
         " as bound from " + stored + "core.fact f join " + stored +
         "core.indicator_key i on i.indicator_key = f.indicator_key join " + stored +
         "core.area_key a on a.area_key = f.area_key left join " + stored +
         "core.unit_key u on u.unit_key = f.unit_key left join " + stored +
         "meta.raw_object r on r.run_id = f.run_id and r.raw_index = f.raw_id" + where;
}

std::string view(std::string_view name, const std::string& select) {
  return "create or replace view " + std::string(name) + " as " + select + ";\n";
}

}  // namespace

std::string runs_of_sql(const std::vector<std::string>& sources) {
  std::string list;
  for (const auto& source : sources) list += (list.empty() ? "" : ", ") + core::sql_text(source);
  return list.empty() ? list : "select run_id from meta.run where source in (" + list + ")";
}

std::string timestamp_sql(core::Instant instant) {
  return "make_timestamp(" + std::to_string(instant.micros) + "::bigint)";
}

std::string file_views_sql() {
  const Knowledge facts("f", {});
  std::string sql = view("core.observation", observation_sql("", facts.to, facts.from)) +
                    view("core.observation_open", observation_sql("", facts.to, facts.open));
  for (const auto* table : versioned_tables()) {
    const std::string name = table->full_name();
    sql += view(name + "_open", fmt::format("select d.* from {} d{}", name, Knowledge("d", {}).open));
  }
  return sql;
}

std::string session_views_sql(const std::string& stored, std::optional<core::Instant> known_at,
                              const std::vector<std::string>& core_tables, const std::vector<std::string>& meta_tables,
                              bool bounds) {
  const std::string prefix = stored + ".";
  const Knowledge facts("f", known_at);
  std::string sql = "create schema core; create schema meta; create schema mart; create schema extract;\n" +
                    view("core.observation", observation_sql(prefix, facts.to, facts.from, bounds)) +
                    view("core.observation_open", observation_sql(prefix, facts.to, facts.open, bounds));
  for (const auto* table : versioned_tables()) {
    if (std::ranges::find(core_tables, table->name) == core_tables.end()) continue;
    const std::string name = table->full_name();
    const Knowledge known("d", known_at);
    const std::string select =
        fmt::format("select d.* replace ({} as recorded_to) from {}{} d", known.to, prefix, name);
    sql += view(name, select + known.from) + view(name + "_open", select + known.open);
  }
  for (const auto& table : meta_tables) {
    sql += view(fmt::format("meta.{}", table), fmt::format("select * from {}meta.{}", prefix, table));
  }
  return sql;
}

}  // namespace sluss::warehouse::duckdb

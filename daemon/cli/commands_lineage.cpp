// lineage: from a figure to what the source said.
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "connectors/registry.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/period.h"
#include "core/text.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/workspace.h"

namespace sluss::daemon::cli {
namespace {

using nlohmann::json;
using Row = std::vector<std::optional<std::string>>;

/// In the order of the SELECT.
constexpr std::array<std::string_view, 19> names{"gender",        "ou_id",         "value",     "status", "count",
                                                 "recorded_from", "recorded_to",   "run",       "job",    "cause",
                                                 "started_at",    "configuration", "raw_index", "query",  "request",
                                                 "page",          "fetched_at",    "sha256",    "segment"};

core::Result<std::string> lineage_sql(const Invocation& invocation) {
  SLUSS_ASSIGN(const auto id, core::IndicatorId::parse(connectors::with_origin(invocation.get("INDICATOR"))));
  SLUSS_ASSIGN(const auto area, core::AreaId::parse(invocation.get("AREA")));
  SLUSS_ASSIGN(const auto period, core::Period::parse(invocation.get("PERIOD")));
  std::string sql =
      "select o.gender, o.ou_id, o.value, o.status, o.count, o.recorded_from, o.recorded_to, o.run_id, r.job, r.cause, "
      "r.started_at, r.details, w.raw_index, w.query, w.request, w.page, w.fetched_at, o.raw_sha256, w.segment "
      "from core.observation o left join meta.run r on r.run_id = o.run_id "
      "left join (select run_id, sha256, min(raw_index) as raw_index from meta.raw_object group by run_id, sha256) f "
      "on f.run_id = o.run_id and f.sha256 = o.raw_sha256 "
      "left join meta.raw_object w on w.run_id = f.run_id and w.raw_index = f.raw_index "
      "where o.indicator_id = " +
      core::sql_text(id.text()) + " and o.area_id = " + core::sql_text(area.text()) +
      " and o.period = " + std::to_string(period.code());
  // "2024" may be a year or the last of three: the indicator has one of them.
  const bool plain_year = period.kind() == core::PeriodKind::year;
  if (!plain_year) sql += " and o.period_kind = " + core::sql_text(core::name_of(period.kind()));
  if (invocation.has("--gender")) sql += " and o.gender = " + core::sql_text(invocation.get("--gender"));
  return sql + " order by o.ou_id nulls first, o.gender, o.recorded_from limit 10000";
}

json row_json(const Row& row) {
  json shown = json::object();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& cell = row[i];
    if (names[i] == "configuration") {
      const auto details = json::parse(cell.value_or("{}"), nullptr, false);
      shown["configuration"] = details.is_object() ? details.value("configuration", "") : "";
    } else if (!cell) {
      shown[std::string(names[i])] = nullptr;
    } else if (names[i] == "value") {
      shown["value"] = std::strtod(cell->c_str(), nullptr);
    } else if (names[i] == "run" || names[i] == "count" || names[i] == "raw_index" || names[i] == "page") {
      shown[std::string(names[i])] = std::strtoll(cell->c_str(), nullptr, 10);
    } else {
      shown[std::string(names[i])] = *cell;
    }
  }
  return shown;
}

std::string row_text(const Row& row) {
  const auto cell = [&](std::size_t i) { return row[i].value_or("-"); };
  std::string text = cell(0) + (row[1] ? " " + *row[1] : "") + ": " + row[2].value_or("no value") + " (" + cell(3) +
                     ")\n  known from " + cell(5) + " UTC" +
                     (row[6] && *row[6] != "infinity" ? " to " + *row[6] + " UTC" : "") + "\n  run " + cell(7) + ", " +
                     cell(9) + " of " + cell(8) + "\n  asked " + cell(14) + " (page " + cell(15) + ") at " + cell(16) +
                     " UTC\n  sha256 " + cell(17) + "\n  archive " + cell(18) + ", object " + cell(12) + "\n";
  return text;
}

}  // namespace

core::Result<ExitCode> command_lineage(Environment& environment) {
  SLUSS_ASSIGN(const auto sql, lineage_sql(environment.invocation));
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  SLUSS_ASSIGN(const auto reader, workspace->reader(false));
  SLUSS_ASSIGN(const auto rows, reader->rows(sql));
  if (rows.empty()) {
    return core::fail(
        core::ErrorClass::data, "lineage.unknown", "no such figure is known",
        "`sluss query \"select period, gender from core.observation where indicator_id = '…'\"` lists what is.");
  }
  auto list = json::array();
  std::string text;
  for (const auto& row : rows) {
    list.push_back(row_json(row));
    text += row_text(row);
  }
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(list) + "\n" : text));
  return ExitCode::done;
}

}  // namespace sluss::daemon::cli

#include "daemon/runner/tables.h"

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "warehouse/rules.h"

namespace sluss::daemon::runner {

using nlohmann::json;

namespace {

/// The table as the run before left it, whichever job that was of.
struct Before {
  std::int64_t rows = 0;
  std::string content;
  std::vector<std::string> columns;
};

core::Result<Before> before(Context& context, const std::string& job, const std::string& table, int rules) {
  SLUSS_ASSIGN(const auto reader, context.warehouse.reader({.now = context.clock.now()}));
  // By the first rules a job knew its own loads only.
  const auto whose = rules < warehouse::unread_rules
                         ? "job = " + core::sql_text(job)
                         : "position(" + core::sql_text("\"table\":\"" + table + "\"") + " in details) > 0";
  SLUSS_ASSIGN(const auto rows, reader->rows("select open_after, details from meta.run where cause = 'run' and " +
                                             whose + " order by run_id desc limit 1"));
  Before known;
  if (rows.empty()) return known;
  const auto details = json::parse(rows.front()[1].value_or("{}"), nullptr, false);
  if (!details.is_object() || details.value("table", "") != table) return known;  // the job filled another table
  known.rows = std::stoll(rows.front()[0].value_or("0"));
  known.content = details.value("content", "");
  SLUSS_ASSIGN(const auto columns,
               reader->rows("select column_name from information_schema.columns where table_schema = "
                            "'extract' and table_name = " +
                            core::sql_text(table) + " order by ordinal_position"));
  for (const auto& column : columns) known.columns.push_back(column[0].value_or(""));
  return known;
}

/// What a table has lost, which nobody asked for: it is replaced all the same, and told.
std::vector<core::Finding> losses(const std::string& table, const Before& known, std::int64_t rows,
                                  const core::Schema& schema, const warehouse::GateLimits& gates) {
  std::vector<core::Finding> found;
  const auto tell = [&](std::string_view code, std::string what) {
    found.push_back({.code = std::string(code),
                     .severity = core::Severity::error,
                     .subject = "extract." + table,
                     .what = std::move(what),
                     .remedy =
                         "Fråga den som har databasen. Tabellen är ersatt; vad den hade förut finns i arkivet och i "
                         "säkerhetskopiorna, och rätt innehåll kommer med nästa körning."});
  };
  const auto gone = known.rows - rows;
  if (known.rows >= gates.known_least && static_cast<double>(gone) > gates.gone_share * static_cast<double>(known.rows))
    tell("extract.shrunk",
         "Tabellen hade " + std::to_string(known.rows) + " rader och har nu " + std::to_string(rows) + ".");
  std::string lost;
  for (const auto& column : known.columns) {
    if (!schema.find(column)) lost += (lost.empty() ? "" : ", ") + column;
  }
  if (!lost.empty()) tell("extract.columns_lost", "Tabellen har inte längre kolumnerna: " + lost + ".");
  return found;
}

}  // namespace

core::Result<PutTable> put_table(Context& context, warehouse::Writer& writer, staging::StagedTable& table,
                                 const std::string& job, int rules) {
  SLUSS_ASSIGN(const auto known, before(context, job, table.name(), rules));
  PutTable put;
  auto& rows = put.rows;
  rows.open_before = known.rows;
  if (known.content == table.content()) {
    rows.read = rows.unchanged = rows.open_after = known.rows;
    return put;
  }
  SLUSS_ASSIGN(rows.inserted, writer.replace_extract(table.name(), table.columns(),
                                                     [&](const warehouse::Writer::BatchConsumer& consumer) {
                                                       return table.each(consumer);
                                                     }));
  rows.read = rows.open_after = rows.inserted;
  rows.absent = known.rows;
  put.changed = true;
  if (rules >= warehouse::unread_rules)
    put.findings = losses(table.name(), known, rows.open_after, table.columns(), context.settings.gates);
  return put;
}

std::vector<std::string> models_over(const warehouse::Session& session, const std::string& table) {
  std::vector<std::string> names;
  for (const auto& model : session.models) {
    const auto sql = core::lower(model.sql);
    if (sql.contains("extract." + table) || sql.contains("extract.\"" + table)) names.push_back(model.name);
  }
  return names;
}

}  // namespace sluss::daemon::runner

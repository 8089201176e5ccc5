#include "daemon/run/runner/tables.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/batch.h"
#include "core/json.h"
#include "core/text.h"
#include "daemon/run/runner/model_reads.h"
#include "warehouse/ledger.h"
#include "warehouse/rule_numbers.h"
#include "warehouse/table_gates.h"

namespace sluss::daemon::run {

using nlohmann::json;
namespace ledger = warehouse::ledger;

namespace {

constexpr std::string_view extract_schema = "extract.";

/// The table as the last run that filled it left it.
struct PreviousTable : warehouse::TableState {
  std::string content;
  core::RunId filled_by;  ///< 0: none
};

/// Names and types as the run wrote them down; of an older program the names that are there.
core::Result<std::vector<warehouse::TableColumn>> columns_of(warehouse::Reader& reader, const std::string& table,
                                                             const json& details) {
  std::vector<warehouse::TableColumn> columns;
  if (const auto stored = details.find("columns"); stored != details.end() && stored->is_array()) {
    for (const auto& column : *stored) {
      columns.push_back({column.value("name", ""), core::type_of(column.value("type", ""))});
    }
    return columns;
  }
  const auto names = SLUSS_TRY(ledger::columns(reader, "extract", table));
  constexpr std::string_view offset = "__offset";  // the warehouse's own, beside a time with an offset
  for (const auto& name : names) {
    const auto base = name.ends_with(offset) ? name.substr(0, name.size() - offset.size()) : name;
    const bool own = base == name || std::ranges::find(names, base) == names.end();
    if (own) columns.push_back({name, std::nullopt});
  }
  return columns;
}

core::Result<PreviousTable> previous_table(warehouse::Reader& reader, const std::string& job, const std::string& table,
                                           int rules) {
  // By the first rules a job knew its own loads only.
  const auto whose = rules < warehouse::unread_rules ? std::optional(job) : std::nullopt;
  const auto fill = SLUSS_TRY(ledger::last_fill(reader, table, whose));
  PreviousTable previous;
  if (!fill) return previous;
  const auto details = json::parse(fill->details, nullptr, false);
  if (!details.is_object() || details.value("table", "") != table) return previous;  // the job filled another table
  previous.rows = fill->rows;
  previous.filled_by = fill->run;
  previous.content = details.value("content", "");
  previous.columns = SLUSS_TRY(columns_of(reader, table, details));
  return previous;
}

/// By the second rules: what a table has lost, which no one requested. It is replaced all the same, with a finding.
std::vector<core::Finding> loss_findings(const std::string& table, const PreviousTable& previous, std::int64_t rows,
                                         const core::Schema& schema, const warehouse::GateLimits& gates) {
  std::vector<core::Finding> found;
  const auto add_finding = [&](std::string_view code, std::string what) {
    found.push_back({.code = std::string(code),
                     .severity = core::Severity::error,
                     .subject = "extract." + table,
                     .what = std::move(what),
                     .remedy =
                         "Fråga den som har databasen. Tabellen är ersatt; vad den hade förut finns i arkivet och i "
                         "säkerhetskopiorna, och rätt innehåll kommer med nästa körning."});
  };
  const auto gone = previous.rows - rows;
  if (previous.rows >= gates.known_least &&
      static_cast<double>(gone) > gates.gone_share * static_cast<double>(previous.rows))
    add_finding("extract.shrunk",
                "Tabellen hade " + std::to_string(previous.rows) + " rader och har nu " + std::to_string(rows) + ".");
  std::string lost;
  for (const auto& column : previous.columns) {
    if (!schema.find(column.name)) lost += (lost.empty() ? "" : ", ") + column.name;
  }
  if (!lost.empty()) add_finding("extract.columns_lost", "Tabellen har inte längre kolumnerna: " + lost + ".");
  return found;
}

core::Result<> replace(warehouse::Writer& writer, const staging::StagedTable& table, const warehouse::RunRecord& run,
                       PutTable& put) {
  const warehouse::Table whole{
      .schema = "extract", .name = table.name(), .columns = table.columns(), .keep = warehouse::Keep::replaced};
  const auto batches = [&](const warehouse::BatchConsumer& consumer) { return table.each(consumer); };
  const auto rows = SLUSS_TRY(writer.put(whole, batches, {}, run.id, run.recorded_at));
  put.rows.read = put.rows.inserted = rows.inserted;
  put.rows.open_after = rows.open_after;
  put.rows.absent = put.rows.open_before;
  put.changed = true;
  return {};
}

/// The run since which the same rows wait by the same gate: who decides on them names that one.
core::Result<std::optional<core::RunId>> waits_since(warehouse::Reader& reader, const std::string& series,
                                                     std::string_view gate, const std::string& content) {
  constexpr std::int64_t most = 100'000;
  const auto waiting = SLUSS_TRY(ledger::waiting(reader, ledger::HeldOrder::by_run, most));
  for (const auto& held : waiting) {
    if (held.series.series != series || held.series.gate != gate) continue;
    const auto run = SLUSS_TRY(ledger::run(reader, held.run));
    const auto details = json::parse(run.record.details, nullptr, false);
    if (details.is_object() && details.value("content", "") == content) return held.run;
  }
  return std::optional<core::RunId>();
}

core::Finding still_waits(const std::string& series, core::RunId since) {
  const auto number = std::to_string(since.value);
  return {.code = "extract.waits",
          .severity = core::Severity::info,
          .subject = series,
          .what = "Samma rader väntar på beslut sedan körning " + number + ".",
          .remedy =
              "Öppna Hållna serier, och välj Släpp igenom eller Förkasta. Till den som sköter Sluss: `sluss release " +
              number + " " + series + "` släpper igenom, `sluss discard " + number + " " + series + "` förkastar."};
}

/// Whether it may replace the table; else it waits, or a person has decided that it shall not.
core::Result<bool> may_replace(warehouse::Reader& reader, warehouse::Writer& writer, staging::StagedTable& table,
                               const TableInput& input, const PreviousTable& previous,
                               const warehouse::GateLimits& gates, const warehouse::RunRecord& run, PutTable& put) {
  if (input.gates_off || input.rules < warehouse::table_rules) return true;
  const warehouse::TableState incoming{.rows = table.rows(), .columns = warehouse::columns_of(table.columns())};
  const auto series = series_of_table(table.name());
  auto held =
      input.hold
          ? std::optional(warehouse::held_table(series, input.hold->gate, previous, incoming, input.hold->evidence))
          : warehouse::judge_table(series, previous, incoming, input.may_be_empty, gates);
  if (!held) return true;
  put.rows.read = table.rows();
  put.rows.open_after = previous.rows;
  const auto discarded = SLUSS_TRY(ledger::discarded_by(reader, table.name(), table.content()));
  // All tables without rows are alike: that a person discarded one decides nothing about the next, once rows have come.
  if (discarded && (table.rows() > 0 || *discarded > previous.filled_by)) {
    put.discarded = true;
    put.rows.filtered = table.rows();
    return false;
  }
  put.rows.held = table.rows();
  const auto since = SLUSS_TRY(waits_since(reader, series, held->gate, table.content()));
  if (since) {
    put.waits = true;
    put.findings.push_back(still_waits(series, *since));
    return false;
  }
  SLUSS_TRY(writer.supersede_held(series, run.id, run.recorded_at));
  SLUSS_TRY(writer.hold_series(run.id, *held));
  put.held = std::move(held);
  return false;
}

}  // namespace

std::string series_of_table(const std::string& table) {
  return std::string(extract_schema) + table;
}

std::optional<std::string> table_of_series(const std::string& series) {
  if (!series.starts_with(extract_schema)) return std::nullopt;
  return series.substr(extract_schema.size());
}

core::Result<PutTable> put_table(Context& context, warehouse::Writer& writer, staging::StagedTable& table,
                                 const TableInput& input, const warehouse::RunRecord& run) {
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  const auto previous = SLUSS_TRY(previous_table(*reader, input.job, table.name(), input.rules));
  PutTable put;
  put.rows.open_before = previous.rows;
  const auto supersede = [&]() -> core::Result<> {
    if (input.rules < warehouse::table_rules) return {};
    return writer.supersede_held(series_of_table(table.name()), run.id, run.recorded_at);
  };
  const auto present = SLUSS_TRY(ledger::columns(*reader, "extract", table.name()));
  if (previous.content == table.content() && !present.empty()) {
    SLUSS_TRY(supersede());
    put.rows.read = put.rows.unchanged = put.rows.open_after = previous.rows;
    return put;
  }
  const auto& gates = input.gates;
  const bool may = SLUSS_TRY(may_replace(*reader, writer, table, input, previous, gates, run, put));
  if (!may) {
    if (put.discarded) SLUSS_TRY(supersede());
    return put;
  }
  SLUSS_TRY(supersede());
  SLUSS_TRY(replace(writer, table, run, put));
  if (input.rules == warehouse::unread_rules)
    put.findings = loss_findings(table.name(), previous, put.rows.open_after, table.columns(), gates);
  return put;
}

std::string with_table(const std::string& details, staging::StagedTable& table, int rules) {
  auto object = json::parse(details, nullptr, false);
  if (!object.is_object()) object = json::object();
  object["table"] = table.name();
  object["content"] = table.content();
  if (rules >= warehouse::table_rules) {
    auto& columns = object["columns"] = json::array();
    for (const auto& column : table.columns())
      columns.push_back({{"name", column.name}, {"type", core::name_of(column.type)}});
  }
  return core::json_text(object);
}

std::string with_discarded(const std::string& details) {
  auto object = json::parse(details, nullptr, false);
  object["discarded"] = true;
  return core::json_text(object);
}

core::Result<> mark_models_over(Context& context, warehouse::Writer& writer, core::RunId run,
                                const std::string& table) {
  if (!context.session) return writer.mark_models_dirty(run);
  const auto session = SLUSS_TRY(context.session());
  std::vector<std::string> names;
  for (const auto& model : session.models) {
    if (names_in(model.sql).contains(core::lower(series_of_table(table)))) names.push_back(model.name);
  }
  return writer.mark_models_dirty(run, names);
}

}  // namespace sluss::daemon::run

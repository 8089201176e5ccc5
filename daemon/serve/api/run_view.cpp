#include "daemon/serve/api/run_view.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/file_facts.h"
#include "core/json.h"
#include "core/numbers.h"
#include "core/time.h"

namespace sluss::daemon::api {
namespace {

using core::grouped;
using nlohmann::json;

std::string mark(bool holds) {
  return holds ? "  ✓" : "  ✗";
}

json parsed_or_text(const std::string& text) {
  auto value = json::parse(text, nullptr, false);
  return value.is_discarded() ? json(text) : value;
}

json rows_json(const warehouse::RowCounts& rows) {
  return {{"read", rows.read},           {"inserted", rows.inserted},
          {"revised", rows.revised},     {"unchanged", rows.unchanged},
          {"deleted", rows.deleted},     {"absent", rows.absent},
          {"rejected", rows.rejected},   {"filtered", rows.filtered},
          {"duplicate", rows.duplicate}, {"held", rows.held}};
}

json counted_json(const warehouse::RowCounts& rows) {
  return {{"rows", rows_json(rows)},
          {"open", {{"before", rows.open_before}, {"after", rows.open_after}}},
          {"conservation",
           {{"in", {{"holds", rows.in_holds()}, {"text", conservation_in(rows)}}},
            {"out", {{"holds", rows.out_holds()}, {"text", conservation_out(rows)}}}}}};
}

/// What each table took: `rows` of the run is the sum over facts and the source's own tables, and has what was rejected
/// of the catalogue too.
json streams_json(const std::vector<warehouse::StreamCounts>& streams) {
  auto shown = json::array();
  for (const auto& one : streams) {
    auto counted = counted_json(one.rows);
    counted["stream"] = one.stream;
    shown.push_back(std::move(counted));
  }
  return shown;
}

json held_json(const HeldView& held) {
  const auto& series = held.series;
  json shown{{"series", series.series},
             {"gate", series.gate},
             {"state", held.state},
             {"known", series.known},
             {"inserted", series.inserted},
             {"revised", series.revised},
             {"deleted", series.deleted},
             {"absent", series.absent},
             {"ratio_median", series.ratio_median ? json(*series.ratio_median) : json()},
             {"evidence", parsed_or_text(series.evidence)}};
  if (held.moved_to) shown["moved_to"] = held.moved_to->value;
  if (held.waited_rows) shown["waited_rows"] = *held.waited_rows;
  if (!held.parts.empty()) shown["waiting_rows"] = parts_json(held.parts);
  return shown;
}

bool waits(const HeldView& held) {
  return held.state == "waiting";
}

bool has_moved(const HeldView& held) {
  return held.state == "moved";
}

json decision_json(const Decision& decision) {
  json shown{
      {"of", decision.of.value}, {"series", decision.series}, {"rows", decision.rows ? json(*decision.rows) : json()}};
  for (const auto& part : decision.parts) shown["of_runs"].push_back({{"run", part.of.value}, {"rows", part.rows}});
  if (!decision.who.empty()) shown["who"] = decision.who;
  if (!decision.way.empty()) shown["way"] = decision.way;
  return shown;
}

}  // namespace

std::string conservation_in(const warehouse::RowCounts& rows) {
  return "read " + grouped(rows.read) + " = inserted " + grouped(rows.inserted) + " + revised " +
         grouped(rows.revised) + " + unchanged " + grouped(rows.unchanged) + " + deleted " + grouped(rows.deleted) +
         " + rejected " + grouped(rows.rejected) + " + filtered " + grouped(rows.filtered) + " + duplicate " +
         grouped(rows.duplicate) + " + held " + grouped(rows.held) + mark(rows.in_holds());
}

std::string conservation_out(const warehouse::RowCounts& rows) {
  return "open after " + grouped(rows.open_after) + " = open before " + grouped(rows.open_before) + " + inserted " +
         grouped(rows.inserted) + " - deleted " + grouped(rows.deleted) + " - absent " + grouped(rows.absent) +
         mark(rows.out_holds());
}

std::optional<core::RunId> decision_of(const RunView& view) {
  if (view.held.empty()) return std::nullopt;
  const auto& first = view.held.front();
  const bool decided = first.state == "released" || first.state == "discarded";
  const bool same =
      std::ranges::all_of(view.held, [&](const HeldView& held) { return held.decided_by == first.decided_by; });
  return decided && same ? first.decided_by : std::nullopt;
}

std::string failed_name(std::int64_t entry) {
  return "failed:" + std::to_string(entry);
}

std::string status_text(const RunView& view) {
  if (view.run.status != "held") return view.run.status;
  if (view.waiting > 0 || std::ranges::any_of(view.held, waits)) {
    const auto& rows = view.run.rows;
    const bool all = rows.held > 0 && rows.inserted + rows.revised + rows.deleted + rows.absent == 0;
    return all ? "held, all" : "held";
  }
  const bool moved = view.moved > 0 || std::ranges::any_of(view.held, has_moved);
  return moved ? "held, moved" : "held, decided";
}

std::string run_json(const RunView& view) {
  const auto& run = view.run;
  json shown{{"run", run.id.value == 0 ? json() : json(run.id.value)},
             {"job", run.job},
             {"source", run.source},
             {"origin", run.origin},
             {"cause", run.cause},
             {"status", run.status},
             {"started_at", core::to_text(run.started_at)},
             {"recorded_at", core::to_text(run.recorded_at)},
             {"streams", streams_json(run.streams)},
             {"raw_objects", view.requests},
             {"bytes", view.bytes},
             {"held_series_waiting", view.waiting},
             {"segments", run.segments},
             {"details", parsed_or_text(run.details)}};
  shown.update(counted_json(run.rows));
  shown["held"] = json::array();
  for (const auto& held : view.held) shown["held"].push_back(held_json(held));
  shown["findings"] = json::array();
  for (const auto& f : view.findings) {
    shown["findings"].push_back({{"code", f.code},
                                 {"severity", name_of(f.severity)},
                                 {"subject", f.subject},
                                 {"what", connectors::told(f)},
                                 {"remedy", f.remedy},
                                 {"count", f.count}});
  }
  shown["rejects"] = json::array();
  for (const auto& r : view.rejects) {
    shown["rejects"].push_back({{"object", r.object},
                                {"line", r.line},
                                {"byte", r.byte},
                                {"column", r.column},
                                {"field", r.field},
                                {"error", r.error},
                                {"shown", r.shown}});
  }
  if (view.decision) shown["decision"] = decision_json(*view.decision);
  if (view.entry != 0) shown["journal_entry"] = view.entry;
  if (!view.error_code.empty()) shown["error"] = {{"code", view.error_code}, {"what", view.error}};
  return core::json_text(shown);
}

}  // namespace sluss::daemon::api

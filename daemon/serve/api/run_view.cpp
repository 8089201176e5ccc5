#include "daemon/serve/api/run_view.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

#include "core/json.h"
#include "core/numbers.h"
#include "core/text.h"
#include "core/time.h"
#include "daemon/run/hold/judgement_basis.h"
#include "daemon/serve/api/evidence.h"

namespace sluss::daemon::api {
namespace {

using core::bytes_text;
using core::counted;
using core::grouped;
using nlohmann::json;

std::string mark(bool holds) {
  return holds ? "  ✓" : "  ✗";
}

/// A query as long as a page is told by its beginning; --json has all of it.
constexpr std::size_t most_subject = 80;

std::string decimal(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", number);
  return text.data();
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

/// Of what changed beside the facts.
std::string streams_text(const std::vector<warehouse::StreamCounts>& streams) {
  std::string text;
  if (streams.size() < 2) return text;
  for (const auto& [stream, rows] : streams) {
    const bool quiet = rows.inserted + rows.revised + rows.absent + rows.filtered + rows.rejected == 0;
    if (stream == warehouse::observation_stream || quiet) continue;
    text += "  " + stream + ": " + conservation_in(rows) + "\n";
  }
  return text;
}

json held_json(const HeldView& held) {
  const auto& series = held.series;
  return {{"series", series.series},
          {"gate", series.gate},
          {"state", held.state},
          {"known", series.known},
          {"inserted", series.inserted},
          {"revised", series.revised},
          {"deleted", series.deleted},
          {"absent", series.absent},
          {"ratio_median", series.ratio_median ? json(*series.ratio_median) : json()},
          {"evidence", parsed_or_text(series.evidence)}};
}

bool waits(const HeldView& held) {
  return held.state == "waiting";
}

/// "gone 4, revised_share 60"
std::string gates_text(const std::vector<HeldView>& held) {
  std::map<std::string, std::int64_t> gates;
  for (const auto& one : held) ++gates[one.series.gate];
  std::string text;
  for (const auto& [gate, count] : gates) text += (text.empty() ? "" : ", ") + gate + " " + grouped(count);
  return text;
}

/// How many wait and why, and a line of each of the first.
std::string held_summary(const RunView& view) {
  constexpr std::ptrdiff_t most_lines = 10;
  auto held = view.held;
  std::ranges::stable_partition(held, waits);
  const auto waiting = std::ranges::count_if(held, waits);
  std::string text = "  " + grouped(std::ssize(held)) + " series held, " + grouped(waiting) +
                     (waiting == 1 ? " waits" : " wait") + "; by gate: " + gates_text(held) + "\n";
  const auto shown = std::min(std::ssize(held), most_lines);
  for (const auto& one : std::span(held).first(static_cast<std::size_t>(shown))) {
    const auto& s = one.series;
    text += "      " + s.series + " by " + s.gate + " (" + one.state + "): known " + grouped(s.known) + ", inserted " +
            grouped(s.inserted) + ", revised " + grouped(s.revised) + ", gone " + grouped(s.deleted + s.absent) + "\n";
  }
  if (shown < std::ssize(held)) text += "      and " + grouped(std::ssize(held) - shown) + " more\n";
  const auto run = std::to_string(view.run.id.value);
  text += "      sluss show " + run + " " + held.front().series.series + "   tells one; sluss show " + run +
          " --all   all of them\n";
  if (waiting > 0)
    text += "      sluss release " + run + "   lets all through; sluss discard " + run + "   drops all\n";
  return text;
}

std::string held_text(const RunView& view, bool all) {
  constexpr std::size_t most_whole = 3;
  if (!all && view.held.size() > most_whole) return held_summary(view);
  std::string text;
  const auto limits = run::judgement_basis_in(view.run.details).gates;
  for (const auto& held : view.held) {
    const auto& s = held.series;
    text += "  held: " + s.series + " by the gate " + s.gate + " (" + held.state + ")\n";
    text += "      known " + grouped(s.known) + ", inserted " + grouped(s.inserted) + ", revised " +
            grouped(s.revised) + ", deleted " + grouped(s.deleted) + ", absent " + grouped(s.absent);
    if (s.ratio_median) text += ", median |new/old| " + decimal(*s.ratio_median);
    text += "\n" + evidence_text(s.evidence, view.area_titles, {.gate = s.gate, .limits = limits}, view.own_area);
    if (waits(held)) {
      const auto run = std::to_string(view.run.id.value);
      text += "      sluss release " + run + " " + s.series + "   lets it through\n";
      text += "      sluss discard " + run + " " + s.series + "   drops it\n";
    }
  }
  return text;
}

json decision_json(const Decision& decision) {
  json shown{
      {"of", decision.of.value}, {"series", decision.series}, {"rows", decision.rows ? json(*decision.rows) : json()}};
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

std::string failed_name(std::int64_t entry) {
  return "failed:" + std::to_string(entry);
}

std::string status_text(const RunView& view) {
  const bool waiting = view.waiting > 0 || std::ranges::any_of(view.held, waits);
  return view.run.status == "held" && !waiting ? "held, decided" : view.run.status;
}

std::string run_text(const RunView& view, bool all) {
  const auto& run = view.run;
  if (run.id.value == 0) {
    return (view.entry == 0 ? "failed" : failed_name(view.entry)) + ": " + run.cause + " of " + run.job + ", " +
           shown_time(run.started_at) + "\n  " + view.error + "\n  The warehouse is as it was.\n";
  }
  std::string text = "run " + std::to_string(run.id.value) + ": " + status_text(view) + " (" + run.cause + " of " +
                     run.job + ", " + shown_time(run.recorded_at) + ")\n";
  const bool discarded = run.cause == "discard";
  if (view.decision) text += decision_text(*view.decision, discarded);
  if (!discarded) text += "  " + conservation_in(run.rows) + "\n";  // it reads nothing
  text += "  " + conservation_out(run.rows) + "\n";
  text += streams_text(run.streams);
  if (view.requests > 0)
    text += "  " + counted(view.requests, "raw object", "raw objects") + ", " + bytes_text(view.bytes) + "\n";
  text += held_text(view, all);
  std::size_t infos = 0;
  for (const auto& finding : view.findings) {
    if (finding.severity == core::Severity::info) {
      ++infos;
      continue;
    }
    text += "  " + std::string(name_of(finding.severity)) + ": " + finding.code + " " +
            core::shortened(finding.subject, most_subject) + ": " + finding.what +
            (finding.count > 1 ? " (" + grouped(finding.count) + ")" : "") + "\n";
    if (!finding.remedy.empty()) text += "      " + finding.remedy + "\n";
  }
  if (infos > 0) {
    text += "  info: " + grouped(static_cast<std::int64_t>(infos)) + " more, see `sluss findings " +
            std::to_string(run.id.value) + "`\n";
  }
  for (const auto& reject : view.rejects) {
    text += "  rejected: " + reject.object + (reject.line > 0 ? " line " + std::to_string(reject.line) : "") + " " +
            reject.field + ": " + reject.error + " (" + reject.shown + ")\n";
  }
  return text;
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
                                 {"what", f.what},
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

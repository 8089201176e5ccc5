#include "daemon/program/run_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <span>

#include "connectors/file_facts.h"
#include "connectors/file_words.h"
#include "core/numbers.h"
#include "core/text.h"
#include "core/time.h"
#include "daemon/program/evidence_text.h"
#include "daemon/run/hold/judgement_basis.h"

namespace sluss::daemon::program {
namespace {

using api::conservation_in;
using api::conservation_out;
using core::bytes_text;
using core::counted;
using core::grouped;

/// A query as long as a page is cut to its beginning; --json has all of it.
constexpr std::size_t most_subject = 80;

std::string decimal(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", number);
  return text.data();
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

bool waits(const api::HeldView& held) {
  return held.state == "waiting";
}

/// "waiting", "decided with run 4", "released with run 4"
std::string state_text(const api::HeldView& held) {
  if (!held.moved_to) return held.state;
  return (held.state == "moved" ? "decided" : held.state) + " with run " + std::to_string(held.moved_to->value);
}

/// "72 rows of run 2 (2024, file lista.csv), 60 rows of run 4 (2025, file lista 2025.csv)"
std::string parts_text(const std::vector<api::WaitingPart>& parts) {
  constexpr std::size_t most_listed = 3;
  std::string text;
  for (const auto& part : parts) {
    std::string periods;
    if (part.periods.size() > most_listed) {
      periods = part.periods.front() + " to " + part.periods.back();
    } else {
      for (const auto& period : part.periods) periods += (periods.empty() ? "" : ", ") + period;
    }
    text += (text.empty() ? "" : ", ") + counted(part.rows, "row", "rows") + " of run " +
            std::to_string(part.run.value) + " (" + periods +
            (part.file.empty() ? "" : ", file " + core::one_line(part.file)) + ")";
  }
  return text;
}

/// What one decision is about, where it is not only this run's: lines of a run's text.
std::string carried_text(const std::vector<api::HeldView>& held) {
  std::vector<std::vector<api::WaitingPart>> all;
  for (const auto& one : held) {
    if (!one.parts.empty()) all.push_back(one.parts);
  }
  return all.empty() ? std::string() : "      waits with rows of earlier runs: " + parts_text(api::sum_of(all)) + "\n";
}

/// "gone 4, revised_share 60"
std::string gates_text(const std::vector<api::HeldView>& held) {
  std::map<std::string, std::int64_t> gates;
  for (const auto& one : held) ++gates[one.series.gate];
  std::string text;
  for (const auto& [gate, count] : gates) text += (text.empty() ? "" : ", ") + gate + " " + grouped(count);
  return text;
}

/// How many wait and why, and a line of each of the first.
std::string held_summary(const api::RunView& view) {
  constexpr std::ptrdiff_t most_lines = 10;
  auto held = view.held;
  std::ranges::stable_partition(held, waits);
  const auto waiting = std::ranges::count_if(held, waits);
  std::string text = "  " + grouped(std::ssize(held)) + " series held, " + grouped(waiting) +
                     (waiting == 1 ? " waits" : " wait") + "; by gate: " + gates_text(held) + "\n";
  const auto shown = std::min(std::ssize(held), most_lines);
  for (const auto& one : std::span(held).first(static_cast<std::size_t>(shown))) {
    const auto& s = one.series;
    text += "      " + s.series + " by " + s.gate + " (" + state_text(one) + "): known " + grouped(s.known) +
            ", inserted " + grouped(s.inserted) + ", revised " + grouped(s.revised) + ", gone " +
            grouped(s.deleted + s.absent) + "\n";
  }
  if (shown < std::ssize(held)) text += "      and " + grouped(std::ssize(held) - shown) + " more\n";
  text += carried_text(held);
  const auto run = std::to_string(view.run.id.value);
  text += "      sluss show " + run + " " + held.front().series.series + "   tells one; sluss show " + run +
          " --all   all of them\n";
  if (waiting > 0)
    text += "      sluss release " + run + "   lets all through; sluss discard " + run + "   drops all\n";
  return text;
}

/// "  file lista.csv: Av 290 rader är 289 med och 1 inte med. …": as pages, mails and "läs mig" have it.
std::string file_text(const api::RunView& view) {
  const auto read = std::ranges::find(view.findings, connectors::file_read, &core::Finding::code);
  const auto facts = connectors::file_facts(view.findings);
  if (read == view.findings.end() || !facts.rows) return {};
  const auto& rows = view.run.rows;
  auto text = "  file " + core::one_line(read->subject) + ": " + connectors::rows_words(*facts.rows) + " " +
              connectors::figures_words(rows.given()) + "\n";
  if (!facts.own.empty()) text += "      " + core::one_line(facts.own) + "\n";
  return text;
}

std::string held_text(const api::RunView& view, bool all) {
  constexpr std::size_t most_whole = 3;
  if (!all && view.held.size() > most_whole) return held_summary(view);
  std::string text;
  const auto limits = run::judgement_basis_in(view.run.details).gates;
  for (const auto& held : view.held) {
    const auto& s = held.series;
    text += "  held: " + s.series + " by the gate " + s.gate + " (" + state_text(held) + ")\n";
    text += "      known " + grouped(s.known) + ", inserted " + grouped(s.inserted) + ", revised " +
            grouped(s.revised) + ", deleted " + grouped(s.deleted) + ", absent " + grouped(s.absent);
    if (s.ratio_median) text += ", median |new/old| " + decimal(*s.ratio_median);
    text += "\n" + evidence_text(s.evidence, view.area_titles, {.gate = s.gate, .limits = limits}, view.own_area);
    text += carried_text({held});
    if (held.state == "moved" && held.moved_to)
      text += "      sluss show " + std::to_string(held.moved_to->value) + "   tells what waits there\n";
    if (waits(held)) {
      const auto run = std::to_string(view.run.id.value);
      text += "      sluss release " + run + " " + s.series + "   lets it through\n";
      text += "      sluss discard " + run + " " + s.series + "   drops it\n";
    }
  }
  return text;
}

/// "dropped 51 158 rows of 64 series that run 3 held, by anna (command)", and the first of them: lines of a run's text.
std::string decision_text(const api::Decision& decision, bool discarded) {
  constexpr std::size_t most_named = 10;
  const auto count = std::ssize(decision.series);
  std::string text = discarded ? "  dropped " : "  let through ";
  text +=
      decision.rows ? grouped(*decision.rows) + (*decision.rows == 1 ? " row" : " rows") : std::string("what waited");
  text += " of " + grouped(count) + " series that run " + std::to_string(decision.of.value) + " held";
  if (!decision.who.empty()) text += ", by " + core::one_line(decision.who);
  if (!decision.way.empty()) text += " (" + core::one_line(decision.way) + ")";
  text += "\n";
  std::string of_runs;
  for (const auto& part : decision.parts)
    of_runs += (of_runs.empty() ? "      " : ", ") + counted(part.rows, "row", "rows") + " of run " +
               std::to_string(part.of.value);
  if (!of_runs.empty()) text += of_runs + "\n";
  std::string named;
  for (std::size_t i = 0; i < decision.series.size() && i < most_named; ++i)
    named += (named.empty() ? "" : ", ") + decision.series[i];
  if (decision.series.size() > most_named)
    named += ", and " + grouped(static_cast<std::int64_t>(decision.series.size() - most_named)) + " more";
  return named.empty() ? text : text + "      " + named + "\n";
}

}  // namespace

std::string run_text(const api::RunView& view, bool all) {
  const auto& run = view.run;
  if (run.id.value == 0) {
    return (view.entry == 0 ? "failed" : api::failed_name(view.entry)) + ": " + run.cause + " of " + run.job + ", " +
           shown_time(run.started_at) + "\n  " + view.error + "\n  The warehouse is as it was.\n";
  }
  std::string text = "run " + std::to_string(run.id.value) + ": " + api::status_text(view) + " (" + run.cause + " of " +
                     run.job + ", " + shown_time(run.recorded_at) + ")\n";
  const bool discarded = run.cause == "discard";
  if (view.decision) text += decision_text(*view.decision, discarded);
  if (!discarded) text += "  " + conservation_in(run.rows) + "\n";  // it reads nothing
  text += "  " + conservation_out(run.rows) + "\n";
  text += streams_text(run.streams);
  if (view.requests > 0)
    text += "  " + counted(view.requests, "raw object", "raw objects") + ", " + bytes_text(view.bytes) + "\n";
  text += file_text(view);
  text += held_text(view, all);
  std::size_t infos = 0;
  for (const auto& finding : view.findings) {
    if (finding.severity == core::Severity::info) {
      ++infos;
      continue;
    }
    text += "  " + std::string(name_of(finding.severity)) + ": " + finding.code + " " +
            core::shortened(finding.subject, most_subject) + ": " + core::one_line(connectors::told(finding)) +
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

}  // namespace sluss::daemon::program

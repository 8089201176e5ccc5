#include "daemon/runner/hold.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/kill_point.h"
#include "core/log.h"
#include "daemon/runner/apply.h"
#include "daemon/runner/identity.h"
#include "daemon/runner/publish.h"
#include "daemon/runner/run_journal.h"
#include "daemon/runner/writer.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::runner {

namespace ledger = warehouse::ledger;

namespace {

/// The run must exist and have rows that wait. In a rebuild a discard may find none: an older program let two decide at
/// once, the second of whom dropped nothing.
core::Result<warehouse::RunRecord> held_run(Context& context, const HoldAction& action) {
  SLUSS_ASSIGN(const auto reader, context.warehouse.reader({.now = context.clock.now()}));
  const auto number = std::to_string(action.of.value);
  SLUSS_ASSIGN(auto runs, ledger::runs_of(*reader, {action.of}));
  if (runs.empty()) {
    return core::fail(core::ErrorClass::config, "hold.unknown_run", "there is no run " + number,
                      "`sluss runs`, or the page of runs, lists them");
  }
  SLUSS_ASSIGN(const auto waiting, ledger::waiting_series(*reader, action.of));
  std::string names;
  for (const auto& series : waiting) names += (names.empty() ? "" : ", ") + series;
  const bool wanted = !action.series || std::ranges::find(waiting, *action.series) != waiting.end();
  const bool again = action.run && action.discard;
  if ((waiting.empty() || !wanted) && !again) {
    return core::fail(core::ErrorClass::config, "hold.nothing_held",
                      "run " + number + " holds " + (waiting.empty() ? "nothing" : "nothing of " + *action.series),
                      waiting.empty() ? "`sluss status`, or the page of what is held, shows which runs hold rows"
                                      : "it holds: " + names);
  }
  return std::move(runs.front());
}

core::Result<> merge_released(Context& context, warehouse::Writer& writer, const HoldAction& action,
                              warehouse::RunRecord& run, std::stop_token stop) {
  SLUSS_ASSIGN(const auto facts, writer.held_facts(action.of, action.series));
  std::int64_t read = 0;
  for (std::size_t index = 0; index < facts->blocks(); ++index) {
    SLUSS_ASSIGN(const auto block, facts->block(index));
    read += static_cast<std::int64_t>(block.size());
  }
  warehouse::MergeOptions options;
  options.origin = run.origin;
  options.gates = context.settings.gates;
  options.gates_off = true;
  SLUSS_ASSIGN(const auto outcome, writer.merge(*facts, options, run.id, run.recorded_at, stop));
  run.rows = outcome.rows;
  run.rows.read = read;
  run.status = outcome.changed ? "done" : "unchanged";
  return check_conservation(run.rows);
}

}  // namespace

core::Result<RunSummary> apply_hold(Context& context, const HoldAction& action, std::stop_token stop) {
  SLUSS_ASSIGN(const auto held, held_run(context, action));
  RunSummary summary;
  auto& run = summary.run;
  run.job = held.job;
  run.source = held.source;
  run.origin = held.origin;
  run.cause = action.discard ? "discard" : "release";
  run.status = "done";
  run.started_at = context.clock.now();
  nlohmann::json details{{"of", action.of.value}};
  if (action.series) details["series"] = *action.series;
  run.details = core::json_text(details);

  SLUSS_ASSIGN(const auto writer, open_writer(context, run.cause + " of run " + std::to_string(action.of.value), stop));
  // Somebody may have decided while the writer was waited for.
  if (const auto still = held_run(context, action); !still) return std::unexpected(still.error());
  SLUSS_TRY(identify(context, *writer, {action.run, action.recorded_at}, run));
  if (!action.discard) SLUSS_TRY(merge_released(context, *writer, action, run, stop));
  SLUSS_ASSIGN(const auto dropped,
               writer->drop_held(action.of, action.series, action.discard, run.id, run.recorded_at));
  core::log::info(action.discard ? "held.discarded" : "held.released", "held rows were decided on",
                  {{"run", run.id.value}, {"of", action.of.value}, {"rows", dropped}});
  SLUSS_TRY(writer->put_run(run));
  if (!action.discard) SLUSS_TRY(writer->mark_models_dirty(run.id));
  SLUSS_KILL_POINT("meta.written");
  if (context.session && !action.run) {
    SLUSS_ASSIGN(const auto session, context.session());
    SLUSS_ASSIGN(summary.models, writer->refresh_models(session, run.id, context.clock.now()));
  }
  SLUSS_TRY(writer->publish());
  return summary;
}

namespace {

core::Result<RunSummary> decide(Context& context, const HoldAction& action, std::stop_token stop) {
  SLUSS_ASSIGN(auto summary, apply_hold(context, action, stop));
  auto entry = journal_of(summary);
  entry.of = action.of;
  entry.series = action.series;
  SLUSS_TRY(append_to_journal(context, entry));
  SLUSS_KILL_POINT("journal.appended");
  if (!action.discard) publish_changed(context, summary, stop);
  return summary;
}

}  // namespace

core::Result<RunSummary> release(Context& context, core::RunId run, std::optional<std::string> series,
                                 std::stop_token stop) {
  return decide(context, {.of = run, .series = std::move(series)}, stop);
}

core::Result<RunSummary> discard(Context& context, core::RunId run, std::optional<std::string> series,
                                 std::stop_token stop) {
  return decide(context, {.discard = true, .of = run, .series = std::move(series)}, stop);
}

}  // namespace sluss::daemon::runner

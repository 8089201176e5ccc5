#include "daemon/run/hold/release_or_discard.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/log.h"
#include "core/unmet.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/read_segment.h"
#include "daemon/run/runner/apply.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/runner/models.h"
#include "daemon/run/runner/publish.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/run_number.h"
#include "daemon/run/runner/setup.h"
#include "daemon/run/runner/tables.h"
#include "daemon/run/runner/writer.h"
#include "daemon/run/state/scratch.h"
#include "warehouse/ledger.h"
#include "warehouse/rule_numbers.h"

namespace sluss::daemon::run {

namespace ledger = warehouse::ledger;

namespace {

struct HeldRun {
  warehouse::RunRecord record;
  std::optional<std::string> table;  ///< what waits is this one, whole; nothing: facts
};

/// Where the rows of a job may wait now: a later run takes over what it brings again.
std::string now_with(warehouse::Reader& reader, const std::string& job) {
  constexpr std::int64_t most = 10'000;
  const auto waiting = ledger::waiting(reader, ledger::HeldOrder::by_run, most);
  std::string runs;
  if (waiting) {
    for (const auto& held : *waiting) {
      const auto number = std::to_string(held.run.value);
      if (held.job == job && !runs.ends_with(" " + number)) runs += (runs.empty() ? " " : ", ") + number;
    }
  }
  return runs.empty() ? "`sluss status`, or the page of what is held, shows which runs hold rows"
                      : "the rows of job " + job + " wait with run" + runs + " now";
}

/// What was not as expected is decided on as a whole: of half a file nobody knows what it says.
core::Result<> check_not_whole(warehouse::Reader& reader, const HoldAction& action) {
  const auto held = SLUSS_TRY(ledger::held(reader, action.of, *action.series));
  if (!held || held->series.gate != core::expectation_gate) return {};
  const auto number = std::to_string(action.of.value);
  return core::fail(core::ErrorClass::config, "hold.whole_load",
                    "run " + number + " is held as a whole, because what it loaded is not as expected: " +
                        *action.series + " is not decided on alone",
                    "Decide on all of it, without naming a series: `sluss release " + number + "` or `sluss discard " +
                        number + "`.");
}

/// The run must exist and have rows that wait. In a rebuild a discard may find none: an older program let two people
/// decide at once, the second of whom dropped nothing.
core::Result<HeldRun> held_run(Context& context, const HoldAction& action) {
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  const auto number = std::to_string(action.of.value);
  auto runs = SLUSS_TRY(ledger::runs_of(*reader, {action.of}));
  if (runs.empty()) {
    return core::fail(core::ErrorClass::config, "hold.unknown_run", "there is no run " + number,
                      "`sluss runs`, or the page of runs, lists them");
  }
  const auto waiting = SLUSS_TRY(ledger::waiting_series(*reader, action.of));
  std::string names;
  for (const auto& series : waiting) names += (names.empty() ? "" : ", ") + series;
  const bool wanted = !action.series || std::ranges::find(waiting, *action.series) != waiting.end();
  const bool again = action.run && action.discard;
  if ((waiting.empty() || !wanted) && !again) {
    return core::fail(core::ErrorClass::config, "hold.nothing_held",
                      "run " + number + " holds " + (waiting.empty() ? "nothing" : "nothing of " + *action.series),
                      waiting.empty() ? now_with(*reader, runs.front().job) : "it holds: " + names);
  }
  // A rebuild repeats what older programs let people decide.
  if (action.series && !action.run && waiting.size() > 1) SLUSS_TRY(check_not_whole(*reader, action));
  HeldRun held{.record = std::move(runs.front()), .table = std::nullopt};
  if (action.series) {
    held.table = table_of_series(*action.series);
  } else if (!waiting.empty()) {
    held.table = table_of_series(waiting.front());
  }
  return held;
}

/// By the kind that loaded what waits; one that this program does not know is compared exactly. Errors: those of a
/// segment that cannot be opened, where no source of the run's name tells the kind either.
core::Result<core::SameFigure> same_of(Context& context, const warehouse::RunRecord& held) {
  if (held.segments.empty()) return core::SameFigure::exact;
  const auto segment = context.archive.open(held.segments.back());
  if (segment) {
    const auto kind = kind_of(segment->header);
    return kind ? (*kind)->same : core::SameFigure::exact;
  }
  const auto* const source = settings::find_source(context.settings, held.source);
  if (source == nullptr) return std::unexpected(segment.error());
  const auto* const kind = SLUSS_TRY(known_kind(context.settings, *source));
  return kind->same;
}

core::Result<> merge_released(warehouse::Writer& writer, const HoldAction& action, core::SameFigure same,
                              warehouse::RunRecord& run, std::stop_token stop) {
  const auto facts = SLUSS_TRY(writer.held_facts(action.of, action.series));
  std::int64_t read = 0;
  for (std::size_t index = 0; index < facts->blocks(); ++index) {
    const auto block = SLUSS_TRY(facts->block(index));
    read += static_cast<std::int64_t>(block.size());
  }
  warehouse::MergeOptions options;
  options.origin = run.origin;
  options.gates_off = true;
  options.same = same_by(run.rules, same);
  const auto outcome = SLUSS_TRY(writer.merge(*facts, options, run.id, run.recorded_at, stop));
  run.rows = outcome.rows;
  run.rows.read = read;
  run.streams = {{.stream = warehouse::observation_stream, .rows = run.rows}};
  run.status = outcome.changed ? "done" : "unchanged";
  return check_conservation(run.rows, run.streams.front().stream);
}

warehouse::Dropped dropped_by(const HoldAction& action) {
  if (!action.discard) return warehouse::Dropped::released;
  return action.rules < warehouse::unmet_rules ? warehouse::Dropped::discarded_all : warehouse::Dropped::discarded;
}

core::Error unreadable(const HeldRun& held, const core::Error& why) {
  return {.code = "hold.unreadable",
          .error_class = core::ErrorClass::data,
          .what = "the rows of extract." + held.table.value_or("") +
                  " that wait cannot be read from the archive: " + why.what,
          .remedy = "Run job " + held.record.job + " again: it takes the rows that its source has now.",
          .place = why.place};
}

/// The rows that wait, from the archive: they are stored nowhere else.
core::Result<std::unique_ptr<Load>> read_waiting(Context& context, const HeldRun& held) {
  if (held.record.segments.empty()) return std::unexpected(unreadable(held, {.what = "no segment is named"}));
  const auto segment = open_committed(context, held.record.segments.back());
  if (!segment) return std::unexpected(unreadable(held, segment.error()));
  const auto* const kind = SLUSS_TRY(kind_of(segment->header));
  auto load = SLUSS_TRY(Load::open(place_of(context), "release-" + segment->header.token, kind->name,
                                   connectors::origin_of(*kind, segment->header.source), PeriodKinds()));
  const auto scratch = SLUSS_TRY(ReadingScratch::make(context));
  if (const auto read = read_segment(context.archive, *segment, *load, scratch.folder()); !read)
    return std::unexpected(unreadable(held, read.error()));
  if (const auto whole = load->finish(); !whole) return std::unexpected(unreadable(held, whole.error()));
  if (!load->table()) return std::unexpected(unreadable(held, {.what = "its segment has none"}));
  return load;
}

core::Result<> put_released(Context& context, warehouse::Writer& writer, Load& load, warehouse::RunRecord& run) {
  // No table waited before there was this rule, and not each decision on one carried its number.
  const int rules = std::max(run.rules, warehouse::table_rules);
  const auto put =
      SLUSS_TRY(put_table(context, writer, *load.table(),
                          {.job = run.job, .rules = rules, .gates = context.settings.gates, .gates_off = true}, run));
  run.rows = put.rows;
  const auto counts = load.counts();  // counted where it was read, not where it was written
  run.rows.read = counts.read - counts.rejected - counts.filtered;
  run.streams = {{.stream = series_of_table(load.table()->name()), .rows = run.rows}};
  run.status = put.changed ? "done" : "unchanged";
  return check_conservation(run.rows, run.streams.front().stream);
}

/// What a later run compares with: the table's content by name, as the run that held it wrote it down.
std::string with_what_waited(nlohmann::json details, const HeldRun& held) {
  const auto waited = nlohmann::json::parse(held.record.details, nullptr, false);
  if (held.table && waited.is_object()) {
    for (const char* key : {"table", "content", "columns"}) {
      if (const auto found = waited.find(key); found != waited.end()) details[key] = *found;
    }
  }
  return core::json_text(details);
}

core::Result<RunSummary> apply_once(Context& context, const HoldAction& action, const BrokenModels& broken,
                                    std::stop_token stop) {
  const auto held = SLUSS_TRY(held_run(context, action));
  RunSummary summary;
  auto& run = summary.run;
  run.job = held.record.job;
  run.source = held.record.source;
  run.origin = held.record.origin;
  run.cause = action.discard ? "discard" : "release";
  run.status = "done";
  run.started_at = action.started_at.value_or(context.clock.now());
  nlohmann::json details{{"of", action.of.value}};
  if (action.series) details["series"] = *action.series;
  run.rules = action.rules;
  if (run.rules != warehouse::first_rules) details["rules"] = run.rules;
  std::unique_ptr<Load> table;  // read before it waits for the writer
  if (held.table && !action.discard) {
    table = SLUSS_TRY(read_waiting(context, held));
  }

  const auto writer = SLUSS_TRY(open_writer(context, run.cause + " of run " + std::to_string(action.of.value), stop));
  // A person may have decided while the writer was waited for.
  if (const auto still = held_run(context, action); !still) return std::unexpected(still.error());
  SLUSS_TRY(identify(context, *writer, {action.run, action.recorded_at}, run));
  if (!action.discard && !held.table) {
    const auto same = SLUSS_TRY(same_of(context, held.record));
    SLUSS_TRY(merge_released(*writer, action, same, run, stop));
  }
  const auto dropped =
      SLUSS_TRY(writer->drop_held(action.of, action.series, dropped_by(action), run.id, run.recorded_at));
  // Nothing of a table that waits is in the warehouse: its rows are those that its run held.
  const auto waited = held.table ? held.record.rows.held : dropped;
  details["rows"] = waited;
  run.details = with_what_waited(std::move(details), held);
  if (table) SLUSS_TRY(put_released(context, *writer, *table, run));
  core::log::info(action.discard ? "held.discarded" : "held.released", "held rows were decided on",
                  {{"run", run.id.value}, {"of", action.of.value}, {"rows", waited}});
  SLUSS_TRY(writer->put_run(run));
  if (!action.discard || !held.table)  // what was discarded waits no more
    SLUSS_TRY(held.table ? mark_models_over(context, *writer, run.id, *held.table) : writer->mark_models_dirty(run.id));
  if (context.session && !action.run) {
    summary.models = SLUSS_TRY(refresh_models(context, *writer, run.id, broken));
    for (const auto& model : summary.models) {
      if (!model.unmade) continue;
      core::log::warning("dataset.unmade", "a dataset could not be made anew and is as it was",
                         {{"dataset", model.name}, {"why", core::describe(*model.unmade)}});
    }
  }
  SLUSS_TRY(writer->commit());
  return summary;
}

}  // namespace

core::Result<RunSummary> apply_hold(Context& context, const HoldAction& action, std::stop_token stop) {
  return past_broken_models([&](const BrokenModels& broken) { return apply_once(context, action, broken, stop); });
}

namespace {

core::Result<RunSummary> decide(Context& context, const HoldAction& action, std::stop_token stop) {
  auto summary = SLUSS_TRY(apply_hold(context, action, stop));
  auto entry = journal_of(summary);
  entry.of = action.of;
  entry.series = action.series;
  entry.way = context.way;
  SLUSS_TRY(append_to_journal(context, entry));
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

}  // namespace sluss::daemon::run

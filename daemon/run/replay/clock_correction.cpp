#include "daemon/run/replay/clock_correction.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>
#include <utility>

#include "core/json.h"
#include "core/log.h"
#include "daemon/run/prune/prune_history.h"

namespace sluss::daemon::run {

namespace journal = warehouse::journal;
using nlohmann::json;

namespace {

core::Result<> check_not_in_base(Context& context, const std::vector<CorrectedTime>& times) {
  const auto pruned = SLUSS_TRY(prune_history(context));
  if (!pruned.base || pruned.base->last_run < times.front().run) return {};
  return core::fail(core::ErrorClass::config, "clock.in_base",
                    "run " + std::to_string(times.front().run.value) +
                        " is in the base that `archive prune` kept, whose times no rebuild changes",
                    "Restore a backup from before that run: `sluss restore FILE --into` a folder of its own.");
}

std::string body_of(const std::vector<CorrectedTime>& times, const std::string& way) {
  auto runs = json::array();
  for (const auto& time : times)
    runs.push_back({{"run", time.run.value}, {"told", time.recorded.micros}, {"recorded_at", time.right.micros}});
  return core::json_text(json{
      {"status", "done"}, {"way", way}, {"object", std::to_string(times.size()) + " runs"}, {"runs", std::move(runs)}});
}

}  // namespace

core::Result<> add_correction(const journal::Entry& entry, Corrections& corrections) {
  if (entry.kind != clock_correction_kind) return {};
  const auto body = json::parse(entry.body, nullptr, false);
  try {
    for (const auto& time : body.at("runs"))
      corrections[{time.at("run").get<std::int64_t>()}] = {time.at("recorded_at").get<std::int64_t>()};
  } catch (const json::exception&) {
    return broken_entry(entry, "a clock that was corrected");
  }
  return {};
}

core::Result<Corrections> corrections_in_journal(Context& context) {
  Corrections corrections;
  SLUSS_TRY(journal::read_through(context.files, context.journal_file,
                                  [&](journal::Entry&& entry) { return add_correction(entry, corrections); }));
  return corrections;
}

void correct(JournalRun& run, const Corrections& corrections) {
  if (run.run.value == 0) return;
  const auto found = corrections.find(run.run);
  if (found == corrections.end()) return;
  run.recorded_at = found->second;
  run.started_at = std::min(run.started_at, found->second);
}

core::Result<std::vector<CorrectedTime>> times_ahead(std::span<const JournalRun> runs, core::Instant now) {
  std::vector<CorrectedTime> times;
  core::Instant right_before;  // of the last run that was recorded rightly
  for (const auto& run : runs) {
    if (run.recorded_at <= now) {
      right_before = std::max(right_before, run.recorded_at);
    } else {
      times.push_back({.run = run.run, .job = run.job, .recorded = run.recorded_at, .right = run.started_at});
    }
  }
  core::Instant before = now.plus(std::chrono::microseconds(1));
  for (auto& time : times | std::views::reverse) {
    if (time.right >= before || time.right <= right_before) time.right = before.plus(std::chrono::microseconds(-1));
    if (time.right <= right_before) {
      return core::fail(core::ErrorClass::config, "clock.behind",
                        "run " + std::to_string(time.run.value) + " came after one that was recorded at " +
                            core::to_text(right_before) + ", and it is " + core::to_text(now),
                        "Set the clock (timedatectl), and try again.");
    }
    before = time.right;
  }
  return times;
}

core::Result<std::vector<CorrectedTime>> correct_times(Context& context) {
  const auto runs = SLUSS_TRY(committed_in_journal(context));
  auto times = SLUSS_TRY(times_ahead(runs, context.clock.now()));
  if (times.empty()) return times;
  SLUSS_TRY(check_not_in_base(context, times));
  SLUSS_TRY(journal::append_one(context.files, context.journal_file, context.clock.now(), clock_correction_kind,
                                context.who, body_of(times, context.way)));
  core::log::warning("clock.corrected", "runs that a clock ahead had recorded were given their right times",
                     {{"runs", times.size()}, {"first", times.front().run.value}});
  return times;
}

}  // namespace sluss::daemon::run

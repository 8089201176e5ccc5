// archive list, verify, prune.
#include <map>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/numbers.h"
#include "daemon/program/commands.h"
#include "daemon/program/lock_state.h"
#include "daemon/program/progress.h"
#include "daemon/program/workspace.h"
#include "daemon/run/prune/prune.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/missing_segments.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;
using warehouse::archive::SegmentInfo;

json segment_json(const SegmentInfo& segment) {
  return {{"file", segment.file.string()}, {"source", segment.header.source},
          {"job", segment.header.job},     {"began_at", core::to_text(segment.header.began_at)},
          {"whole", segment.whole},        {"objects", segment.objects.size()},
          {"stored", segment.stored}};
}

core::Result<> print_segments(Environment& environment, const std::vector<SegmentInfo>& segments) {
  auto list = json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& segment : segments) {
    list.push_back(segment_json(segment));
    rows.push_back({segment.file.string(), segment.header.job, shown_time(segment.header.began_at),
                    segment.whole ? "whole" : "unfinished", grouped(static_cast<std::int64_t>(segment.objects.size())),
                    bytes_text(static_cast<std::int64_t>(segment.stored))});
  }
  SLUSS_TRY(environment.output.write(
      environment.output.json ? core::json_text(list) + "\n"
                              : text_table({"segment", "job", "began", "state", "objects", "stored"}, rows)));
  return {};
}

using run::PrunePlan;

std::string size_text(std::uint64_t bytes) {
  return bytes_text(static_cast<std::int64_t>(bytes));
}

/// "12 segments, 3.4 MB stay: an open version …", a line for each reason.
std::string what_stays(const PrunePlan& plan) {
  std::map<run::Fate, std::pair<std::int64_t, std::uint64_t>> stays;
  for (const auto& item : plan.items) {
    if (run::goes(item.fate)) continue;
    auto& [segments, bytes] = stays[item.fate];
    ++segments;
    bytes += item.bytes;
  }
  std::string text;
  for (const auto& [fate, sum] : stays)
    text += core::counted(sum.first, "segment", "segments") + ", " + size_text(sum.second) +
            (sum.first == 1 ? " stays: " : " stay: ") + std::string(words_of(fate)) + "\n";
  return text;
}

std::string what_the_base_costs(const PrunePlan& plan) {
  if (plan.superseded == 0 || !plan.new_base) return "";
  auto text = "a base for rebuilds would be kept: " + size_text(plan.base_bytes);
  if (plan.old_base != 0) text += ", in place of " + size_text(plan.old_base);
  if (!plan.pays()) text += "; that is more than would be given back, so nothing goes but with --always";
  return text + "\n";
}

/// Older bases that a pruning left which was cut off before its last step.
std::string what_goes_besides(const PrunePlan& plan) {
  if (!plan.base || plan.new_base || plan.old_base == 0) return "";
  return "an older base would go: " + size_text(plan.old_base) + "\n";
}

core::Result<ExitCode> print_plan(Environment& environment, const PrunePlan& plan) {
  auto list = json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : plan.items) {
    if (!run::goes(item.fate)) continue;
    const auto& segment = item.segment;
    list.push_back(segment_json(segment));
    list.back()["why"] = run::name_of(item.fate);
    rows.push_back({segment.file.string(), segment.header.job, shown_time(segment.header.began_at),
                    size_text(item.bytes), std::string(run::words_of(item.fate))});
  }
  const auto besides = what_goes_besides(plan);
  std::string text = "nothing to remove\n";
  if (!rows.empty() || !besides.empty()) {
    text = rows.empty() ? "" : text_table({"segment", "job", "began", "bytes", "why it goes"}, rows);
    text +=
        core::counted(std::ssize(rows), "segment", "segments") + " would go: " + size_text(plan.freed) + "\n" + besides;
  }
  text += what_the_base_costs(plan) + what_stays(plan);
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(list) + "\n" : text));
  return ExitCode::done;
}

json kept_json(const PrunePlan& plan) {
  auto kept = json::object();
  for (const auto& item : plan.items) {
    if (run::goes(item.fate)) continue;
    auto& one = kept[std::string(run::name_of(item.fate))];
    if (one.is_null()) one = {{"segments", 0}, {"bytes", 0}};
    one["segments"] = one["segments"].get<std::int64_t>() + 1;
    one["bytes"] = one["bytes"].get<std::uint64_t>() + item.bytes;
  }
  return kept;
}

core::Result<ExitCode> print_pruned(Environment& environment, const PrunePlan& plan, const run::PruneSummary& summary) {
  json shown{{"segments", summary.segments},
             {"bytes", summary.freed},
             {"base", nullptr},
             {"new_base", summary.new_base},
             {"kept", kept_json(plan)}};
  if (summary.base) {
    shown["base"] = {{"run", summary.base->last_run.value},
                     {"bytes", summary.base->bytes()},
                     {"folder", "archive/base/" + summary.base->place}};
  }
  auto text = core::counted(summary.segments, "segment", "segments") + " removed; " + size_text(summary.freed) +
              " given back\n";
  if (summary.new_base && summary.base)
    text += "kept for rebuilds: archive/base/" + summary.base->place + ", " + size_text(summary.base->bytes()) + "\n";
  else
    text += what_the_base_costs(plan);
  SLUSS_TRY(
      environment.output.write(environment.output.json ? core::json_text(shown) + "\n" : text + what_stays(plan)));
  return ExitCode::done;
}

}  // namespace

core::Result<ExitCode> command_archive_list(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  const auto segments = SLUSS_TRY(workspace->place().archive().segments());
  SLUSS_TRY(print_segments(environment, segments));
  return workspace->shown();
}

core::Result<ExitCode> command_archive_verify(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  std::int64_t segments = 0;
  std::int64_t objects = 0;
  auto missing = SLUSS_TRY(run::missing_segments(workspace->place().context()));
  auto errors = SLUSS_TRY(workspace->place().archive().verify([&](const SegmentInfo& segment) {
    ++segments;
    objects += static_cast<std::int64_t>(segment.objects.size());
  }));
  if (missing) errors.push_back(*std::move(missing));
  const auto pruned = SLUSS_TRY(run::prune_history(workspace->place().context()));
  if (pruned.base) {
    auto fault = SLUSS_TRY(run::base_fault(environment.files, workspace->settings().state / "archive", *pruned.base));
    if (fault) errors.push_back(*std::move(fault));
  }
  if (!errors.empty()) {
    environment.output.errors(errors);
    return ExitCode::failed;
  }
  const json shown{
      {"segments", segments}, {"objects", objects}, {"damaged", 0}, {"missing", 0}, {"pruned", pruned.segments.size()}};
  SLUSS_TRY(environment.output.write(
      environment.output.json
          ? core::json_text(shown) + "\n"
          : core::counted(objects, "object", "objects") + " in " +
                core::counted(segments, "segment agrees with its sum", "segments agree with their sums") +
                "; committed runs name no other" +
                (pruned.base ? " but " + grouped(std::ssize(pruned.segments)) +
                                   " that were pruned; the base agrees with its sums"
                             : "") +
                "\n"));
  return workspace->shown();
}

core::Result<ExitCode> command_archive_prune(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  auto& context = workspace->place().context();
  if (environment.invocation.has("--dry-run")) {
    SLUSS_TRY(lock_to_read(environment, workspace->settings().state));
    const auto plan = SLUSS_TRY(run::plan_prune(context));
    return print_plan(environment, plan);
  }
  SLUSS_TRY(begin_change(environment, workspace->settings().state, {.action = "archive.prune", .object = "archive"}));
  // A run that reads or fills the archive meanwhile would be in the way.
  SLUSS_TRY(lock_to_change(environment, workspace->settings(), run::StateLock::Use::exclusive));
  SLUSS_TRY(workspace->prepare_to_write());
  const auto plan = SLUSS_TRY(run::plan_prune(context));
  const auto summary = SLUSS_TRY(run::prune(context, plan, environment.invocation.has("--always")));
  return print_pruned(environment, plan, summary);
}

}  // namespace sluss::daemon::program

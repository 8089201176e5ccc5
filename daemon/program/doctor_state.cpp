#include "daemon/program/doctor_state.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>

#include "core/log.h"
#include "core/numbers.h"
#include "core/users.h"
#include "daemon/program/lock_state.h"
#include "daemon/program/progress.h"
#include "daemon/program/workspace.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/replay/rebuild.h"
#include "daemon/run/runner/clock_check.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/scrub/scrub.h"
#include "daemon/run/state/disk.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;
namespace ledger = warehouse::ledger;

/// A folder that this user may not read is reported as such, not as missing.
std::optional<Diagnosis> closed_to_us(std::string subject, const fs::path& folder, const fs::path& state) {
  if (::access(folder.c_str(), X_OK) == 0 || errno != EACCES) return std::nullopt;
  const auto owner = core::owner_of(state);
  return Diagnosis{std::move(subject), Health::ill, "disk.permission: this user may not read " + folder.string(),
                   "Run it as the user that owns it: sudo -u " +
                       (owner ? core::user_for_sudo(owner->user) : std::string("sluss")) + " sluss doctor"};
}

/// What a rebuild would begin with, where something was pruned: its files' lengths, or all of their bytes.
void examine_base(core::Files& files, Workspace& workspace, bool read_through, std::vector<Diagnosis>& diagnoses) {
  const auto pruned = run::prune_history(workspace.place().context());
  if (!pruned || !pruned->base) return;  // examine_journal() reports what is wrong with the journal
  const auto folder = workspace.settings().state / "archive";
  auto fault = read_through ? run::base_fault(files, folder, *pruned->base)
                            : core::Result<std::optional<core::Error>>(run::base_missing(files, folder, *pruned->base));
  if (!fault || *fault) {
    diagnoses.push_back(ill("archive", fault ? **fault : fault.error()));
    return;
  }
  diagnoses.push_back({"base", Health::well,
                       "of run " + std::to_string(pruned->base->last_run.value) + "; " +
                           core::counted(std::ssize(pruned->segments), "segment was", "segments were") + " pruned",
                       ""});
}

/// False: committed runs name segments that are not there, or the journal cannot be read.
bool look_for_missing(Workspace& workspace, std::vector<Diagnosis>& diagnoses) {
  const auto missing = run::missing_segments(workspace.place().context());
  if (missing && !*missing) return true;
  diagnoses.push_back(ill("archive", missing ? **missing : missing.error()));
  return false;
}

}  // namespace

void examine_folders(core::Files& files, Workspace& workspace, std::vector<Diagnosis>& diagnoses) {
  const auto& settings = workspace.settings();
  const auto& warehouse = workspace.place().warehouse();
  std::error_code problem;
  examine_places(settings, diagnoses);
  if (!fs::exists(settings.state, problem)) {
    diagnoses.push_back(
        {"state", Health::warning, settings.state.string() + " is not there yet", "The first run makes it."});
    return;
  }
  for (const auto& folder : {settings.state, settings.state / "archive", settings.warehouse_folder}) {
    if (!fs::exists(folder, problem)) continue;
    if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
      diagnoses.push_back(
          {"state", Health::ill, folder.string() + " cannot be written", "Run as the user that owns it, or chown it."});
    }
  }
  examine_owners(files, settings, diagnoses);
  examine_group(settings, core::owner_of(warehouse.place().file), diagnoses);
  const auto space = run::space_of(settings.state);
  if (!space) return;
  const auto free = space->free_bytes;
  const auto newest = warehouse.bytes().newest.value_or(0);
  const auto shown = [](std::uint64_t bytes) { return bytes_text(static_cast<std::int64_t>(bytes)); };
  const auto least = settings.disk_least;
  const auto needed = std::max(least, 3 * newest);
  if (free < least) {
    diagnoses.push_back(
        {"space", Health::ill, shown(free) + " free on the disk of " + settings.state.string(),
         "The daemon begins no run with less than " + shown(least) + " ([daemon] disk_least): free room."});
    return;
  }
  diagnoses.push_back(
      {"space", free < needed ? Health::warning : Health::well, shown(free) + " free",
       free < needed ? "A run writes a new generation beside the old: have at least " + shown(needed) + " free." : ""});
}

bool examine_caller(Environment& environment, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses) {
  const auto caller = check_caller(environment, settings.state);
  if (caller) return true;
  diagnoses.push_back({"user", Health::warning, "root checks files and owners only: the warehouse was not opened",
                       caller.error().remedy});
  return false;
}

void examine_generations(Workspace& workspace, bool may_open, std::vector<Diagnosis>& diagnoses) {
  if (!workspace.place().has_warehouse()) {
    const auto& settings = workspace.settings();
    if (auto closed = closed_to_us("warehouse", settings.warehouse_folder, settings.state)) {
      diagnoses.push_back(*std::move(closed));
      return;
    }
    auto& context = workspace.place().context();
    const auto runs = run::runs_in_journal(context);
    const bool loaded = runs && std::ranges::any_of(*runs, [](const auto& run) { return run.kind != "failed"; });
    diagnoses.push_back(loaded
                            ? ill("warehouse", run::warehouse_missing(context))
                            : Diagnosis{"warehouse", Health::warning, "nothing has been loaded yet", "sluss run JOB"});
    return;
  }
  const auto verified = workspace.place().warehouse().verify();
  if (!verified) {
    diagnoses.push_back(ill("warehouse", verified.error()));
    return;
  }
  for (const auto& error : verified->damaged) diagnoses.push_back(ill("warehouse", error));
  if (!may_open) {
    if (verified->damaged.empty())
      diagnoses.push_back({"warehouse", Health::well, "the generations agree with their sums", ""});
    return;
  }
  const auto reader = workspace.reader(false);
  if (!reader) {
    diagnoses.push_back(ill("warehouse", reader.error()));
  } else if (verified->damaged.empty()) {
    diagnoses.push_back({"warehouse", Health::well, (*reader)->name() + " and the generations beside it", ""});
  }
}

void examine_archive(core::Files& files, Workspace& workspace, bool read_through, std::vector<Diagnosis>& diagnoses) {
  auto& archive = workspace.place().archive();
  const bool all_there = look_for_missing(workspace, diagnoses);
  examine_base(files, workspace, read_through, diagnoses);
  if (!read_through) {
    const auto segments = archive.segments();
    if (!segments) {
      diagnoses.push_back(ill("archive", segments.error()));
      return;
    }
    if (!all_there) return;
    const auto last = run::last_scrub(workspace.place().context());
    for (const auto& error : last ? last->damaged : std::vector<core::Error>())
      diagnoses.push_back(ill("scrub", error));
    diagnoses.push_back(
        {"archive", Health::well,
         core::counted(std::ssize(*segments), "segment", "segments") + "; " +
             (last ? "last read through " + core::to_text(last->ended_at) : "--full reads them through"),
         ""});
    return;
  }
  std::int64_t segments = 0;
  const auto errors = archive.verify([&](const auto&) { ++segments; });
  if (!errors) {
    diagnoses.push_back(ill("archive", errors.error()));
    return;
  }
  for (const auto& error : *errors) diagnoses.push_back(ill("archive", error));
  if (errors->empty() && all_there)
    diagnoses.push_back({"archive", Health::well,
                         core::counted(segments, "segment agrees with its sum", "segments agree with their sums"), ""});
}

void examine_journal(Environment& environment, Workspace& workspace, bool may_open, std::vector<Diagnosis>& diagnoses) {
  auto& context = workspace.place().context();
  const auto& file = context.journal_file;
  std::unique_ptr<warehouse::Reader> reader;
  if (may_open && workspace.place().has_warehouse()) {
    if (auto opened = workspace.reader(false)) reader = std::move(*opened);
  }
  if (!environment.files.exists(file)) {
    if (auto closed = closed_to_us("journal", file.parent_path(), file.parent_path())) {
      diagnoses.push_back(*std::move(closed));
      return;
    }
    const auto runs = reader ? ledger::run_numbers(*reader) : core::Result<std::set<core::RunId>>();
    // The first run makes the warehouse when it begins, and the journal when it ends.
    const bool begun = reader && runs && runs->empty();
    const bool well = begun || !workspace.place().has_warehouse();
    diagnoses.push_back({"journal", well ? Health::well : Health::ill, well ? "none yet" : "the journal is not there",
                         well ? "" : "Restore " + file.string() + " from a backup: it cannot be rebuilt."});
    return;
  }
  if (reader) {
    const auto gap = run::journal_gap(context, *reader);
    const auto lost = gap ? run::lost_error(context, *gap) : std::nullopt;
    if (lost) {
      diagnoses.push_back(ill("journal", *lost));
      return;
    }
  }
  const auto verdict = run::verify_audit(environment.files, file, reader.get());
  if (!verdict) {
    diagnoses.push_back(ill("journal", verdict.error()));
    return;
  }
  if (verdict->torn)
    diagnoses.push_back(
        {"journal", Health::warning, "its last line was never finished", "The next entry cuts it off."});
  diagnoses.push_back({"journal", Health::well,
                       core::counted(verdict->entries, "entry", "entries") + ", the chain holds" +
                           (may_open ? ", meta.audit agrees to " + core::grouped(verdict->in_warehouse) : ""),
                       ""});
}

void examine_time(Environment& environment, Workspace& workspace, bool may_open, std::vector<Diagnosis>& diagnoses) {
  const auto now = environment.clock.now();
  core::Instant last{core::day_of(2026, 1, 1).days * 86'400'000'000LL};
  bool recorded_last = false;
  if (may_open && workspace.place().has_warehouse()) {
    if (const auto reader = workspace.reader(false)) {
      const auto recorded = ledger::last_recorded(**reader, ledger::Cause::any);
      recorded_last = recorded && *recorded;
      if (recorded_last) last = std::max(last, **recorded);
    }
  }
  const bool behind = now < last;
  const auto believed =
      run::judge_clock({.now = now,
                        .ahead_of_servers = {},
                        .last_recorded = recorded_last ? std::optional(last) : std::nullopt,
                        .confirmed = run::clock_confirmed(environment.files, workspace.settings().state)});
  if (!believed) {
    diagnoses.push_back(ill("clock", believed.error()));
    return;
  }
  diagnoses.push_back(
      {"clock", behind ? Health::ill : Health::well, core::to_text(now) + " UTC",
       behind ? "The clock is behind " + core::to_text(last) +
                    ", which has been: set it (timedatectl). If it is right, "
                    "a clock ahead recorded that: sluss doctor --clock-is-right --correct-runs gives it its right time."
              : ""});
}

}  // namespace sluss::daemon::program

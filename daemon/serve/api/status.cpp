#include "daemon/serve/api/status.h"

#include <map>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/deliver/record.h"
#include "daemon/run/prune/archive_growth.h"
#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/state/disk.h"
#include "daemon/run/state/state_faults.h"
#include "daemon/serve/api/decision.h"
#include "daemon/serve/api/run_view.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::api {

namespace ledger = warehouse::ledger;

namespace {

using nlohmann::json;
constexpr std::int64_t most_held = 1000;

json daemon_json(const door::DaemonState& daemon) {
  json shown{{"pid", daemon.pid},           {"version", SLUSS_VERSION}, {"since", core::to_text(daemon.since)},
             {"draining", daemon.draining}, {"running", json::array()}, {"reload", nullptr},
             {"why_not", nullptr},          {"listen", nullptr}};
  if (!daemon.why_not.empty()) shown["why_not"] = daemon.why_not;
  if (!daemon.listen.empty()) shown["listen"] = daemon.listen;
  if (daemon.reload) {
    shown["reload"] = {{"at", core::to_text(daemon.reload->at)}, {"error", nullptr}};
    if (!daemon.reload->error.empty()) shown["reload"]["error"] = daemon.reload->error;
  }
  for (const auto& run : daemon.running) {
    shown["running"].push_back({{"job", run.job},
                                {"cause", run.cause},
                                {"since", core::to_text(run.since)},
                                {"pages", run.pages},
                                {"pages_expected", run.pages_expected},
                                {"rows", run.rows}});
  }
  return shown;
}

json disk_json(const settings::Settings& settings) {
  auto folders = json::array();
  for (const auto& space : run::disk_space(settings)) {
    folders.push_back({{"name", space.name}, {"folder", space.folder.string()}, {"free_bytes", space.free_bytes}});
  }
  return {{"least_bytes", settings.disk_least}, {"folders", std::move(folders)}};
}

void add_daemon(const door::DaemonState& daemon, json& shown) {
  for (const auto& job : daemon.jobs) {
    if (shown["name"] != job.job) continue;
    shown["next"] = core::instant_json(job.next);
    shown["paused"] = job.paused;
    shown["paused_until"] = core::instant_json(job.paused_until);
    shown["failures"] = job.failures;
    shown["last_error"] = job.last_error.empty() ? json() : json(job.last_error);
    shown["late"] = job.late;
  }
}

void add_error(json& status, const core::Error& error) {
  status["errors"].push_back({{"code", error.code}, {"what", error.what}, {"remedy", error.remedy}});
}

core::Result<> add_runs(warehouse::Reader& reader, json& status) {
  const auto runs = SLUSS_TRY(ledger::last_of_each_job(reader, ledger::Cause::any));
  for (const auto& run : runs) {
    for (auto& job : status["jobs"]) {
      if (job["name"] != run.job) continue;
      job["last"] = {{"run", run.run.value}, {"status", run.status}, {"recorded_at", core::to_text(run.recorded_at)}};
      if (run.status != "held") continue;
      const auto hold = SLUSS_TRY(whole_hold_state(reader, run.run));
      if (!hold.empty()) job["last"]["hold"] = hold;
    }
  }
  auto& shown = status["warehouse"];
  shown["generation"] = reader.name();
  if (runs.empty()) return {};
  const auto last = SLUSS_TRY(ledger::last_run(reader));
  const auto open = SLUSS_TRY(ledger::open_versions(reader));
  shown["last_run"] = last.value;
  shown["open_versions"] = open;
  return {};
}

core::Result<> add_warehouse(run::Workplace& place, json& status) {
  auto& context = place.context();
  if (!place.has_warehouse()) return {};
  const auto reader = SLUSS_TRY(place.open_reader({.now = context.clock.now()}));
  SLUSS_TRY(add_runs(*reader, status));
  const auto waiting = SLUSS_TRY(ledger::waiting(*reader, ledger::HeldOrder::by_run, most_held));
  for (const auto& held : waiting)
    status["held"].push_back({{"run", held.run.value}, {"series", held.series.series}, {"gate", held.series.gate}});
  const auto all_waiting = SLUSS_TRY(ledger::count_waiting(*reader));
  status["held_series_waiting"] = all_waiting;
  const auto models = SLUSS_TRY(ledger::models(*reader));
  for (const auto& model : models)
    if (model.stale) status["dirty_models"].push_back(model.name);
  const auto gap = SLUSS_TRY(run::journal_gap(context, *reader));
  if (const auto lost = run::lost_error(context, gap)) add_error(status, *lost);
  return {};
}

/// Runs that failed after the last one that is in the warehouse: they are in the journal only.
core::Result<> add_failures(run::Workplace& place, json& status) {
  std::map<std::string, core::Instant> after;
  for (const auto& job : status["jobs"]) {
    core::Instant last;
    if (!job["last"].is_null()) {
      last = SLUSS_TRY(core::parse_instant(job["last"]["recorded_at"].get<std::string>()));
    }
    after.emplace(job["name"].get<std::string>(), last);
  }
  auto failures = SLUSS_TRY(Failures::open(place.context()));
  const auto failed = SLUSS_TRY(failures.latest_of(after));
  for (const auto& view : failed) {
    for (auto& job : status["jobs"]) {
      if (job["name"] != view.run.job) continue;
      job["failed"] = {{"at", core::to_text(view.run.recorded_at)}, {"code", view.error_code}, {"what", view.error}};
    }
  }
  return {};
}

/// Of what was to be delivered, what the last run that tried could not.
core::Result<> add_undelivered(run::Workplace& place, json& status) {
  auto& context = place.context();
  const auto failing =
      SLUSS_TRY(deliver::failing_deliveries(context.files, context.journal_file, place.context().settings.publish));
  for (const auto& one : failing) {
    status["undelivered"].push_back({{"dataset", one.delivery.dataset},
                                     {"to", one.delivery.to},
                                     {"run", one.run.value},
                                     {"at", core::to_text(one.at)},
                                     {"code", one.delivery.error_code}});
  }
  return {};
}

core::Result<> add_archive(run::Workplace& place, json& status) {
  const auto& settings = place.context().settings;
  const auto folder = settings.state / "archive";
  const auto space = run::space_of(folder);
  auto& context = place.context();
  const auto growth = SLUSS_TRY(run::archive_growth(context.files, folder, context.clock.now(),
                                                    space ? space->free_bytes : 0, settings.disk_least));
  status["archive"] = {{"bytes", growth.bytes},
                       {"base_bytes", growth.base_bytes},
                       {"bytes_a_day", growth.bytes_a_day},
                       {"days_left", growth.days && space ? json(*growth.days) : json()}};
  return {};
}

}  // namespace

std::string status_json(run::Workplace& place, const std::optional<door::DaemonState>& daemon) {
  const auto& settings = place.context().settings;
  json status{{"daemon", daemon ? daemon_json(*daemon) : json()},
              {"municipality", settings.municipality},
              {"jobs", json::array()},
              {"warehouse", {{"folder", settings.warehouse_folder.string()}}},
              {"archive", json::object()},
              {"disk", disk_json(settings)},
              {"held", json::array()},
              {"dirty_models", json::array()},
              {"undelivered", json::array()},
              {"unsent", json::array()},
              {"unclaimed", json::array()},
              {"errors", json::array()}};
  for (const auto& job : settings.jobs) {
    json shown{{"name", job.name},
               {"every", job.every ? json(core::to_text(*job.every)) : json()},
               {"schedule", job.schedule.empty() ? json() : json(job.schedule)},
               {"when", settings::schedule_text(job)},
               {"next", nullptr},
               {"last", nullptr},
               {"failed", nullptr}};
    if (daemon) add_daemon(*daemon, shown);
    status["jobs"].push_back(std::move(shown));
  }
  if (const auto added = add_warehouse(place, status); !added) add_error(status, added.error());
  if (const auto added = add_failures(place, status); !added) add_error(status, added.error());
  if (const auto added = add_undelivered(place, status); !added) add_error(status, added.error());
  status["warehouse"]["bytes"] = place.warehouse().bytes().all;
  if (const auto added = add_archive(place, status); !added) add_error(status, added.error());
  for (const auto& fault : run::state_faults(place.context(), false)) add_error(status, fault.error);
  if (daemon) {
    for (const auto& blind : daemon->blind) add_error(status, blind);
    for (const auto& one : daemon->unclaimed)
      status["unclaimed"].push_back(
          {{"job", one.job}, {"place", one.place}, {"files", one.count}, {"names", one.names}, {"taken", one.taken}});
    for (const auto& one : daemon->unsent)
      status["unsent"].push_back(
          {{"kind", one.kind}, {"to", one.to}, {"at", core::to_text(one.at)}, {"code", one.code}});
  }
  return core::json_text(status);
}

}  // namespace sluss::daemon::api

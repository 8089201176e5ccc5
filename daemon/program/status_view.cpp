#include "daemon/program/status_view.h"

#include <map>
#include <nlohmann/json.hpp>

#include "connectors/registry.h"
#include "core/json.h"
#include "core/numbers.h"
#include "core/text.h"
#include "daemon/deliver/record.h"
#include "daemon/program/environment.h"
#include "daemon/program/progress.h"
#include "daemon/run/prune/archive_growth.h"
#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/state/disk.h"
#include "daemon/run/state/state_faults.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/serve/service/job_rule.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {

namespace ledger = warehouse::ledger;

namespace {

using nlohmann::json;
constexpr std::int64_t most_held = 1000;

json daemon_json(const serve::DaemonView& daemon) {
  json shown{{"pid", daemon.pid},           {"version", SLUSS_VERSION}, {"since", core::to_text(daemon.since)},
             {"draining", daemon.draining}, {"running", json::array()}, {"reload", nullptr},
             {"why_not", nullptr}};
  if (!daemon.why_not.empty()) shown["why_not"] = daemon.why_not;
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

json instant_json(const std::optional<core::Instant>& instant) {
  return instant ? json(core::to_text(*instant)) : json();
}

void add_daemon(const serve::DaemonView& daemon, json& shown) {
  for (const auto& job : daemon.jobs) {
    if (shown["name"] != job.job) continue;
    shown["next"] = instant_json(job.next);
    shown["paused"] = job.paused;
    shown["paused_until"] = instant_json(job.paused_until);
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

core::Result<> add_warehouse(serve::Installation& installation, json& status) {
  auto& context = installation.place.context();
  if (!installation.has_warehouse()) return {};
  const auto reader = SLUSS_TRY(installation.reader(false));
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
  if (const auto lost = run::told_lost(context, gap)) add_error(status, *lost);
  return {};
}

/// Runs that failed after the last one that is in the warehouse: they stand in the journal only.
core::Result<> add_failures(serve::Installation& installation, json& status) {
  std::map<std::string, core::Instant> after;
  for (const auto& job : status["jobs"]) {
    core::Instant last;
    if (!job["last"].is_null()) {
      last = SLUSS_TRY(core::parse_instant(job["last"]["recorded_at"].get<std::string>()));
    }
    after.emplace(job["name"].get<std::string>(), last);
  }
  auto failures = SLUSS_TRY(api::Failures::open(installation.place.context()));
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
core::Result<> add_undelivered(serve::Installation& installation, json& status) {
  auto& context = installation.place.context();
  const auto failing =
      SLUSS_TRY(deliver::failing_deliveries(context.files, context.journal_file, installation.settings.publish));
  for (const auto& one : failing) {
    status["undelivered"].push_back({{"dataset", one.delivery.dataset},
                                     {"to", one.delivery.to},
                                     {"run", one.run.value},
                                     {"at", core::to_text(one.at)},
                                     {"code", one.delivery.error_code}});
  }
  return {};
}

core::Result<> add_archive(serve::Installation& installation, json& status) {
  const auto& settings = installation.settings;
  const auto folder = settings.state / "archive";
  const auto space = run::space_of(folder);
  auto& context = installation.place.context();
  const auto growth = SLUSS_TRY(run::archive_growth(context.files, folder, context.clock.now(),
                                                    space ? space->free_bytes : 0, settings.disk_least));
  status["archive"] = {{"bytes", growth.bytes},
                       {"base_bytes", growth.base_bytes},
                       {"bytes_a_day", growth.bytes_a_day},
                       {"days_left", growth.days && space ? json(*growth.days) : json()}};
  return {};
}

}  // namespace

std::string status_json(serve::Installation& installation, const std::optional<serve::DaemonView>& daemon) {
  const auto& settings = installation.settings;
  json status{{"daemon", daemon ? daemon_json(*daemon) : json()},
              {"municipality", settings.municipality},
              {"jobs", json::array()},
              {"warehouse", {{"folder", settings.warehouse_folder.string()}}},
              {"archive", json::object()},
              {"disk", disk_json(settings)},
              {"held", json::array()},
              {"dirty_models", json::array()},
              {"undelivered", json::array()},
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
  if (const auto added = add_warehouse(installation, status); !added) add_error(status, added.error());
  if (const auto added = add_failures(installation, status); !added) add_error(status, added.error());
  if (const auto added = add_undelivered(installation, status); !added) add_error(status, added.error());
  status["warehouse"]["bytes"] = installation.place.warehouse().bytes().all;
  if (const auto added = add_archive(installation, status); !added) add_error(status, added.error());
  for (const auto& fault : run::state_faults(installation.place.context(), false)) add_error(status, fault.error);
  if (daemon) {
    for (const auto& blind : daemon->blind) add_error(status, blind);
  }
  return core::json_text(status);
}

namespace {

/// "410 days"; a pace says nothing of what comes after ten years.
std::string time_left(std::int64_t days) {
  constexpr std::int64_t ten_years = 3650;
  return days > ten_years ? "more than 10 years" : core::counted(days, "day", "days");
}

/// "archive: 1.2 GB, 3.1 MB a day in the last 30 days: 410 days until runs stop for lack of room". A daemon of an
/// earlier version tells the bytes alone.
std::string archive_text(const json& archive) {
  auto text = "archive: " + bytes_text(archive["bytes"].get<std::int64_t>());
  if (const auto base = archive.value("base_bytes", std::int64_t{0}); base != 0)
    text += " and a base of " + bytes_text(base);
  const auto a_day = archive.value("bytes_a_day", std::int64_t{0});
  if (a_day != 0) text += ", " + bytes_text(a_day) + " a day in the last 30 days";
  if (const auto days = archive.find("days_left"); days != archive.end() && days->is_number())
    text += ": " + time_left(days->get<std::int64_t>()) + " until runs stop for lack of room";
  return text + "\n";
}

/// The first ten, and how many more. A daemon of an earlier version does not count them.
std::string held_text(const json& status) {
  constexpr std::int64_t most_lines = 10;
  std::string out;
  std::int64_t shown = 0;
  for (const auto& held : status["held"]) {
    if (shown++ == most_lines) break;
    out += "held: run " + std::to_string(held["run"].get<std::int64_t>()) + " " + held["series"].get<std::string>() +
           " by " + held["gate"].get<std::string>() + "\n";
  }
  const auto all = status.value("held_series_waiting", static_cast<std::int64_t>(status["held"].size()));
  if (all > most_lines)
    out += "held: and " + grouped(all - most_lines) + " more; sluss show RUN tells those of a run\n";
  return out;
}

/// What the daemon tells in UTC, for people.
std::string local(const json& time) {
  const auto text = time.get<std::string>();
  const auto instant = core::parse_instant(text);
  return instant ? shown_time(*instant) : text;
}

/// "paused until 2026-04-01 08:00 CEST"; without an end it lasts until it is resumed.
std::string paused_text(const json& job) {
  const auto until = job.value("paused_until", json());
  return until.is_string() ? "paused until " + local(until) : "paused without an end";
}

/// "part" → "part (när en del är ny eller ändrad)": an event in its kind's words. Of publication days people know.
std::string when_text(const json& when) {
  if (when.is_null()) return "-";
  auto text = when.get<std::string>();
  const auto told = connectors::event_in(text);
  if (told.event == nullptr || told.event->name == connectors::publication) return text;
  return text + " (" + std::string(told.event->when) + ")";
}

/// "failed: kolada: http.connect: no answer from … . Look at … ; next try 2026-03-02 06:15 CET": why, its remedy
/// and when it is tried again, which a daemon knows.
std::string failures_text(const json& jobs) {
  std::string out;
  for (const auto& job : jobs) {
    const auto failed = job.value("failed", json());
    if (!failed.is_object()) continue;
    out += "failed: " + job["name"].get<std::string>() + ": " + core::one_line(failed["what"].get<std::string>());
    if (job.value("paused", false)) {
      out += "; " + paused_text(job);
    } else if (!job["next"].is_null()) {
      out += "; next try " + local(job["next"]);
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string status_text(const std::string& text) {
  const auto status = json::parse(text, nullptr, false);
  if (!status.is_object()) return text + "\n";
  std::string out;
  const auto& daemon = status["daemon"];
  if (daemon.is_null()) {
    out += "no daemon runs (sluss serve)\n";
  } else {
    out += "daemon: process " + std::to_string(daemon["pid"].get<int>()) + " since " + local(daemon["since"]) +
           (daemon["draining"].get<bool>() ? ", draining" : "") + "\n";
    if (const auto reload = daemon.value("reload", json()); reload.is_object() && !reload["error"].is_null()) {
      out += "configuration refused at " + local(reload["at"]) + ": " + reload["error"].get<std::string>() +
             "; the old one stays\n";
    }
    if (!daemon["why_not"].is_null()) out += "no run begins: " + daemon["why_not"].get<std::string>() + "\n";
    for (const auto& running : daemon["running"]) {
      out += "running: " + running["job"].get<std::string>() + " since " + local(running["since"]) + ", " +
             core::counted(running["pages"].get<std::int64_t>(), "page", "pages") + ", " +
             core::counted(running["rows"].get<std::int64_t>(), "row", "rows") + "\n";
    }
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& job : status["jobs"]) {
    const auto word = [&](const char* name) { return job[name].is_null() ? "-" : job[name].get<std::string>(); };
    const auto& last = job["last"];
    std::string next = job["next"].is_null() ? "-" : local(job["next"]);
    if (job.value("paused", false)) next = paused_text(job);
    if (const auto failures = job.value("failures", 0); failures > 0)
      next += " (failed " + std::to_string(failures) + (failures == 1 ? " time)" : " times)");
    if (job.value("late", false)) next += " (late)";
    if (const auto failed = job.value("failed", json()); failed.is_object()) {
      rows.push_back({word("name"), when_text(job["when"]), next, "failed", failed["code"].get<std::string>(),
                      local(failed["at"])});
      continue;
    }
    rows.push_back({word("name"), when_text(job["when"]), next,
                    last.is_null() ? "never" : "run " + std::to_string(last["run"].get<std::int64_t>()),
                    last.is_null() ? "" : last["status"].get<std::string>(),
                    last.is_null() ? "" : local(last["recorded_at"])});
  }
  out += "\n" + text_table({"job", "when", "next", "last", "status", "recorded"}, rows) + "\n";
  out += failures_text(status["jobs"]);
  const auto& warehouse = status["warehouse"];
  out += "warehouse: " + warehouse["folder"].get<std::string>() + ", " +
         bytes_text(warehouse["bytes"].get<std::int64_t>());
  if (warehouse.contains("open_versions"))
    out += ", " + grouped(warehouse["open_versions"].get<std::int64_t>()) + " open versions";
  out += "\n";
  if (status["archive"].contains("bytes")) out += archive_text(status["archive"]);
  for (const auto& space : status.value("/disk/folders"_json_pointer, json::array())) {
    out += "disk: " + bytes_text(space["free_bytes"].get<std::int64_t>()) + " free where " +
           space["folder"].get<std::string>() + " lies\n";
  }
  out += held_text(status);
  for (const auto& one : status.value("undelivered", json::array())) {
    out += "not delivered: " + one["dataset"].get<std::string>() + " to " + one["to"].get<std::string>() + " by run " +
           std::to_string(one["run"].get<std::int64_t>()) + " at " + local(one["at"]) + ": " +
           one["code"].get<std::string>() + "; the next run tries again\n";
  }
  for (const auto& error : status["errors"])
    out += "error: " + error["code"].get<std::string>() + ": " + error["what"].get<std::string>() + ". " +
           error["remedy"].get<std::string>() + "\n";
  return out;
}

}  // namespace sluss::daemon::program

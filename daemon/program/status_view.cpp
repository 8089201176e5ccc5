#include "daemon/program/status_view.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "connectors/registry.h"
#include "core/numbers.h"
#include "core/text.h"
#include "daemon/program/environment.h"
#include "daemon/program/progress.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;

/// "410 days"; a rate cannot predict more than ten years.
std::string time_left(std::int64_t days) {
  constexpr std::int64_t ten_years = 3650;
  return days > ten_years ? "more than 10 years" : core::counted(days, "day", "days");
}

/// "archive: 1.2 GB, 3.1 MB a day in the last 30 days: 410 days until runs stop for lack of room". A daemon of an
/// earlier version reports only the bytes.
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
    out += "held: and " + grouped(all - most_lines) + " more; sluss show RUN lists those of a run\n";
  return out;
}

/// The daemon's time in UTC, as local time for people.
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
  const auto found = connectors::find_event_in(text);
  if (found.event == nullptr || found.event->name == connectors::publication) return text;
  return text + " (" + std::string(found.event->when) + ")";
}

/// "failed: kolada: http.connect: no answer from … . Look at … ; next try 2026-03-02 06:15 CET": why, its remedy
/// and, of a daemon, when it is tried again.
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

/// "done", "held"; of a run of which all was held what has become of it: "held, waiting", "held, discarded".
std::string status_of(const json& last) {
  auto text = last["status"].get<std::string>();
  if (const auto hold = last.find("hold"); hold != last.end()) text += ", " + hold->get<std::string>();
  return text;
}

std::string joined(const json& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name.get<std::string>();
  return text;
}

/// "no job takes: 12 files in /srv/in: bilar lista.xlsx, …". A daemon of an earlier version does not report it.
std::string unclaimed_text(const json& status) {
  std::string out;
  for (const auto& one : status.value("unclaimed", json::array())) {
    const auto count = one["files"].get<std::int64_t>();
    out += "no job takes: " + core::counted(count, "file", "files") + " in " + one["place"].get<std::string>() + ": " +
           joined(one["names"]) + (count > std::ssize(one["names"]) ? ", …" : "");
    if (!one["taken"].empty()) out += "; names that are taken there look like " + joined(one["taken"]);
    out += ". Rename them, or write their names in a mapping's [files] names\n";
  }
  return out;
}

bool lacks_rights(const json& status) {
  if (!status.is_object() || !status.value("daemon", json()).is_null()) return false;
  for (const auto& error : status.value("errors", json::array()))
    if (error.value("code", "") == "disk.permission") return true;
  return false;
}

}  // namespace

bool lacks_rights(const std::string& status) {
  return lacks_rights(json::parse(status, nullptr, false));
}

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
  // A generation is shown where the warehouse could be read.
  const bool not_known = lacks_rights(status) && !status["warehouse"].contains("generation");
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
                    last.is_null() ? (not_known ? "not known" : "never")
                                   : "run " + std::to_string(last["run"].get<std::int64_t>()),
                    last.is_null() ? "" : status_of(last), last.is_null() ? "" : local(last["recorded_at"])});
  }
  out += "\n" + text_table({"job", "when", "next", "last", "status", "recorded"}, rows) + "\n";
  out += failures_text(status["jobs"]);
  const auto& warehouse = status["warehouse"];
  out += "warehouse: " + warehouse["folder"].get<std::string>() + ", " +
         (not_known ? "how large is not known" : bytes_text(warehouse["bytes"].get<std::int64_t>()));
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
  for (const auto& one : status.value("unsent", json::array())) {
    out += one["kind"].get<std::string>() + " to " + one["to"].get<std::string>() + ": the last try failed at " +
           local(one["at"]) + ": " + one["code"].get<std::string>() + "; the daemon tries again\n";
  }
  out += unclaimed_text(status);
  for (const auto& error : status["errors"])
    out += "error: " + error["code"].get<std::string>() + ": " + error["what"].get<std::string>() + ". " +
           error["remedy"].get<std::string>() + "\n";
  return out;
}

}  // namespace sluss::daemon::program

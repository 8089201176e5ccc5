#include "daemon/settings/settings.h"

#include <algorithm>
#include <string>

#include "core/duration.h"

namespace sluss::daemon::settings {

const Source* find_source(const Settings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings.sources, name, &Source::name);
  return found == settings.sources.end() ? nullptr : &*found;
}

const Database* find_database(const Settings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings.databases, name, &Database::name);
  return found == settings.databases.end() ? nullptr : &*found;
}

const Job* find_job(const Settings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings.jobs, name, &Job::name);
  return found == settings.jobs.end() ? nullptr : &*found;
}

std::string schedule_text(const Job& job) {
  std::string text = job.every ? "every " + core::to_text(*job.every) : job.schedule;
  const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
  if (!job.on.empty()) add(job.on);
  for (const auto& before : job.after) add("after " + before);
  return text;
}

}  // namespace sluss::daemon::settings

#include "daemon/settings/settings.h"

#include <algorithm>

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

}  // namespace sluss::daemon::settings

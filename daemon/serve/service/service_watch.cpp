// What sources announce: who is watched, and what follows from what was seen.
#include "daemon/run/runner/setup.h"
#include "daemon/serve/service/service_inside.h"
#include "daemon/settings/kinds.h"

namespace sluss::daemon::serve {
namespace {

/// `job` is the workplace's.
Watched watched_of(const std::shared_ptr<run::Workplace>& workplace, const settings::Job& job,
                   const core::Clock& clock) {
  const auto open = [workplace, &job, &clock]() -> core::Result<std::unique_ptr<connectors::Watcher>> {
    const auto& settings = workplace->settings();
    const auto* source = settings::find_source(settings, job.source);
    const auto* kind = settings::kind_of(settings, job);
    if (source == nullptr || kind == nullptr || kind->watch == nullptr) {
      return core::fail(core::ErrorClass::config, "watch.unknown", "nobody can watch for \"" + job.on + "\"",
                        "Give the job `every` or `schedule` besides.");
    }
    return kind->watch(run::setup_of(settings, *source, &job, clock, false), job.on);
  };
  return {job.name, open};
}

}  // namespace

/// At the start, and under the mutex after a reload.
void Service::watch_sources() {
  const std::scoped_lock lock(mutex_);
  blind_.clear();
  std::vector<Watched> all;
  for (const auto& job : workplace_->settings().jobs) {
    if (job.on_event()) all.push_back(watched_of(workplace_, job, options_.clock));
  }
  // Told already when a thread cannot be had; schedules hold on.
  [[maybe_unused]] const auto watched = survived("watch", [&]() -> core::Result<> {
    watching_.watch(std::move(all));
    return {};
  });
}

/// On the watched job's thread.
void Service::announced(const std::string& job, const std::string& token, const std::stop_token& stop) {
  const std::scoped_lock lock(mutex_);
  if (stop.stop_requested() || draining_) return;
  if (!scheduler_.announce(job, token, options_.clock.now())) return;
  core::log::info("schedule.event", "something new is at the source of a job", {{"job", job}});
  look_soon();
}

/// On the watched job's thread.
void Service::blind(const std::string& job, const std::optional<core::Error>& why, const std::stop_token& stop) {
  const std::scoped_lock lock(mutex_);
  if (stop.stop_requested()) return;
  if (!why) {
    if (blind_.erase(job) > 0) core::log::info("watch.sees_again", "a source can be watched again", {{"job", job}});
    return;
  }
  auto& told = blind_[job] = *why;
  told.what = "the source of job " + job + " cannot be watched: " + why->what;
  told.place.field = job;
  core::log::warning("watch.blind", told.what, {{"job", job}, {"code", told.code}, {"remedy", told.remedy}});
}

}  // namespace sluss::daemon::serve

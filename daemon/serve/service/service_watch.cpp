// What sources announce: which jobs' sources are watched, and what is done about what was seen.
#include "daemon/run/runner/setup.h"
#include "daemon/serve/service/service_impl.h"
#include "daemon/settings/kinds.h"

namespace sluss::daemon::serve {
namespace {

/// `job` is the workplace's.
WatchedJob watched_of(const std::shared_ptr<run::Workplace>& workplace, const settings::Job& job,
                      const core::Clock& clock) {
  const auto open = [workplace, &job, &clock]() -> core::Result<std::unique_ptr<connectors::Watcher>> {
    const auto& settings = workplace->settings();
    const auto* source = settings::find_source(settings, job.source);
    const auto* kind = settings::kind_of(settings, job);
    const auto event = settings::word_of(job.on);
    if (source == nullptr || kind == nullptr || kind->watch == nullptr) {
      return core::fail(core::ErrorClass::config, "watch.unknown",
                        "nobody can watch for \"" + std::string(event) + "\"",
                        "Give the job `every` or `schedule` besides.");
    }
    auto setup = run::setup_of(settings, *source, &job, clock, false);
    setup.shared = workplace->context().shared;
    return kind->watch(std::move(setup), event);
  };
  return {job.name, open};
}

}  // namespace

/// At the start, and under the mutex after a reload.
void Service::watch_sources() {
  const std::scoped_lock lock(mutex_);
  blind_.clear();
  unclaimed_.clear();
  refused_.clear();
  left_undone_.clear();
  std::vector<WatchedJob> all;
  for (const auto& job : workplace_->settings().jobs) {
    if (job.on_event()) all.push_back(watched_of(workplace_, job, options_.clock));
  }
  // Logged already when a thread cannot be started; schedules go on.
  [[maybe_unused]] const auto watched = run_guarded("watch", [&]() -> core::Result<> {
    job_watchers_.watch(std::move(all));
    return {};
  });
}

/// On the watched job's thread.
void Service::on_announced(const std::string& job, const std::string& token, const std::stop_token& stop) {
  const std::scoped_lock lock(mutex_);
  if (stop.stop_requested() || draining_) return;
  if (!scheduler_.announce(job, token, options_.clock.now())) return;
  core::log::info("schedule.event", "something new is at the source of a job", {{"job", job}});
  tick_soon();
}

/// On the watched job's thread.
void Service::on_blind(const std::string& job, const std::optional<core::Error>& why, const std::stop_token& stop) {
  const std::scoped_lock lock(mutex_);
  if (stop.stop_requested()) return;
  if (!why) {
    if (blind_.erase(job) > 0) core::log::info("watch.sees_again", "a source can be watched again", {{"job", job}});
    return;
  }
  auto& error = blind_[job] = *why;
  error.what = "the source of job " + job + " cannot be watched: " + why->what;
  error.place.field = job;
  core::log::warning("watch.blind", error.what, {{"job", job}, {"code", error.code}, {"remedy", error.remedy}});
}

/// On the watched job's thread.
void Service::on_unclaimed(const std::string& job, const connectors::Unclaimed& unclaimed,
                           const std::stop_token& stop) {
  const std::scoped_lock lock(mutex_);
  if (stop.stop_requested()) return;
  if (unclaimed.count == 0) {
    unclaimed_.erase(job);
    core::log::info("watch.all_claimed", "every file at a source is some job's again", {{"job", job}});
    return;
  }
  unclaimed_[job] = unclaimed;
  core::log::warning("watch.unclaimed", "files lie at a source whose names no job takes",
                     {{"job", job}, {"place", unclaimed.place}, {"files", unclaimed.count}});
}

/// On the watched job's thread. The run has logged it.
void Service::on_left_undone(const std::string& job, const std::optional<core::Error>& what,
                             const std::stop_token& stop) {
  const std::scoped_lock lock(mutex_);
  if (stop.stop_requested()) return;
  if (!what) {
    left_undone_.erase(job);
    return;
  }
  auto& error = left_undone_[job] = *what;
  error.place.field = job;
}

/// On the watched job's thread.
void Service::on_refused(const std::string& job, const std::optional<std::vector<std::string>>& files,
                         const std::stop_token& stop) {
  const std::scoped_lock lock(mutex_);
  if (stop.stop_requested()) return;
  if (files)
    refused_[job] = *files;
  else
    refused_.erase(job);
  tick_soon();  // people are told when one is gone
}

}  // namespace sluss::daemon::serve

#include "daemon/serve/service/scrubber.h"

#include <algorithm>
#include <utility>

#include "core/log.h"
#include "daemon/serve/service/guarded.h"

namespace sluss::daemon::serve {
namespace {

/// After a start other work comes first.
constexpr auto after_start = std::chrono::hours(1);
/// What cut one off (a rebuild, a disk) may go on for a while.
constexpr auto after_cut_off = std::chrono::hours(1);
/// Whoever repairs what it found sees on the next day that all is well.
constexpr std::chrono::milliseconds after_damage = std::chrono::hours(24);

}  // namespace

Scrubber::Scrubber(const core::Clock& clock, std::recursive_mutex& mutex, RunPool& pool, OnEnded on_ended)
    : clock_(clock), mutex_(mutex), pool_(pool), on_ended_(std::move(on_ended)), since_(clock.now()) {}

void Scrubber::restore(const run::LastScrub& last) {
  const std::scoped_lock lock(mutex_);
  ended_ = last.ended_at;
  found_ = !last.damaged.empty();
}

std::optional<core::Instant> Scrubber::next(const run::Workplace& workplace) const {
  const auto due = due_at(workplace);
  return due && workplace.has_warehouse() ? due : std::nullopt;
}

std::optional<core::Instant> Scrubber::due_at(const run::Workplace& workplace) const {
  const std::scoped_lock lock(mutex_);
  const auto every = workplace.settings().scrub;
  if (every.count() == 0 || under_way_) return std::nullopt;
  auto due = since_.plus(after_start);
  if (ended_) due = std::max(due, ended_->plus(found_ ? std::min(every, after_damage) : every));
  if (cut_off_) due = std::max(due, cut_off_->plus(after_cut_off));
  return due;
}

void Scrubber::begin_when_due(core::Instant now, const std::shared_ptr<run::Workplace>& workplace) {
  const std::scoped_lock lock(mutex_);
  const auto due = due_at(*workplace);
  if (!due || *due > now) return;
  auto place = pool_.take_place();
  if (!place || !workplace->has_warehouse()) return;
  core::log::info("scrub.begins", "all stored data is read", {});
  thread_ = std::jthread(
      [this, workplace, own = *std::move(place)](const std::stop_token& stop) mutable { work(stop, *workplace, own); });
  under_way_ = true;  // its thread is there, and waits for the mutex at its end
}

/// On its own thread.
void Scrubber::work(const std::stop_token& stop, run::Workplace& workplace, RunPool::Place& place) {
  const auto summary = run_guarded("scrub", [&] {
    auto context = workplace.context();
    return run::scrub(context, stop);
  });
  if (!summary) core::log::warning("scrub.failed", summary.error().what, {{"code", summary.error().code}});
  const std::scoped_lock lock(mutex_);
  under_way_ = false;
  place.reset();  // here and not later: begin_when_due() joins this thread under the mutex
  const auto ended = clock_.now();
  cut_off_ = summary ? std::nullopt : std::optional(ended);
  if (summary) {
    ended_ = ended;
    found_ = !summary->damaged.empty();
  }
  on_ended_(summary.has_value());
}

void Scrubber::cancel() {
  const std::scoped_lock lock(mutex_);
  thread_.request_stop();
}

}  // namespace sluss::daemon::serve

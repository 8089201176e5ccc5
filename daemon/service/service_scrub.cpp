// The slow reading of all that is kept, once a week.
#include "daemon/runner/scrub.h"

#include "daemon/service/service_inside.h"

namespace sluss::daemon::service {
namespace {

/// A fresh start has other things to do first.
constexpr auto after_start = std::chrono::hours(1);
/// What cut one off (a rebuild, a disk) may go on for a while.
constexpr auto after_cut_off = std::chrono::hours(1);

}  // namespace

std::optional<core::Instant> Service::next_scrub() const {
  const auto every = installation_->settings.scrub;
  if (every.count() == 0 || scrubbing_) return std::nullopt;
  auto next = since_.plus(after_start);
  if (scrubbed_) next = std::max(next, scrubbed_->plus(every));
  if (scrub_cut_off_) next = std::max(next, scrub_cut_off_->plus(after_cut_off));
  return next;
}

void Service::scrub_when_due(core::Instant now) {
  const auto due = next_scrub();
  if (!due || *due > now || rebuilding_ || !installation_->has_warehouse()) return;
  core::log::info("scrub.begins", "all that is kept is read through", {});
  scrubber_ = std::jthread([this](const std::stop_token& stop) {
    const auto summary = survived("scrub", [&] {
      const auto installation = current();
      auto context = installation->place.context();
      return runner::scrub(context, stop);
    });
    // What it found it has told.
    if (!summary) core::log::warning("scrub.failed", summary.error().what, {{"code", summary.error().code}});
    const std::scoped_lock lock(mutex_);
    scrubbing_ = false;
    something_ended_.notify_all();
    const auto ended = options_.clock.now();
    scrub_cut_off_ = summary ? std::nullopt : std::optional(ended);
    if (summary) scrubbed_ = ended;
    look_soon();
  });
  scrubbing_ = true;  // its thread is there, and waits for the mutex at its end
}

}  // namespace sluss::daemon::service

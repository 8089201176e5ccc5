// Checks each hour that all stored data is there, and once a week that it is what was written.
#include "daemon/run/scrub/scrub.h"

#include "daemon/serve/service/service_impl.h"

namespace sluss::daemon::serve {
namespace {

/// After a start other work comes first.
constexpr auto after_start = std::chrono::hours(1);
/// What cut one off (a rebuild, a disk) may go on for a while.
constexpr auto after_cut_off = std::chrono::hours(1);
/// Whoever repairs what it found sees on the next day that all is well.
constexpr std::chrono::milliseconds after_damage = std::chrono::hours(24);

/// A disk that is not mounted is reported within the hour, and at the end of the next run.
constexpr auto between_state_checks = std::chrono::hours(1);

}  // namespace

std::optional<core::Instant> Service::next_state_check() const {
  if (checking_state_ || runs_.is_exclusive()) return std::nullopt;
  return state_checked_ ? state_checked_->plus(between_state_checks) : since_;
}

/// On a thread of its own: a share that does not answer delays nothing else.
void Service::check_state_when_due(core::Instant now) {
  const auto due = next_state_check();
  if (!due || *due > now) return;
  state_checker_ = std::jthread([this, workplace = workplace_, has_runs = has_runs()] {
    auto faults = run_guarded("state", [&]() -> core::Result<std::vector<run::StateFault>> {
      return run::state_faults(workplace->context(), has_runs);
    });
    const std::scoped_lock lock(mutex_);
    checking_state_ = false;
    if (faults && !runs_.is_exclusive()) set_faults(*std::move(faults));
    tick_soon();
  });
  checking_state_ = true;  // its thread is there, and waits for the mutex at its end
  state_checked_ = now;
}

void Service::set_faults(std::vector<run::StateFault> faults) {
  const auto among = [](const std::vector<run::StateFault>& all, const run::StateFault& one) {
    return std::ranges::any_of(all, [&](const run::StateFault& other) {
      return other.part == one.part && other.error.code == one.error.code;
    });
  };
  for (const auto& fault : faults) {
    if (among(faults_, fault)) continue;
    core::log::error("state.damaged", fault.error.what,
                     {{"kept", run::name_of(fault.part)},
                      {"code", fault.error.code},
                      {"file", fault.error.place.file},
                      {"remedy", fault.error.remedy}});
  }
  for (const auto& fault : faults_) {
    if (among(faults, fault)) continue;
    core::log::info("state.whole_again", "what was lost or damaged is there again",
                    {{"kept", run::name_of(fault.part)}, {"code", fault.error.code}});
  }
  faults_ = std::move(faults);
}

std::optional<core::Instant> Service::next_scrub() const {
  const auto every = workplace_->settings().scrub;
  if (every.count() == 0 || scrubbing_) return std::nullopt;
  auto next = since_.plus(after_start);
  if (scrubbed_) next = std::max(next, scrubbed_->plus(scrub_found_ ? std::min(every, after_damage) : every));
  if (scrub_cut_off_) next = std::max(next, scrub_cut_off_->plus(after_cut_off));
  return next;
}

void Service::scrub_when_due(core::Instant now) {
  const auto due = next_scrub();
  if (!due || *due > now) return;
  auto place = runs_.take_place();
  if (!place || !workplace_->has_warehouse()) return;
  core::log::info("scrub.begins", "all stored data is read", {});
  scrubber_ = std::jthread([this, own = *std::move(place)](const std::stop_token& stop) mutable {
    const auto summary = run_guarded("scrub", [&] {
      const auto workplace = current();
      auto context = workplace->context();
      return run::scrub(context, stop);
    });
    // run::scrub() logs what it finds.
    if (!summary) core::log::warning("scrub.failed", summary.error().what, {{"code", summary.error().code}});
    const std::scoped_lock lock(mutex_);
    scrubbing_ = false;
    own.reset();  // here and not later: tick() joins this thread under the mutex
    const auto ended = options_.clock.now();
    scrub_cut_off_ = summary ? std::nullopt : std::optional(ended);
    if (summary) {
      scrubbed_ = ended;
      scrub_found_ = !summary->damaged.empty();
      state_checked_.reset();
    }
    tick_soon();
  });
  scrubbing_ = true;  // its thread is there, and waits for the mutex at its end
}

void Service::cancel_scrub() {
  const std::scoped_lock lock(mutex_);
  scrubber_.request_stop();
}

}  // namespace sluss::daemon::serve

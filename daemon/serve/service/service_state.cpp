// Checks each hour that all stored data is there.
#include "daemon/serve/service/service_impl.h"

namespace sluss::daemon::serve {
namespace {

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

/// On the scrub's thread, under the mutex.
void Service::on_scrub_ended(bool whole) {
  if (whole) state_checked_.reset();
  tick_soon();
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

}  // namespace sluss::daemon::serve

#include "daemon/serve/service/start_pulse.h"

#include <sys/resource.h>

#include <condition_variable>
#include <utility>

#include "daemon/serve/service/supervisor.h"

namespace sluss::daemon::serve {
namespace {

std::chrono::microseconds time_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

Work work_of_this_process() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return {};
  return {.cpu = time_of(usage.ru_utime) + time_of(usage.ru_stime), .blocks = usage.ru_inblock + usage.ru_oublock};
}

bool has_worked(const Work& before, const Work& now) {
  constexpr std::chrono::milliseconds least{10};
  return now.cpu - before.cpu >= least || now.blocks > before.blocks;
}

StartPulse::StartPulse(std::string step, Options options) : options_(std::move(options)), step_(std::move(step)) {
  if (!options_.notify) options_.notify = notify_extend;
  thread_ = std::jthread([this](const std::stop_token& stop) { beat(stop); });
}

void StartPulse::step(std::string_view step) {
  const std::scoped_lock lock(mutex_);
  step_ = step;
}

void StartPulse::beat(const std::stop_token& stop) {
  std::condition_variable_any ended;
  Work before = options_.work();
  std::unique_lock lock(mutex_);
  while (!ended.wait_for(lock, stop, options_.every, [] { return false; }) && !stop.stop_requested()) {
    const Work now = options_.work();
    if (has_worked(before, now)) options_.notify(options_.more, step_);
    before = now;
  }
}

}  // namespace sluss::daemon::serve

#include "daemon/program/gentle_wait.h"

#include <condition_variable>
#include <mutex>

namespace sluss::daemon::program {

bool rest(const std::stop_token& stop, GentleWait& wait) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, wait.next(), [] { return false; });
  return !stop.stop_requested();
}

}  // namespace sluss::daemon::program

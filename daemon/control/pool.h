#pragma once
// Threads for what may block, with a queue that has an end.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sluss::daemon::control {

class Pool {
 public:
  Pool(std::size_t threads, std::size_t waiting);
  /// What waits is dropped, what runs is waited for.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  /// False: the queue is full, and nothing happens.
  [[nodiscard]] bool submit(std::function<void()> work);

 private:
  void serve();

  std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;  ///< under mutex_
  bool ending_ = false;                        ///< under mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace sluss::daemon::control

#pragma once
// Threads for what may block, with queues that have an end. Several sides may share the threads: none gets more than
// its share of them, so that no side shuts another out.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sluss::daemon::door {

class Pool {
 public:
  /// What one side may have at once.
  struct Share {
    std::size_t running = 1;
    std::size_t waiting = 0;
  };
  Pool(std::size_t threads, const std::vector<Share>& shares);
  /// One side, which has it all.
  Pool(std::size_t threads, std::size_t waiting) : Pool(threads, {Share{threads, waiting}}) {}
  /// What waits is dropped, what runs is waited for.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  /// False: the side's queue is full, and nothing happens.
  [[nodiscard]] bool submit(std::function<void()> work, std::size_t side = 0);

 private:
  struct Side {
    Share most;
    std::size_t running = 0;
    std::deque<std::function<void()>> waiting;
  };
  void serve();
  [[nodiscard]] Side* next();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Side> sides_;  ///< under mutex_
  std::size_t turn_ = 0;     ///< under mutex_: whose turn it is when several wait
  bool ending_ = false;      ///< under mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace sluss::daemon::door

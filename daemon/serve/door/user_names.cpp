#include "daemon/serve/door/user_names.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace sluss::daemon::door {
namespace {

using Steady = std::chrono::steady_clock;
constexpr auto fresh = std::chrono::minutes(10);
constexpr std::size_t most_kept = 4096;
constexpr std::size_t most_asking = 1024;  ///< connections of one user that wait for its name
constexpr std::size_t most_waiting = 256;  ///< look-ups; those beyond it go on without a name

}  // namespace

struct UserNames::State {
  struct Entry {
    std::optional<std::string> name;
    Steady::time_point at;
  };
  LookUp look_up;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<uid_t, Entry> kept;                                  ///< under mutex
  std::map<uid_t, std::vector<std::function<void()>>> pending;  ///< under mutex: being looked up, and who waits
  std::deque<uid_t> waiting;                                    ///< under mutex
  bool ending = false;                                          ///< under mutex

  /// Under mutex.
  void enqueue(uid_t user, std::function<void()> then) {
    auto [found, added] = pending.try_emplace(user);
    if (then) found->second.push_back(std::move(then));  // at most most_asking, see is_known()
    if (!added) return;
    waiting.push_back(user);
    changed.notify_one();
  }

  void serve() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return ending || !waiting.empty(); });
      if (ending) return;
      const auto user = waiting.front();
      waiting.pop_front();
      lock.unlock();
      auto name = look_up(user);
      lock.lock();
      if (ending) return;
      if (kept.size() >= most_kept) kept.clear();
      kept.insert_or_assign(user, Entry{std::move(name), Steady::now()});
      // With the lock: after ~UserNames() no callback runs any more.
      const auto waited = pending.extract(user);
      for (const auto& then : waited.mapped()) then();
    }
  }
};

UserNames::UserNames(LookUp look_up) : state_(std::make_shared<State>()) {
  state_->look_up = std::move(look_up);
  // Not joined: the end of the daemon does not wait for a directory service.
  std::thread([state = state_] { state->serve(); }).detach();
}

UserNames::~UserNames() {
  const std::scoped_lock lock(state_->mutex);
  state_->ending = true;
  state_->pending.clear();
  state_->changed.notify_all();
}

std::string UserNames::name_of(uid_t user) const {
  const std::scoped_lock lock(state_->mutex);
  const auto found = state_->kept.find(user);
  if (found != state_->kept.end() && found->second.name) return "local:" + *found->second.name;
  return "uid:" + std::to_string(user);
}

bool UserNames::is_known(uid_t user, std::function<void()> then) {
  const std::scoped_lock lock(state_->mutex);
  const auto found = state_->kept.find(user);
  if (found != state_->kept.end()) {
    if (Steady::now() - found->second.at > fresh) state_->enqueue(user, {});
    return true;
  }
  const auto pending = state_->pending.find(user);
  const auto asking = pending == state_->pending.end() ? 0 : pending->second.size();
  if (state_->waiting.size() >= most_waiting || asking >= most_asking) return true;
  state_->enqueue(user, std::move(then));
  return false;
}

}  // namespace sluss::daemon::door

#pragma once
// Tells people: what holds and what is new, to each recipient of [[notify]], by its own memory of what was told. It
// decides and sends on a thread of its own, tries again what could not be handed over, and forgets nothing over a
// restart: news that wait stand in a file by the number of their run.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/files.h"
#include "daemon/serve/notify/event.h"
#include "daemon/serve/notify/memory.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

class Teller {
 public:
  /// Counts a message: by "mail" or "webhook", handed over or not.
  using Counted = std::function<void(std::string_view channel, bool sent)>;
  /// News of a run, when a file says that they wait.
  using News = std::function<core::Result<std::optional<notify::NewFigures>>(std::int64_t run)>;

  Teller(core::Files& files, const core::Clock& clock, Counted counted, News news);
  ~Teller();
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  /// At the start and after a reload. What cannot be read of a recipient's memory is told in the log, and begins empty.
  void configure(std::shared_ptr<const settings::Settings> settings);
  /// Everything that holds now.
  void conditions(std::vector<notify::Event> now_true);
  void tell(const notify::NewFigures& news);
  /// A run whose news nobody has been told of, as a kill cut it off after its commit: on disk when this returns.
  void owe(std::int64_t run);
  /// The clock was set.
  void look_again();
  /// No more is begun; what is under way is cut off.
  void stop();

 private:
  struct Route;

  void work(const std::stop_token& stop);
  void load(Route& route);
  void recall(Route& route, std::unique_lock<std::mutex>& lock);
  [[nodiscard]] std::optional<core::Instant> attend(Route& route, std::unique_lock<std::mutex>& lock,
                                                    const std::stop_token& stop);
  [[nodiscard]] std::optional<core::Instant> attended(Route& route, std::unique_lock<std::mutex>& lock,
                                                      const std::stop_token& stop);
  void keep(Route& route);
  void note_last(Route& route);

  core::Files& files_;
  const core::Clock& clock_;
  Counted counted_;
  News news_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<const settings::Settings> settings_;
  std::vector<std::shared_ptr<Route>> routes_;
  std::vector<notify::Event> now_true_;
  bool told_conditions_ = false;  ///< before that nothing is known to be over
  bool poked_ = false;
  std::jthread thread_;
};

}  // namespace sluss::daemon::serve

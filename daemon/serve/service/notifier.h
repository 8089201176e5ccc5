#pragma once
// Sends people messages about conditions and news: to each recipient of [[notify]], by its own memory of what was sent.
// It decides and sends on a thread of its own, retries what could not be handed over, and forgets nothing over a
// restart: the runs whose news are not yet sent are listed in a file.

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
#include "daemon/serve/notify/news.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

class Notifier {
 public:
  /// Counts a message: by "mail" or "webhook", handed over or not.
  using CountMessage = std::function<void(std::string_view channel, bool sent)>;
  /// Reads the news of a run that the file lists as not yet sent.
  using ReadNews = std::function<core::Result<std::optional<notify::News>>(std::int64_t run)>;

  Notifier(core::Files& files, const core::Clock& clock, CountMessage count_message, ReadNews news);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  /// At the start and after a reload. A recipient's memory that cannot be read is logged, and begins empty.
  void configure(std::shared_ptr<const settings::Settings> settings);
  /// Every condition that is true now; `outcomes`: of the latest decisions on what was held.
  void set_conditions(std::vector<notify::Event> now_true, std::vector<notify::HeldOutcome> outcomes);
  /// To be sent; what has been added already is not added twice.
  void add_news(const notify::News& news);
  /// A run whose news were sent to no one, as a kill cut it off after its commit: on disk when this returns.
  void remember_unsent(std::int64_t run);
  /// Decides again now: the clock was set.
  void wake();
  /// Begins no more messages; the one under way is cut off.
  void stop();

 private:
  struct Recipient;

  void work(const std::stop_token& stop);
  void load(Recipient& recipient);
  void read_waiting_news(Recipient& recipient, std::unique_lock<std::mutex>& lock);
  [[nodiscard]] std::optional<core::Instant> process(Recipient& recipient, std::unique_lock<std::mutex>& lock,
                                                     const std::stop_token& stop);
  [[nodiscard]] std::optional<core::Instant> process_guarded(Recipient& recipient, std::unique_lock<std::mutex>& lock,
                                                             const std::stop_token& stop);
  void save(Recipient& recipient);
  void save_last_message(Recipient& recipient);

  core::Files& files_;
  const core::Clock& clock_;
  CountMessage count_message_;
  ReadNews read_news_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<const settings::Settings> settings_;
  std::vector<std::shared_ptr<Recipient>> recipients_;
  std::vector<notify::Event> now_true_;
  std::vector<notify::HeldOutcome> outcomes_;
  bool has_conditions_ = false;  ///< until then no condition can be known to be over
  bool wake_requested_ = false;
  std::jthread thread_;
};

}  // namespace sluss::daemon::serve

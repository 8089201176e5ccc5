#pragma once
// The service's implementation: one class in several files. service.cpp has its loop, service_*.cpp its runs, its
// door::Operations, its rebuilding, its checks of the state and what it watches.

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "core/log.h"
#include "daemon/run/hold/release_or_discard.h"
#include "daemon/run/replay/rebuild.h"
#include "daemon/run/state/disk.h"
#include "daemon/run/state/state_faults.h"
#include "daemon/serve/door/operations.h"
#include "daemon/serve/service/conditions.h"
#include "daemon/serve/service/door.h"
#include "daemon/serve/service/gauges.h"
#include "daemon/serve/service/guarded.h"
#include "daemon/serve/service/job_rule.h"
#include "daemon/serve/service/new_figures.h"
#include "daemon/serve/service/notifier.h"
#include "daemon/serve/service/outlook.h"
#include "daemon/serve/service/run_pool.h"
#include "daemon/serve/service/scrubber.h"
#include "daemon/serve/service/service.h"
#include "daemon/serve/service/source_watch.h"
#include "daemon/serve/service/state_file.h"
#include "daemon/serve/service/supervisor.h"
#include "daemon/serve/service/wall_timer.h"

namespace sluss::daemon::serve {

namespace asio = boost::asio;

class Service final : public door::Operations {
 public:
  Service(std::shared_ptr<run::Workplace> workplace, const Options& options);
  ~Service() override { notifier_.stop(); }

  core::Result<> serve();

  // Operations: any thread.
  door::Readiness readiness() override;
  door::DaemonState state() override;
  std::string status_json() override;
  std::string metrics() override;
  core::Result<> run(std::string_view job, bool full, std::string_view who) override;
  core::Result<> pause(std::string_view job, std::optional<core::Instant> until, std::string_view who) override;
  core::Result<> resume(std::string_view job, std::string_view who) override;
  core::Result<> reload(std::string_view who) override;
  std::vector<std::string> waits_for_restart() override;
  core::Result<std::int64_t> release(std::int64_t run, std::optional<std::string> series,
                                     std::string_view who) override {
    return decide(run::release, run, std::move(series), who);
  }
  core::Result<std::int64_t> discard(std::int64_t run, std::optional<std::string> series,
                                     std::string_view who) override {
    return decide(run::discard, run, std::move(series), who);
  }
  core::Result<> rebuild(std::string_view who) override;
  door::RebuildState rebuild_state() override;

 private:
  using Decision = core::Result<run::RunSummary> (*)(run::Context&, core::RunId, std::optional<std::string>,
                                                     std::stop_token);

  [[nodiscard]] std::shared_ptr<run::Workplace> current() {
    const std::scoped_lock lock(mutex_);
    return workplace_;
  }
  core::Result<> restore_state();
  void log_start();
  core::Result<> settle_cut_off_runs();
  void report_cut_off();
  void run_loop();
  [[nodiscard]] DoorContext door_context();
  void log_slots(const std::string& job, const schedule::AccountedSlots& slots) const;
  void tick();
  void tick_soon() {
    asio::post(loop_, [this] { tick(); });
  }
  void on_run_outcome(const std::string& job, const std::shared_ptr<run::Workplace>& workplace,
                      const RunOutcome& outcome);
  void on_run_ended(const std::string& job, const RunOutcome& outcome);
  void notify_news(run::Workplace& workplace, const run::RunSummary& summary);
  void after_change(const std::shared_ptr<run::Workplace>& workplace);
  void start_outlook_reader();
  void set_outlook(core::Result<Outlook> outlook);
  void refresh_deliveries();
  void refresh_rejected_files();
  void on_scrub_ended(bool whole);
  core::Result<> save_schedule();
  void check_disk();
  [[nodiscard]] std::optional<core::Instant> next_state_check() const;
  void check_state_when_due(core::Instant now);
  void set_faults(std::vector<run::StateFault> faults);
  void notify_conditions();
  void watch_sources();
  void on_announced(const std::string& job, const std::string& token, const std::stop_token& stop);
  void on_blind(const std::string& job, const std::optional<core::Error>& why, const std::stop_token& stop);
  void on_unclaimed(const std::string& job, const connectors::Unclaimed& unclaimed, const std::stop_token& stop);
  void on_refused(const std::string& job, const std::optional<std::vector<std::string>>& files,
                  const std::stop_token& stop);
  void on_left_undone(const std::string& job, const std::optional<core::Error>& what, const std::stop_token& stop);
  [[nodiscard]] door::JobState job_state(const settings::Job& job, const schedule::JobMemory& memory,
                                         core::Instant now) const;
  [[nodiscard]] std::string status_line();
  [[nodiscard]] std::string why_not() const;
  [[nodiscard]] bool has_runs() {
    const std::scoped_lock lock(mutex_);
    return !outlook_.began.empty();
  }
  core::Result<> take_over(settings::Settings settings);
  core::Result<std::int64_t> decide(Decision decision, std::int64_t run, std::optional<std::string> series,
                                    std::string_view who);
  core::Result<> change_job(std::string_view job, const std::function<bool()>& change, std::string_view event,
                            std::string_view who);
  void rebuild_now(const std::stop_token& stop, const std::string& who);
  [[nodiscard]] core::Result<run::RebuildSummary> run_rebuild(const std::stop_token& stop, const std::string& who);
  void share_lock_again(const std::stop_token& stop);
  /// When draining and no run is under way: the door answers its open requests, and the loop ends.
  void end_when_idle();
  void watch_for_reload();
  void feed_watchdog();
  [[nodiscard]] bool scheduler_is_alive() const;
  void begin_drain();

  const Options& options_;
  const settings::Settings started_with_;  ///< what the door was opened with
  std::recursive_mutex mutex_;             ///< guards what follows but the loop's own; that of runs_ and scrubber_ too
  std::shared_ptr<run::Workplace> workplace_;
  core::Instant since_;
  Gauges gauges_;                ///< thread safe
  run::LastBackup last_backup_;  ///< thread safe
  door::CountedCalls readings_;  ///< thread safe; its thread calls current()
  StateFile schedule_file_;
  StateFile outlook_file_;
  schedule::Scheduler scheduler_;
  Outlook outlook_;
  std::map<std::string, core::Error> last_errors_;
  std::map<std::string, std::int64_t> ended_;                ///< runs of a job since the daemon began
  std::map<std::string, core::Error> blind_;                 ///< why the source of a job cannot be watched
  std::map<std::string, core::Error> left_undone_;           ///< what a job's runs could not do with their files
  std::map<std::string, connectors::Unclaimed> unclaimed_;   ///< by the job whose watcher found it
  std::map<std::string, std::vector<std::string>> refused_;  ///< by job: files that lie where they were put away
  std::vector<run::FolderSpace> spaces_;
  door::RebuildState rebuild_;          ///< its `running` is runs_.is_exclusive()
  std::atomic<bool> disk_low_ = false;  ///< these three are read without the mutex too
  bool leaving_ = false;                ///< the door takes no more connections; the loop's
  std::atomic<bool> draining_ = false;
  std::atomic<bool> ready_ = false;
  std::optional<door::DaemonState::Reload> reload_;
  std::optional<core::Instant> armed_;  ///< when tick() is due next

  asio::io_context loop_;
  asio::executor_work_guard<asio::io_context::executor_type> alive_ = asio::make_work_guard(loop_);
  RunPool runs_;  ///< before the threads that it is used on
  std::unique_ptr<WallTimer> timer_;
  asio::steady_timer watch_{loop_};
  asio::steady_timer drain_{loop_};
  asio::steady_timer after_exception_{loop_};
  asio::signal_set hangup_{loop_, SIGHUP};
  std::unique_ptr<door::Door> door_;  ///< on the loop's thread
  std::jthread reloader_;
  bool reading_outlook_ = false;
  std::jthread outlook_reader_;
  std::vector<api::RejectedFile> rejected_files_;       ///< of jobs of the configuration in force
  std::vector<deliver::RecordedDelivery> undelivered_;  ///< of published datasets, by the journal
  std::vector<run::StateFault> faults_;                 ///< found by the last check
  std::optional<core::Instant> state_checked_;          ///< nothing: a check is due
  bool checking_state_ = false;
  std::jthread state_checker_;
  Scrubber scrubber_;
  std::jthread rebuilder_;
  JobWatchers job_watchers_;
  Notifier notifier_;  ///< last: its thread calls back
};

}  // namespace sluss::daemon::serve

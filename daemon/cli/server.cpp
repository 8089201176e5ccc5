#include "daemon/cli/server.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <mutex>
#include <thread>

#include "core/log.h"
#include "daemon/cli/job_schedule.h"
#include "daemon/cli/status_view.h"
#include "daemon/control/control.h"
#include "daemon/control/supervisor.h"
#include "daemon/schedule/schedule.h"
#include "warehouse/file_lock.h"

namespace sluss::daemon::cli {
namespace {

namespace asio = boost::asio;
/// The clock on the wall may be set while a timer waits: it is looked at again at least so often.
constexpr auto longest_wait = std::chrono::seconds(60);

class Server {
 public:
  Server(Environment& environment, std::unique_ptr<Workspace> workspace, std::chrono::milliseconds drain)
      : environment_(environment), workspace_(std::move(workspace)), drain_(drain), since_(environment.clock.now()) {}

  core::Result<ExitCode> serve() {
    SLUSS_ASSIGN(const auto door, control::StatusServer::listen(loop_, workspace_->settings().state / "sluss.sock",
                                                                [this] { return status(); }));
    SLUSS_TRY(fill_timetable());
    core::log::info("serve.started", "the daemon has begun",
                    {{"pid", ::getpid()}, {"state", workspace_->settings().state.string()}});
    watch_for_reload();
    keep_watch();
    control::tell_ready(status_line());
    const std::stop_callback stopped(environment_.stop, [this] { asio::post(loop_, [this] { begin_drain(); }); });
    asio::post(loop_, [this] { look(); });
    loop_.run();
    if (worker_.joinable()) worker_.join();
    core::log::info("serve.ended", "the daemon has ended in order", {});
    return ExitCode::done;
  }

 private:
  core::Result<> fill_timetable() {
    std::map<std::string, core::Instant> began;
    if (workspace_->has_warehouse()) {
      SLUSS_ASSIGN(const auto reader, workspace_->reader(false));
      SLUSS_ASSIGN(
          const auto rows,
          reader->rows("select job, max(epoch_us(started_at)) from meta.run where cause = 'run' group by job"));
      for (const auto& row : rows) began[row[0].value_or("")] = {std::stoll(row[1].value_or("0"))};
    }
    timetable_ = schedule::Timetable([](const schedule::SkippedSlots& skipped) {
      core::log::info("schedule.skipped", "slots are not run",
                      {{"job", skipped.job},
                       {"slots", skipped.slots.count},
                       {"first", core::to_text(skipped.slots.first)},
                       {"last", core::to_text(skipped.slots.last)},
                       {"reason", schedule::name_of(skipped.slots.reason)}});
    });
    for (const auto& job : workspace_->settings().jobs) {
      if (!job.scheduled()) continue;
      const auto known = began.find(job.name);
      SLUSS_ASSIGN(auto when, schedule_of(job));
      timetable_.add(std::move(when), policy_of(job),
                     known == began.end() ? std::nullopt : std::optional(known->second), environment_.clock.now());
    }
    return {};
  }

  /// "runs kolada since 2026-03-31T06:00:00Z; next at 2026-03-31T12:00:00Z": what `systemctl status` shows.
  std::string status_line() {
    std::string text = draining_  ? "ends"
                       : running_ ? "runs " + *running_ + " since " + core::to_text(running_since_)
                                  : "waits";
    if (const auto next = timetable_.next(); next && !draining_) text += "; next at " + core::to_text(*next);
    if (!last_failure_.empty()) text += "; failed: " + last_failure_;
    if (reload_ && !reload_->error.empty()) text += "; configuration refused: " + reload_->error;
    return text;
  }

  void watch_for_reload() {
    hangup_.async_wait([this](const boost::system::error_code& cancelled, int) {
      if (cancelled) return;
      reload();
      watch_for_reload();
    });
  }

  void reload() {
    reload_ = DaemonView::Reload{environment_.clock.now(), {}};
    const auto refuse = [this](const std::string& why) {
      reload_->error = why;
      core::log::error("serve.reload_refused", "the configuration is wrong; the old one stays", {{"why", why}});
      control::tell_status(status_line());
    };
    // Each error is printed by open(), with its line and its mend.
    auto opened = Workspace::open(environment_);
    if (!opened) return refuse(opened.error().what.empty() ? "see its errors in the log" : opened.error().what);
    if (const auto servable = check_servable((*opened)->settings()); !servable) return refuse(servable.error().what);
    if ((*opened)->settings().state != workspace_->settings().state) {
      return refuse("another state folder needs a restart");
    }
    coming_ = std::move(*opened);
    if (running_) return;  // it takes over when the run has ended
    take_over();
    look();
  }

  /// The new configuration holds from here on: no run is under way.
  void take_over() {
    if (!coming_) return;
    std::swap(workspace_, coming_);
    auto taken = workspace_->prepare_to_write();
    if (taken) taken = fill_timetable();
    if (!taken) {
      std::swap(workspace_, coming_);
      reload_->error = taken.error().what;
      core::log::error("serve.reload_refused", "the configuration cannot be used; the old one stays",
                       {{"why", taken.error().what}});
      if (const auto filled = fill_timetable(); !filled) {
        core::log::error("serve.no_timetable", filled.error().what, {{"code", filled.error().code}});
      }
    } else {
      core::log::info("serve.reloaded", "the configuration was read again",
                      {{"jobs", workspace_->settings().jobs.size()}});
    }
    coming_.reset();
    control::tell_status(status_line());
  }

  /// The watchdog is fed when the scheduler has decided about all that is due, not because time passes.
  void keep_watch() {
    const auto limit = control::watchdog();
    if (!limit) return;
    if (scheduler_goes_on()) control::tell_alive();
    watch_.expires_after(*limit / 3);
    watch_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) keep_watch();
    });
  }

  [[nodiscard]] bool scheduler_goes_on() const {
    if (running_ || draining_) return true;
    const auto next = timetable_.next();
    return !next || next->plus(2 * std::chrono::microseconds(longest_wait)) > environment_.clock.now();
  }

  void look() {
    if (draining_ || running_) return;
    if (const auto due = timetable_.take_due(environment_.clock.now())) {
      begin(*due);
      return;
    }
    auto wait = std::chrono::microseconds(longest_wait);
    if (const auto next = timetable_.next())
      wait = std::min(wait, std::chrono::microseconds(next->micros - environment_.clock.now().micros));
    timer_.expires_after(std::max(wait, std::chrono::microseconds(1000)));
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) look();
    });
  }

  void begin(const schedule::Slot& slot) {
    running_ = slot.job;
    running_since_ = environment_.clock.now();
    {
      const std::scoped_lock lock(mutex_);
      progress_ = {};
    }
    if (worker_.joinable()) worker_.join();
    control::tell_status(status_line());
    worker_ = std::jthread([this, job = slot.job] {
      auto summary = runner::run_job(workspace_->place().context(), job, {}, run_stop_.get_token(),
                                     [this](const connectors::Progress& progress) {
                                       const std::scoped_lock lock(mutex_);
                                       progress_ = progress;
                                     });
      // The runner has logged and journalled how it ended; the daemon goes on whatever it was.
      const bool busy = !summary && summary.error().error_class == core::ErrorClass::busy;
      if (busy) {
        core::log::warning("serve.skipped", summary.error().what, {{"job", job}, {"code", summary.error().code}});
      }
      asio::post(loop_, [this, failed = summary || busy ? std::string() : job + " (" + summary.error().code + ")"] {
        last_failure_ = failed;
        finished();
      });
    });
  }

  void finished() {
    running_.reset();
    if (draining_) {
      loop_.stop();
      return;
    }
    take_over();
    control::tell_status(status_line());
    look();
  }

  void begin_drain() {
    if (draining_) return;
    draining_ = true;
    timer_.cancel();
    hangup_.cancel();
    control::tell_stopping(status_line());
    core::log::info("serve.draining", "no new run begins", {{"limit", core::to_text(drain_)}});
    if (!running_) {
      loop_.stop();
      return;
    }
    timer_.expires_after(drain_);
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (cancelled) return;
      core::log::warning("serve.cancelling", "the run under way is cancelled and goes on at the next start", {});
      run_stop_.request_stop();
    });
  }

  std::string status() {
    DaemonView view;
    view.pid = ::getpid();
    view.since = since_;
    view.draining = draining_;
    view.running = running_;
    view.running_since = running_since_;
    {
      const std::scoped_lock lock(mutex_);
      view.pages = progress_.pages;
      view.pages_expected = progress_.pages_expected;
      view.rows = progress_.rows;
    }
    view.reload = reload_;
    for (const auto& job : workspace_->settings().jobs) {
      if (const auto next = timetable_.next_of(job.name)) view.next.push_back({job.name, *next});
    }
    return status_json(*workspace_, view);
  }

  Environment& environment_;
  std::unique_ptr<Workspace> workspace_;  ///< swapped only while no run is under way
  std::unique_ptr<Workspace> coming_;     ///< read again, waits for the end of a run
  std::chrono::milliseconds drain_;
  core::Instant since_;
  asio::io_context loop_;
  asio::executor_work_guard<asio::io_context::executor_type> alive_ = asio::make_work_guard(loop_);
  asio::steady_timer timer_{loop_};
  asio::steady_timer watch_{loop_};
  asio::signal_set hangup_{loop_, SIGHUP};
  schedule::Timetable timetable_;
  bool draining_ = false;
  std::optional<std::string> running_;
  core::Instant running_since_;
  std::string last_failure_;  ///< job and code of the last run, when it failed
  std::optional<DaemonView::Reload> reload_;
  std::stop_source run_stop_;
  std::mutex mutex_;
  connectors::Progress progress_;  ///< under mutex_
  std::jthread worker_;
};

}  // namespace

core::Result<> check_servable(const settings::Settings& settings) {
  const auto& jobs = settings.jobs;
  if (std::ranges::any_of(jobs, [](const settings::Job& job) { return job.scheduled(); })) return {};
  return core::fail(core::ErrorClass::config, "serve.nothing", "no job says how often it runs",
                    "Add for example schedule = \"Mon..Fri 06:15\" or every = \"6h\" to a [[job]].",
                    {settings.file.string(), 0, 0, ""});
}

core::Result<ExitCode> serve(Environment& environment, std::unique_ptr<Workspace> workspace,
                             std::chrono::milliseconds drain) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto lock_file = workspace->settings().state / "serve.lock";
  SLUSS_ASSIGN(const auto made, environment.files.append(lock_file));
  SLUSS_TRY(made->close());
  SLUSS_ASSIGN(const auto lock, warehouse::FileLock::take(lock_file));
  if (!lock) {
    return core::fail(core::ErrorClass::busy, "serve.running", "another daemon serves this state folder",
                      "`sluss status` shows it; stop it first.", {lock_file.string(), 0, 0, ""});
  }
  return Server(environment, std::move(workspace), drain).serve();
}

}  // namespace sluss::daemon::cli

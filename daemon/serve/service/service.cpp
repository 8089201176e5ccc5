#include "daemon/serve/service/service.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>

#include "daemon/serve/schedule/scheduler_memory.h"
#include "daemon/serve/service/door_checks.h"
#include "daemon/serve/service/outlook_text.h"
#include "daemon/serve/service/service_impl.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::serve {
namespace {

/// While the disk is too full, its space is checked so often.
constexpr auto disk_check_pause = std::chrono::minutes(1);
constexpr std::chrono::seconds answers_end{10};  // for open requests when the daemon ends
constexpr auto pause_after_exception = std::chrono::minutes(1);
/// The audit has one entry of a person and dataset in so long.
constexpr auto readings_pause = std::chrono::hours(1);
constexpr std::size_t most_readings = 1000;  // of persons and datasets that are told apart
/// A scheduler that is overdue for longer than this is taken to hang.
constexpr auto patience_with_scheduler = std::chrono::minutes(2);

/// The next slot of a job's own schedule after now. Nothing: it has none.
std::optional<core::Instant> slot_to_come(const settings::Job& job, core::Instant now) {
  const auto schedule = schedule_of(job);
  if (!schedule || !*schedule) return std::nullopt;
  return (*schedule)->next_after(now);
}

}  // namespace

Service::Service(std::shared_ptr<run::Workplace> workplace, const Options& options)
    : options_(options),
      started_with_(workplace->settings()),
      workplace_(std::move(workplace)),
      since_(options.clock.now()),
      gauges_(names_of(workplace_->settings()), since_),
      readings_(audit_to_journal(options.files, options.clock, [this] { return current(); }),
                {.pause = readings_pause, .most = most_readings, .counted = "readings"}),
      schedule_file_(options.files, workplace_->settings().state / "schedule.json"),
      outlook_file_(options.files, workplace_->settings().state / "facts.json"),
      scheduler_([this](const std::string& job, const schedule::AccountedSlots& slots) { log_slots(job, slots); }),
      runs_(loop_, mutex_,
            {.on_outcome = std::bind_front(&Service::on_run_outcome, this),
             .on_ended = std::bind_front(&Service::on_run_ended, this)}),
      scrubber_(options.clock, mutex_, runs_, std::bind_front(&Service::on_scrub_ended, this)),
      job_watchers_({.on_announced = std::bind_front(&Service::on_announced, this),
                     .on_blind = std::bind_front(&Service::on_blind, this),
                     .on_unclaimed = std::bind_front(&Service::on_unclaimed, this),
                     .on_refused = std::bind_front(&Service::on_refused, this),
                     .on_left_undone = std::bind_front(&Service::on_left_undone, this)}),
      notifier_(
          options.files, options.clock,
          [this](std::string_view channel, bool sent) { gauges_.count_notification(channel, sent); },
          [this](std::int64_t run) { return news_of_run(*current(), core::RunId{run}); }) {}

void Service::log_start() {
  const auto& settings = workplace_->settings();
  const auto* runtime = std::getenv("RUNTIME_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): nothing sets it
  std::string listens = "unix:" + settings::socket_to_make(settings, runtime == nullptr ? "" : runtime).socket.string();
  if (door_->port() != 0) {
    const auto& address = settings.control.listen;
    listens += std::string(settings.control.certificate.empty() ? " http://" : " https://") +
               address.substr(0, address.rfind(':')) + ":" + std::to_string(door_->port());
  }
  const auto now = options_.clock.now();
  std::string due;
  std::optional<core::Instant> next;
  for (const auto& job : settings.jobs) {
    auto of_job = scheduler_.next_of(job.name, now);
    if (of_job && *of_job <= now) {
      due += (due.empty() ? "" : ", ") + job.name;
      of_job = slot_to_come(job, now);
    }
    if (of_job && (!next || *of_job < *next)) next = of_job;
  }
  core::log::info("serve.started", "the daemon has begun",
                  {{"pid", ::getpid()},
                   {"state", settings.state.string()},
                   {"version", SLUSS_VERSION},
                   {"configuration", settings.file.string()},
                   {"listens", listens},
                   {"jobs", static_cast<std::int64_t>(settings.jobs.size())},
                   {"due", due.empty() ? std::string("none") : due},
                   {"next", next ? core::to_text(*next) : std::string("none")}});
}

core::Result<> Service::serve() {
  timer_ = SLUSS_TRY(make_wall_timer(loop_, options_.clock));
  SLUSS_TRY(restore_state());
  door_ = SLUSS_TRY(open_door(loop_, door_context()));
  log_start();
  watch_for_reload();
  feed_watchdog();
  ready_ = true;
  notify_ready(status_line());
  const std::stop_callback stopped(options_.stop, [this] { asio::post(loop_, [this] { begin_drain(); }); });
  asio::post(loop_, [this] { tick(); });
  watch_sources();
  run_loop();
  if (reloader_.joinable()) reloader_.join();
  door_.reset();
  readings_.finish();
  core::log::info("serve.ended", "the daemon has ended in order", {});
  return {};
}

DoorContext Service::door_context() {
  return {.operations = *this,
          .current = [this] { return current(); },
          .files = options_.files,
          .clock = options_.clock,
          .gauges = gauges_,
          .readings = readings_};
}

/// A handler that throws ends neither the loop nor the daemon. The next tick() does what it left undone.
void Service::run_loop() {
  for (;;) {
    const auto ran = run_guarded("loop", [this]() -> core::Result<> {
      loop_.run();
      return {};
    });
    if (ran) return;
    after_exception_.expires_after(pause_after_exception);
    after_exception_.async_wait([this](const boost::system::error_code& cancelled) {
      if (cancelled) return;
      if (draining_ && runs_.empty()) return loop_.stop();
      tick();
    });
  }
}

/// Restores what was known before the restart.
core::Result<> Service::restore_state() {
  const std::scoped_lock lock(mutex_);
  auto rules = SLUSS_TRY(rules_of(workplace_->settings()));
  const auto outlook_text = SLUSS_TRY(outlook_file_.read());
  if (!outlook_text.empty()) {
    if (auto outlook = parse_outlook(outlook_text)) outlook_ = *std::move(outlook);
  }
  const auto text = SLUSS_TRY(schedule_file_.read());
  auto began = outlook_.began;
  if (!text.empty()) {
    if (auto memory = schedule::parse_schedule_memory(text)) {
      scheduler_.restore(*std::move(memory));
    } else {
      core::log::warning("schedule.memory", memory.error().what, {{"file", schedule_file_.path().string()}});
    }
  }
  // No memory at all, and runs in the warehouse: an older version's state, or a file that was removed.
  if (text.empty() && workplace_->has_warehouse() && began.empty()) {
    set_outlook(read_outlook(*workplace_));
    began = outlook_.began;
  }
  scheduler_.configure(std::move(rules), workplace_->settings().parallel, began, options_.clock.now());
  notifier_.configure({workplace_, &workplace_->settings()});
  SLUSS_TRY(settle_cut_off_runs());
  report_cut_off();
  for (const auto& [job, awaited] : outlook_.awaited) scheduler_.await(job, awaited);
  if (const auto last = run::last_scrub(workplace_->context())) scrubber_.restore(*last);
  check_disk();
  refresh_deliveries();
  refresh_rejected_files();
  return {};
}

/// Runs that a kill cut off may have been committed: the journal has them.
core::Result<> Service::settle_cut_off_runs() {
  if (std::ranges::none_of(scheduler_.memory(), [](const auto& known) { return known.second.begun.has_value(); }))
    return {};
  const auto last = SLUSS_TRY(run::last_runs(workplace_->context()));
  for (const auto& run : last) {
    if (scheduler_.settle(run.job, run.started_at, run.recorded_at)) notifier_.remember_unsent(run.run.value);
  }
  return {};
}

/// A run that the program has died of again and again waits, and people are notified: its job counts as failed.
void Service::report_cut_off() {
  for (const auto& [job, memory] : scheduler_.memory()) {
    if (!schedule::is_suspect(memory)) continue;
    const auto times = std::to_string(memory.unended);
    last_errors_[job] =
        core::fail(core::ErrorClass::transient, "run.cut_off",
                   "the daemon ended " + times + " times in a row while this run was under way",
                   "See the log and `coredumpctl` for what ended it; `sluss run " + job + "` tries at once.",
                   {.field = job})
            .error();
    core::log::warning(
        "run.cut_off", last_errors_[job].what,
        {{"job", job}, {"times", memory.unended}, {"next", core::to_text(schedule::resumes_at(memory))}});
  }
}

void Service::log_slots(const std::string& job, const schedule::AccountedSlots& slots) const {
  if (slots.outcome == schedule::Outcome::skipped) {
    core::log::info("schedule.skipped", "slots are not run",
                    {{"job", job},
                     {"slots", slots.count},
                     {"first", core::to_text(slots.first)},
                     {"last", core::to_text(slots.last)},
                     {"reason", schedule::name_of(slots.reason)}});
    return;
  }
  core::log::info("schedule.slot", "a slot is served",
                  {{"job", job}, {"slot", core::to_text(slots.first)}, {"outcome", schedule::name_of(slots.outcome)}});
}

/// Begins all that is due, and arms the timer for the next time.
void Service::tick() {
  const std::scoped_lock lock(mutex_);
  if (draining_) return;
  const auto now = options_.clock.now();
  check_disk();
  const auto begins = scheduler_.due(now, !disk_low_ && !runs_.is_exclusive());
  [[maybe_unused]] const auto kept = save_schedule();  // before a run begins: a kill finds it under way
  for (const auto& one : begins) runs_.begin(one, workplace_);
  notify_conditions();
  scrubber_.begin_when_due(now, workplace_);
  check_state_when_due(now);
  if (runs_.empty() && outlook_.generation != workplace_->warehouse().revision().token) start_outlook_reader();
  auto next = scheduler_.wake(now);
  if (const auto scrub = scrubber_.next(*workplace_)) next = std::min(next.value_or(*scrub), *scrub);
  if (const auto of_state = next_state_check()) next = std::min(next.value_or(*of_state), *of_state);
  if (disk_low_) next = std::max(next.value_or(now.plus(disk_check_pause)), now.plus(disk_check_pause));
  if (options_.longest_wait) {
    const auto latest = now.plus(*options_.longest_wait);
    next = std::min(next.value_or(latest), latest);
  }
  armed_ = next;
  if (!next) {
    timer_->cancel();
    return;
  }
  timer_->wait_until(*next, [this](bool clock_was_set) {
    if (clock_was_set) {
      core::log::warning("clock.set", "the machine's clock was set", {{"now", core::to_text(options_.clock.now())}});
      notifier_.wake();
    }
    tick();
  });
  notify_status(status_line());
}

core::Result<> Service::save_schedule() {
  auto kept = schedule_file_.write(schedule::to_text(scheduler_.memory()));
  if (!kept) {
    core::log::error("schedule.not_kept", kept.error().what,
                     {{"code", kept.error().code}, {"remedy", kept.error().remedy}});
  }
  return kept;
}

void Service::check_disk() {
  spaces_ = run::disk_space(workplace_->settings());
  const auto least = workplace_->settings().disk_least;
  const bool low = run::disk_low(spaces_, least).has_value();
  if (low == disk_low_) return;
  disk_low_ = low;
  if (!low) {
    core::log::info("disk.room", "there is room again: runs begin", {});
    return;
  }
  for (const auto& space : spaces_) {
    if (space.free_bytes >= least) continue;
    core::log::error("disk.low", "no run begins: too little space is free",
                     {{"folder", space.folder.string()}, {"free", space.free_bytes}, {"least", least}});
  }
}

void Service::notify_conditions() {
  auto rejected = rejected_files_;
  api::mark_gone(rejected, refused_);
  notifier_.set_conditions(conditions_of({.settings = workplace_->settings(),
                                          .scheduler = scheduler_,
                                          .outlook = outlook_,
                                          .errors = last_errors_,
                                          .spaces = spaces_,
                                          .faults = faults_,
                                          .undelivered = undelivered_,
                                          .rejected_files = rejected,
                                          .now = options_.clock.now()}),
                           outlook_.outcomes);
}

// The service manager.

/// "runs kolada since 2026-03-31T06:00:00Z; next at 2026-03-31T12:00:00Z": what `systemctl status` shows.
std::string Service::status_line() {
  const std::scoped_lock lock(mutex_);
  std::string text;
  for (const auto& run : runs_.under_way()) {
    text += (text.empty() ? "runs " : ", ") + run.job + " since " + core::to_text(run.since);
  }
  if (draining_) text = "ends";
  if (text.empty()) text = "waits";
  const auto now = options_.clock.now();
  std::optional<core::Instant> next;
  for (const auto& job : workplace_->settings().jobs) {
    const auto of_job = scheduler_.is_running(job.name) ? std::nullopt : scheduler_.next_of(job.name, now);
    if (of_job && (!next || *of_job < *next)) next = of_job;
  }
  if (next && !draining_) text += "; next at " + core::to_text(*next);
  if (disk_low_) text += "; no run begins: too little disk space is free";
  for (const auto& [job, error] : last_errors_) text += "; failed: " + job + " (" + error.code + ")";
  if (reload_ && !reload_->error.empty()) {
    text += "; configuration refused: " + reload_->error.substr(0, reload_->error.find('\n'));
  }
  return text;
}

void Service::watch_for_reload() {
  hangup_.async_wait([this](const boost::system::error_code& cancelled, int) {
    if (cancelled) return;
    // Beside the loop: users and groups are looked up, and a directory service may hang.
    reloader_ = std::jthread([this] {
      [[maybe_unused]] const auto taken =
          run_guarded("reload", [this] { return reload("SIGHUP"); });  // errors are logged
      asio::post(loop_, [this] {
        if (!draining_) watch_for_reload();
      });
    });
  });
}

/// The watchdog is fed when the scheduler has decided about all that is due, not because time passes.
void Service::feed_watchdog() {
  const auto limit = watchdog();
  if (!limit) return;
  if (scheduler_is_alive()) notify_alive();
  watch_.expires_after(*limit / 3);
  watch_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) feed_watchdog();
  });
}

bool Service::scheduler_is_alive() const {
  return draining_ || !armed_ || armed_->plus(patience_with_scheduler) > options_.clock.now();
}

void Service::begin_drain() {
  const std::scoped_lock lock(mutex_);
  if (draining_) return;
  draining_ = true;
  timer_->cancel();
  hangup_.cancel();
  watch_.cancel();
  notify_stopping(status_line());
  const auto limit = options_.drain.value_or(workplace_->settings().drain);
  core::log::info("serve.draining", "no new run begins",
                  {{"limit", core::to_text(limit)}, {"runs", static_cast<std::int64_t>(runs_.size())}});
  rebuilder_.request_stop();
  job_watchers_.stop();
  end_when_idle();
  drain_.expires_after(limit);
  drain_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    core::log::warning("serve.cancelling", "what is under way is cancelled and goes on at the next start", {});
    runs_.cancel();
  });
}

void Service::end_when_idle() {
  if (!draining_ || !runs_.empty() || runs_.is_exclusive() || leaving_) return;
  leaving_ = true;
  if (!door_) return loop_.stop();
  door_->stop(answers_end, [this] { loop_.stop(); });
}

core::Result<> serve(std::shared_ptr<run::Workplace> workplace, const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto& state = workplace->settings().state;
  const auto lock = SLUSS_TRY(run::take_serve_lock(state));
  Service service(std::move(workplace), options);
  return service.serve();
}

}  // namespace sluss::daemon::serve

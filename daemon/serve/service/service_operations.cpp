// door::Operations: called on any thread.
#include <unistd.h>

#include <cstdlib>

#include "daemon/run/hold/release_or_discard.h"
#include "daemon/serve/api/status.h"
#include "daemon/serve/door/known_jobs.h"
#include "daemon/serve/service/job_rule.h"
#include "daemon/serve/service/last_message.h"
#include "daemon/serve/service/service_impl.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::serve {
namespace {

/// A file that is missing or cannot be read counts as no failure; `sluss doctor` reports one that cannot be read.
std::vector<door::DaemonState::UnsentMessage> unsent_of(const settings::Settings& settings, core::Files& files) {
  std::vector<door::DaemonState::UnsentMessage> unsent;
  for (const auto& recipient : settings.notify) {
    const auto file = last_message_file(settings.state, recipient.name);
    if (!files.exists(file)) continue;
    const auto text = files.read(file);
    if (!text) continue;
    const auto last = parse_last_message(*text);
    if (!last || !last->failed) continue;
    unsent.push_back({recipient.webhook.empty() ? "mail" : "webhook", recipient.name, *last->failed, last->code});
  }
  return unsent;
}

}  // namespace

std::string Service::why_not() const {
  if (draining_) return "the daemon ends";
  if (runs_.is_exclusive()) return "the warehouse is rebuilt";
  if (disk_low_) return "too little disk space is free";
  return ready_ ? "" : "the daemon starts";
}

door::Readiness Service::readiness() {
  auto why = why_not();
  return {why.empty(), std::move(why)};
}

door::DaemonState Service::state() {
  const std::scoped_lock lock(mutex_);
  const auto now = options_.clock.now();
  door::DaemonState state;
  state.pid = ::getpid();
  state.since = since_;
  state.listen = started_with_.control.listen;
  state.draining = draining_;
  state.why_not = why_not();
  if (!draining_ && !runs_.is_exclusive()) {
    // The same reason, with the folder and the sizes.
    if (const auto low = run::disk_low(spaces_, workplace_->settings().disk_least); low && disk_low_)
      state.why_not = low->what;
  }
  state.ready = state.why_not.empty();
  state.reload = reload_;
  state.running = runs_.under_way();
  for (const auto& [job, why] : blind_) state.blind.push_back(why);
  for (const auto& [job, what] : left_undone_) state.blind.push_back(what);
  state.refused = refused_;
  for (const auto& [job, one] : unclaimed_)
    state.unclaimed.push_back(
        {.job = job, .place = one.place, .count = one.count, .names = one.names, .taken = one.taken});
  for (const auto& job : workplace_->settings().jobs) {
    const auto known = scheduler_.memory().find(job.name);
    if (known == scheduler_.memory().end()) continue;
    auto& one = state.jobs.emplace_back(job_state(job, known->second, now));
    one.late = scheduler_.is_late(job.name, now);
    for (const auto& run : state.running) {
      if (run.job != job.name) continue;
      one.running = true;
      one.running_since = run.since;
      one.pages = run.pages;
      one.pages_expected = run.pages_expected;
      one.rows = run.rows;
    }
  }
  return state;
}

/// Without its run under way, and whether it is late.
door::JobState Service::job_state(const settings::Job& job, const schedule::JobMemory& memory,
                                  core::Instant now) const {
  return {.job = job.name,
          .source = job.source,
          .schedule = settings::schedule_text(job),
          .next = scheduler_.next_of(job.name, now),
          .requested = memory.requested.has_value(),
          .ended = ended_.contains(job.name) ? ended_.at(job.name) : 0,
          .paused = memory.pause.has_value(),
          .paused_until = memory.pause ? memory.pause->until : std::nullopt,
          .failing = memory.failures > 0,
          .failures = memory.failures,
          .last_error = memory.last_error};
}

std::string Service::status_json() {
  const auto workplace = current();
  auto daemon = state();
  daemon.unsent = unsent_of(workplace->settings(), options_.files);
  return api::status_json(*workplace, daemon);
}

std::string Service::metrics() {
  const auto workplace = current();
  // The disk is read without the mutex: it may be slow, and the loop waits for the mutex.
  auto spaces = run::disk_space(workplace->settings());
  const auto sample = sample_system(*workplace, has_runs(), last_backup_);
  const std::scoped_lock lock(mutex_);
  spaces_ = std::move(spaces);
  return gauges_.render({.settings = workplace->settings(),
                         .sample = sample,
                         .scheduler = scheduler_,
                         .outlook = outlook_,
                         .spaces = spaces_,
                         .active = runs_.size(),
                         .ready = why_not().empty(),
                         .now = options_.clock.now()});
}

core::Result<> Service::change_job(std::string_view job, const std::function<bool()>& change, std::string_view event,
                                   std::string_view who) {
  const std::scoped_lock lock(mutex_);
  if (!change()) {
    std::vector<std::string> known;
    for (const auto& one : workplace_->settings().jobs) known.push_back(one.name);
    return core::fail(core::ErrorClass::config, "job.unknown", "there is no job \"" + std::string(job) + "\"",
                      door::remedy_for_job(job, known));
  }
  core::log::info(event, "it was requested by hand", {{"job", job}, {"who", who}});
  auto kept = save_schedule();
  tick_soon();
  if (kept) return {};
  kept.error().what = "it holds until the daemon ends, for it could not be written: " + kept.error().what;
  return kept;
}

core::Result<> Service::run(std::string_view job, bool full, std::string_view who) {
  {
    const std::scoped_lock lock(mutex_);
    if (draining_) {
      return core::fail(core::ErrorClass::busy, "serve.draining", "the daemon ends", "Ask again when it has started.");
    }
    if (scheduler_.is_running(job)) {
      return core::fail(core::ErrorClass::busy, "run.already_running",
                        "job \"" + std::string(job) + "\" is running already", "Wait for it: `sluss status`.");
    }
  }
  return change_job(job, [&] { return scheduler_.ask(job, full, who, options_.clock.now()); }, "job.asked", who);
}

core::Result<> Service::pause(std::string_view job, std::optional<core::Instant> until, std::string_view who) {
  return change_job(job, [&] { return scheduler_.pause(job, until, options_.clock.now()); }, "job.paused", who);
}

core::Result<> Service::resume(std::string_view job, std::string_view who) {
  return change_job(job, [&] { return scheduler_.resume(job, options_.clock.now()); }, "job.resumed", who);
}

core::Result<std::int64_t> Service::decide(Decision decision, std::int64_t run, std::optional<std::string> series,
                                           std::string_view who) {
  const auto workplace = current();
  auto place = SLUSS_TRY(runs_.take_place());
  auto context = workplace->context();
  context.who = who;
  context.way = door::way_of(who);
  context.writer_patience = std::chrono::minutes(5);
  const auto decided =
      run_guarded("decision", [&] { return decision(context, core::RunId{run}, std::move(series), options_.stop); });
  place.reset();
  if (!decided) return std::unexpected(decided.error());
  after_change(workplace);
  if (decision == &run::release) notify_news(*workplace, *decided);
  tick_soon();
  return decided->run.id.value;
}

core::Result<> Service::reload(std::string_view who) {
  auto loaded = options_.load();
  core::Result<> taken;
  if (!loaded) {
    std::string text;
    for (const auto& error : loaded.error()) text += (text.empty() ? "" : "\n") + core::describe(error);
    taken = core::fail(core::ErrorClass::config, "serve.reload_refused", text, "The old configuration stays.");
  } else {
    taken = take_over(*std::move(loaded));
  }
  const std::scoped_lock lock(mutex_);
  reload_ = door::DaemonState::Reload{options_.clock.now(), taken ? "" : taken.error().what};
  gauges_.count_reload(taken.has_value());
  if (taken) {
    core::log::info("serve.reloaded", "the configuration was read again",
                    {{"jobs", workplace_->settings().jobs.size()}, {"who", who}});
  } else {
    core::log::error("serve.reload_refused", "the configuration is wrong; the old one stays",
                     {{"why", taken.error().what}, {"who", who}});
  }
  notify_status(status_line());
  tick_soon();
  return taken;
}

std::vector<std::string> Service::waits_for_restart() {
  const auto workplace = current();
  const auto* given = std::getenv("RUNTIME_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): nothing sets it
  const std::string_view runtime = given == nullptr ? "" : given;
  const auto& before = started_with_.control;
  const auto& now = workplace->settings().control;
  const auto was = settings::socket_to_make(started_with_, runtime);
  const auto is = settings::socket_to_make(workplace->settings(), runtime);
  std::vector<std::string> keys;
  const auto differs = [&keys](const char* key, bool changed) {
    if (changed) keys.emplace_back(key);
  };
  differs("control.socket", was.socket != is.socket);
  differs("control.socket_group", was.group != is.group);
  differs("control.listen", before.listen != now.listen);
  differs("control.threads", before.limits.threads != now.limits.threads);
  differs("control.threads_kept", before.limits.threads_kept != now.limits.threads_kept);
  differs("control.waiting", before.limits.waiting != now.limits.waiting);
  return keys;
}

/// Runs under way keep the configuration that they began with.
core::Result<> Service::take_over(settings::Settings settings) {
  const auto refuse = [](const std::string& why) {
    return core::fail(core::ErrorClass::config, "serve.reload_refused", why, "The old configuration stays.");
  };
  auto rules = rules_of(settings);
  if (!rules) return refuse(core::describe(rules.error()));
  // Here and not on the loop: users and groups are looked up.
  auto door = std::make_shared<core::Result<door::Options>>(door_options(door_context(), settings));
  if (!*door) return refuse(core::describe(door->error()));
  const auto before = current();
  if (settings.state != before->settings().state || settings.warehouse_folder != before->settings().warehouse_folder) {
    return refuse("another state or warehouse folder needs a restart");
  }
  auto fresh = std::make_shared<run::Workplace>(std::move(settings), options_.clock, options_.who, options_.files);
  fresh->context().shared = before->context().shared;
  if (const auto ready = fresh->configure(); !ready) return refuse(core::describe(ready.error()));
  const std::scoped_lock lock(mutex_);
  workplace_ = std::move(fresh);
  gauges_.rename(names_of(workplace_->settings()));
  asio::post(loop_, [this, door] {
    if (!door_) return;
    if (const auto taken = door_->reload(**door); !taken)
      core::log::error("control.reload", core::describe(taken.error()), {});
  });
  scheduler_.configure(*std::move(rules), workplace_->settings().parallel, outlook_.began, options_.clock.now());
  for (const auto& [job, awaited] : outlook_.awaited) scheduler_.await(job, awaited);
  std::erase_if(last_errors_, [&](const auto& one) { return find_job(workplace_->settings(), one.first) == nullptr; });
  reload_ =
      door::DaemonState::Reload{options_.clock.now(), {}};  // whoever sees the new configuration sees that it was taken
  [[maybe_unused]] const auto kept = save_schedule();       // errors are logged
  notifier_.configure({workplace_, &workplace_->settings()});
  refresh_deliveries();  // what is published no longer fails no longer
  watch_sources();
  return {};
}

}  // namespace sluss::daemon::serve

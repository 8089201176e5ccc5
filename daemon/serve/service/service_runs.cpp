// Runs: their threads, and what is done when they end.
#include <malloc.h>

#include "daemon/serve/service/outlook_text.h"
#include "daemon/serve/service/service_impl.h"

namespace sluss::daemon::serve {
namespace {

/// A run waits so long for another writer of the warehouse.
constexpr auto writer_patience = std::chrono::minutes(30);

}  // namespace

void Service::begin(const schedule::RunStart& begin) {
  auto run = std::make_shared<Run>(begin, workplace_);
  core::log::info("run.begins", "a run begins", {{"job", begin.job}, {"cause", schedule::name_of(begin.cause)}});
  runs_.push_back(run);
  const auto under_way = run_guarded("run", [&]() -> core::Result<> {
    run->thread = std::jthread([this, run] {
      auto outcome = std::make_shared<Outcome>(execute(*run));
      asio::post(loop_, [this, run, outcome] { finished(run, *outcome); });
    });
    return {};
  });
  if (under_way) return;
  Outcome none;
  none.how = schedule::RunEnd::failed;
  none.error = under_way.error();
  asio::post(loop_, [this, run, none] { finished(run, none); });
}

/// On the run's own thread.
Outcome Service::execute(Run& run) {
  const auto started = std::chrono::steady_clock::now();
  const auto& job = run.begin.job;
  auto summary = run_guarded("run", [&] {
    auto context = run.workplace->context();
    context.way = "schedule";
    if (!run.begin.who.empty()) {
      context.who = run.begin.who;
      context.way = door::way_of(run.begin.who);
    }
    context.writer_patience = writer_patience;
    return run::run_job(context, job, {.full = run.begin.full}, run.stop.get_token(),
                        [&](const connectors::Progress& progress) {
                          const std::scoped_lock lock(mutex_);
                          run.progress = progress;
                        });
  });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  Outcome outcome;
  if (!summary) {
    outcome.error = summary.error();
    outcome.how = outcome.error.error_class == core::ErrorClass::busy        ? schedule::RunEnd::busy
                  : outcome.error.error_class == core::ErrorClass::cancelled ? schedule::RunEnd::cancelled
                                                                             : schedule::RunEnd::failed;
    gauges_.count_failure(job, outcome.how, took.count());
    return outcome;
  }
  gauges_.count_run(*summary, took.count());
  outcome.summary = std::move(*summary);
  // Logged already when it throws; the run itself has ended well.
  [[maybe_unused]] const auto done = run_guarded("after a run", [&]() -> core::Result<> {
    after_change(run.workplace);
    if (outcome.summary->run.status != "unchanged") notify_news(*run.workplace, *outcome.summary);
    return {};
  });
  return outcome;
}

void Service::notify_news(run::Workplace& workplace, const run::RunSummary& summary) {
  auto news = new_figures(workplace, summary.run.id);
  if (!news) {
    core::log::error("notify.no_news", news.error().what, {{"run", summary.run.id.value}, {"code", news.error().code}});
    return;
  }
  if (!*news) return;
  for (const auto& delivery : summary.deliveries) {
    (*news)->files.insert((*news)->files.end(), delivery.places.begin(), delivery.places.end());
  }
  notifier_.add_news(**news);
}

void Service::finished(const std::shared_ptr<Run>& run, const Outcome& outcome) {
  if (run->thread.joinable()) run->thread.join();
  const std::scoped_lock lock(mutex_);
  std::erase(runs_, run);
  something_ended_.notify_all();
  const auto how = outcome.how;
  const auto& error = outcome.error;
  const auto& job = run->begin.job;
  if (how == schedule::RunEnd::failed) {
    last_errors_[job] = error;
    state_checked_.reset();  // it may have failed for what is lost; after_change() does the same for others
  }
  if (how == schedule::RunEnd::committed) last_errors_.erase(job);
  scheduler_.ended(job, how, error.code, options_.clock.now());
  ++ended_[job];
  [[maybe_unused]] const auto kept = save_schedule();  // errors are logged
  if (runs_.empty()) ::malloc_trim(0);                 // the engine sleeps until the next run
  end_when_idle();
  tick();
}

/// The warehouse has another generation: what the daemon knows of it is read again.
void Service::after_change(const std::shared_ptr<run::Workplace>& workplace) {
  set_outlook(read_outlook(*workplace));
  refresh_deliveries();
  const std::scoped_lock lock(mutex_);
  state_checked_.reset();
}

/// Another process has written the warehouse, or the daemon has just started. Under the mutex.
void Service::start_outlook_reader() {
  if (reading_outlook_) return;
  outlook_reader_ = std::jthread([this, workplace = workplace_] {
    set_outlook(run_guarded("facts", [&] { return read_outlook(*workplace); }));
    refresh_deliveries();  // a replay beside the daemon delivers too
    ::malloc_trim(0);
    const std::scoped_lock lock(mutex_);
    reading_outlook_ = false;
    tick_soon();
  });
  reading_outlook_ = true;  // its thread is there, and waits for the mutex at its end
}

/// What could not be delivered, of what the configuration in force publishes. While the journal cannot be read, which
/// others report, the last known state stays.
void Service::refresh_deliveries() {
  const auto workplace = current();
  auto& context = workplace->context();
  auto failing = run_guarded("deliveries", [&] {
    return deliver::failing_deliveries(context.files, context.journal_file, workplace->settings().publish);
  });
  if (!failing) return;
  const std::scoped_lock lock(mutex_);
  undelivered_ = *std::move(failing);
}

void Service::set_outlook(core::Result<Outlook> outlook) {
  const std::scoped_lock lock(mutex_);
  if (!outlook) {
    core::log::error("serve.no_facts", outlook.error().what, {{"code", outlook.error().code}});
    outlook_.generation = workplace_->warehouse().revision().token;  // the next one is tried again
    return;
  }
  outlook_ = *std::move(outlook);
  for (const auto& [job, awaited] : outlook_.awaited) scheduler_.await(job, awaited);
  if (const auto kept = outlook_file_.write(to_text(outlook_)); !kept) {
    core::log::warning("serve.facts_not_kept", kept.error().what, {{"code", kept.error().code}});
  }
}

}  // namespace sluss::daemon::serve

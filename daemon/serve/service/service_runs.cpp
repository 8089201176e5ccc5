// What follows from the end of a run, and what the daemon knows of the warehouse between runs.
#include <malloc.h>

#include <algorithm>
#include <memory>
#include <set>

#include "connectors/file_words.h"
#include "daemon/serve/service/outlook_text.h"
#include "daemon/serve/service/service_impl.h"

namespace sluss::daemon::serve {

/// On the run's own thread.
void Service::on_run_outcome(const std::string& job, const std::shared_ptr<run::Workplace>& workplace,
                             const RunOutcome& outcome) {
  if (!outcome.summary) {
    gauges_.count_failure(job, outcome.how, outcome.seconds);
    refresh_rejected_files();
    return;
  }
  gauges_.count_run(*outcome.summary, outcome.seconds);
  // Logged already when it throws; the run itself has ended well.
  [[maybe_unused]] const auto done = run_guarded("after a run", [&]() -> core::Result<> {
    after_change(workplace);
    const auto& run = outcome.summary->run;
    const bool older = std::ranges::any_of(outcome.summary->findings, [](const core::Finding& finding) {
      return finding.code == connectors::file_older && finding.severity == core::Severity::warning;
    });
    if (run.status != "unchanged" || run.rows.rejected > 0 || older) notify_news(*workplace, *outcome.summary);
    return {};
  });
}

void Service::notify_news(run::Workplace& workplace, const run::RunSummary& summary) {
  auto news = news_of_run(workplace, summary.run.id);
  if (!news) {
    core::log::error("notify.no_news", news.error().what, {{"run", summary.run.id.value}, {"code", news.error().code}});
    return;
  }
  if (!*news) return;
  for (const auto& delivery : summary.deliveries) {
    auto& files = (*news)->figures.files;
    files.insert(files.end(), delivery.places.begin(), delivery.places.end());
  }
  notifier_.add_news(**news);
}

/// On the loop, under the mutex.
void Service::on_run_ended(const std::string& job, const RunOutcome& outcome) {
  const auto how = outcome.how;
  const auto& error = outcome.error;
  if (how == schedule::RunEnd::failed) {
    last_errors_[job] = error;
    state_checked_.reset();  // it may have failed for what is lost; after_change() does the same for others
  }
  if (how == schedule::RunEnd::committed) last_errors_.erase(job);
  scheduler_.ended(job, how, error.code, options_.clock.now());
  const bool of_a_file = std::ranges::any_of(
      rejected_files_, [&](const api::RejectedFile& one) { return one.job == job && one.last_failure; });
  if (how == schedule::RunEnd::failed && of_a_file) scheduler_.drop_retry(job);
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
  refresh_rejected_files();
  const std::scoped_lock lock(mutex_);
  state_checked_.reset();
}

/// Another process has written the warehouse, or the daemon has just started. Under the mutex.
void Service::start_outlook_reader() {
  if (reading_outlook_) return;
  outlook_reader_ = std::jthread([this, workplace = workplace_] {
    set_outlook(run_guarded("facts", [&] { return read_outlook(*workplace); }));
    refresh_deliveries();  // a replay beside the daemon delivers too
    refresh_rejected_files();
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

/// While journal or warehouse cannot be read, which others report, the last known state stays.
void Service::refresh_rejected_files() {
  const auto workplace = current();
  auto files = run_guarded("rejected files", [&]() -> core::Result<std::vector<api::RejectedFile>> {
    std::set<std::string> jobs;
    for (const auto& job : workplace->settings().jobs) jobs.insert(job.name);
    auto failures = SLUSS_TRY(api::Failures::open(workplace->context()));
    std::unique_ptr<warehouse::Reader> reader;
    return api::rejected_files(failures, jobs, [&]() -> core::Result<warehouse::Reader*> {
      if (!reader && workplace->has_warehouse()) reader = SLUSS_TRY(workplace->reader(false));
      return reader.get();
    });
  });
  if (!files) return;
  const std::scoped_lock lock(mutex_);
  rejected_files_ = *std::move(files);
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

#include "daemon/serve/service/run_pool.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>
#include <utility>

#include "core/log.h"
#include "daemon/serve/door/identity.h"
#include "daemon/serve/service/guarded.h"

namespace sluss::daemon::serve {
namespace {

/// A run waits so long for another writer of the warehouse.
constexpr auto writer_patience = std::chrono::minutes(30);

}  // namespace

/// A run under way.
struct RunPool::Run {
  Run(schedule::RunStart the_start, std::shared_ptr<run::Workplace> where)
      : start(std::move(the_start)), workplace(std::move(where)) {}
  schedule::RunStart start;
  std::shared_ptr<run::Workplace> workplace;  ///< as it was when the run began
  std::stop_source stop;
  connectors::Progress progress;  ///< under the mutex
  std::jthread thread;
};

RunPool::RunPool(boost::asio::io_context& loop, std::recursive_mutex& mutex, RunCallbacks callbacks)
    : loop_(loop), mutex_(mutex), callbacks_(std::move(callbacks)) {}

void RunPool::begin(const schedule::RunStart& start, std::shared_ptr<run::Workplace> workplace) {
  const std::scoped_lock lock(mutex_);
  auto run = std::make_shared<Run>(start, std::move(workplace));
  core::log::info("run.begins", "a run begins", {{"job", start.job}, {"cause", schedule::name_of(start.cause)}});
  runs_.push_back(run);
  const auto under_way = run_guarded("run", [&]() -> core::Result<> {
    run->thread = std::jthread([this, run] {
      auto outcome = std::make_shared<RunOutcome>(execute(*run));
      boost::asio::post(loop_, [this, run, outcome] { finish(run, *outcome); });
    });
    return {};
  });
  if (under_way) return;
  RunOutcome none;
  none.how = schedule::RunEnd::failed;
  none.error = under_way.error();
  boost::asio::post(loop_, [this, run, none] { finish(run, none); });
}

/// On the run's own thread.
RunOutcome RunPool::execute(Run& run) {
  const auto started = std::chrono::steady_clock::now();
  const auto& job = run.start.job;
  auto summary = run_guarded("run", [&] {
    auto context = run.workplace->context();
    context.way = "schedule";
    if (!run.start.who.empty()) {
      context.who = run.start.who;
      context.way = door::way_of(run.start.who);
    }
    context.writer_patience = writer_patience;
    return run::run_job(context, job, {.full = run.start.full}, run.stop.get_token(),
                        [&](const connectors::Progress& progress) {
                          const std::scoped_lock lock(mutex_);
                          run.progress = progress;
                        });
  });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  RunOutcome outcome;
  outcome.seconds = took.count();
  if (summary) {
    outcome.summary = std::move(*summary);
  } else {
    outcome.error = summary.error();
    outcome.how = outcome.error.error_class == core::ErrorClass::busy        ? schedule::RunEnd::busy
                  : outcome.error.error_class == core::ErrorClass::cancelled ? schedule::RunEnd::cancelled
                                                                             : schedule::RunEnd::failed;
  }
  callbacks_.on_outcome(job, run.workplace, outcome);
  return outcome;
}

/// On the loop.
void RunPool::finish(const std::shared_ptr<Run>& run, const RunOutcome& outcome) {
  if (run->thread.joinable()) run->thread.join();
  const std::scoped_lock lock(mutex_);
  std::erase(runs_, run);
  something_ended_.notify_all();
  callbacks_.on_ended(run->start.job, outcome);
}

void RunPool::cancel() {
  const std::scoped_lock lock(mutex_);
  for (const auto& run : runs_) run->stop.request_stop();
}

std::size_t RunPool::size() const {
  const std::scoped_lock lock(mutex_);
  return runs_.size();
}

std::vector<door::DaemonState::RunningJob> RunPool::under_way() const {
  const std::scoped_lock lock(mutex_);
  std::vector<door::DaemonState::RunningJob> all;
  for (const auto& run : runs_) {
    all.push_back({run->start.job, std::string(schedule::name_of(run->start.cause)), run->start.at, run->progress.pages,
                   run->progress.pages_expected, run->progress.rows});
  }
  return all;
}

core::Result<RunPool::Place> RunPool::take_place() {
  const std::scoped_lock lock(mutex_);
  if (exclusive_) {
    return core::fail(core::ErrorClass::busy, "rebuild.running", "the daemon rebuilds the warehouse",
                      "Ask again when it is done.");
  }
  ++places_;
  return Place(this);
}

void RunPool::leave() {
  const std::scoped_lock lock(mutex_);
  --places_;
  something_ended_.notify_all();
}

void RunPool::begin_exclusive() {
  const std::scoped_lock lock(mutex_);
  exclusive_ = true;
}

void RunPool::end_exclusive() {
  const std::scoped_lock lock(mutex_);
  exclusive_ = false;
}

core::Result<> RunPool::wait_until_alone(const std::stop_token& stop, std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  const auto alone = [this] { return runs_.empty() && places_ == 0; };
  if (!something_ended_.wait_for(lock, stop, limit, alone) && !stop.stop_requested()) {
    core::log::warning("serve.cancelling", "what is under way is cancelled and goes on after the rebuilding", {});
    cancel();
    something_ended_.wait(lock, stop, alone);
  }
  if (!stop.stop_requested()) return {};
  return core::fail(core::ErrorClass::cancelled, "rebuild.cancelled", "the daemon ends", "Start it again.");
}

}  // namespace sluss::daemon::serve

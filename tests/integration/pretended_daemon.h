#pragma once
// A daemon that only pretends, for the door to stand before: its answers are fixed, and it does nothing.

#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "daemon/serve/door/api.h"

namespace sluss::daemon::door {

class FakeOperations final : public Operations {
 public:
  DaemonState state() override {
    const std::scoped_lock lock(mutex_);
    JobState job{.job = "kolada", .source = "kolada", .schedule = "every 6h"};
    job.next = core::Instant{1'800'000'000'000'000};
    job.paused = paused_;
    return {.pid = ::getpid(), .since = {}, .ready = !paused_, .why_not = paused_ ? "disk: full" : "", .jobs = {job}};
  }
  std::string status_json() override { return R"({"daemon":{"pid":1},"jobs":[],"held":[],"warehouse":{}})"; }
  Readiness readiness() override {
    const auto shown = state();
    return {shown.ready, shown.why_not};
  }
  std::string metrics() override {
    std::unique_lock lock(mutex_);
    while (hold_metrics_) changed_.wait(lock);
    return "# TYPE sluss_up gauge\nsluss_up 1\n";
  }
  /// Metrics are not made until it is called with false: what they are made of is held.
  void hold_metrics(bool held) {
    const std::scoped_lock lock(mutex_);
    hold_metrics_ = held;
    changed_.notify_all();
  }
  core::Result<> run(std::string_view job, bool full, std::string_view) override {
    if (full)
      return core::fail(core::ErrorClass::busy, "run.already_running", "another run of the job is under way", "Wait.");
    return known(job);
  }
  core::Result<> pause(std::string_view job, std::optional<core::Instant>, std::string_view) override {
    SLUSS_TRY(known(job));
    const std::scoped_lock lock(mutex_);
    paused_ = true;
    return {};
  }
  core::Result<> resume(std::string_view job, std::string_view) override {
    SLUSS_TRY(known(job));
    const std::scoped_lock lock(mutex_);
    paused_ = false;
    return {};
  }
  core::Result<> reload(std::string_view who) override {
    if (who == "token:wrong") {
      return core::fail(core::ErrorClass::config, "serve.reload_refused", "sluss.toml:3:1 no such key", "Mend it.");
    }
    return {};
  }
  core::Result<std::int64_t> release(std::int64_t run, std::optional<std::string>, std::string_view) override {
    return held(run);
  }
  core::Result<std::int64_t> discard(std::int64_t run, std::optional<std::string>, std::string_view) override {
    return held(run);
  }
  core::Result<> rebuild(std::string_view) override {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(rebuilding_, true))
      return core::fail(core::ErrorClass::busy, "rebuild.running", "it is rebuilt already", "Wait.");
    return {};
  }
  RebuildState rebuild_state() override {
    RebuildState state{.running = false,
                       .ended = 1,
                       .last = RebuildState::Outcome{.runs = 2, .error = std::nullopt, .no_models = std::nullopt}};
    state.last->error =
        core::Error{.code = "rebuild.differs", .what = "run 2 was done in /srv/lager", .remedy = "See.", .place = {}};
    return state;
  }

 private:
  static core::Result<> known(std::string_view job) {
    if (job == "kolada") return {};
    return core::fail(core::ErrorClass::config, "job.unknown", "no job has this name", "`sluss plan` lists them.");
  }
  static core::Result<std::int64_t> held(std::int64_t run) {
    if (run == 12) return 14;
    if (run == 13) return core::fail(core::ErrorClass::busy, "warehouse.locked", "another process writes", "Wait.");
    return core::fail(core::ErrorClass::data, "held.unknown", "the run holds nothing", "See `sluss show`.");
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool paused_ = false;
  bool rebuilding_ = false;
  bool hold_metrics_ = false;
};

/// What the API reads. `folder`: where the files of the dataset are.
[[nodiscard]] WarehouseQueries pretended_reading(const std::filesystem::path& folder);

}  // namespace sluss::daemon::door

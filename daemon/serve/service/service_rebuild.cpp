// Rebuilds the warehouse while the daemon serves: no writer begins, those under way end, pages read the old warehouse
// until the new one is in its place.
#include "daemon/run/replay/rebuild.h"
#include "daemon/serve/service/service_impl.h"

namespace sluss::daemon::serve {
namespace {

/// Commands that read the state beside the daemon end by themselves.
constexpr auto patience_with_commands = std::chrono::seconds(30);

}  // namespace

core::Result<> Service::rebuild(std::string_view who) {
  const std::scoped_lock lock(mutex_);
  if (draining_) {
    return core::fail(core::ErrorClass::busy, "serve.draining", "the daemon ends", "Ask again when it has started.");
  }
  if (runs_.is_exclusive()) {
    return core::fail(core::ErrorClass::busy, "rebuild.running", "the daemon rebuilds the warehouse already",
                      "Wait for it: `sluss status`.");
  }
  core::log::info("rebuild.asked", "no run begins until the warehouse is rebuilt", {{"who", who}});
  notify_status(status_line());
  rebuilder_ =
      std::jthread([this, asked_by = std::string(who)](const std::stop_token& stop) { rebuild_now(stop, asked_by); });
  runs_.begin_exclusive();  // its thread is there, and waits for the mutex
  return {};
}

door::RebuildState Service::rebuild_state() {
  const std::scoped_lock lock(mutex_);
  auto state = rebuild_;
  state.running = runs_.is_exclusive();
  return state;
}

/// On the rebuilder's thread.
void Service::rebuild_now(const std::stop_token& stop, const std::string& who) {
  const auto summary = run_guarded("rebuild", [&] { return run_rebuild(stop, who); });
  door::RebuildState::Outcome last;
  if (summary) {
    last = {.runs = summary->runs,
            .releases = summary->releases,
            .discards = summary->discards,
            .error = {},
            .no_models = summary->no_models};
    core::log::info("rebuild.done", "the rebuilt warehouse is in its place",
                    {{"runs", last.runs}, {"releases", last.releases}, {"discards", last.discards}});
    [[maybe_unused]] const auto known = run_guarded("after a rebuild", [&]() -> core::Result<> {
      after_change(current());
      return {};
    });
  } else {
    last.error = summary.error();
    core::log::error("rebuild.failed", core::describe(*last.error),
                     {{"code", last.error->code}, {"remedy", last.error->remedy}});
  }
  const std::scoped_lock lock(mutex_);
  runs_.end_exclusive();
  ++rebuild_.ended;
  rebuild_.last = std::move(last);
  asio::post(loop_, [this] {
    const std::scoped_lock on_the_loop(mutex_);
    end_when_idle();
    tick();
  });
}

core::Result<run::RebuildSummary> Service::run_rebuild(const std::stop_token& stop, const std::string& who) {
  scrubber_.cancel();
  SLUSS_TRY(runs_.wait_until_alone(stop, options_.drain.value_or(current()->settings().drain)));
  auto fresh = run_guarded("rebuild", [&]() -> core::Result<run::RebuildSummary> {
    SLUSS_TRY(options_.state_lock.make_exclusive("rebuild by " + who, patience_with_commands));
    core::log::info("rebuild.begins", "nothing else writes the state", {});
    const auto workplace = current();
    const auto made = SLUSS_TRY(workplace->rebuild_beside(stop));
    // The configuration may have been read again meanwhile: pages open by the newest one.
    const std::scoped_lock lock(mutex_);
    SLUSS_TRY(workplace_->take_into_use(made));
    return made.summary;
  });
  share_lock_again(stop);
  return fresh;
}

/// Whatever the outcome, also when the lock could not be taken alone. Whoever locks the state alone meanwhile finds
/// serve.lock taken, and gives up.
void Service::share_lock_again(const std::stop_token& stop) {
  for (auto shared = options_.state_lock.share(); !shared && !stop.stop_requested();
       shared = options_.state_lock.share()) {
    core::log::error("rebuild.lock", core::describe(shared.error()),
                     {{"code", shared.error().code}, {"remedy", shared.error().remedy}});
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace sluss::daemon::serve

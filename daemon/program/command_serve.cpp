#include <cstdlib>
#include <memory>

#include "core/duration.h"
#include "core/log.h"
#include "daemon/program/commands.h"
#include "daemon/program/lock_state.h"
#include "daemon/serve/service/door_checks.h"
#include "daemon/serve/service/service.h"
#include "daemon/serve/service/start_pulse.h"
#include "daemon/serve/service/supervisor.h"
#include "daemon/settings/load.h"

namespace sluss::daemon::program {
namespace {

/// What each step of a migration may take: the copy of a warehouse of 100 GB on a slow disk. A step that hangs ends
/// there.
constexpr std::chrono::minutes step_time{15};

}  // namespace

core::Result<ExitCode> command_serve(Environment& environment) {
  auto settings = SLUSS_TRY(load_settings(environment));
  SLUSS_TRY(check_caller(environment, settings.state));
  SLUSS_TRY(serve::check_door(settings));  // before the state is touched
  SLUSS_TRY(environment.files.make_folders(settings.state, core::passable_folder));
  SLUSS_TRY(lock_state(environment, settings.state, run::StateLock::Use::shared));
  serve::Options options{
      .load = [&] { return settings::load(settings.file); },
      .files = environment.files,
      .clock = environment.clock,
      .who = user_name(),
      .state_lock = *environment.state_lock,
      .stop = environment.stop,
      .drain = std::nullopt,
  };
#ifdef SLUSS_TEST_HOOKS
  if (::secure_getenv("SLUSS_TEST_CLOCK") != nullptr) options.longest_wait = std::chrono::milliseconds(200);
#endif
  if (environment.invocation.has("--drain")) {
    options.drain =
        SLUSS_TRY(from_command_line(core::parse_duration(environment.invocation.get("--drain")), "--drain"));
  }
  auto workplace = std::make_shared<run::Workplace>(settings, environment.clock, options.who, environment.files);
  auto pulse = std::make_unique<serve::StartPulse>("preparing: reading what was committed");
  const auto findings = SLUSS_TRY(workplace->start([&](std::string_view step) {
    core::log::info("serve.preparing", std::string(step), {});
    serve::notify_extend(step_time, "preparing: " + std::string(step));
    pulse->step("preparing: " + std::string(step));
  }));
  pulse.reset();
  for (const auto& finding : findings)
    core::log::warning("warehouse.start", finding.what, {{"code", finding.code}, {"remedy", finding.remedy}});
  SLUSS_TRY(serve::serve(std::move(workplace), options));
  return ExitCode::done;
}

}  // namespace sluss::daemon::program

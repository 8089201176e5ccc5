#include "core/log.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/server.h"
#include "daemon/cli/workspace.h"
#include "daemon/control/supervisor.h"

namespace sluss::daemon::cli {
namespace {

/// What each step of a migration may take: the copy of a warehouse of 100 GB on a slow disk. A step that hangs ends
/// there.
constexpr std::chrono::minutes step_time{15};

}  // namespace

core::Result<ExitCode> command_serve(Environment& environment) {
  SLUSS_ASSIGN(const auto drain, core::parse_duration(environment.invocation.get("--drain", "60s")));
  SLUSS_ASSIGN(auto workspace, Workspace::open(environment));
  SLUSS_TRY(check_servable(workspace->settings()));
  SLUSS_TRY(workspace->prepare_to_write([](std::string_view step) {
    core::log::info("serve.preparing", std::string(step), {});
    control::tell_extend(step_time, "preparing: " + std::string(step));
  }));
  return serve(environment, std::move(workspace), drain);
}

}  // namespace sluss::daemon::cli

#include "daemon/cli/commands.h"
#include "daemon/cli/server.h"

namespace sluss::daemon::cli {

core::Result<ExitCode> command_serve(Environment& environment) {
  SLUSS_ASSIGN(const auto drain, core::parse_duration(environment.invocation.get("--drain", "60s")));
  SLUSS_ASSIGN(auto workspace, Workspace::open(environment));
  SLUSS_TRY(check_servable(workspace->settings()));
  SLUSS_TRY(workspace->prepare_to_write());
  return serve(environment, std::move(workspace), drain);
}

}  // namespace sluss::daemon::cli

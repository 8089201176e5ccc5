#include "daemon/cli/commands.h"
#include "daemon/cli/status_view.h"
#include "daemon/control/control.h"

namespace sluss::daemon::cli {

core::Result<ExitCode> command_status(Environment& environment) {
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  SLUSS_ASSIGN(const auto answer,
               control::ask_status(workspace->settings().state / "sluss.sock", std::chrono::seconds(5)));
  const auto status = answer ? *answer : status_json(*workspace, std::nullopt) + "\n";
  SLUSS_TRY(environment.output.write(environment.output.json ? status : status_text(status)));
  return ExitCode::done;
}

}  // namespace sluss::daemon::cli

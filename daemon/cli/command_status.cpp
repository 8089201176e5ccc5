#include "daemon/cli/commands.h"
#include "daemon/cli/status_view.h"
#include "daemon/control/control.h"

namespace sluss::daemon::cli {

core::Result<ExitCode> command_status(Environment& environment) {
  SLUSS_ASSIGN(auto settings, load_settings(environment));
  service::Installation installation(std::move(settings), environment.clock, user_name(), environment.files);
  SLUSS_ASSIGN(const auto answer,
               control::ask_status(installation.settings.state / "sluss.sock", std::chrono::seconds(5)));
  const auto status = answer ? *answer : status_json(installation, std::nullopt) + "\n";
  SLUSS_TRY(environment.output.write(environment.output.json ? status : status_text(status)));
  return ExitCode::done;
}

}  // namespace sluss::daemon::cli

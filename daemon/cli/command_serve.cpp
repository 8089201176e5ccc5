#include <algorithm>

#include "daemon/cli/commands.h"
#include "daemon/cli/server.h"

namespace sluss::daemon::cli {

core::Result<ExitCode> command_serve(Environment& environment) {
  SLUSS_ASSIGN(const auto drain, core::parse_duration(environment.invocation.get("--drain", "60s")));
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  const auto& jobs = workspace->settings().jobs;
  if (std::ranges::none_of(jobs, [](const settings::Job& job) { return job.every.has_value(); })) {
    return core::fail(core::ErrorClass::config, "serve.nothing", "no job says how often it runs",
                      "Add for example every = \"6h\" to a [[job]].", {workspace->settings().file.string(), 0, 0, ""});
  }
  SLUSS_TRY(workspace->prepare_to_write());
  return serve(environment, *workspace, drain);
}

}  // namespace sluss::daemon::cli

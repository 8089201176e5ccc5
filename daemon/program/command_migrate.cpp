#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/numbers.h"
#include "daemon/program/commands.h"
#include "daemon/program/lock_state.h"
#include "daemon/program/workspace.h"

namespace sluss::daemon::program {
namespace {

core::Result<ExitCode> report(Environment& environment, const std::string& schema,
                              const warehouse::MigrationTrial& trial, bool applied) {
  const nlohmann::json shown{{"schema", schema},
                             {"pending", trial.pending},
                             {"applied", applied},
                             {"versions", trial.facts},
                             {"milliseconds", trial.took.count()}};
  std::string text;
  if (trial.pending.empty()) {
    text = trial.loaded ? "the warehouse has the schema of this program, "
                        : "nothing has been loaded yet: the first run makes the schema, ";
    text += schema + "\n";
  } else {
    for (const auto& name : trial.pending) text += (applied ? "applied  " : "pending  ") + name + "\n";
    if (!applied) {
      text += "tried on a copy: it took " + core::to_text(trial.took) + ", all " + std::to_string(trial.facts) +
              " versions are there after it; `sluss migrate` does it\n";
    }
  }
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(shown) + "\n" : text));
  return ExitCode::done;
}

}  // namespace

core::Result<ExitCode> command_migrate(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  using Use = run::StateLock::Use;
  SLUSS_TRY(lock_state(environment, workspace->settings().state,
                       environment.invocation.has("--dry-run") ? Use::shared : Use::exclusive));
  auto& warehouse = workspace->place().warehouse();
  const auto schema = warehouse.schema_name();
  const auto say = [&environment](std::string_view step) { environment.output.say(std::string(step) + " …"); };
  const auto trial = SLUSS_TRY(warehouse.try_migrations(say));
  if (environment.invocation.has("--dry-run") || trial.pending.empty())
    return report(environment, schema, trial, false);
  SLUSS_TRY(begin_change(environment, workspace->settings().state,
                         {.action = "migrate",
                          .object = "schema " + trial.pending.back(),
                          .details = core::json_text(nlohmann::json{{"applied", trial.pending}})}));
  SLUSS_TRY(workspace->prepare_to_write(say));
  const auto after = SLUSS_TRY(warehouse.try_migrations(say));
  if (!after.pending.empty()) {
    return core::fail(core::ErrorClass::busy, "warehouse.locked", "another process is writing the warehouse",
                      "Try again when it has ended; `sluss status` shows what runs.");
  }
  return report(environment, schema, trial, true);
}

}  // namespace sluss::daemon::program

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/workspace.h"
#include "daemon/settings/spill_place.h"
#include "daemon/views/numbers.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::daemon::cli {
namespace {

warehouse::duckdb::Options options_of(Environment& environment, const settings::Settings& settings) {
  return {.folder = settings.warehouse_folder,
          .generations = static_cast<std::size_t>(std::max(1, settings.generations)),
          .memory_limit = settings.memory,
          .spill = settings::spill_of(settings),
          .progress = [&environment](std::string_view step) { environment.output.say(std::string(step) + " …"); }};
}

core::Result<ExitCode> tell(Environment& environment, const warehouse::duckdb::MigrationTrial& trial, bool applied) {
  const nlohmann::json shown{{"schema", warehouse::duckdb::schema_name()},
                             {"pending", trial.pending},
                             {"applied", applied},
                             {"versions", trial.facts},
                             {"milliseconds", trial.took.count()}};
  std::string text;
  if (trial.pending.empty()) {
    text = trial.generation.empty() ? "nothing has been loaded yet: the first run makes the schema, "
                                    : "the warehouse has the schema of this program, ";
    text += warehouse::duckdb::schema_name() + "\n";
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
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  using Use = runner::StateLock::Use;
  SLUSS_TRY(hold_state(environment, workspace->settings().state,
                       environment.invocation.has("--dry-run") ? Use::shared : Use::alone));
  const auto options = options_of(environment, workspace->settings());
  SLUSS_ASSIGN(const auto trial, warehouse::duckdb::try_migrations(environment.files, options));
  if (environment.invocation.has("--dry-run") || trial.pending.empty()) return tell(environment, trial, false);
  SLUSS_TRY(begin_change(environment, workspace->settings().state,
                         {.action = "migrate",
                          .object = "schema " + trial.pending.back(),
                          .details = core::json_text(nlohmann::json{{"applied", trial.pending}})}));
  SLUSS_TRY(workspace->prepare_to_write(options.progress));
  SLUSS_ASSIGN(const auto after, warehouse::duckdb::try_migrations(environment.files, options));
  if (!after.pending.empty()) {
    return core::fail(core::ErrorClass::busy, "warehouse.locked", "another process is writing the warehouse",
                      "Try again when it has ended; `sluss status` tells what runs.");
  }
  return tell(environment, trial, true);
}

}  // namespace sluss::daemon::cli

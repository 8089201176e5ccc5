#include "daemon/cli/exit_code.h"

#include <array>

namespace sluss::daemon::cli {

std::span<const ExitCodeRow> exit_codes() {
  static constexpr std::array<ExitCodeRow, 7> rows{{
      {ExitCode::done, "done, or nothing to do"},
      {ExitCode::done_with_errors,
       "done, with something to mend: findings at ERROR (`sluss findings`), a backup that lacks something"},
      {ExitCode::failed, "failed; the warehouse is as it was"},
      {ExitCode::held, "done, but something is held for a person: see `sluss show last`"},
      {ExitCode::usage, "the command line is wrong"},
      {ExitCode::try_again, "somebody else holds what is needed, or it was told to stop: try again"},
      {ExitCode::configuration, "the configuration is wrong"},
  }};
  return rows;
}

ExitCode exit_code_of(const core::Error& error) {
  if (error.code.starts_with("usage.") || error.code == "query.refused" || error.code == "query.function" ||
      error.code == "hold.nothing_held" || error.code == "hold.unknown_run")
    return ExitCode::usage;
  switch (error.error_class) {
    case core::ErrorClass::config:
      return ExitCode::configuration;
    case core::ErrorClass::busy:
    case core::ErrorClass::cancelled:
      return ExitCode::try_again;
    case core::ErrorClass::source:
    case core::ErrorClass::transient:
    case core::ErrorClass::data:
    case core::ErrorClass::storage:
      return ExitCode::failed;
  }
  return ExitCode::failed;
}

}  // namespace sluss::daemon::cli

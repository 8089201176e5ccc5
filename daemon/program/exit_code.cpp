#include "daemon/program/exit_code.h"

#include <algorithm>
#include <array>
#include <string>

namespace sluss::daemon::program {
namespace {

constexpr std::string_view command_line = "command line: ";

/// Only the command line names what these miss; a daemon that is called answers with them too.
constexpr auto of_names = std::to_array<std::string_view>(
    {"query.refused", "query.function", "hold.nothing_held", "hold.unknown_run", "hold.whole_load", "job.unknown",
     "source.unknown", "token.unknown", "lineage.unknown", "as_of.no_run", "as_of.invalid"});

}  // namespace

std::span<const ExitCodeRow> exit_codes() {
  static constexpr std::array<ExitCodeRow, 7> rows{{
      {ExitCode::done, "done, or nothing to do"},
      {ExitCode::done_with_errors,
       "done, with something to correct: findings at ERROR (`sluss findings`), a backup that lacks something"},
      {ExitCode::failed, "failed; the warehouse is unchanged"},
      {ExitCode::held, "done, but rows are held for a decision: see `sluss show last`"},
      {ExitCode::usage, "the command line is wrong, or names a job, dataset, run or the like that does not exist"},
      {ExitCode::try_again, "another process uses what is needed, or it was stopped: try again"},
      {ExitCode::configuration, "the configuration is wrong"},
  }};
  return rows;
}

core::Place on_command_line(std::string_view argument) {
  return {.field = std::string(command_line) + std::string(argument)};
}

ExitCode exit_code_of(const core::Error& error) {
  if (error.code.starts_with("usage.") || error.place.field.starts_with(command_line) ||
      std::ranges::find(of_names, error.code) != of_names.end())
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

}  // namespace sluss::daemon::program

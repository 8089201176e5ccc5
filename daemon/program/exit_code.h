#pragma once
// What the program's exit code means to a script. One table; the manual and a test read it.

#include <span>
#include <string_view>

#include "core/error.h"

namespace sluss::daemon::program {

enum class ExitCode : int {
  done = 0,
  done_with_errors = 1,
  failed = 2,
  held = 3,
  usage = 64,
  try_again = 75,
  configuration = 78,
};

struct ExitCodeRow {
  ExitCode code;
  std::string_view meaning;
};

/// The place of an argument on the command line: "command line: --since".
[[nodiscard]] core::Place on_command_line(std::string_view argument);
/// The result of reading an argument: its error names that place, and ends the program with `usage`, whatever its code.
template <class Value>
[[nodiscard]] core::Result<Value> from_command_line(core::Result<Value> result, std::string_view argument) {
  if (!result) result.error().place = on_command_line(argument);
  return result;
}

[[nodiscard]] std::span<const ExitCodeRow> exit_codes();
[[nodiscard]] ExitCode exit_code_of(const core::Error& error);

}  // namespace sluss::daemon::program

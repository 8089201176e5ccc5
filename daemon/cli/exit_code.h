#pragma once
// What the program's end tells a script. One table; the manual and a test read it.

#include <span>
#include <string_view>

#include "core/error.h"

namespace sluss::daemon::cli {

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

[[nodiscard]] std::span<const ExitCodeRow> exit_codes();
[[nodiscard]] ExitCode exit_code_of(const core::Error& error);

}  // namespace sluss::daemon::cli

#pragma once
// A run in the English of commands, as `sluss run` and `sluss show` print it.

#include <string>

#include "daemon/serve/api/run_view.h"

namespace sluss::daemon::program {

/// More than three held series get a line each, the first ten, waiting ones first: `all` prints each in full.
[[nodiscard]] std::string run_text(const api::RunView& view, bool all = false);

}  // namespace sluss::daemon::program

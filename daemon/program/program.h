#pragma once
#include <string>
#include <vector>

namespace sluss::daemon::program {

/// The program: its exit code. `arguments` without the program's own name.
[[nodiscard]] int run_program(const std::vector<std::string>& arguments);

}  // namespace sluss::daemon::program

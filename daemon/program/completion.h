#pragma once
// What a Tab offers, from the table of commands. Each shell's is in a source of its own: completion_bash.cpp,
// completion_zsh.cpp, completion_fish.cpp.

#include <string>

namespace sluss::daemon::program {

/// completion/sluss.bash
[[nodiscard]] std::string bash_completion();
/// completion/_sluss
[[nodiscard]] std::string zsh_completion();
/// completion/sluss.fish
[[nodiscard]] std::string fish_completion();

}  // namespace sluss::daemon::program

#pragma once
// From the arguments of the program to what it is to do.

#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/program/command_table.h"

namespace sluss::daemon::program {

/// What to do, or what to print: help and version are texts, a wrong line is an error "usage.…" with its remedy.
struct CommandLine {
  Invocation invocation;
  std::string text;  ///< to print on standard output and end; empty: run the command
};
[[nodiscard]] core::Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments);

}  // namespace sluss::daemon::program

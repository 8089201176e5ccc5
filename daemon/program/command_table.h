#pragma once
// Every command with its arguments, options, help and examples. Parsing, --help, the manual page and completion come
// from this one table.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/program/exit_code.h"

namespace sluss::daemon::program {

struct Environment;

struct Argument {
  std::string_view name;   ///< "JOB"; for options "--format"
  std::string_view value;  ///< options: "FORMAT"; empty: a flag
  std::string_view help;
  std::string_view words;  ///< the only values: "a|b"; empty: any
  bool required = false;
};

struct Command {
  std::string_view name;  ///< "run", "config reference"
  std::string_view summary;
  std::string_view description;  ///< paragraphs
  std::vector<Argument> arguments;
  std::vector<Argument> options;
  std::vector<std::string_view> examples;
  core::Result<ExitCode> (*run)(Environment& environment);
  bool hidden = false;
  /// The state, or what a daemon does: what it changes and what it was refused has an entry in the journal, by itself
  /// (begin_change()) or by the daemon that it calls. Unmarked it cannot change the state (check_change_begun()).
  bool changes = false;
};

/// In help and the manual of a command that changes something.
inline constexpr std::string_view recorded_in_audit =
    "`sluss audit list` shows what it changed, and what it was refused.";

/// "0.3.0"
[[nodiscard]] std::string_view program_version();
[[nodiscard]] const std::vector<Command>& command_table();
/// Its part that needs a daemon, or that makes tokens for those who call one (command_table_daemon.cpp).
[[nodiscard]] std::vector<Command> commands_to_the_daemon();
/// What the commands of one first word do: "audit", of `audit list` and `audit verify`. Empty: there is no such group.
[[nodiscard]] std::string_view group_summary(std::string_view group);
/// Before or after any command.
[[nodiscard]] const std::vector<Argument>& global_options();

/// A valid command line.
struct Invocation {
  const Command* command = nullptr;
  std::map<std::string, std::string, std::less<>> values;  ///< by name: "JOB", "--format"; flags are "true"

  [[nodiscard]] bool has(std::string_view name) const { return values.contains(name); }
  [[nodiscard]] std::string get(std::string_view name, std::string_view otherwise = {}) const {
    const auto found = values.find(name);
    return found == values.end() ? std::string(otherwise) : found->second;
  }
};

}  // namespace sluss::daemon::program

#include "daemon/program/lock_state.h"

#include <unistd.h>

#include "daemon/program/environment.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/state/state_rights.h"
#include "daemon/run/state/workplace.h"

namespace sluss::daemon::program {
namespace {

/// As a shell reads it back.
std::string quoted(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string command_line(const Environment& environment) {
  std::string text = "sluss";
  for (const auto& word : environment.arguments) text += " " + quoted(word);
  return text;
}

}  // namespace

core::Result<> check_caller(const Environment& environment, const std::filesystem::path& state) {
  return run::check_owner(state, {.user = ::geteuid(), .command_line = command_line(environment)});
}

core::Result<> lock_state(Environment& environment, const std::filesystem::path& state, run::StateLock::Use use) {
  using Use = run::StateLock::Use;
  if (environment.journal_file.empty()) environment.journal_file = state / run::journal_file_name;
  if (environment.state_lock && (use == Use::shared || environment.state_lock->use() == Use::exclusive)) return {};
  SLUSS_TRY(check_caller(environment, state));
  std::error_code problem;
  if (!std::filesystem::is_directory(state, problem)) return {};
  environment.state_lock.reset();
  environment.state_lock = SLUSS_TRY(
      run::StateLock::take(state, use, std::string(environment.invocation.command->name) + " by " + user_name()));
  return run::check_restored(environment.files, state);
}

core::Result<> lock_to_change(Environment& environment, const settings::Settings& settings, run::StateLock::Use use) {
  SLUSS_TRY(check_change_begun(environment));
  SLUSS_TRY(lock_state(environment, settings.state, use));
  run::tighten_state(environment.files, settings);
  return {};
}

core::Result<> lock_to_read(Environment& environment, const std::filesystem::path& state) {
  auto locked = lock_state(environment, state, run::StateLock::Use::shared);
  if (!locked && locked.error().code == "disk.permission") return {};
  return locked;
}

}  // namespace sluss::daemon::program

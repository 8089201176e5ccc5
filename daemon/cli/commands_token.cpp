// token add, list, remove: machines that may ask the daemon over TCP.
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/api/door_options.h"
#include "daemon/cli/commands.h"
#include "daemon/control/tokens.h"

namespace sluss::daemon::cli {

namespace {

/// It is shown this once: what nobody has seen is taken back.
core::Result<> show_or_take_back(Environment& environment, const std::filesystem::path& file, const std::string& name,
                                 const std::string& text) {
  auto shown = environment.output.write(text);
  if (shown) return {};
  auto error = std::move(shown).error();
  if (const auto removed = control::remove_token(environment.files, file, name); removed) {
    error.what += "; the token was not kept";
    error.remedy += " Then run the command again.";
  } else {
    error.what += "; the token that nobody saw could not be removed: " + removed.error().what;
    error.remedy += " Then remove it: sluss token remove " + name;
  }
  return std::unexpected(std::move(error));
}

}  // namespace

core::Result<ExitCode> command_token_add(Environment& environment) {
  SLUSS_ASSIGN(const auto roles, control::parse_roles(environment.invocation.get("--role", "reader")));
  SLUSS_ASSIGN(const auto settings, load_settings(environment));
  SLUSS_TRY(check_caller(environment, settings.state));
  SLUSS_TRY(environment.files.make_folders(settings.state, core::passable_folder));
  const auto name = environment.invocation.get("NAME");
  environment.change = Change{.action = "token.create", .object = "token " + name};
  SLUSS_TRY(hold_state(environment, settings.state, runner::StateLock::Use::shared));
  const auto file = api::tokens_file(settings);
  SLUSS_ASSIGN(const auto token, control::add_token(environment.files, file, name, roles, environment.clock.now()));
  // The one place where it is shown.
  const std::string shown(token.reveal_secret());
  SLUSS_TRY(show_or_take_back(environment, file, name,
                              environment.output.json
                                  ? core::json_text(nlohmann::json{{"name", name}, {"token", shown}}) + "\n"
                                  : shown + "\n"));
  environment.output.say("It is shown this once. Send it as: Authorization: Bearer TOKEN");
  return ExitCode::done;
}

core::Result<ExitCode> command_token_list(Environment& environment) {
  SLUSS_ASSIGN(const auto settings, load_settings(environment));
  SLUSS_ASSIGN(const auto tokens, control::read_tokens(api::tokens_file(settings)));
  auto list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& token : tokens) {
    list.push_back(
        {{"name", token.name}, {"roles", control::roles_text(token.roles)}, {"made", core::to_text(token.made)}});
    rows.push_back({token.name, control::roles_text(token.roles), shown_time(token.made)});
  }
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(list) + "\n"
                                                             : text_table({"token", "roles", "made (local)"}, rows)));
  return ExitCode::done;
}

core::Result<ExitCode> command_token_remove(Environment& environment) {
  SLUSS_ASSIGN(const auto settings, load_settings(environment));
  const auto name = environment.invocation.get("NAME");
  environment.change = Change{.action = "token.remove", .object = "token " + name};
  SLUSS_TRY(hold_state(environment, settings.state, runner::StateLock::Use::shared));
  SLUSS_TRY(control::remove_token(environment.files, api::tokens_file(settings), name));
  environment.output.say("removed; it opens nothing from now on");
  return ExitCode::done;
}

}  // namespace sluss::daemon::cli

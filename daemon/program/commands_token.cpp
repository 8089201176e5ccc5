// token add, list, remove: machines that may call the daemon over TCP.
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/program/commands.h"
#include "daemon/program/lock_state.h"
#include "daemon/serve/api/door_options.h"
#include "daemon/serve/door/tokens.h"

namespace sluss::daemon::program {

namespace {

/// The others are for submissions, which this version has not.
constexpr auto roles_in_use = static_cast<std::uint8_t>(static_cast<std::uint8_t>(door::Role::reader) |
                                                        static_cast<std::uint8_t>(door::Role::operator_));

/// The token is shown this once, and then recorded in the audit, before it is valid: one that could not be shown or
/// recorded is not kept.
core::Result<> show_recorded(Environment& environment, const std::string& text) {
  auto shown = environment.output.write(text);
  if (shown) {
    shown = record_done(environment);
    if (!shown) shown.error().what += "; the token that was shown";
  } else {
    shown.error().what += "; the token";
  }
  if (shown) return {};
  shown.error().what += " was not kept";
  shown.error().remedy += " Then run the command again.";
  return shown;
}

}  // namespace

core::Result<ExitCode> command_token_add(Environment& environment) {
  const auto roles =
      SLUSS_TRY(from_command_line(door::parse_roles(environment.invocation.get("--role", "reader")), "--role"));
  const auto settings = SLUSS_TRY(load_settings(environment));
  SLUSS_TRY(check_caller(environment, settings.state));
  SLUSS_TRY(environment.files.make_folders(settings.state, core::passable_folder));
  const auto name = environment.invocation.get("NAME");
  SLUSS_TRY(begin_change(environment, settings.state, {.action = "token.create", .object = "token " + name}));
  SLUSS_TRY(lock_to_change(environment, settings, run::StateLock::Use::shared));
  // The one place where it is shown.
  const auto before = [&](const core::Secret& token) {
    const std::string shown(token.reveal_secret());
    return show_recorded(environment, environment.output.json
                                          ? core::json_text(nlohmann::json{{"name", name}, {"token", shown}}) + "\n"
                                          : shown + "\n");
  };
  SLUSS_TRY(
      door::add_token(environment.files, api::tokens_file(settings), name, roles, environment.clock.now(), before));
  environment.output.say("It is shown this once. Send it as: Authorization: Bearer TOKEN");
  const auto idle = static_cast<std::uint8_t>(roles & ~roles_in_use);
  if (idle != 0) environment.output.say("note: opens nothing in this version: " + door::roles_text(idle));
  return ExitCode::done;
}

core::Result<ExitCode> command_token_list(Environment& environment) {
  const auto settings = SLUSS_TRY(load_settings(environment));
  const auto tokens = SLUSS_TRY(door::read_tokens(api::tokens_file(settings)));
  auto list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& token : tokens) {
    list.push_back(
        {{"name", token.name}, {"roles", door::roles_text(token.roles)}, {"made", core::to_text(token.made)}});
    rows.push_back({token.name, door::roles_text(token.roles), shown_time(token.made)});
  }
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(list) + "\n"
                                                             : text_table({"token", "roles", "made"}, rows)));
  return ExitCode::done;
}

core::Result<ExitCode> command_token_remove(Environment& environment) {
  const auto settings = SLUSS_TRY(load_settings(environment));
  const auto name = environment.invocation.get("TOKEN");
  SLUSS_TRY(begin_change(environment, settings.state, {.action = "token.remove", .object = "token " + name}));
  SLUSS_TRY(lock_to_change(environment, settings, run::StateLock::Use::shared));
  SLUSS_TRY(door::remove_token(environment.files, api::tokens_file(settings), name,
                               [&] { return record_done(environment); }));
  environment.output.say("removed; it opens nothing from now on");
  return ExitCode::done;
}

}  // namespace sluss::daemon::program

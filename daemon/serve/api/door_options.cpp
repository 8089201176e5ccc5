#include "daemon/serve/api/door_options.h"

#include <unistd.h>

#include <cstdlib>

#include "core/users.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::api {
namespace {

door::Limits limits_of(const settings::Control& said) {
  door::Limits limits;
  limits.header = static_cast<std::uint32_t>(said.header_most);
  limits.body = said.body_most;
  limits.header_time = said.header_time;
  limits.body_time = said.body_time;
  limits.handler_time = said.handler_time;
  limits.answer_time = said.answer_time;
  limits.idle_time = said.idle_time;
  limits.connections = said.connections;
  limits.connections_of_address = said.connections_of_address;
  limits.requests_of_identity = said.requests_of_identity;
  limits.threads = said.threads;
  limits.threads_kept = said.threads_kept;
  limits.waiting = said.waiting;
  limits.rate = said.rate;
  limits.burst = said.burst;
  return limits;
}

std::unexpected<core::Error> unknown(const settings::Settings& settings, std::string_view code,
                                     const std::string& what) {
  return core::fail(core::ErrorClass::config, code, what + " is not known on this machine",
                    "Make it, or mend its name in [control].", {settings.file.string(), 0, 0, "control"});
}

core::Result<door::IdentityRules::Options> identity_of(const settings::Settings& settings) {
  const auto& said = settings.control;
  door::IdentityRules::Options options;
  options.own_user = ::geteuid();
  options.separator = said.groups_separator.front();
  if (said.anonymous == settings::Anonymous::reader) options.anonymous = static_cast<std::uint8_t>(door::Role::reader);
  if (!said.proxy_user.empty()) {
    options.proxy = SLUSS_TRY(core::user_number(said.proxy_user));
    if (!options.proxy) return unknown(settings, "control.user", "the user " + said.proxy_user);
    // Its requests carry what strangers wrote: it must not be somebody with roles of its own.
    if (*options.proxy == 0 || *options.proxy == options.own_user || *options.proxy == door::nobody_number) {
      return core::fail(core::ErrorClass::config, "control.user",
                        "the reverse proxy runs as root, as nobody or as sluss itself", "Run it as a user of its own.",
                        {settings.file.string(), 0, 0, "control.proxy_user"});
    }
  }
  for (const auto& [group, roles] : said.groups) {
    options.groups[group] = SLUSS_TRY(door::parse_roles(roles));
  }
  for (const auto& [group, roles] : said.local_groups) {
    const auto number = SLUSS_TRY(core::group_number(group));
    if (!number) return unknown(settings, "control.group", "the group " + group);
    options.local_groups[*number] = SLUSS_TRY(door::parse_roles(roles));
  }
  return options;
}

}  // namespace

std::filesystem::path tokens_file(const settings::Settings& settings) {
  return settings.state / "tokens";
}

core::Result<door::Options> door_options(const settings::Settings& settings) {
  const auto& said = settings.control;
  door::Options options;
  const char* runtime = ::secure_getenv("RUNTIME_DIRECTORY");
  const auto place = settings::socket_to_make(settings, runtime != nullptr ? runtime : "");
  options.socket = place.socket;
  options.old_socket = place.old;
  options.socket_group_needed = place.group_configured;
  if (!place.group.empty()) {
    const auto group = core::group_number(place.group);
    if (!group && place.group_configured) return std::unexpected(group.error());
    options.socket_group = group.value_or(std::nullopt);  // one that nobody asked for may be missing
  }
  if (place.group_configured && !options.socket_group)
    return unknown(settings, "control.group", "the group " + place.group);
  options.listen = said.listen;
  options.certificate = said.certificate;
  options.key = said.key;
  options.names = said.names;
  options.limits = limits_of(said);
  options.user_header = said.user_header;
  options.groups_header = said.groups_header;
  options.tokens = tokens_file(settings);
  options.identity = SLUSS_TRY(identity_of(settings));
  return options;
}

}  // namespace sluss::daemon::api

#include "daemon/serve/api/door_options.h"

#include <unistd.h>

#include <cstdlib>

#include "core/users.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::api {
namespace {

std::unexpected<core::Error> unknown(const settings::Settings& settings, std::string_view code,
                                     const std::string& what) {
  return core::fail(core::ErrorClass::config, code, what + " is not known on this machine",
                    "Make it, or mend its name in [control].", {settings.file.string(), 0, 0, "control"});
}

core::Result<door::IdentityRules::Options> identity_of(const settings::Settings& settings) {
  const auto& control = settings.control;
  door::IdentityRules::Options options;
  options.own_user = ::geteuid();
  options.separator = control.groups_separator.front();
  if (control.anonymous == settings::Anonymous::reader)
    options.anonymous = static_cast<std::uint8_t>(door::Role::reader);
  if (!control.proxy_user.empty()) {
    options.proxy = SLUSS_TRY(core::user_number(control.proxy_user));
    if (!options.proxy) return unknown(settings, "control.user", "the user " + control.proxy_user);
    // Its requests carry what strangers wrote: it must not be a user with roles of its own.
    if (*options.proxy == 0 || *options.proxy == options.own_user || *options.proxy == door::overflow_user) {
      return core::fail(core::ErrorClass::config, "control.user",
                        "the reverse proxy runs as root, as nobody or as sluss itself", "Run it as a user of its own.",
                        {settings.file.string(), 0, 0, "control.proxy_user"});
    }
  }
  for (const auto& [group, roles] : control.groups) {
    options.groups[group] = SLUSS_TRY(door::parse_roles(roles));
  }
  for (const auto& [group, roles] : control.local_groups) {
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
  const auto& control = settings.control;
  door::Options options;
  const char* runtime = ::secure_getenv("RUNTIME_DIRECTORY");
  const auto place = settings::socket_to_make(settings, runtime != nullptr ? runtime : "");
  options.socket = place.socket;
  options.old_socket = place.old;
  options.socket_group_needed = place.group_configured;
  if (!place.group.empty()) {
    const auto group = core::group_number(place.group);
    if (!group && place.group_configured) return std::unexpected(group.error());
    options.socket_group = group.value_or(std::nullopt);  // the default one may be missing
  }
  if (place.group_configured && !options.socket_group)
    return unknown(settings, "control.group", "the group " + place.group);
  options.listen = control.listen;
  options.certificate = control.certificate;
  options.key = control.key;
  options.names = control.names;
  options.limits = control.limits;
  options.user_header = control.user_header;
  options.groups_header = control.groups_header;
  options.tokens = tokens_file(settings);
  options.identity = SLUSS_TRY(identity_of(settings));
  return options;
}

}  // namespace sluss::daemon::api

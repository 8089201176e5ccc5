#include "daemon/serve/service/door_checks.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "core/descriptor.h"
#include "core/system_text.h"
#include "core/users.h"
#include "daemon/run/state/state_lock.h"
#include "daemon/serve/api/door_options.h"
#include "daemon/serve/door/local_socket.h"
#include "daemon/serve/door/tls.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::serve {
namespace {

namespace fs = std::filesystem;

bool may_give(gid_t group) {
  if (::geteuid() == 0 || group == ::getegid()) return true;
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::max(0, count)));
  return std::ranges::find(groups, group) != groups.end();
}

core::Result<> check_certificate(const door::Options& options) {
  if (options.listen.empty() || options.certificate.empty()) return {};
  SLUSS_TRY(door::tls_context(options.certificate, options.key));
  return {};
}

/// One that is the state folder itself, or in it, is made with it.
core::Result<> check_socket(const door::Options& options, const fs::path& state) {
  if (options.socket.empty()) return {};
  const door::LocalSocket socket({options.socket, options.old_socket, options.socket_group, true});
  SLUSS_TRY(socket.take_name());
  const auto folder = options.socket.parent_path();
  std::error_code problem;
  if (folder == state && !fs::exists(state, problem)) return {};
  if (fs::is_directory(folder, problem) && ::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return core::fail(core::ErrorClass::storage, "serve.socket",
                    "cannot make a socket in " + folder.string() + ": " +
                        core::system_text(fs::is_directory(folder, problem) ? EACCES : ENOENT),
                    "Make the folder, and let the user that runs sluss write to it.",
                    {options.socket.string(), 0, 0, "control.socket"});
}

/// By binding it for a moment.
core::Result<> check_address(const std::string& listen) {
  if (listen.empty()) return {};
  const auto where = SLUSS_TRY(door::parse_listen(listen));
  if (where.port == 0) return {};
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(where.address.c_str(), std::to_string(where.port).c_str(), &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> address(found, &::freeaddrinfo);
  const core::Descriptor tried(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  if (tried.number() >= 0 && ::setsockopt(tried.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
      ::bind(tried.number(), address->ai_addr, address->ai_addrlen) == 0)
    return {};
  return core::fail(core::ErrorClass::config, "control.listen",
                    "cannot listen on " + listen + ": " + core::system_text(errno),
                    "Choose another address or port for `listen` in [control], or stop what listens there.");
}

core::Result<> check_group(const door::Options& options, const settings::Settings& settings) {
  if (!options.socket_group || !options.socket_group_needed || may_give(*options.socket_group)) return {};
  return core::fail(core::ErrorClass::config, "control.group",
                    "the socket cannot be given to the group " + core::shown_group(*options.socket_group) +
                        ": this user is no member of it",
                    "Let the daemon's user be a member of it (SupplementaryGroups= in its unit, or adduser).",
                    {settings.file.string(), 0, 0, "control.socket_group"});
}

}  // namespace

std::vector<core::Error> door_errors(const settings::Settings& settings) {
  const auto options = api::door_options(settings);
  if (!options) return {options.error()};
  if (auto right = check_certificate(*options); !right) return {std::move(right).error()};
  return {};
}

std::optional<core::Error> link_at(const fs::path& old) {
  std::error_code problem;
  if (!fs::is_symlink(old, problem)) return std::nullopt;
  return core::fail(core::ErrorClass::config, "control.old_link",
                    old.string() +
                        " is a link to the socket for those who still name its old place; the next release "
                        "lays none",
                    "Name unix:" + std::string(door::unit_socket) + " in the reverse proxy and in scripts (grep -r " +
                        old.string() + " /etc).",
                    {.file = old.string()})
      .error();
}

std::vector<core::Error> door_warnings(const settings::Settings& settings) {
  std::vector<core::Error> warnings;
  const auto options = api::door_options(settings);
  if (!options) return warnings;  // door_errors() has it
  if (auto given = check_group(*options, settings); !given) warnings.push_back(std::move(given).error());
  const auto sockets = settings::sockets_to_try(settings);
  if (sockets.size() < 2) return warnings;
  if (auto link = link_at(sockets.back())) warnings.push_back(*std::move(link));
  return warnings;
}

core::Result<> check_door(const settings::Settings& settings) {
  const auto options = SLUSS_TRY(api::door_options(settings));
  SLUSS_TRY(check_certificate(options));
  SLUSS_TRY(check_group(options, settings));
  SLUSS_TRY(run::check_not_served(settings.state));
  SLUSS_TRY(check_socket(options, settings.state));
  return check_address(options.listen);
}

}  // namespace sluss::daemon::serve

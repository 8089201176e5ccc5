#include "daemon/serve/door/local_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "core/descriptor.h"
#include "core/log.h"
#include "core/system_text.h"

namespace sluss::daemon::door {
namespace {

namespace fs = std::filesystem;

/// 0 when a process listens there, else errno of connect(): ECONNREFUSED when none does, ENOENT without a name.
int tried_connect(const fs::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = socket.string();
  if (name.size() >= sizeof address.sun_path) return ENAMETOOLONG;
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  const core::Descriptor tried(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (tried.number() < 0) return errno;
  const bool connected = ::connect(tried.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  return connected || errno == EAGAIN ? 0 : errno;  // EAGAIN: so many wait that there is no room
}

std::unexpected<core::Error> taken(const fs::path& name, const std::string& what) {
  return core::fail(core::ErrorClass::config, "serve.socket_taken", name.string() + " " + what,
                    "Move it away, or choose another `socket` in [control]. It is left as it is.",
                    {name.string(), 0, 0, ""});
}

/// Removes what a daemon that is gone left: a socket, or the link to `ours`. Anything else there is not ours to remove.
core::Result<> free_name(const fs::path& name, const fs::path& ours) {
  struct stat status{};
  if (::lstat(name.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return core::fail(core::ErrorClass::storage, "serve.socket",
                      "cannot look at " + name.string() + ": " + core::system_text(errno),
                      "Let the user that runs sluss reach the folder.", {name.string(), 0, 0, ""});
  }
  const bool link = S_ISLNK(status.st_mode);
  if (!link && !S_ISSOCK(status.st_mode)) return taken(name, "is there and is no socket");
  std::error_code error;
  const auto target = link ? fs::read_symlink(name, error) : fs::path();
  if (link && target != ours && target != fs::path(unit_socket)) return taken(name, "is a link of somebody's");
  const int number = tried_connect(link ? target : name);  // a link may have a longer name than a socket
  if (number == 0) {
    return core::fail(core::ErrorClass::busy, "serve.running", "another daemon serves this state folder",
                      "`sluss status` shows it; stop it first.", {name.string(), 0, 0, ""});
  }
  if (number != ECONNREFUSED && number != ENOENT) return taken(name, "may be in use: " + core::system_text(number));
  if (::unlink(name.c_str()) == 0 || errno == ENOENT) return {};
  return core::fail(core::ErrorClass::storage, "serve.socket",
                    "cannot remove what a daemon left, " + name.string() + ": " + core::system_text(errno),
                    "Let the user that runs sluss write to the folder.", {name.string(), 0, 0, ""});
}

}  // namespace

core::Result<> LocalSocket::take_name() const {
  const auto& name = options_.socket;
  if (name.string().size() >= sizeof(sockaddr_un::sun_path)) {
    return core::fail(core::ErrorClass::config, "serve.socket_name", "the state folder's path is too long for a socket",
                      "Choose a shorter path for `state` (the socket's may have 107 characters).",
                      {name.string(), 0, 0, ""});
  }
  return free_name(name, name);
}

core::Result<> LocalSocket::bound() {
  const auto& name = options_.socket;
  struct stat status{};
  if (::lstat(name.c_str(), &status) == 0) ours_ = File{status.st_dev, status.st_ino};
  if (options_.group && ::lchown(name.c_str(), static_cast<uid_t>(-1), *options_.group) != 0) {
    const auto what = "cannot give " + name.string() + " its group: " + core::system_text(errno);
    const std::string remedy =
        "Let the daemon's user be a member of it (SupplementaryGroups= in its unit, or adduser).";
    if (options_.group_needed)
      return core::fail(core::ErrorClass::config, "control.group", what, remedy, {name.string(), 0, 0, ""});
    core::log::warning("control.group", what, {{"remedy", remedy}});
  }
  if (!ours_ || ::chmod(name.c_str(), 0660) != 0) {
    return core::fail(core::ErrorClass::storage, "serve.socket",
                      "cannot set the socket's mode: " + core::system_text(errno),
                      "Choose a folder on this machine's own disk.", {name.string(), 0, 0, ""});
  }
  if (!options_.old.empty()) lay_link();
  return {};
}

void LocalSocket::lay_link() {
  std::error_code error;
  auto freed = free_name(options_.old, options_.socket);
  if (freed) fs::create_symlink(options_.socket, options_.old, error);
  linked_ = freed && !error;
  if (linked_) return;
  core::log::warning("control.link", "no link to the socket at its old place",
                     {{"link", options_.old.string()}, {"why", freed ? error.message() : freed.error().what}});
}

void LocalSocket::remove() {
  struct stat status{};
  std::error_code error;
  if (const auto ours = std::exchange(ours_, std::nullopt); ours && ::lstat(options_.socket.c_str(), &status) == 0 &&
                                                            status.st_dev == ours->device &&
                                                            status.st_ino == ours->number) {
    fs::remove(options_.socket, error);
  }
  if (std::exchange(linked_, false) && fs::read_symlink(options_.old, error) == options_.socket)
    fs::remove(options_.old, error);
}

}  // namespace sluss::daemon::door

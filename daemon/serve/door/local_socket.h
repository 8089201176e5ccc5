#pragma once
// The unix socket's name in the file system: taken over only from a daemon that is gone, given to its group before
// anybody can connect, and removed only while it is ours. The loop's thread.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string_view>

#include "core/error.h"

namespace sluss::daemon::door {

/// Where the package's unit has it (RuntimeDirectory=); a link that leads there is ours.
inline constexpr std::string_view unit_socket = "/run/sluss/sluss.sock";

struct LocalSocketOptions {
  std::filesystem::path socket;
  std::filesystem::path old;   ///< a link to the socket is laid here; empty: none
  std::optional<gid_t> group;  ///< nothing: as the system gives
  bool group_needed = true;    ///< false: without the group it listens all the same, with a warning
};

class LocalSocket {
 public:
  explicit LocalSocket(LocalSocketOptions options) : options_(std::move(options)) {}
  LocalSocket(const LocalSocket&) = delete;
  LocalSocket& operator=(const LocalSocket&) = delete;
  ~LocalSocket() { remove(); }

  /// The name is free afterwards. It removes a socket where nothing listens, and our own link to one, and nothing else.
  /// Errors: busy class "serve.running" when a daemon listens; config class "serve.socket_name" when the name is too
  /// long, "serve.socket_taken" when something else has it; storage class "serve.socket".
  [[nodiscard]] core::Result<> take_name() const;
  /// Behind bind(), before listen(): mode 0660 and the group, and the link at the old place. Config class
  /// "control.group" when the group cannot be given.
  [[nodiscard]] core::Result<> bound();
  /// The socket and the link, when they are still ours.
  void remove();

 private:
  void lay_link();
  LocalSocketOptions options_;
  struct File {
    dev_t device;
    ino_t number;
  };
  std::optional<File> ours_;  ///< the socket that bound() saw
  bool linked_ = false;
};

}  // namespace sluss::daemon::door

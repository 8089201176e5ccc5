#pragma once
// The watcher of a job's files in its source's folder, here or on an SFTP server (connectors/watcher.h).

#include <memory>
#include <string_view>

#include "connectors/kind.h"

namespace sluss::connectors::registers {

/// For the event "file". Errors: config class "register.not_watched" of a file on the web, and those of the job's
/// mapping; of an SFTP server those of make_place().
[[nodiscard]] core::Result<std::unique_ptr<Watcher>> watch_folder(Setup setup, std::string_view event);

}  // namespace sluss::connectors::registers

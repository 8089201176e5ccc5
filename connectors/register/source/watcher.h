#pragma once
// The watcher of a job's files in its source's folder (connectors/watcher.h).

#include <memory>
#include <string_view>

#include "connectors/kind.h"

namespace sluss::connectors::registers {

/// For the event "file". Errors: those of the job's mapping.
[[nodiscard]] core::Result<std::unique_ptr<Watcher>> watch_folder(Setup setup, std::string_view event);

}  // namespace sluss::connectors::registers

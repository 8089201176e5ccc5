#pragma once
// A folder of files as a source of the run: one file a run, the next of those that the job's mapping reads.

#include <memory>

#include "connectors/kind.h"

namespace sluss::connectors::registers {

/// Lists the folder, where the setup has a job. Errors: of the mapping and its code lists (config class), and
/// "inbox.no_folder".
[[nodiscard]] core::Result<std::unique_ptr<Source>> open_source(Setup setup);

}  // namespace sluss::connectors::registers

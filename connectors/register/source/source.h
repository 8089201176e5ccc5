#pragma once
// A folder of files, an address on the web or a folder on an SFTP server as a source of the run: one file a run, the
// next of those that the job's mapping reads.

#include <memory>

#include "connectors/kind.h"

namespace sluss::connectors::registers {

/// Lists the folder, here or on the server, where the setup has a job; asks nothing of an address on the web. Errors:
/// of the mapping and its code lists (config class); of make_place() (credentials, the HTTP client's options, config
/// class "config.url"); of the listing "inbox.no_folder" or "sftp.…" (sftp_place.h).
[[nodiscard]] core::Result<std::unique_ptr<Source>> open_source(Setup setup);

}  // namespace sluss::connectors::registers

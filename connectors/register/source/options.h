#pragma once
// The keys of a folder of files in a configuration, and what their values must satisfy beyond type and bounds. The
// checks read the job's mapping; any thread.

#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "connectors/kind.h"
#include "connectors/register/inbox/inbox.h"
#include "connectors/register/limits.h"
#include "core/config.h"

namespace sluss::connectors::registers {

extern const std::array<core::config::Key, 9> source_keys;
extern const std::array<core::config::Key, 1> job_keys;

/// Codes: config.path, config.url, config.host_key, config.missing, config.together, config.secret_written.
void check_source(const core::config::Table& source, Problems& problems);
/// Codes: register.mapping, and those of mappings, all at once.
[[nodiscard]] std::vector<core::Error> check_job_files(const core::config::Table& job,
                                                       const std::vector<std::filesystem::path>& config_folders);

/// Whether a source's `url` is on an SFTP server.
[[nodiscard]] bool is_sftp(std::string_view url);
[[nodiscard]] InboxOptions inbox_of(const core::config::Table& source);
[[nodiscard]] Limits limits_of(const core::config::Table& source);
/// Of a file that is read again: it was within the limits of its time, which may have been larger than today's.
[[nodiscard]] Limits limits_of_archived();

}  // namespace sluss::connectors::registers

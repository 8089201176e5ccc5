#pragma once
// The keys of a folder of files in a configuration, and what their values must satisfy beyond type and bounds. The
// checks read the job's mapping; any thread.

#include <array>

#include "connectors/kind.h"
#include "connectors/register/inbox/inbox.h"
#include "connectors/register/table.h"
#include "core/config.h"

namespace sluss::connectors::registers {

extern const std::array<core::config::Key, 5> source_keys;
extern const std::array<core::config::Key, 1> job_keys;

/// Codes: config.path.
void check_source(const core::config::Table& source, Problems& problems);
/// Codes: register.mapping, and those of mappings, all at once.
void check_job(const core::config::Table& job, Problems& problems);

[[nodiscard]] InboxOptions inbox_of(const core::config::Table& source);
[[nodiscard]] Limits limits_of(const core::config::Table& source);
/// Of a file that is read again: it was within the limits of its time, which may have been larger than today's.
[[nodiscard]] Limits limits_of_archived();

}  // namespace sluss::connectors::registers

#pragma once
// Kolada's keys of a configuration, and what their values must satisfy beyond type and bounds. Pure; any thread.

#include <array>

#include "connectors/kind.h"
#include "core/config.h"

namespace sluss::connectors::kolada {

extern const std::array<core::config::Key, 4> source_keys;
extern const std::array<core::config::Key, 7> job_keys;

/// Codes: config.header.
void check_source(const core::config::Table& source, Problems& problems);
/// Codes: config.selection, and those of ExpandSets.
void check_job(const core::config::Table& job, Problems& problems);

/// Errors: those of `expand_sets`.
[[nodiscard]] core::Result<Interest> interest(const core::config::Table& job, const ExpandSets& expand_sets);

}  // namespace sluss::connectors::kolada

#pragma once
// The keys of a database's table in a configuration, and what their values must satisfy beyond type and bounds. Pure;
// any thread.

#include <array>

#include "connectors/kind.h"
#include "core/config.h"

namespace sluss::connectors::odbc {

extern const std::array<core::config::Key, 2> source_keys;
extern const std::array<core::config::Key, 3> job_keys;

void check_source(const core::config::Table& source, Problems& problems);
/// Codes: config.name.
void check_job(const core::config::Table& job, Problems& problems);

}  // namespace sluss::connectors::odbc

#pragma once
// The datasets' models: stored tables mart.* in the file, refreshed when what they depend on has changed.

#include <vector>

#include "core/duckdb/duckdb.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::duckdb {

/// session.moment(known_at, now, today) and the statements of the session, in a schema `session` that is created again.
[[nodiscard]] core::Result<> open_session_schema(core::duckdb::Connection& connection, const Session& session,
                                                 core::Instant known_at, core::Instant now);

/// The same session at another moment.
[[nodiscard]] core::Result<> move_session(core::duckdb::Connection& connection, core::Instant known_at,
                                          core::Instant now);

[[nodiscard]] core::Result<std::vector<RefreshedModel>> refresh_models(core::duckdb::Connection& connection,
                                                                       const Session& session, core::RunId run,
                                                                       core::Instant now);

}  // namespace sluss::warehouse::duckdb

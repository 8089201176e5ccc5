#pragma once
// Writes what a run records about itself to meta.*. All inside the writer's transaction.

#include <span>

#include "core/duckdb/duckdb.h"
#include "core/finding.h"
#include "warehouse/merge/keys.h"
#include "warehouse/records.h"

namespace sluss::warehouse::duckdb {

[[nodiscard]] core::Result<> put_raw_objects(core::duckdb::Connection&, core::RunId, std::span<const RawObjectRow>);
/// A query's checkpoint replaces the one before.
[[nodiscard]] core::Result<> put_checkpoints(core::duckdb::Connection&, core::RunId, std::span<const CheckpointRow>);
[[nodiscard]] core::Result<> put_rejects(core::duckdb::Connection&, core::RunId, std::span<const core::Reject>);
[[nodiscard]] core::Result<> put_findings(core::duckdb::Connection&, core::RunId, std::span<const core::Finding>);
[[nodiscard]] core::Result<> put_run(core::duckdb::Connection&, const RunRecord&);
[[nodiscard]] core::Result<std::int64_t> last_audit(core::duckdb::Connection&);
[[nodiscard]] core::Result<> put_audit(core::duckdb::Connection&, std::span<const AuditRow>);
/// Keys that are new, and a bare row for each indicator, area or unit that no dimension has ever described.
[[nodiscard]] core::Result<> put_new_keys(core::duckdb::Connection&, merge::Keys&, core::RunId, core::Instant);

}  // namespace sluss::warehouse::duckdb

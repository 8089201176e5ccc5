#pragma once
// Who did what, by which way, to which object, with which outcome. The journal (hash-chained, fsynced) is the truth;
// meta.audit is filled from it by each run that is committed, and by a rebuild.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"
#include "warehouse/journal/journal.h"
#include "warehouse/records.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// In the state folder.
inline constexpr std::string_view journal_file_name = "journal.jsonl";
/// The journal's kind of such an entry. The entries of runs have kinds of their own (run_journal.h).
inline constexpr std::string_view audit_kind = "audit";

struct Audit {
  std::string who;          ///< a command's user ("root"), or the door's identity ("proxy:anna", "local:root")
  std::string way;          ///< "command", "socket", "http", "schedule"
  std::string action;       ///< "run", "release", "backup", "token.create", …
  std::string object = {};  ///< "job kolada", "run 12 kolada:U07417"; no secrets, nothing of persons
  /// Or "asked" (its end has an entry of its own), "accepted" (begun, and not waited for), "done_with_errors",
  /// "held", "refused" (not allowed, or not possible now), "failed".
  std::string outcome = "done";
  std::string code = {};       ///< the error's
  std::string details = "{}";  ///< JSON object
};

/// Any thread, any process; returns when it is on disk. A few milliseconds, whatever the journal's length.
core::Result<warehouse::journal::Entry> write_audit(core::Files& files, const std::filesystem::path& journal_file,
                                                    core::Instant at, const Audit& audit);
/// The outcome by how a thing ended: "done", or "refused" (config and busy class) or "failed" with the code.
void set_outcome(Audit& audit, const core::Error* error);

/// Any entry of the journal as meta.audit shows it.
[[nodiscard]] warehouse::AuditRow audit_row(warehouse::journal::Entry entry);

/// Every entry, oldest first: reads the journal through.
[[nodiscard]] core::Result<std::vector<warehouse::AuditRow>> audit_rows(core::Files& files,
                                                                        const std::filesystem::path& journal_file);
/// The last `most` at or after `since`, latest first: reads their lines alone.
[[nodiscard]] core::Result<std::vector<warehouse::AuditRow>> latest_audit_rows(
    core::Files& files, const std::filesystem::path& journal_file, std::size_t most,
    std::optional<core::Instant> since = {});

struct AuditVerdict {
  std::int64_t entries = 0;         ///< the chain holds from 1 to this one
  std::string head;                 ///< the last one's hash
  std::optional<core::Instant> at;  ///< and its time
  bool torn = false;                ///< a line behind it was never finished (the next append cuts it off)
  std::int64_t in_warehouse = 0;    ///< meta.audit agrees from 1 to this one
};
/// Recomputes the chain, and compares meta.audit (`reader`: none without a warehouse) with it. Data class:
/// "journal.broken" with the first line that does not hold, "audit.shortened" when meta.audit has entries that the
/// journal lacks, "audit.differs" when they contradict each other, "audit.head" when no entry has the hash `head`.
[[nodiscard]] core::Result<AuditVerdict> verify_audit(core::Files& files, const std::filesystem::path& journal_file,
                                                      warehouse::Reader* reader,
                                                      const std::optional<std::string>& head = {});

}  // namespace sluss::daemon::run

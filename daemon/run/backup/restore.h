#pragma once
// Restores a backup, or only checks it: backup.h says what it is made of.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "core/secret.h"
#include "core/time.h"
#include "daemon/run/backup/backup.h"
#include "daemon/run/backup/signature.h"

namespace sluss::daemon::backup {

struct RestoreOptions {
  std::filesystem::path from;
  std::filesystem::path into;  ///< the state folder; made if it does not exist, 0700 (but see `as_state`)
  /// `into` is the configuration's state: a new one may be passed through (0711), as one of a first run. So is what
  /// root makes for the daemon's user.
  bool as_state = false;
  std::optional<core::Secret> key;  ///< the private one
  bool replace = false;             ///< the content of `into` is moved to <into>/before-restore-<time>
  /// Everything but putting it in place. Unpacked in $TMPDIR or /var/tmp, or in `into` when that is an empty folder;
  /// `into` is not needed, and its content is not touched.
  bool only_verify = false;
  /// Whose signature it must have: "backup.unsigned", "backup.other_signer".
  std::optional<SigningPublicKey> signed_by;
  std::optional<core::Sha256> sha256;  ///< which the whole file must have: "backup.other_sum"
  std::string memory_limit = "512MB";
  core::Instant now;
};

/// By what it is proven who made the backup.
enum class ProvenBy { nothing, own_key, signed_by, sha256 };

struct RestoreSummary {
  std::string signer;  ///< signer_line(); empty: it has no signature
  ProvenBy proven_by = ProvenBy::nothing;
  std::string made_at;
  std::string version;  ///< of the program that made it
  std::string host;
  std::int64_t files = 0;
  std::uint64_t content = 0;
  std::int64_t last_run = 0;
  std::int64_t journal_entries = 0;
  std::string journal_head;
  std::string configuration_digest;
  std::filesystem::path moved_to;       ///< where the folder's earlier content is
  bool made_closed = false;             ///< `into` was made, for its owner alone (0700)
  std::optional<core::Error> missing;   ///< segments that the journal names and the backup lacks: "archive.missing"
  std::vector<core::Error> damaged;     ///< segments damaged before the backup was made: "archive.damaged"
  std::filesystem::path configuration;  ///< where the backup's configuration is now
};

/// Whether there is such a file at all: config class "restore.no_file".
[[nodiscard]] core::Result<> find_backup(const std::filesystem::path& file);

/// Checks the file's beginning first; then unpacks beside, compares each file with the manifest, checks the journal's
/// chain, the generation (opened, its schema) and each object of the archive; only then puts all in its place. Until
/// then only `.restoring` is made, and it is removed after an error. Errors: data class "backup.damaged",
/// "backup.incomplete", "backup.foreign", "backup.signature", "backup.unsigned", "backup.other_signer",
/// "backup.other_sum"; config class "restore.no_file", "backup.unknown", "backup.newer_format", "backup.needs_key",
/// "backup.wrong_key", "restore.not_empty", "warehouse.newer_schema"; busy class "restore.running"; cancelled class
/// "restore.cancelled"; storage class "disk.…".
[[nodiscard]] core::Result<RestoreSummary> restore(core::Files& files, const RestoreOptions& options,
                                                   std::stop_token stop, const Progress& progress = {});

}  // namespace sluss::daemon::backup

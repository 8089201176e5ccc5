#pragma once
// A backup of the whole state in one file, made while the daemon runs; and its restoration, checked through before
// anything is put in its place.
//
// The file is tar, packed by zstd, sealed to a public key on request. Inside:
//   state/warehouse/NNNNNN.duckdb, .sum   the current generation (committed files never change)
//   state/journal.jsonl                   cut at a whole line
//   state/archive/…                       whole segments with their indexes (sealed ones never change)
//   state/*.json                          small states of the daemon (names.h)
//   configuration/…                       sluss.toml, conf.d and the files beside them; never the credentials
//   manifest.json                         last: each file's size and SHA-256, versions, schema, the journal's head,
//                                         signed by the machine's key (signature.h)
// Taken in this order: the generation first, then the journal, then the archive. A run is sealed in the archive before
// it is committed and committed before it is recorded in the journal, so the journal of a backup never names a segment
// that the backup lacks; runs that the journal has and the generation lacks are applied again from the archive at the
// first start.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/finding.h"
#include "core/secret.h"
#include "core/time.h"
#include "daemon/run/backup/seal.h"
#include "daemon/run/backup/signature.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::backup {

using Progress = std::function<void(std::string_view doing, std::uint64_t bytes)>;

struct BackupOptions {
  std::filesystem::path to;  ///< an existing folder: sluss-<time>.tar.zst is made in it; or a new file, *.tar.zst
  std::optional<PublicKey> key;
  std::size_t keep = 0;  ///< in a folder: so many of this state's are kept (remove_old()); 0: all
  std::string version;   ///< the program's
  int zstd_level = 3;
};

struct BackupSummary {
  std::filesystem::path file;
  std::uint64_t bytes = 0;  ///< of the file
  std::string sha256;       ///< of the file
  std::int64_t files = 0;
  std::uint64_t content = 0;  ///< unpacked
  std::int64_t last_run = 0;  ///< of the generation
  std::int64_t journal_entries = 0;
  std::string journal_head;
  std::string state;                           ///< Manifest::state
  std::string signer;                          ///< signer_line(); empty: see not_signed
  std::optional<core::Error> not_signed;       ///< why it has no signature; it is whole all the same
  std::vector<std::filesystem::path> removed;  ///< older ones, by `keep`
  std::vector<core::Error> not_removed;        ///< why older ones could not be removed
  std::vector<core::Error> left_out;           ///< small files that could not be packed: "backup.left_out"
  /// What the state has lost, so that older backups are better: "archive.missing" (segments that committed runs name),
  /// "archive.damaged", "warehouse.damaged", "backup.no_generation", "backup.no_journal", or what the folder's other
  /// backups have and it has not: "backup.empty_state", "backup.older_than_kept". None is removed then, whatever
  /// `keep` says.
  std::vector<core::Error> lacks;
};

/// Whether `to` means a folder: it is one, or its name does not end as a backup's.
[[nodiscard]] bool is_folder(const std::filesystem::path& to);

/// Errors: "journal.broken", "disk.…", "backup.name"; config class "backup.nothing" when there is no state,
/// "backup.folder" when the folder is not there, "backup.exists"; cancelled class "backup.cancelled". Only a whole
/// backup ever has its final name, and nothing that exists is replaced. In a folder each has a name of its own,
/// however many are made at a time.
[[nodiscard]] core::Result<BackupSummary> back_up(run::Context& context, const BackupOptions& options,
                                                  std::stop_token stop, const Progress& progress = {});

}  // namespace sluss::daemon::backup

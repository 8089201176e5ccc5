#pragma once
// What becomes of a file when its run has ended: done/ or rejected/, and its "läs mig". One thread.

#include <optional>
#include <string>
#include <vector>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/readme/readme.h"
#include "connectors/register/source/identity_check.h"
#include "connectors/source.h"
#include "core/error.h"
#include "core/files.h"
#include "core/time.h"

namespace sluss::connectors::registers {

/// Why a file was not loaded though it could have been.
enum class NotNeeded : std::uint8_t {
  same,   ///< the file that was loaded last of its series has the same bytes
  older,  ///< it says itself that it comes before that one
};

struct PassedFile {
  CopiedFile file;
  NotNeeded why = NotNeeded::same;
  std::string period = {};  ///< of the file; empty: it does not say it
  std::string loaded = {};  ///< of an older one: by what the one that was loaded last is ordered, "2025"
};

/// The file that the run took, as far as it came with it.
struct RunFile {
  CopiedFile file;
  std::string name;
  std::string period;
  std::string recognised;          ///< Swedish; empty: it could not be opened
  std::optional<Summary> summary;  ///< nothing: its rows were not read
  std::vector<IdentityHit> hits;   ///< why it was refused
};

/// The run failed for what the file is, not for the machine, the mapping (its SELECT cannot be computed over the file's
/// rows, takes too long, or gives no figure) or the warehouse.
[[nodiscard]] bool is_of_the_file(const core::Error& error);

[[nodiscard]] Readme readme_of(const PassedFile& passed, const Mapping& mapping, core::Instant at);
[[nodiscard]] Readme readme_of(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome,
                               core::Instant at);

/// Moves the file and writes the readme beside it; beside its place where the folder is not ours to change. A file that
/// is gone, or another one now, has none. Errors: "inbox.…", "readme.write", and those of the disk.
[[nodiscard]] core::Result<> put_away_with(core::Files& files, const Inbox& inbox, const CopiedFile& file, Away where,
                                           const Readme& readme);

}  // namespace sluss::connectors::registers

#pragma once
// When the state was last backed up, by the journal's audit: backups are stored elsewhere, and made by a command.

#include <filesystem>
#include <mutex>
#include <optional>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"
#include "warehouse/journal/mark.h"

namespace sluss::daemon::run {

class LastBackup {
 public:
  /// When the last one ended that lacks nothing of the state; nothing: there is none. Reads of the journal what it has
  /// not read before; while that cannot be read, it is what was known. Any thread.
  [[nodiscard]] std::optional<core::Instant> ended_at(core::Files& files, const std::filesystem::path& journal_file);

 private:
  core::Result<> read_on(core::Files& files, const std::filesystem::path& journal_file);

  std::mutex mutex_;
  std::optional<warehouse::journal::Mark> read_;  ///< the last entry that was read
  std::optional<core::Instant> at_;
};

}  // namespace sluss::daemon::run

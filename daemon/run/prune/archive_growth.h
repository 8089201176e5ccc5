#pragma once
// How the archive grows, by its files' names and lengths alone: nothing of them is read.

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"

namespace sluss::daemon::run {

struct ArchiveGrowth {
  std::uint64_t bytes = 0;        ///< of all segments
  std::uint64_t base_bytes = 0;   ///< of what `archive prune` keeps for rebuilds, beside them
  std::uint64_t bytes_a_day = 0;  ///< of what was fetched in the last 30 days and is there, or since the oldest
  /// Until only `least` is free, at that pace; nothing: it does not grow, or is too young.
  std::optional<std::int64_t> days;
};

/// `folder`: the archive's; one that is not there is empty. `free`: bytes on its file system.
[[nodiscard]] core::Result<ArchiveGrowth> archive_growth(core::Files& files, const std::filesystem::path& folder,
                                                         core::Instant now, std::uint64_t free, std::uint64_t least);

}  // namespace sluss::daemon::run

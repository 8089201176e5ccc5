#pragma once
// Writing one segment: the objects' threads hand over whole bodies, one worker hashes, compresses and appends them.

#include <filesystem>
#include <memory>

#include "core/error.h"
#include "core/files.h"
#include "warehouse/archive/archive.h"
#include "warehouse/file_lock.h"

namespace sluss::warehouse::archive {

/// Where a segment's files are.
struct SegmentPaths {
  std::filesystem::path folder;  ///< the archive's
  std::filesystem::path segment;
  std::filesystem::path index;
  std::filesystem::path index_part;  ///< being written
  std::filesystem::path gone;        ///< the index of a segment that is being removed
  /// `file` relative to the archive's folder, as in SegmentInfo.
  [[nodiscard]] static SegmentPaths of(const std::filesystem::path& folder, const std::filesystem::path& file);
};

/// `output` is positioned at the end of what `so_far` lists; the segment is locked against others.
[[nodiscard]] std::unique_ptr<SegmentWriter> make_segment_writer(core::Files& files, const Options& options,
                                                                 SegmentInfo so_far,
                                                                 std::unique_ptr<core::OutputFile> output,
                                                                 FileLock lock);

/// Removes a segment so that being killed halfway leaves it either there or being removed, never damaged.
core::Result<> remove_segment(core::Files& files, const SegmentPaths& paths);

}  // namespace sluss::warehouse::archive

#pragma once
// Which segments are in an archive's folder, by their files' names alone: nothing of them is read.

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"

namespace sluss::warehouse::archive {

/// Config class "archive.bad_name" when it cannot be a part of a segment's path; `what`: of what it is the name.
[[nodiscard]] core::Result<> check_name(std::string_view what, std::string_view name);
/// The same of source/yyyy-mm/name.seg, relative to the archive's folder.
[[nodiscard]] core::Result<> check_file(const std::filesystem::path& file);

/// Those whose index or whose records are there, less those being removed; of one source, or of all. Relative names.
[[nodiscard]] core::Result<std::set<std::filesystem::path>> segment_files(core::Files& files,
                                                                          const std::filesystem::path& folder,
                                                                          const std::optional<std::string>& only);

/// Those of them that have no index: they were not finished, or are being written, or their index was lost.
[[nodiscard]] core::Result<std::vector<std::filesystem::path>> unfinished_files(core::Files& files,
                                                                                const std::filesystem::path& folder,
                                                                                const std::string& source);

/// Whether both files of a whole segment are there.
[[nodiscard]] bool has_segment(core::Files& files, const std::filesystem::path& folder,
                               const std::filesystem::path& file);

}  // namespace sluss::warehouse::archive

#pragma once
// What cannot change its name: a folder, or a file, at which something is mounted.

#include <filesystem>

namespace sluss::daemon::run {

/// Another file system, or another place of the same one (a bind mount). A link is none, nor is what cannot be
/// examined.
[[nodiscard]] bool is_mount_point(const std::filesystem::path& path);

}  // namespace sluss::daemon::run

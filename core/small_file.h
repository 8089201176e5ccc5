#pragma once
// Files that people write and the program reads whole: configurations, sets, keys. A pipe is never waited for, and a
// file taken for another by mistake is not read into memory. Links are followed.

#include <cstddef>
#include <filesystem>
#include <string>

#include "core/error.h"

namespace sluss::core {

/// Its bytes, at most `most`. Errors are config class, with the path: "file.missing", "file.unreadable", "file.kind" (a
/// pipe, a device, a folder, a socket), "file.too_large".
[[nodiscard]] Result<std::string> read_small_file(const std::filesystem::path& path, std::size_t most);

}  // namespace sluss::core

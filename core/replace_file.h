#pragma once
// A small file made anew: written beside, synced and renamed, so that a power cut leaves the old one or the new one.

#include <filesystem>
#include <string_view>

#include "core/error.h"
#include "core/files.h"

namespace sluss::core {

/// On disk when it returns. Beside it stands FILE.part meanwhile.
[[nodiscard]] Result<> replace_file(Files& files, const std::filesystem::path& file, std::string_view text);

}  // namespace sluss::core

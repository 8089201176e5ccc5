#pragma once
// A folder where people open their files: a share mounted on this machine, mostly.

#include <filesystem>

#include "daemon/delivery/delivery.h"

namespace sluss::daemon::delivery {

/// The file is written beside its name (NAME.part), synced and renamed; a copy with the day lies beside it. Where
/// somebody has the file open (Excel's or LibreOffice's lock file beside it, or a share that refuses the rename) the
/// dated name alone is written. The folder is never created: a share that is not mounted must not be written beside.
[[nodiscard]] std::unique_ptr<FileTarget> folder_target(core::Files& files, std::filesystem::path folder);

}  // namespace sluss::daemon::delivery

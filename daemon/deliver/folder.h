#pragma once
// A folder where people open their files: a share mounted on this machine, mostly.

#include <filesystem>

#include "daemon/deliver/delivery.h"

namespace sluss::daemon::deliver {

/// Others write in it too: nothing that they put there is opened or followed, whatever its name (core/files.h).
/// The file is written beside its name (core/replace_file.h) with `mode`; a copy with the day is put beside it.
/// Where somebody has the file open (Excel's or LibreOffice's lock file beside it, or a share that refuses the rename)
/// the dated name alone is written. The folder is never created: a share that is not mounted must not be written
/// beside.
[[nodiscard]] std::unique_ptr<FileTarget> folder_target(core::Files& files, std::filesystem::path folder,
                                                        core::FileMode mode = core::everybody_reads);

}  // namespace sluss::daemon::deliver

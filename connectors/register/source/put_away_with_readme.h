#pragma once
// What becomes of a file when its run has ended: done/ or rejected/, and its "läs mig". One thread.

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/readme/readme.h"
#include "connectors/register/source/left_undone.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

/// Moves the file and writes the readme beside it; beside its place where the folder is not ours to change. A file that
/// is gone, or another one now, has none. What could not be done is noted in `undone`. Errors: "inbox.…",
/// "readme.write", and those of the disk.
[[nodiscard]] core::Result<> put_away_with(core::Files& files, const Inbox& inbox, LeftUndone& undone,
                                           const CopiedFile& file, Away where, const Readme& readme);

}  // namespace sluss::connectors::registers

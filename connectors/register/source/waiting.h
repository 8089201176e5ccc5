#pragma once
// The files of a place that a job's mapping reads, in the order in which they are loaded. One thread.

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/limits.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/source/choose.h"
#include "connectors/register/source/place.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

struct WaitingSetting {
  FilePlace& place;
  const Mapping& mapping;
  const Limits& limits;
  core::Files& files;
  const std::filesystem::path& scratch;
};

/// A mapping whose series is told by cells has each file copied and opened for them, one at a time; one that cannot be
/// read so far is of its series without an order. Where the place does not know names before, this waits until a file
/// is taken. Errors: those of FilePlace::list(); cancelled class "register.cancelled".
[[nodiscard]] core::Result<std::vector<WaitingFile>> waiting_files(const WaitingSetting& setting,
                                                                   const std::stop_token& stop);

/// A file as it is known when it was taken: by its name, and by the cells of its copy where the mapping needs them.
[[nodiscard]] WaitingFile described(const WaitingSetting& setting, const CopiedFile& taken);

/// A copy that is known by its bytes alone: the copied file is removed.
[[nodiscard]] CopiedFile without_copy(const CopiedFile& copied);

}  // namespace sluss::connectors::registers

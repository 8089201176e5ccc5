#pragma once
// A .gz file, unpacked as a stream into a file. Memory: two blocks. Members that follow one another are one text, as
// gzip reads them. Its checksums are compared: a file that was cut short or changed on its way never passes for whole.
// One thread.

#include <filesystem>

#include "connectors/register/sheets.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

/// Appends to `into`, which the caller closes, and removes after an error. Errors: data class "gz.damaged",
/// "gz.cut_short", "gz.trailing", "register.limit"; storage class
/// "gz.memory", those of `into`; those of FileBytes.
[[nodiscard]] core::Result<> unpack_gz(const std::filesystem::path& packed, core::OutputFile& into,
                                       const Limits& limits = {});

}  // namespace sluss::connectors::registers

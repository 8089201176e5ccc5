#pragma once
// A .gz file, unpacked as a stream into a file. Memory: two blocks. Members that follow one another are one text, as
// gzip reads them. Its checksums are compared: a file that was cut short or changed on its way never passes for whole.
// One thread.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/limits.h"
#include "core/error.h"
#include "core/files.h"

namespace sluss::connectors::registers {

/// Where the texts that unpack_gz() returns are, Swedish.
inline constexpr std::string_view gz_texts_place = "gzip-filens namn, kommentar och extra fält";

/// Appends to `into`, which the caller closes, and removes after an error. Returns what the members' headers say beside
/// the packed bytes: names, comments and fields of a program's own, as they are, those that are long enough to be the
/// number of a person; at most 4 MiB. Errors: data class "gz.damaged",
/// "gz.cut_short", "gz.trailing", "register.limit"; storage class
/// "gz.memory", those of `into`; those of FileBytes.
[[nodiscard]] core::Result<std::vector<std::string>> unpack_gz(const std::filesystem::path& packed,
                                                               core::OutputFile& into, const Limits& limits = {});

}  // namespace sluss::connectors::registers

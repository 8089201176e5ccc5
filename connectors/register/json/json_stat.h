#pragma once
// json-stat2 datasets, as SCB's and other PxWeb servers give them: one row for each cell, the last dimension changing
// fastest. The first row has the names: of each dimension its id (codes) and "<id>.label" (what the codes mean), then
// "value" and "status". Values are as written in the file, null is an empty cell; a status may be beside a value or in
// its place, and is not interpreted. recognised() has the title, source, time of update, roles and notes.
//
// Memory: the dimensions with their codes and labels, at most 64 MiB, and a block of the file; values and statuses are
// streamed side by side, whatever the order of the file's members, but that a sparse object whose keys do not ascend is
// kept, at most Limits::shared_strings_bytes. The file is read once for its dimensions and twice more for its rows.

#include <filesystem>
#include <memory>

#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Errors: data class those of JSON's syntax (json.h), "json.repeated_key", "json_stat.class" (no dataset of version
/// 2), "json_stat.dimension" (ids, sizes or categories that do not fit together), "json_stat.cells" (values or statuses
/// that do not fit the sizes), "register.limit"; storage "disk.io"; those of FileBytes.
[[nodiscard]] core::Result<std::unique_ptr<Document>> open_json_stat(const std::filesystem::path& path,
                                                                     const Limits& limits = {});

}  // namespace sluss::connectors::registers

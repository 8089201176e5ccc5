#pragma once
// JSON files of records: an array of objects, at the file's top or as a member of its object. Each key is a column, in
// the order in which keys first appear; the first row has their names. Objects inside a record are flattened,
// "adress.ort". Numbers are as written in the file; null, and a key that a record does not have, are empty cells. A
// record may not have a key twice, nor an array in it. The file is read wholly before the first row is used (for its
// columns), so that one that is cut short or broken gives no rows. Memory: a block and its rows, and the names of the
// columns.

#include <filesystem>
#include <memory>
#include <string>

#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers {

struct JsonOptions {
  /// Where the records are: "data", or "svar.rader" in an object inside it. Empty: the file itself is the array, or the
  /// one member of its object that is an array of objects (else the one that is an empty array).
  std::string records;
};

/// Errors: data class "json.syntax", "json.encoding", "json.depth", "json.number", "json.cut_short", "json.trailing"
/// (with line and byte), "json.no_records", "json.several_records", "json.record", "json.array", "json.repeated_key"
/// (with row and column), "register.limit"; storage "disk.io"; those of FileBytes. Limits::rows is of records.
[[nodiscard]] core::Result<std::unique_ptr<Document>> open_json(const std::filesystem::path& path,
                                                                const JsonOptions& options = {},
                                                                const Limits& limits = {});

}  // namespace sluss::connectors::registers

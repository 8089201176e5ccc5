#pragma once
// What a file says of itself, by its name and by single cells ([[cell]]). Private to mapping/.

#include <span>
#include <string_view>

#include "connectors/register/mapping/locate.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/sheet_opener.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Into Summary::captures; where a cell says of one what the name does not, Summary::not_to_take. Errors: data class
/// "register.name", "register.cell_missing", and those of the documents: the file is refused.
[[nodiscard]] core::Result<> read_captures(const Mapping& mapping, std::string_view file, std::span<const Part> parts,
                                           SheetOpener& sheets, Summary& summary);

}  // namespace sluss::connectors::registers

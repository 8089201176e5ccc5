#pragma once
// Reads the archived pages of a file again as the source read the file: the same rows, the same rejects.

#include <memory>

#include "connectors/source.h"

namespace sluss::connectors::registers {

/// Its begin() needs a folder. Errors of read(): data class "archive.damaged" when the pages are not the file's; those
/// of the file's format and, by another mapping than then, of a file that it refuses.
[[nodiscard]] std::unique_ptr<ObjectReader> make_reader();

}  // namespace sluss::connectors::registers

#pragma once
// The container of Office files from before 2007, and of encrypted newer ones: only what it contains by name, so that a
// file can be refused for what it is. Memory: at most 64 KiB.

#include <string>
#include <vector>

#include "connectors/register/xlsx/input_file.h"

namespace sluss::connectors::registers {

[[nodiscard]] core::Result<bool> is_ole_file(const InputFile& file);

/// The names of its streams and folders; those that can be read, where it is damaged. Letters that are not ASCII are
/// "?". Errors: those of InputFile.
[[nodiscard]] core::Result<std::vector<std::string>> names_in_ole_file(const InputFile& file);

}  // namespace sluss::connectors::registers

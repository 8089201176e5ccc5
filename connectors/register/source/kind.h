#pragma once
// Files that people and programs put in a folder, as a kind of source (connectors/kind.h).

#include <optional>
#include <string>
#include <string_view>

#include "connectors/file_words.h"
#include "connectors/kind.h"
#include "core/error.h"

namespace sluss::connectors::registers {

extern const Kind kind;

/// connectors::file_words() of files as a source.
[[nodiscard]] std::optional<FileWords> file_words(std::string_view code);
/// connectors::file_place_words().
[[nodiscard]] std::string place_words(const core::Place& place);
/// connectors::row_words().
[[nodiscard]] FileWords row_words(std::string_view code);

}  // namespace sluss::connectors::registers

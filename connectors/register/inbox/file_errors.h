#pragma once
// Why a file that was listed is not taken, wherever it lies: in a folder, on a server, on the web. Pure.

#include <cstdint>
#include <expected>
#include <string_view>

#include "core/error.h"

namespace sluss::connectors::registers {

/// Transient class, "inbox.gone".
[[nodiscard]] std::unexpected<core::Error> file_is_gone(core::Place place);
/// Transient class, "inbox.changing": it is still being written.
[[nodiscard]] std::unexpected<core::Error> file_changes(core::Place place);
/// Data class, "inbox.too_large". `bytes`, within a sentence: "5", or "more than 4".
[[nodiscard]] std::unexpected<core::Error> file_is_too_large(std::string_view bytes, std::uint64_t most,
                                                             core::Place place);

}  // namespace sluss::connectors::registers

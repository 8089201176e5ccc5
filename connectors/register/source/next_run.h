#pragma once
// A run that knows that there is more for the next one, though nothing changes where its files come from: it asks for
// that one, and the place's watcher, in the same process, announces it. Any thread; a few bytes a place.

#include <cstdint>
#include <filesystem>

namespace sluss::connectors::registers {

/// `place`: a folder, or the address of a server.
void ask_for_next_run(const std::filesystem::path& place);
/// How often it was asked for since the process began.
[[nodiscard]] std::uint64_t asked_for_next_run(const std::filesystem::path& place);

}  // namespace sluss::connectors::registers

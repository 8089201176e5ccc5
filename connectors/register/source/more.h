#pragma once
// A run that knows that there is more for the next one, though nothing changes in the folder: it asks for that one, and
// the folder's watcher, in the same process, announces it. Any thread; a few bytes a folder.

#include <cstdint>
#include <filesystem>

namespace sluss::connectors::registers {

void ask_for_more(const std::filesystem::path& folder);
/// How often it was asked for since the process began.
[[nodiscard]] std::uint64_t asked_for_more(const std::filesystem::path& folder);

}  // namespace sluss::connectors::registers

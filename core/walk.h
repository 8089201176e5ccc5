#pragma once
// All that is below a folder, while others remove some of it; and what is below it.

#include <filesystem>
#include <functional>
#include <system_error>

namespace sluss::core {

/// Calls `visit` for each entry, a folder before what is in it; false: what is in it is left out. Links are not
/// followed. A folder that is gone when its turn comes is left out, and nothing else is. One that cannot be read to its
/// end is passed to `unread`, and the rest is walked.
void walk(const std::filesystem::path& folder, const std::function<bool(const std::filesystem::path&)>& visit,
          const std::function<void(const std::filesystem::path&, std::error_code)>& unread);

/// By their names alone: it is the folder, or below it. Both absolute, or both relative.
[[nodiscard]] bool is_within(const std::filesystem::path& path, const std::filesystem::path& folder);

}  // namespace sluss::core

#pragma once
// A bound on the memory of this process, for a command that computes what somebody else has written.

#include <cstdint>
#include <filesystem>

#include "core/error.h"

namespace sluss::daemon::program {

/// What a process may take beside the engine's own limit: its program, its threads, its buffers, a little more of the
/// engine's (texts and results are not in the engine's account).
inline constexpr std::uint64_t beside_the_engine = 512ULL << 20U;

/// From now on this process may take `bytes` more than it has (RLIMIT_DATA: private memory that can be written; files
/// that are mapped do not count). What takes more fails: in the engine by an error, elsewhere by std::bad_alloc. A
/// limit that is lower already stays. `status`: where the system reports what the process has. Storage class
/// "process.memory", also when it does not report it.
[[nodiscard]] core::Result<> bound_memory(std::uint64_t bytes,
                                          const std::filesystem::path& status = "/proc/self/status");

/// The engine or the program found no more memory under the bound: in words for a person who can correct it, with the
/// engine's limit as it is configured. Any other error is unchanged.
[[nodiscard]] core::Error explain_memory(core::Error error, const std::string& limit);

}  // namespace sluss::daemon::program

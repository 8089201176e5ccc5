#pragma once
// What the daemon's process uses of the machine, from /proc.

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluss::daemon::serve {

struct ProcessUse {
  double cpu_seconds = 0;  ///< of all its threads, in the program and in the kernel for it
  double started = 0;      ///< seconds since 1970; the same each time
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_files = 0;                  ///< descriptors: files, sockets, pipes
  std::optional<std::uint64_t> most_open_files;  ///< nothing: unlimited
};
/// Nothing where /proc cannot be read. Any thread.
[[nodiscard]] std::optional<ProcessUse> process_use();

/// Of /proc/PID/stat. Times are in the kernel's ticks, of which sysconf(_SC_CLK_TCK) make a second.
struct ProcessStat {
  std::uint64_t cpu_ticks = 0;
  std::uint64_t start_ticks = 0;  ///< since the machine began
  std::uint64_t resident_pages = 0;
  bool operator==(const ProcessStat&) const = default;
};
/// Nothing when it is cut off, or no such file. Pure.
[[nodiscard]] std::optional<ProcessStat> parse_process_stat(std::string_view text);
/// Of /proc/PID/limits: how many descriptors may be open. Nothing: the row is missing or says "unlimited". Pure.
[[nodiscard]] std::optional<std::uint64_t> parse_most_open_files(std::string_view limits);

}  // namespace sluss::daemon::serve

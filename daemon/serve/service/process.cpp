#include "daemon/serve/service/process.h"

#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace sluss::daemon::serve {
namespace {

// Of what follows the program's name in /proc/PID/stat, from 0: fields 14, 15, 22 and 24 of proc(5).
constexpr std::size_t user_field = 11;
constexpr std::size_t kernel_field = 12;
constexpr std::size_t start_field = 19;
constexpr std::size_t resident_field = 21;

constexpr std::string_view open_files_row = "Max open files";

std::string text_of(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<std::uint64_t> number_of(const std::string& text) {
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return std::stoull(text);
}

double seconds_of(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// The folder itself is open while it is read.
std::uint64_t count_open_files() {
  std::error_code problem;
  std::uint64_t count = 0;
  for (auto entry = std::filesystem::directory_iterator("/proc/self/fd", problem);
       !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem))
    ++count;
  return count > 0 ? count - 1 : 0;
}

}  // namespace

std::optional<ProcessStat> parse_process_stat(std::string_view text) {
  // The name is in parentheses, and may contain some.
  const auto name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  std::istringstream rest{std::string(text.substr(name_end + 1))};
  const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
  if (fields.size() <= resident_field) return std::nullopt;
  const auto user = number_of(fields[user_field]);
  const auto kernel = number_of(fields[kernel_field]);
  const auto start = number_of(fields[start_field]);
  const auto resident = number_of(fields[resident_field]);
  if (!user || !kernel || !start || !resident) return std::nullopt;
  return ProcessStat{.cpu_ticks = *user + *kernel, .start_ticks = *start, .resident_pages = *resident};
}

std::optional<std::uint64_t> parse_most_open_files(std::string_view limits) {
  const auto row = limits.find(open_files_row);
  if (row == std::string_view::npos) return std::nullopt;
  std::istringstream rest{std::string(limits.substr(row + open_files_row.size()))};
  std::string soft;
  rest >> soft;
  return number_of(soft);
}

std::optional<ProcessUse> process_use() {
  const auto stat = parse_process_stat(text_of("/proc/self/stat"));
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  if (!stat || ticks <= 0) return std::nullopt;
  // Once: of two clocks that are read one after the other the difference is never quite the same.
  static const double started =
      seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME) + static_cast<double>(stat->start_ticks) / ticks;
  return ProcessUse{.cpu_seconds = static_cast<double>(stat->cpu_ticks) / ticks,
                    .started = started,
                    .resident_bytes = stat->resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)),
                    .open_files = count_open_files(),
                    .most_open_files = parse_most_open_files(text_of("/proc/self/limits"))};
}

}  // namespace sluss::daemon::serve

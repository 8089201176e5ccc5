#include "daemon/cli/memory_bound.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <string_view>

#include "core/system_text.h"

namespace sluss::daemon::cli {
namespace {

/// Of /proc/self/status; 0 where it does not tell.
std::uint64_t taken_already() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    std::uint64_t kilobytes = 0;
    if (word == "VmData:" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

}  // namespace

core::Result<> bound_memory(std::uint64_t bytes) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_DATA, &limit) == 0) {
    limit.rlim_cur = std::min<rlim_t>({limit.rlim_cur, limit.rlim_max, taken_already() + bytes});
    if (::setrlimit(RLIMIT_DATA, &limit) == 0) return {};
  }
  return core::fail(core::ErrorClass::storage, "process.memory",
                    "the memory of this process cannot be bounded: " + core::system_text(errno),
                    "See what the service manager or the container forbids (setrlimit).");
}

core::Error explain_memory(core::Error error, const std::string& limit) {
  // In the words of C++, and of the engine where it asked the system in vain (its own limit it tells otherwise).
  constexpr std::array<std::string_view, 3> signs = {"bad_alloc", "bad allocation", "Allocation failure"};
  if (std::ranges::none_of(signs, [&](std::string_view sign) { return error.what.contains(sign); })) return error;
  return {.code = "query.memory",
          .error_class = core::ErrorClass::data,
          .what = "the query needs more memory than it may take",
          .remedy = "Ask for less at a time, or give more: [warehouse] memory is " + limit + "."};
}

}  // namespace sluss::daemon::cli

#include "daemon/program/memory_bound.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/system_text.h"

namespace sluss::daemon::program {
namespace {

/// VmData of a process's status; nothing where it has none.
std::optional<std::uint64_t> taken_already(const std::filesystem::path& file) {
  std::ifstream status(file);
  std::string word;
  while (status >> word) {
    std::uint64_t kilobytes = 0;
    if (word == "VmData:" && status >> kilobytes) return kilobytes * 1024;
  }
  return std::nullopt;
}

std::unexpected<core::Error> not_bounded(const std::string& why, std::string remedy) {
  return core::fail(core::ErrorClass::storage, "process.memory", "the memory of this process cannot be bounded: " + why,
                    std::move(remedy));
}

}  // namespace

core::Result<> bound_memory(std::uint64_t bytes, const std::filesystem::path& status) {
  const auto taken = taken_already(status);
  // Without what it has the bound would be of all of it, and too low at once.
  if (!taken) {
    return not_bounded(status.string() + " does not show what it has",
                       "Let this command read it: see how the service manager or the container mounts /proc.");
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_DATA, &limit) == 0) {
    limit.rlim_cur = std::min<rlim_t>({limit.rlim_cur, limit.rlim_max, *taken + bytes});
    if (::setrlimit(RLIMIT_DATA, &limit) == 0) return {};
  }
  return not_bounded(core::system_text(errno), "See what the service manager or the container forbids (setrlimit).");
}

core::Error explain_memory(core::Error error, const std::string& limit) {
  // The texts of C++, and of the engine where the system gave it no memory (its text for its own limit is another).
  constexpr std::array<std::string_view, 3> signs = {"bad_alloc", "bad allocation", "Allocation failure"};
  if (std::ranges::none_of(signs, [&](std::string_view sign) { return error.what.contains(sign); })) return error;
  return {.code = "query.memory",
          .error_class = core::ErrorClass::data,
          .what = "the query needs more memory than it may take",
          .remedy = "Ask for less at a time, or give more: [warehouse] memory is " + limit + "."};
}

}  // namespace sluss::daemon::program

#include "core/duckdb/spill_name.h"

#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

namespace {

/// /proc/self/fd/7, or what is below it, and 7 is a folder's descriptor.
bool goes_through_a_folder(std::string_view path) {
  constexpr std::string_view descriptors = "/proc/self/fd/";
  if (!path.starts_with(descriptors)) return false;
  path.remove_prefix(descriptors.size());
  int descriptor = -1;
  const auto read = std::from_chars(path.data(), path.data() + path.size(), descriptor);
  struct stat found{};
  return read.ec == std::errc() && ::fstat(descriptor, &found) == 0 && S_ISDIR(found.st_mode);
}

}  // namespace

/// In place of the C library's, for all in this process: the program's own symbols come before those of libraries.
/// Under another name here, since the headers define it inline where they check sizes.
extern "C" [[gnu::visibility("default"), gnu::used]] char* sluss_realpath(const char* path, char* resolved) noexcept
    __asm__("realpath");

extern "C" char* sluss_realpath(const char* path, char* resolved) noexcept {
  if (path != nullptr && goes_through_a_folder(path)) {
    errno = ENOENT;
    return nullptr;
  }
  char* const made = ::canonicalize_file_name(path);
  if (made == nullptr || resolved == nullptr) return made;
  const std::size_t length = std::strlen(made);
  if (length < PATH_MAX) std::memcpy(resolved, made, length + 1);
  std::free(made);
  if (length < PATH_MAX) return resolved;
  errno = ENAMETOOLONG;
  return nullptr;
}

namespace sluss::core::duckdb {

std::string spill_name(const SpillFolder& folder) {
  return folder.path().string();
}

}  // namespace sluss::core::duckdb

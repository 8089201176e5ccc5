#include "warehouse/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace sluss::warehouse {

core::Result<std::optional<FileLock>> FileLock::take(const std::filesystem::path& file,
                                                     std::chrono::milliseconds patience) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const auto reason = std::error_code(errno, std::generic_category());
    return core::fail(core::ErrorClass::storage, reason.value() == ENOENT ? "disk.missing" : "disk.permission",
                      "cannot open " + file.string() + " to lock it: " + reason.message(),
                      "Check that the file is there and that this user may read it.", {.file = file.string()});
  }
  FileLock lock(descriptor);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      const auto reason = std::error_code(errno, std::generic_category());
      return core::fail(core::ErrorClass::storage, "disk.io", "cannot lock " + file.string() + ": " + reason.message(),
                        "Keep the state folder on a file system that has locks.", {.file = file.string()});
    }
    if (std::chrono::steady_clock::now() >= until) return std::optional<FileLock>{};
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return std::optional<FileLock>(std::move(lock));
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace sluss::warehouse

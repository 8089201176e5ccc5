#include "warehouse/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace sluss::warehouse {

core::Result<std::optional<FileLock>> FileLock::take(const std::filesystem::path& file,
                                                     std::chrono::milliseconds patience, Mode mode) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) {
    const auto reason = std::error_code(errno, std::generic_category());
    const bool refused = reason.value() == EACCES || reason.value() == EPERM;
    return core::fail(core::ErrorClass::storage,
                      reason.value() == ENOENT ? "disk.missing"
                      : refused                ? "disk.permission"
                                               : "disk.io",
                      "cannot open " + file.string() + " to lock it: " + reason.message(),
                      "Check that the file is there and that this user may read it.", {.file = file.string()});
  }
  FileLock lock(descriptor, file);
  SLUSS_ASSIGN(const bool held, lock.convert(mode, patience));
  if (!held) return std::optional<FileLock>{};
  return std::optional<FileLock>(std::move(lock));
}

core::Result<bool> FileLock::convert(Mode mode, std::chrono::milliseconds patience) {
  const int way = mode == Mode::shared ? LOCK_SH : LOCK_EX;
  const auto until = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor_, way | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      const auto reason = std::error_code(errno, std::generic_category());
      return core::fail(core::ErrorClass::storage, "disk.io", "cannot lock " + file_.string() + ": " + reason.message(),
                        "Keep the state folder on a file system that has locks.", {.file = file_.string()});
    }
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

bool FileLock::is_of(const std::filesystem::path& file) const {
  struct stat locked{};
  struct stat named{};
  return ::fstat(descriptor_, &locked) == 0 && ::stat(file.c_str(), &named) == 0 && locked.st_dev == named.st_dev &&
         locked.st_ino == named.st_ino;
}

FileLock::FileLock(FileLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), file_(std::move(other.file_)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(file_, other.file_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace sluss::warehouse

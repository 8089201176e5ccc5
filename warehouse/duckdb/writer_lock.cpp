#include "warehouse/duckdb/writer_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/time.h"

namespace sluss::warehouse::duckdb {

namespace {

constexpr std::size_t most_shown = 400;

std::unexpected<core::Error> lock_error(const std::filesystem::path& file, int number) {
  return core::fail(core::ErrorClass::storage, "warehouse.lock_file",
                    "the lock file " + file.string() + " cannot be used: " + std::generic_category().message(number),
                    "see the folder's owner and rights", core::Place{.file = file.string()});
}

std::string holder(int descriptor) {
  std::array<char, most_shown> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  std::string shown(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0U);
  while (!shown.empty() && shown.back() == '\n') shown.pop_back();
  return shown.empty() ? "someone who has not yet written a name" : shown;
}

}  // namespace

core::Result<WriterLock> WriterLock::take(const std::filesystem::path& folder, std::string_view who) {
  const auto file = folder / "writer.lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return lock_error(file, errno);
  WriterLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return lock_error(file, errno);
    return core::fail(core::ErrorClass::busy, "warehouse.locked",
                      "the warehouse is being written by " + holder(descriptor),
                      "wait until it is done and try again; when that process ends, however it ends, the lock is free",
                      core::Place{.file = file.string()});
  }
  const std::string text = std::string(who) + ", process " + std::to_string(::getpid()) + ", since " +
                           core::to_text(core::SystemClock().now()) + "\n";
  // Only for people to read: the lock holds whether or not this could be written.
  if (::ftruncate(descriptor, 0) == 0) (void)!::pwrite(descriptor, text.data(), text.size(), 0);
  return lock;
}

WriterLock::WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

WriterLock::~WriterLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace sluss::warehouse::duckdb

#include "warehouse/duckdb/writer_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/log.h"
#include "core/time.h"

namespace sluss::warehouse::duckdb {

namespace {

constexpr std::size_t most_shown = 400;

std::unexpected<core::Error> lock_error(const std::filesystem::path& file, int number) {
  return core::fail(core::ErrorClass::storage, "warehouse.lock_file",
                    "the lock file " + file.string() + " cannot be used: " + std::generic_category().message(number),
                    "see the folder's owner and rights", core::Place{.file = file.string()});
}

WriterLock::Identity identity(const struct stat& of) {
  return {of.st_dev, of.st_ino};
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
  const auto file = folder / writer_lock_name;
  const int held = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (held < 0) return lock_error(file, errno);
  WriterLock lock(folder, held, -1);
  lock.lock_ = ::openat(held, writer_lock_name.data(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  if (lock.lock_ < 0) return lock_error(file, errno);
  if (::flock(lock.lock_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return lock_error(file, errno);
    return core::fail(core::ErrorClass::busy, "warehouse.locked",
                      "the warehouse is being written by " + holder(lock.lock_),
                      "wait until it is done and try again; when that process ends, however it ends, the lock is free",
                      core::Place{.file = file.string()});
  }
  SLUSS_TRY(lock.unmoved());
  const std::string text = std::string(who) + ", process " + std::to_string(::getpid()) + ", since " +
                           core::to_text(core::SystemClock().now()) + "\n";
  // Only for people to read: the lock holds whether or not this could be written.
  if (::ftruncate(lock.lock_, 0) == 0) (void)!::pwrite(lock.lock_, text.data(), text.size(), 0);
  return lock;
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : path_(std::move(other.path_)), folder_(std::exchange(other.folder_, -1)), lock_(std::exchange(other.lock_, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(folder_, other.folder_);
  std::swap(lock_, other.lock_);
  return *this;
}

WriterLock::~WriterLock() {
  if (lock_ >= 0) ::close(lock_);
  if (folder_ >= 0) ::close(folder_);
}

std::unexpected<core::Error> WriterLock::replaced() const {
  return core::fail(core::ErrorClass::busy, "warehouse.replaced",
                    "the folder of the warehouse was replaced while it was written: it was rebuilt or restored",
                    "nothing was published; run it again, what was fetched is used again",
                    core::Place{.file = path_.string()});
}

core::Result<> WriterLock::unmoved() const {
  struct stat held{};
  struct stat named{};
  struct stat lock{};
  const bool same = ::fstat(folder_, &held) == 0 && ::stat(path_.c_str(), &named) == 0 && ::fstat(lock_, &lock) == 0 &&
                    identity(held) == identity(named) && identity_of(writer_lock_name) == identity(lock);
  if (same) return {};
  return replaced();
}

std::optional<WriterLock::Identity> WriterLock::identity_of(const std::filesystem::path& name) const {
  struct stat file{};
  if (::fstatat(folder_, name.c_str(), &file, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return identity(file);
}

std::string WriterLock::current() const {
  std::array<char, most_shown> target{};
  const ssize_t size = ::readlinkat(folder_, "current", target.data(), target.size());
  return {target.data(), size > 0 ? static_cast<std::size_t>(size) : 0U};
}

void WriterLock::remove(const std::filesystem::path& name) const {
  if (::unlinkat(folder_, name.c_str(), 0) != 0 && errno != ENOENT)
    core::log::warning("warehouse.orphan", "an abandoned generation could not be removed; the next start does it",
                       {{"file", name.string()}, {"error", std::generic_category().message(errno)}});
}

}  // namespace sluss::warehouse::duckdb

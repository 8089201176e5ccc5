#include "warehouse/duckdb/writer_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/log.h"
#include "core/system_text.h"
#include "core/time.h"

namespace sluss::warehouse::duckdb {

namespace {

constexpr std::size_t most_shown = 400;

}  // namespace

core::Result<WriterLock> WriterLock::take(const std::filesystem::path& folder, std::string_view who) {
  const auto file = folder / writer_lock_name;
  core::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int number = errno;
  if (opened.number() < 0 && number == ENOTDIR) return core::not_a_folder(folder, "cannot lock");
  if (opened.number() < 0) {
    return core::fail(core::ErrorClass::storage, number == ENOENT ? "disk.missing" : "disk.permission",
                      "cannot open the warehouse's folder " + folder.string() + ": " + core::system_text(number),
                      "See that the folder is there (mounted), and its owner and rights.", {.file = folder.string()});
  }
  auto lock = SLUSS_TRY(FileLock::take_own(file));
  if (!lock) {
    const auto holder = noted_holder(file);
    return core::fail(
        core::ErrorClass::busy, "warehouse.locked",
        "the warehouse is being written by " + (holder.empty() ? "someone who has not yet written a name" : holder),
        "wait until it is done and try again; when that process ends, however it ends, the lock is free",
        core::Place{.file = file.string()});
  }
  WriterLock taken(folder, std::move(opened), *std::move(lock));
  SLUSS_TRY(taken.check_unmoved());
  taken.lock_.note(std::string(who) + ", process " + std::to_string(::getpid()) + ", since " +
                   core::to_text(core::SystemClock().now()));
  return taken;
}

std::unexpected<core::Error> WriterLock::replaced() const {
  return core::fail(core::ErrorClass::busy, "warehouse.replaced",
                    "the folder of the warehouse was replaced while it was written: it was rebuilt or restored",
                    "the warehouse is unchanged; run it again, what was fetched is used again",
                    core::Place{.file = path_.string()});
}

core::Result<> WriterLock::check_unmoved() const {
  struct stat opened{};
  struct stat named{};
  const bool same = ::fstat(folder_.number(), &opened) == 0 && ::stat(path_.c_str(), &named) == 0 &&
                    opened.st_dev == named.st_dev && opened.st_ino == named.st_ino && lock_.identity() &&
                    identity_of(writer_lock_name) == lock_.identity();
  if (same) return {};
  return replaced();
}

std::optional<WriterLock::Identity> WriterLock::identity_of(const std::filesystem::path& name) const {
  struct stat file{};
  if (::fstatat(folder_.number(), name.c_str(), &file, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return Identity{file.st_dev, file.st_ino};
}

std::string WriterLock::current() const {
  std::array<char, most_shown> target{};
  const ssize_t size = ::readlinkat(folder_.number(), "current", target.data(), target.size());
  return {target.data(), size > 0 ? static_cast<std::size_t>(size) : 0U};
}

void WriterLock::remove(const std::filesystem::path& name) const {
  if (::unlinkat(folder_.number(), name.c_str(), 0) != 0 && errno != ENOENT)
    core::log::warning("warehouse.orphan", "an abandoned generation could not be removed; the next start does it",
                       {{"file", name.string()}, {"error", core::system_text(errno)}});
}

}  // namespace sluss::warehouse::duckdb

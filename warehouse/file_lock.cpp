#include "warehouse/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <thread>

#include "core/log.h"
#include "core/system_text.h"
#include "core/text.h"
#include "core/users.h"

namespace sluss::warehouse {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_noted = 400;
constexpr int always = O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

std::unexpected<core::Error> not_opened(int number, const fs::path& file, core::Content content) {
  constexpr std::string_view doing = "cannot lock";
  const auto folder = file.parent_path().string();
  const auto failed = [&](std::string_view code, std::string remedy) {
    return core::fail(core::ErrorClass::storage, code,
                      std::string(doing) + " " + file.string() + ": " + core::system_text(number), std::move(remedy),
                      {.file = file.string()});
  };
  switch (number) {
    case EACCES:
    case EPERM:
    case EROFS:
      return failed("disk.permission", "Run it as the user whom " + folder + " belongs to.");
    case ENOSPC:
    case EDQUOT:
      return failed("disk.full", "Free space, or raise the quota, where " + folder + " is.");
    case ENOENT:
      return failed("disk.missing", "Make " + folder + ", or mount its disk.");
    case ENOTDIR:
      return core::not_a_folder(file, doing);
    case ELOOP:
    case EISDIR:
    case ENXIO:
      return core::not_a_file(file, doing, content);
    default:
      return failed("disk.io", "See the system's log: it may be the disk, or how many files are open.");
  }
}

}  // namespace

core::Result<std::optional<FileLock>> FileLock::locked(core::Descriptor opened, const fs::path& file,
                                                       std::chrono::milliseconds patience, Mode mode,
                                                       core::Content content) {
  if (opened.number() < 0) return not_opened(errno, file, content);
  struct stat status{};
  if (::fstat(opened.number(), &status) != 0) return not_opened(errno, file, content);
  if (!S_ISREG(status.st_mode)) return core::not_a_file(file, "cannot lock", content);
  FileLock lock(std::move(opened), file);
  const bool locked = SLUSS_TRY(lock.convert(mode, patience));
  if (!locked) return std::optional<FileLock>{};
  return std::optional<FileLock>(std::move(lock));
}

core::Result<std::optional<FileLock>> FileLock::take(const fs::path& file, std::chrono::milliseconds patience,
                                                     Mode mode) {
  return locked(core::Descriptor(::open(file.c_str(), O_RDONLY | always)), file, patience, mode, core::Content::kept);
}

core::Result<std::optional<FileLock>> FileLock::take_own(const fs::path& file, std::chrono::milliseconds patience,
                                                         Mode mode) {
  // Reading is enough to lock, also where the file system is read only by now.
  core::Descriptor opened(::open(file.c_str(), O_RDONLY | O_CREAT | O_NOFOLLOW | always, 0600));
  if (opened.number() >= 0) {
    if (const auto given = core::give_to_folders_owner(opened.number(), file); !given)
      core::log::warning("state.owner", "the state's lock file stays root's",
                         {{"folder", file.parent_path().string()}});
  }
  return locked(std::move(opened), file, patience, mode, core::Content::recreated);
}

void FileLock::note(std::string_view who) const {
  // Following nothing: another may own the folder.
  const core::Descriptor file(::open(file_.c_str(), O_WRONLY | O_NOFOLLOW | always));
  if (file.number() < 0 || !is_of(file_) || ::ftruncate(file.number(), 0) != 0 || who.empty()) return;
  const auto text = std::string(who) + "\n";
  [[maybe_unused]] const auto written = ::write(file.number(), text.data(), text.size());
}

core::Result<bool> FileLock::convert(Mode mode, std::chrono::milliseconds patience) {
  const int way = mode == Mode::shared ? LOCK_SH : LOCK_EX;
  const auto until = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor_.number(), way | LOCK_NB) != 0) {
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

std::optional<std::pair<std::uint64_t, std::uint64_t>> FileLock::identity() const {
  struct stat locked{};
  if (::fstat(descriptor_.number(), &locked) != 0) return std::nullopt;
  return std::pair<std::uint64_t, std::uint64_t>(locked.st_dev, locked.st_ino);
}

bool FileLock::is_of(const fs::path& file) const {
  struct stat named{};
  const auto locked = identity();
  return locked && ::stat(file.c_str(), &named) == 0 &&
         *locked == std::pair<std::uint64_t, std::uint64_t>(named.st_dev, named.st_ino);
}

std::string noted_holder(const fs::path& lock_file) {
  const core::Descriptor file(::open(lock_file.c_str(), O_RDONLY | O_NOFOLLOW | always));
  struct stat status{};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return "";
  std::array<char, most_noted> text{};
  const auto size = ::pread(file.number(), text.data(), text.size(), 0);
  const std::string_view noted(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0U);
  return core::one_line(noted.substr(0, noted.find('\n')));
}

}  // namespace sluss::warehouse

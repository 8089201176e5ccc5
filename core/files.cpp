#include "core/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ranges>
#include <system_error>

#include "core/descriptor.h"
#include "core/file_type.h"
#include "core/system_text.h"
#include "core/users.h"

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t copy_block = std::size_t{1} << 20U;
// A name that is taken again between its removal and the creation: that is done on purpose.
constexpr int most_tries = 16;
// A pipe must never be waited for, and a terminal never become ours.
constexpr int always = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

mode_t usual_mask = 0077;
bool private_files = false;

std::unexpected<Error> disk_error(int number, std::string_view doing, const fs::path& path) {
  std::string what = fmt::format("{} {}: {}", doing, path.string(), system_text(number));
  Place place{.file = path.string()};
  const auto made = [&](std::string_view code, std::string remedy) {
    return fail(ErrorClass::storage, code, std::move(what), std::move(remedy), std::move(place));
  };
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return made("disk.full", fmt::format("Free space, or raise the quota, where {} is; then run again. Nothing "
                                           "that was committed is lost",
                                           path.parent_path().string()));
    case EACCES:
    case EPERM:
    case EROFS:
      return made("disk.permission",
                  fmt::format("Let the user {} that this process runs as reach {} (owner, mode, read-only mount)",
                              ::geteuid(), path.string()));
    case EEXIST:
      return made("disk.exists", fmt::format("Name another file, or move {} away", path.string()));
    case ELOOP:
    case ENXIO:
    case EISDIR:
      return not_a_file(path, doing);
    case ENOTDIR:
      return not_a_folder(path, doing);
    case ENOENT:
      return made("disk.missing",
                  fmt::format("Create {}, or correct the path in the configuration", path.parent_path().string()));
    default:
      return made("disk.io", "See the system's log for the disk; restore the file from a backup if it is damaged");
  }
}

std::unexpected<Error> disk_error(const std::error_code& error, std::string_view doing, const fs::path& path) {
  return disk_error(error.value(), doing, path);
}

/// Repeats a system call that a signal interrupts.
template <class Call>
auto retried(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

/// Opens what is there, a regular file or (by O_DIRECTORY) a folder.
Result<Descriptor> open_file(const fs::path& path, int flags, std::string_view doing) {
  Descriptor file(retried([&] { return ::open(path.c_str(), flags | always); }));
  if (file.number() < 0) return disk_error(errno, doing, path);
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return disk_error(errno, doing, path);
  if ((flags & O_DIRECTORY) == 0 && !S_ISREG(status.st_mode)) {
    return disk_error(S_ISDIR(status.st_mode) ? EISDIR : ENXIO, doing, path);
  }
  return file;
}

Result<> give_mode(int descriptor, FileMode mode, const fs::path& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return disk_error(errno, "cannot read the mode of", path);
  const bool other_group = mode.group && *mode.group != status.st_gid;
  if (other_group && ::fchown(descriptor, static_cast<uid_t>(-1), *mode.group) != 0) {
    const int number = errno;  // the group's name is looked up below
    if (mode.exact) {
      return fail(ErrorClass::storage, "disk.permission",
                  fmt::format("cannot give {} to the group {}: {}", path.string(), shown_group(*mode.group),
                              system_text(number)),
                  fmt::format("Make the user {} that this process runs as a member of the group (usermod -aG), and "
                              "restart it",
                              ::geteuid()),
                  {.file = path.string()});
    }
    mode.bits &= ~0070U;  // another group must not get what this one was to have
  }
  if ((other_group || (status.st_mode & 07777U) != mode.bits) && ::fchmod(descriptor, mode.bits) != 0 && mode.exact) {
    return disk_error(errno, fmt::format("cannot set the mode {:o} of", mode.bits), path);
  }
  return {};
}

/// A file that was not there. Until its mode is set only its owner can open it.
Result<Descriptor> open_new(const fs::path& path, FileMode mode, int flags = 0) {
  const int how = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | always | flags;
  Descriptor file(retried([&] { return ::open(path.c_str(), how, 0600); }));
  if (file.number() < 0) return disk_error(errno, "cannot create", path);
  if (auto given = give_mode(file.number(), mode, path); !given) {
    (void)::unlink(path.c_str());
    return std::unexpected(std::move(given).error());
  }
  return file;
}

/// The same where the name may be taken: the name is taken from what has it.
Result<Descriptor> open_instead(const fs::path& path, FileMode mode) {
  for (int i = 0;; ++i) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return disk_error(errno, "cannot replace", path);
    auto file = open_new(path, mode);
    if (file || file.error().code != "disk.exists" || i == most_tries) return file;
  }
}

Result<Descriptor> open_at_end(const fs::path& path, FileMode mode) {
  auto file = open_new(path, mode, O_APPEND);
  if (file || file.error().code != "disk.exists") return file;
  return open_file(path, O_WRONLY | O_APPEND | O_NOFOLLOW, "cannot open for appending");
}

Result<std::uint64_t> size_of(int descriptor, const fs::path& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return disk_error(errno, "cannot read the size of", path);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<> write_all(int descriptor, std::string_view data, const fs::path& path) {
  while (!data.empty()) {
    const auto written = retried([&] { return ::write(descriptor, data.data(), data.size()); });
    if (written < 0) return disk_error(errno, "cannot write", path);
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> copy_by_reading(int from, int to, const fs::path& source, const fs::path& target) {
  std::string block(copy_block, '\0');
  for (;;) {
    const auto got = retried([&] { return ::read(from, block.data(), block.size()); });
    if (got < 0) return disk_error(errno, "cannot read", source);
    if (got == 0) return {};
    SLUSS_TRY(write_all(to, std::string_view(block).substr(0, static_cast<std::size_t>(got)), target));
  }
}

Result<> copy_contents(int from, int to, const fs::path& source, const fs::path& target) {
  if (::ioctl(to, FICLONE, from) == 0) return {};
  std::uint64_t rest = SLUSS_TRY(size_of(from, source));
  while (rest > 0) {
    const auto copied = retried([&] { return ::copy_file_range(from, nullptr, to, nullptr, rest, 0); });
    if (copied < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO)) {
      return disk_error(errno, "cannot copy to", target);
    }
    // Older kernels, two file systems, or one that cannot: both offsets are where it stopped, so go on by hand.
    if (copied <= 0) break;
    rest -= static_cast<std::uint64_t>(copied);
  }
  return copy_by_reading(from, to, source, target);
}

class RealOutputFile final : public OutputFile {
 public:
  RealOutputFile(Descriptor descriptor, fs::path path, std::uint64_t size)
      : descriptor_(std::move(descriptor)), path_(std::move(path)), size_(size) {}

  Result<> write(std::string_view data) override {
    SLUSS_TRY(write_all(descriptor_.number(), data, path_));
    size_ += data.size();
    return {};
  }
  Result<> copy_from(const fs::path& file) override {
    const auto source = SLUSS_TRY(open_file(file, O_RDONLY, "cannot open"));
    SLUSS_TRY(copy_contents(source.number(), descriptor_.number(), file, path_));
    size_ = SLUSS_TRY(size_of(descriptor_.number(), path_));
    return stand_at(size_);
  }
  Result<> sync() override {
    if (retried([&] { return ::fdatasync(descriptor_.number()); }) != 0) return disk_error(errno, "cannot sync", path_);
    return {};
  }
  Result<> truncate(std::uint64_t size) override {
    if (retried([&] { return ::ftruncate(descriptor_.number(), static_cast<off_t>(size)); }) != 0) {
      return disk_error(errno, "cannot truncate", path_);
    }
    size_ = size;
    return stand_at(size);
  }
  Result<> close() override {
    // Not repeated when interrupted: Linux has freed the descriptor by then.
    const int number = descriptor_.release();
    if (number >= 0 && ::close(number) != 0 && errno != EINTR) return disk_error(errno, "cannot close", path_);
    return {};
  }
  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  Result<> stand_at(std::uint64_t offset) {
    if (::lseek(descriptor_.number(), static_cast<off_t>(offset), SEEK_SET) >= 0) return {};
    return disk_error(errno, "cannot go on writing", path_);
  }

  Descriptor descriptor_;
  fs::path path_;
  std::uint64_t size_;
};

class RealFiles final : public Files {
 public:
  Result<std::unique_ptr<OutputFile>> create(const fs::path& path, FileMode mode) override {
    auto file = SLUSS_TRY(open_instead(path, mode));
    return std::make_unique<RealOutputFile>(std::move(file), path, 0);
  }

  Result<std::unique_ptr<OutputFile>> create_new(const fs::path& path, FileMode mode) override {
    auto file = SLUSS_TRY(open_new(path, mode));
    (void)::flock(file.number(), LOCK_EX | LOCK_NB);  // a help for those who clean up; some shares have no locks
    return std::make_unique<RealOutputFile>(std::move(file), path, 0);
  }

  Result<std::unique_ptr<OutputFile>> append(const fs::path& path, FileMode mode) override {
    auto file = SLUSS_TRY(open_at_end(path, mode));
    const auto size = SLUSS_TRY(size_of(file.number(), path));
    return std::make_unique<RealOutputFile>(std::move(file), path, size);
  }

  Result<std::string> read(const fs::path& path) override {
    const auto file = SLUSS_TRY(open_file(path, O_RDONLY, "cannot open"));
    const auto size = SLUSS_TRY(size_of(file.number(), path));
    return read_at(file.number(), path, 0, size);
  }

  Result<std::string> read_range(const fs::path& path, std::uint64_t offset, std::uint64_t size) override {
    const auto file = SLUSS_TRY(open_file(path, O_RDONLY, "cannot open"));
    const auto whole = SLUSS_TRY(size_of(file.number(), path));
    if (offset > whole || size > whole - offset) return too_short(path, whole, offset, size);
    return read_at(file.number(), path, offset, size);
  }

  Result<> rename(const fs::path& from, const fs::path& to) override {
    if (::rename(from.c_str(), to.c_str()) == 0) return {};
    return disk_error(errno, fmt::format("cannot rename {} to", from.string()), to);
  }

  Result<> rename_new(const fs::path& from, const fs::path& to) override {
    const auto said = fmt::format("cannot rename {} to", from.string());
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
    if (errno != EINVAL && errno != ENOSYS) return disk_error(errno, said, to);
    // A file system that does not know it: a second name cannot replace anything either.
    if (::link(from.c_str(), to.c_str()) == 0) return remove(from);
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) return disk_error(errno, said, to);
    // Some shares have no second names: only the share can detect a file that comes between the check and the rename.
    struct stat status{};
    if (::lstat(to.c_str(), &status) == 0) return disk_error(EEXIST, said, to);
    return rename(from, to);
  }

  Result<bool> exchange(const fs::path& one, const fs::path& other) override {
    if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0) return true;
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) return false;
    return disk_error(errno, fmt::format("cannot exchange {} and", one.string()), other);
  }

  Result<> remove(const fs::path& path) override {
    if (::remove(path.c_str()) == 0 || errno == ENOENT) return {};
    return disk_error(errno, "cannot remove", path);
  }

  Result<> make_folders(const fs::path& path, FileMode mode) override {
    std::vector<fs::path> missing;
    std::error_code error;
    for (auto folder = path; !folder.empty() && !fs::exists(folder, error); folder = folder.parent_path()) {
      if (folder.has_filename()) missing.push_back(folder);  // "a/b/" has "a/b" above it
    }
    for (const auto& folder : std::ranges::reverse_view(missing)) {
      if (::mkdir(folder.c_str(), 0700) != 0) {
        if (errno == EEXIST && fs::is_directory(folder, error)) continue;  // made meanwhile
        return disk_error(errno, "cannot create the folder", folder);
      }
      SLUSS_TRY(set_mode(folder, mode));
      SLUSS_TRY(sync_folder(folder.has_parent_path() ? folder.parent_path() : fs::path(".")));
    }
    if (!fs::is_directory(path, error)) return disk_error(ENOTDIR, "cannot create the folder", path);
    return {};
  }

  Result<> set_mode(const fs::path& path, FileMode mode) override {
    std::error_code error;
    const int kind = fs::is_directory(fs::symlink_status(path, error)) ? O_DIRECTORY : 0;
    const auto file = SLUSS_TRY(open_file(path, O_RDONLY | O_NOFOLLOW | kind, "cannot open"));
    return give_mode(file.number(), mode, path);
  }

  Result<> symlink(const fs::path& target, const fs::path& link) override {
    if (::symlink(target.c_str(), link.c_str()) == 0) return {};
    return disk_error(errno, "cannot create the link", link);
  }

  Result<> sync_file(const fs::path& path) override { return sync_path(path, O_RDONLY); }
  Result<> sync_folder(const fs::path& path) override { return sync_path(path, O_RDONLY | O_DIRECTORY); }

  Result<> clone(const fs::path& from, const fs::path& to, FileMode mode) override {
    const auto source = SLUSS_TRY(open_file(from, O_RDONLY, "cannot open"));
    const auto target = SLUSS_TRY(open_instead(to, mode));
    auto copied = copy_contents(source.number(), target.number(), from, to);
    if (!copied) (void)::unlink(to.c_str());  // half a copy must not be taken for a whole
    return copied;
  }

  Result<std::vector<fs::path>> list(const fs::path& folder) override {
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      paths.push_back(entry->path());
    }
    if (error) return disk_error(error, "cannot list the folder", folder);
    std::ranges::sort(paths);
    return paths;
  }

  [[nodiscard]] bool exists(const fs::path& path) override {
    std::error_code error;
    return fs::exists(path, error);
  }

  [[nodiscard]] Result<std::uint64_t> size(const fs::path& path) override {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return disk_error(errno, "cannot read the size of", path);
    if (!S_ISREG(status.st_mode)) return not_a_file(path, "cannot read the size of");
    return static_cast<std::uint64_t>(status.st_size);
  }

 private:
  static std::unexpected<Error> too_short(const fs::path& path, std::uint64_t whole, std::uint64_t offset,
                                          std::uint64_t size) {
    return fail(ErrorClass::storage, "disk.io",
                fmt::format("{} ends at byte {}, but bytes {} to {} were expected", path.string(), whole, offset,
                            offset + size),
                "The file is cut short: restore it from a backup", {.file = path.string()});
  }

  static Result<std::string> read_at(int file, const fs::path& path, std::uint64_t offset, std::uint64_t size) {
    std::string data(size, '\0');
    std::uint64_t done = 0;
    while (done < size) {
      const auto got =
          retried([&] { return ::pread(file, data.data() + done, size - done, static_cast<off_t>(offset + done)); });
      if (got < 0) return disk_error(errno, "cannot read", path);
      if (got == 0) return too_short(path, offset + done, offset, size);
      done += static_cast<std::uint64_t>(got);
    }
    return data;
  }

  static Result<> sync_path(const fs::path& path, int flags) {
    const auto file = SLUSS_TRY(open_file(path, flags, "cannot open"));
    if (retried([&] { return ::fsync(file.number()); }) != 0) return disk_error(errno, "cannot sync", path);
    return {};
  }
};

}  // namespace

void keep_files_private() {
  const auto mask = ::umask(0077);
  if (!std::exchange(private_files, true)) usual_mask = mask;
}

FileMode usual_mode() {
  return {.bits = 0666U & ~usual_mask, .exact = false};
}

std::unique_ptr<Files> real_files() {
  return std::make_unique<RealFiles>();
}

}  // namespace sluss::core

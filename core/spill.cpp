#include "core/spill.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "core/log.h"
#include "core/users.h"

namespace sluss::core {

namespace fs = std::filesystem;

namespace {

constexpr mode_t own_mode = 0700;
/// A cleaner may take the lock of a folder in the moment between its making and its locking.
constexpr int tries = 16;
constexpr std::uint64_t megabyte = 1'000'000;

std::unexpected<Error> folder_error(const fs::path& folder, int number) {
  return fail(ErrorClass::storage, "spill.folder",
              "no folder can be made for what does not fit in memory: " + std::generic_category().message(number),
              "see who owns the folder, and that its disk has room", Place{.file = folder.string()});
}

/// Made by root in another user's folder it would keep that user from spilling, and from tidying up.
Result<> give(const fs::path& made) {
  const auto given = give_to_folders_owner(made);
  if (given) return {};
  return fail(ErrorClass::storage, "spill.folder", given.error().what, given.error().remedy, given.error().place);
}

/// The parent is made when it is missing; no one else may list it.
Result<> make_parent(const fs::path& parent) {
  std::error_code error;
  if (fs::is_directory(parent, error)) return {};
  fs::create_directories(parent.parent_path(), error);
  if (::mkdir(parent.c_str(), own_mode) == 0) return give(parent);
  if (errno == EEXIST) return {};
  return folder_error(parent, errno);
}

/// Nothing, with errno, when another process locks it (EWOULDBLOCK) or took it away (ENOENT), or it cannot be locked.
std::optional<int> locked(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  struct stat opened{};
  struct stat named{};
  const bool known = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor, &opened) == 0 &&
                     ::lstat(folder.c_str(), &named) == 0;
  if (known && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev) return descriptor;
  const int reason = known ? ENOENT : errno;
  ::close(descriptor);
  errno = reason;
  return std::nullopt;
}

fs::path by_descriptor(int descriptor) {
  return fmt::format("/proc/self/fd/{}", descriptor);
}

void log_left(const fs::path& what, const std::error_code& error) {
  log::warning("spill.left", "what was spilled cannot be removed; the next start tries again",
               {{"folder", what.string()}, {"error", error.message()}});
}

/// Removes the folder by the name that it has now. False: why it stays is logged.
bool remove_locked(int descriptor) {
  std::error_code error;
  const auto folder = fs::read_symlink(by_descriptor(descriptor), error);
  if (!error) fs::remove_all(folder, error);
  if (error) log_left(folder, error);
  ::close(descriptor);
  return !error;
}

/// "4711-aB3xYz": a name that make() gives.
bool is_own_name(std::string_view name) {
  const auto dash = name.find('-');
  return dash != std::string_view::npos && dash != 0 &&
         std::ranges::all_of(name.substr(0, dash), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<std::uint64_t> room_to_spill(const Spill& spill) {
  SLUSS_TRY(make_parent(spill.folder));
  std::error_code error;
  const auto space = fs::space(spill.folder, error);
  if (error) return folder_error(spill.folder, error.value());
  if (space.available > spill.least_free)
    return std::min<std::uint64_t>(spill.most, space.available - spill.least_free);
  return fail(ErrorClass::storage, "spill.disk_short",
              fmt::format("{} MB are free on its disk and {} MB are to stay free", space.available / megabyte,
                          spill.least_free / megabyte),
              "free room on that disk, or ask for less at a time", Place{.file = spill.folder.string()});
}

Result<SpillFolder> SpillFolder::make(const fs::path& parent) {
  SLUSS_TRY(make_parent(parent));
  int reason = 0;
  for (int i = 0; i < tries; ++i) {
    std::string name = (parent / fmt::format("{}-XXXXXX", ::getpid())).string();
    if (::mkdtemp(name.data()) == nullptr) return folder_error(parent, errno);
    if (const auto descriptor = locked(name)) {
      SpillFolder made(*descriptor);
      SLUSS_TRY(give(name));
      return made;
    }
    reason = errno;
    ::rmdir(name.c_str());  // taken away, it is gone already
  }
  return folder_error(parent, reason);
}

SpillFolder::SpillFolder(SpillFolder&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

SpillFolder& SpillFolder::operator=(SpillFolder&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

SpillFolder::~SpillFolder() {
  if (descriptor_ >= 0) remove_locked(descriptor_);
}

fs::path SpillFolder::path() const {
  return by_descriptor(descriptor_);
}

std::size_t remove_dead_spills(const fs::path& folder) {
  std::size_t removed = 0;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code unknown;
    const auto& path = entry->path();
    const auto name = path.filename().string();
    if (entry->symlink_status(unknown).type() == fs::file_type::directory && is_own_name(name)) {
      if (const auto descriptor = locked(path)) {
        if (remove_locked(*descriptor)) ++removed;
      } else if (errno != EWOULDBLOCK && errno != ENOENT) {
        log_left(path, {errno, std::generic_category()});
      }
    } else if (name.starts_with("duckdb_temp_")) {  // of programs that had one folder for all
      if (fs::remove(path, unknown)) ++removed;
      if (unknown) log_left(path, unknown);
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) log_left(folder, error);
  if (removed != 0) {
    log::info("spill.removed", "what ended processes had spilled is removed",
              {{"folder", folder.string()}, {"removed", removed}});
  }
  return removed;
}

}  // namespace sluss::core

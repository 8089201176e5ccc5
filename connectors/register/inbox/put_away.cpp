#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/inbox/opened.h"
#include "core/system_text.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

constexpr int most_names = 10'000;
constexpr std::size_t longest_name = 255;

const char* name_of(Away where) {
  return where == Away::done ? "done" : "rejected";
}

/// The system refuses because the folder is not ours to change, or is in two file systems.
bool is_not_ours(int number) {
  return number == EACCES || number == EPERM || number == EROFS || number == EXDEV;
}

std::unexpected<core::Error> failed(const std::string& name, std::string_view doing, int number) {
  return core::fail(core::ErrorClass::storage, "inbox.move", fmt::format("{}: {}", doing, core::system_text(number)),
                    "The file was read and stays where it was; move it yourself, or see that the share is well.",
                    {.file = shown_name(name)});
}

/// ".csv", or nothing.
std::string ending_of(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? std::string() : name.substr(dot);
}

/// "NAME (2).csv" for 2; never longer than a name may be.
std::string numbered(const std::string& name, int number) {
  if (number < 2) return name;
  const auto ending = ending_of(name);
  const auto added = fmt::format(" ({})", number);
  const auto room = longest_name - std::min(longest_name, added.size() + ending.size());
  const std::string stem(core::cut(std::string_view(name).substr(0, name.size() - ending.size()), room));
  return stem + added + ending;
}

/// "NAME.csv" of "NAME (2).csv"; itself where it has no such number.
std::string without_number(const std::string& name) {
  const auto ending = ending_of(name);
  const auto stem = name.substr(0, name.size() - ending.size());
  const auto open = stem.rfind(" (");
  if (open == std::string::npos || !stem.ends_with(')')) return name;
  const auto number = std::string_view(stem).substr(open + 2, stem.size() - open - 3);
  if (number.empty() || !std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; })) return name;
  return stem.substr(0, open) + ending;
}

/// Returns the system's error, 0 when it was renamed. The name must be free.
int rename_new(int from_folder, const std::string& from, int to_folder, const std::string& to) {
  if (::renameat2(from_folder, from.c_str(), to_folder, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) return errno;
  // A file system that does not know it: a second name cannot replace anything either.
  if (::linkat(from_folder, from.c_str(), to_folder, to.c_str(), 0) == 0) {
    return ::unlinkat(from_folder, from.c_str(), 0) == 0 ? 0 : errno;
  }
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) return errno;
  // Some shares have no second names: only the share can detect a file that comes between the check and the rename.
  struct stat status{};
  if (::fstatat(to_folder, to.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
  return ::renameat(from_folder, from.c_str(), to_folder, to.c_str()) == 0 ? 0 : errno;
}

struct Renamed {
  int error = 0;
  std::string name;
};

/// Under the first name that is free.
Renamed rename_beside(int from_folder, const std::string& from, int to_folder, const std::string& wanted) {
  for (int number = 1; number <= most_names; ++number) {
    auto name = numbered(wanted, number);
    const int error = rename_new(from_folder, from, to_folder, name);
    if (error != EEXIST) return {error, std::move(name)};
  }
  return {EEXIST, wanted};
}

/// A folder of the folder, never through a link; made where it is missing. Nothing: it is not ours to make.
core::Result<std::optional<core::Descriptor>> folder_below(int folder, const char* name) {
  constexpr mode_t as_the_share_has_it = 0777;  // less the umask
  if (::mkdirat(folder, name, as_the_share_has_it) == 0) {
    (void)::fsync(folder);
  } else if (errno != EEXIST) {
    if (is_not_ours(errno)) return std::nullopt;
    return failed(name, "the folder cannot be made", errno);
  }
  core::Descriptor opened(::openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (opened.number() >= 0) return opened;
  if (is_not_ours(errno)) return std::nullopt;
  return failed(name, "the folder cannot be opened", errno);
}

bool is_same_file(const FileStamp& one, const FileStamp& other) {
  const bool same_inode = one.device == other.device && one.inode == other.inode;
  return one.bytes == other.bytes && (same_inode || one.modified_nanos == other.modified_nanos);
}

core::Result<core::Sha256> digest_of(int file, const std::string& name) {
  core::Sha256Hasher hasher;
  SLUSS_TRY(impl::read_blocks(file, name, {}, [&](std::string_view block) -> core::Result<> {
    hasher.update(block);
    return {};
  }));
  return hasher.finish();
}

/// The stamp of the open file, when it has the bytes that were taken.
core::Result<std::optional<FileStamp>> compared(int file, const CopiedFile& taken) {
  struct stat before{};
  struct stat after{};
  if (::fstat(file, &before) != 0) return impl::unreadable(taken.file().name, errno);
  if (!is_same_file(impl::stamp_of(before), taken.file().stamp)) return std::nullopt;
  const auto digest = SLUSS_TRY(digest_of(file, taken.file().name));
  if (::fstat(file, &after) != 0) return impl::unreadable(taken.file().name, errno);
  if (digest != taken.sha256() || impl::stamp_of(after) != impl::stamp_of(before)) return std::nullopt;
  return impl::stamp_of(after);
}

}  // namespace

std::optional<std::vector<std::string>> Inbox::rejected_names() const {
  std::error_code failed;
  if (fs::is_empty(folder_, failed) || failed) return std::nullopt;
  std::vector<std::string> names;
  fs::directory_iterator each(folder_ / name_of(Away::rejected), failed);
  if (failed == std::errc::no_such_file_or_directory) return names;
  for (; !failed && each != fs::directory_iterator(); each.increment(failed)) {
    const auto name = each->path().filename().string();
    if (!may_be_taken(name)) continue;
    names.push_back(shown_name(name));
    names.push_back(shown_name(without_number(name)));
  }
  if (failed) return std::nullopt;
  std::ranges::sort(names);
  const auto [first, last] = std::ranges::unique(names);
  names.erase(first, last);
  return names;
}

std::optional<NotAway> what_hinders(const fs::path& folder, Away where, std::uint64_t free) {
  constexpr std::uint64_t of_a_readme = 256U << 10U;
  std::error_code unknown;
  const auto type = fs::symlink_status(folder / name_of(where), unknown).type();
  const bool may_be_well = type == fs::file_type::directory || type == fs::file_type::not_found ||
                           type == fs::file_type::none || type == fs::file_type::unknown;
  if (!may_be_well) return NotAway::not_a_folder;
  if (free < of_a_readme) return NotAway::full;
  return std::nullopt;
}

std::optional<NotAway> Inbox::what_hinders(Away where) const {
  std::error_code unknown;
  const auto space = fs::space(folder_, unknown);
  const bool known = !unknown && space.capacity > 0;  // some shares do not say it
  return registers::what_hinders(folder_, where, known ? space.available : std::numeric_limits<std::uint64_t>::max());
}

core::Result<PutAway> Inbox::put_away(const CopiedFile& taken, Away where) const {
  const auto& name = taken.file().name;
  const auto folder = SLUSS_TRY(impl::open_folder(folder_));
  const auto opened = impl::open_file(folder.number(), name);
  if (!opened) {
    if (opened.error().code == "inbox.gone") return PutAway{PutAwayOutcome::gone, {}};
    if (opened.error().code == "inbox.not_a_file") return PutAway{PutAwayOutcome::replaced, {}};
    return std::unexpected(opened.error());
  }
  const auto stamp = SLUSS_TRY(compared(opened->number(), taken));
  if (!stamp) return PutAway{PutAwayOutcome::replaced, {}};
  const auto target = SLUSS_TRY(folder_below(folder.number(), name_of(where)));
  if (!target) return PutAway{PutAwayOutcome::left_in_place, {}};
  if (options_.steps.compared) options_.steps.compared();
  const auto renamed = rename_beside(folder.number(), name, target->number(), name);
  if (renamed.error == ENOENT) return PutAway{PutAwayOutcome::gone, {}};
  if (is_not_ours(renamed.error)) return PutAway{PutAwayOutcome::left_in_place, {}};
  if (renamed.error != 0) return failed(name, "the file cannot be moved", renamed.error);
  // Between the comparison and the rename another file may have taken the name: that one goes back.
  if (impl::stamp_at(target->number(), renamed.name) != *stamp) {
    const auto back = rename_beside(target->number(), renamed.name, folder.number(), name);
    if (back.error != 0) return failed(name, "another file had taken the name, and cannot be moved back", back.error);
    return PutAway{PutAwayOutcome::replaced, {}};
  }
  (void)::fsync(target->number());  // some shares have no such thing
  (void)::fsync(folder.number());
  return PutAway{PutAwayOutcome::moved, folder_ / name_of(where) / renamed.name};
}

}  // namespace sluss::connectors::registers

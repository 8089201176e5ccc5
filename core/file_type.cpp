#include "core/file_type.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>
#include <system_error>

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

std::optional<mode_t> mode_at(const fs::path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_mode;
}

std::optional<mode_t> mode_behind(const fs::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_mode;
}

/// Where a link leads, its own folder included.
fs::path target_of(const fs::path& link) {
  std::error_code problem;
  const auto target = fs::read_symlink(link, problem);
  return target.is_absolute() ? target : (link.parent_path() / target).lexically_normal();
}

std::string shown(const fs::path& path) {
  const auto mode = mode_at(path);
  if (!mode) return "not there";
  if (S_ISLNK(*mode))
    return fmt::format("a symbolic link to {}{}", target_of(path).string(),
                       mode_behind(path) ? "" : ", which is not there");
  return std::string(kind_text(*mode));
}

std::string remedy_for(const fs::path& path, Content content) {
  const auto name = path.string();
  if (content == Content::recreated) return fmt::format("Remove it (rm -r {}): it is created again.", name);
  const auto mode = mode_at(path);
  const auto behind = mode_behind(path);
  if (mode && S_ISLNK(*mode) && behind && S_ISREG(*behind)) {
    return fmt::format(
        "Stop what uses it, and put the file itself in the place of the link: mv {} {}. To have it on another disk, "
        "move or mount the whole folder.",
        target_of(path).string(), name);
  }
  if (mode && S_ISLNK(*mode) && !behind)
    return fmt::format("Mount or find what the link led to, and put the file itself in its place: mv FILE {}.", name);
  return fmt::format("Move it away (mv {} {}.away), and put the file back from a backup if there was one.", name, name);
}

}  // namespace

std::string_view kind_text(mode_t mode) {
  if (S_ISREG(mode)) return "a regular file";
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

std::unexpected<Error> not_a_file(const fs::path& path, std::string_view doing, Content content) {
  return fail(ErrorClass::storage, "disk.not_a_file",
              fmt::format("{} {}: it is {}, not a regular file", doing, path.string(), shown(path)),
              remedy_for(path, content), {.file = path.string()});
}

std::unexpected<Error> not_a_folder(const fs::path& path, std::string_view doing) {
  auto odd = path;
  for (auto above = path; above.has_relative_path(); above = above.parent_path()) {
    const auto mode = mode_at(above);
    if (!mode) continue;
    odd = above;
    break;
  }
  return fail(ErrorClass::storage, "disk.not_a_folder",
              fmt::format("{} {}: {} is {}, not a folder", doing, path.string(), odd.string(), shown(odd)),
              fmt::format("Move it away (mv {} {}.away), or mount or make the folder that it should be.", odd.string(),
                          odd.string()),
              {.file = odd.string()});
}

Result<> check_file_type(const fs::path& path, FileType type, Content content) {
  const auto mode = mode_at(path);
  if (!mode) return {};
  const auto behind = mode_behind(path);
  switch (type) {
    case FileType::file:
      if (S_ISREG(*mode)) return {};
      return not_a_file(path, "cannot use", content);
    case FileType::linked_file:
      if (!behind || S_ISREG(*behind)) return {};
      return not_a_file(path, "cannot use", content);
    case FileType::folder:
      break;
  }
  if (behind && S_ISDIR(*behind)) return {};
  return not_a_folder(path, "cannot use");
}

}  // namespace sluss::core

#include "connectors/register/inbox/opened.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "connectors/register/inbox/file_errors.h"
#include "core/system_text.h"

namespace sluss::connectors::registers::impl {
namespace {

// A pipe must never be waited for, and a terminal never become ours.
constexpr int always = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr std::size_t block_bytes = std::size_t{1} << 20U;
constexpr std::int64_t nanos_a_second = 1'000'000'000;

template <class Call>
auto retried(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

std::unexpected<core::Error> not_a_file(const std::string& name) {
  return core::fail(core::ErrorClass::config, "inbox.not_a_file", shown_name(name) + " is no regular file",
                    "Put the file itself there: links, pipes and folders are not followed.",
                    {.file = shown_name(name)});
}

}  // namespace

FileStamp stamp_of(const struct stat& status) {
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .bytes = static_cast<std::uint64_t>(status.st_size),
          .modified_nanos = status.st_mtim.tv_sec * nanos_a_second + status.st_mtim.tv_nsec};
}

core::Result<core::Descriptor> open_folder(const std::filesystem::path& folder) {
  core::Descriptor opened(retried([&] { return ::open(folder.c_str(), always | O_DIRECTORY); }));
  if (opened.number() >= 0) return opened;
  return core::fail(
      core::ErrorClass::transient, "inbox.no_folder",
      fmt::format("the folder cannot be opened: {}", core::system_text(errno)),
      fmt::format("Create or mount it, and let the user {} that this process runs as list it.", ::geteuid()),
      {.file = folder.string()});
}

std::optional<FileStamp> stamp_at(int folder, const std::string& name) {
  struct stat status{};
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
    return std::nullopt;
  return stamp_of(status);
}

core::Result<core::Descriptor> open_file(int folder, const std::string& name) {
  core::Descriptor file(retried([&] { return ::openat(folder, name.c_str(), always | O_NOFOLLOW); }));
  if (file.number() < 0) {
    if (errno == ELOOP || errno == ENXIO) return not_a_file(name);
    return unreadable(name, errno);
  }
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return unreadable(name, errno);
  if (!S_ISREG(status.st_mode)) return not_a_file(name);
  return file;
}

core::Result<> read_blocks(int file, const std::string& name, const std::stop_token& stop,
                           const std::function<core::Result<>(std::string_view)>& each) {
  std::string block(block_bytes, '\0');
  off_t at = 0;
  for (;;) {
    if (stop.stop_requested()) {
      return core::fail(core::ErrorClass::cancelled, "inbox.cancelled", "the copying of a file was stopped",
                        "Run it again.", {.file = shown_name(name)});
    }
    const auto got = retried([&] { return ::pread(file, block.data(), block.size(), at); });
    if (got < 0) return unreadable(name, errno);
    if (got == 0) return {};
    SLUSS_TRY(each(std::string_view(block).substr(0, static_cast<std::size_t>(got))));
    at += got;
  }
}

std::unexpected<core::Error> changing(const std::string& name) {
  return file_changes({.file = shown_name(name)});
}

std::unexpected<core::Error> unreadable(const std::string& name, int number) {
  const core::Place place{.file = shown_name(name)};
  if (number == ENOENT || number == ESTALE) return file_is_gone(place);
  if (number == EBUSY || number == ETXTBSY || number == EAGAIN) {
    return core::fail(core::ErrorClass::transient, "inbox.locked", "another program has locked the file",
                      "Close it there (Excel, LibreOffice); it is taken then.", place);
  }
  if (number == EACCES || number == EPERM) {
    return core::fail(core::ErrorClass::config, "inbox.unreadable",
                      fmt::format("the file cannot be read: {}", core::system_text(number)),
                      fmt::format("Let the user {} that this process runs as read it.", ::geteuid()), place);
  }
  return core::fail(core::ErrorClass::transient, "inbox.unreadable",
                    fmt::format("the file cannot be read: {}", core::system_text(number)),
                    "See that the share or disk is well; it is tried again.", place);
}

}  // namespace sluss::connectors::registers::impl

#include "daemon/staging/spill_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace sluss::daemon::staging {
namespace {

std::unexpected<core::Error> disk_error(int number, std::string_view doing, const std::filesystem::path& folder) {
  auto what = "cannot " + std::string(doing) + " the staged facts in " + folder.string() + ": " +
              std::generic_category().message(number);
  const core::Place place{.file = folder.string()};
  if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
    return core::fail(core::ErrorClass::storage, "disk.full", std::move(what),
                      "Free space on the disk of the state folder (a run needs 40 bytes a value for a while), and run "
                      "again: nothing has changed in the warehouse.",
                      place);
  }
  if (number == EACCES || number == EPERM || number == EROFS) {
    return core::fail(core::ErrorClass::storage, "disk.permission", std::move(what),
                      "Let the user that runs sluss write there.", place);
  }
  return core::fail(core::ErrorClass::storage, "disk.io", std::move(what), "Look for the disk's errors in the log.",
                    place);
}

}  // namespace

core::Result<SpillFile> SpillFile::create(const std::filesystem::path& folder, std::string_view name) {
  int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
    const auto path = folder / (std::string(name) + ".facts");
    ::unlink(path.c_str());
    descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::unlink(path.c_str());
  }
  if (descriptor < 0) return disk_error(errno, "open a file for", folder);
  return SpillFile(core::Descriptor(descriptor), folder);
}

SpillFile::SpillFile(SpillFile&& other) noexcept
    : file_(std::move(other.file_)), folder_(std::move(other.folder_)), facts_(std::exchange(other.facts_, 0)) {}

SpillFile& SpillFile::operator=(SpillFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(folder_, other.folder_);
  std::swap(facts_, other.facts_);
  return *this;
}

std::unexpected<core::Error> SpillFile::error(int number, std::string_view doing) const {
  return disk_error(number, doing, folder_);
}

core::Result<> SpillFile::write(std::span<const core::Fact> facts) {
  auto bytes = std::as_bytes(facts);
  auto at = static_cast<off_t>(facts_ * sizeof(core::Fact));
  while (!bytes.empty()) {
    const auto written = ::pwrite(file_.number(), bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return error(errno, "write");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    at += written;
  }
  facts_ += facts.size();
  return {};
}

core::Result<> SpillFile::read(std::uint64_t first, std::span<core::Fact> facts) const {
  auto bytes = std::as_writable_bytes(facts);
  auto at = static_cast<off_t>(first * sizeof(core::Fact));
  while (!bytes.empty()) {
    const auto got = ::pread(file_.number(), bytes.data(), bytes.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return error(got == 0 ? EIO : errno, "read");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    at += got;
  }
  return {};
}

}  // namespace sluss::daemon::staging

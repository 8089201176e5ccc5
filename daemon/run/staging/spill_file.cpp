#include "daemon/run/staging/spill_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace sluss::daemon::staging {
namespace {

std::unexpected<core::Error> disk_error(int number, std::string_view doing, const std::filesystem::path& folder) {
  auto what = "cannot " + std::string(doing) + " what is staged in " + folder.string() + ": " +
              std::generic_category().message(number);
  const core::Place place{.file = folder.string()};
  if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
    return core::fail(core::ErrorClass::storage, "disk.full", std::move(what),
                      "Free space on the disk of the state folder (a run needs 40 bytes a value, or the size of its "
                      "table, for a while), and run "
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
    : file_(std::move(other.file_)), folder_(std::move(other.folder_)), size_(std::exchange(other.size_, 0)) {}

SpillFile& SpillFile::operator=(SpillFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(folder_, other.folder_);
  std::swap(size_, other.size_);
  return *this;
}

std::unexpected<core::Error> SpillFile::error(int number, std::string_view doing) const {
  return disk_error(number, doing, folder_);
}

core::Result<> SpillFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(file_.number(), bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return error(errno, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::uint64_t>(written);
  }
  return {};
}

core::Result<> SpillFile::read_bytes(std::uint64_t begin, std::span<char> bytes) const {
  auto at = static_cast<off_t>(begin);
  while (!bytes.empty()) {
    const auto got = ::pread(file_.number(), bytes.data(), bytes.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return error(got == 0 ? EIO : errno, "read");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    at += got;
  }
  return {};
}

core::Result<> SpillFile::write(std::span<const core::Fact> facts) {
  const auto bytes = std::as_bytes(facts);
  return append({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

core::Result<> SpillFile::read(std::uint64_t first, std::span<core::Fact> facts) const {
  const auto bytes = std::as_writable_bytes(facts);
  return read_bytes(first * sizeof(core::Fact), {reinterpret_cast<char*>(bytes.data()), bytes.size()});
}

}  // namespace sluss::daemon::staging

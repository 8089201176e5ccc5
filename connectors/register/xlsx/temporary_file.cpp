#include "connectors/register/xlsx/temporary_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "core/system_text.h"

namespace sluss::connectors::registers {
namespace {

std::unexpected<core::Error> spill_error(const std::string& folder, const std::string& why) {
  return core::fail(core::ErrorClass::storage, "xlsx.spill",
                    fmt::format("the texts of the workbook do not fit in a temporary file: {}", why),
                    "Make room there, or set TMPDIR to a folder on a disk with room.", {.file = folder});
}

/// A name that is removed at once, where the file system has no files without one.
int open_and_unlink(const std::string& folder) {
  auto name = folder + "/sluss-xlsx-XXXXXX";
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor >= 0) ::unlink(name.c_str());
  return descriptor;
}

}  // namespace

core::Result<TemporaryFile> TemporaryFile::make(const std::filesystem::path& folder) {
  std::error_code error;
  const auto where = folder.empty() ? std::filesystem::temp_directory_path(error).string() : folder.string();
  if (error) return spill_error("TMPDIR", error.message());
  int descriptor = ::open(where.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) descriptor = open_and_unlink(where);
  if (descriptor < 0) return spill_error(where, core::system_text(errno));
  return TemporaryFile(descriptor, where);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_), folder_(std::move(other.folder_)) {}

TemporaryFile& TemporaryFile::operator=(TemporaryFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  std::swap(folder_, other.folder_);
  return *this;
}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

core::Result<> TemporaryFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto done = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return spill_error(folder_, core::system_text(errno));
    size_ += static_cast<std::uint64_t>(done);
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return {};
}

core::Result<> TemporaryFile::read_at(std::uint64_t offset, std::span<char> into) const {
  while (!into.empty()) {
    const auto got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return spill_error(folder_, got == 0 ? "it became shorter" : core::system_text(errno));
    offset += static_cast<std::uint64_t>(got);
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

}  // namespace sluss::connectors::registers

#include "connectors/register/file_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "core/file_type.h"
#include "core/system_text.h"

namespace sluss::connectors::registers {
namespace {

std::unexpected<core::Error> refused(const std::filesystem::path& path, std::string_view code, std::string what,
                                     std::string remedy) {
  return core::fail(core::ErrorClass::config, code, std::move(what), std::move(remedy), {.file = path.string()});
}

std::unexpected<core::Error> not_opened(const std::filesystem::path& path, int number) {
  if (number == ENOENT || number == ENOTDIR)
    return refused(path, "file.missing", "the file is not there", "Put it there, or correct the path.");
  return refused(path, "file.unreadable", "the file cannot be read: " + core::system_text(number),
                 "Let the user that runs sluss read it (chmod, chown), and pass through its folders.");
}

}  // namespace

FileBytes::FileBytes(core::Descriptor file, std::filesystem::path path, std::uint64_t size)
    : file_(std::move(file)), path_(std::move(path)), size_(size) {}

core::Result<FileBytes> FileBytes::open(const std::filesystem::path& path) {
  core::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  // A socket cannot even be opened.
  if (file.number() < 0 && errno != ENXIO) return not_opened(path, errno);
  struct stat status{};
  if ((file.number() < 0 ? ::stat(path.c_str(), &status) : ::fstat(file.number(), &status)) != 0)
    return not_opened(path, errno);
  if (!S_ISREG(status.st_mode)) {
    return refused(path, "file.kind", fmt::format("it is {}, not a regular file", core::kind_text(status.st_mode)),
                   "Write what it gives to a file, and name that.");
  }
  return FileBytes(std::move(file), path, static_cast<std::uint64_t>(status.st_size));
}

core::Result<std::size_t> FileBytes::read(std::span<char> into) {
  const auto size = SLUSS_TRY(read_at(offset_, into));
  offset_ += size;
  return size;
}

core::Result<std::size_t> FileBytes::read_at(std::uint64_t offset, std::span<char> into) const {
  std::size_t size = 0;
  while (size < into.size()) {
    const auto got = ::pread(file_.number(), into.data() + size, into.size() - size, static_cast<off_t>(offset + size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return core::fail(core::ErrorClass::storage, "disk.io", "the file cannot be read: " + core::system_text(errno),
                        "Check the disk, or the network share, that it is on.", {.file = path_.string()});
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return size;
}

}  // namespace sluss::connectors::registers

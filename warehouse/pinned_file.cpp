#include "warehouse/pinned_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/file_type.h"

namespace sluss::warehouse {

namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;

std::unexpected<core::Error> failed(const std::filesystem::path& file, std::string_view what, int number) {
  const auto reason = std::error_code(number, std::generic_category());
  const auto* code = number == ENOENT ? "disk.missing" : number == EACCES ? "disk.permission" : "disk.io";
  return core::fail(core::ErrorClass::storage, code, std::string(what) + " " + file.string() + ": " + reason.message(),
                    "Make the backup as the user that the daemon runs as.", {.file = file.string()});
}

}  // namespace

core::Result<PinnedFile> PinnedFile::open(const std::filesystem::path& file) {
  core::Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.number() < 0) return failed(file, "cannot open", errno);
  PinnedFile pinned(std::move(descriptor), file);
  struct stat status{};
  if (::fstat(pinned.descriptor_.number(), &status) != 0) return failed(file, "cannot look at", errno);
  if (!S_ISREG(status.st_mode)) {
    return core::not_a_file(file, "cannot read");
  }
  pinned.size_ = static_cast<std::uint64_t>(status.st_size);
  return pinned;
}

core::Result<std::string> PinnedFile::read(std::uint64_t offset, std::uint64_t most) const {
  std::string bytes(std::min<std::uint64_t>(most, block_size), '\0');
  ssize_t got = -1;
  do {
    got = ::pread(descriptor_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got < 0) return failed(file_, "cannot read", errno);
  if (got == 0) {
    return core::fail(core::ErrorClass::storage, "disk.io", file_.string() + " became shorter while it was read",
                      "Make the backup again.", {.file = file_.string()});
  }
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

}  // namespace sluss::warehouse

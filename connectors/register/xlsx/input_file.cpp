#include "connectors/register/xlsx/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/system_text.h"

namespace sluss::connectors::registers {
namespace {

std::unexpected<core::Error> unreadable(const std::string& name, const std::string& why) {
  return core::fail(core::ErrorClass::storage, "zip.read", fmt::format("the file cannot be read: {}", why),
                    "Check that it is there, that it is a file, and that sluss may read it.", {.file = name});
}

}  // namespace

core::Result<std::shared_ptr<const InputFile>> InputFile::open(const std::filesystem::path& path) {
  const auto name = path.string();
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return unreadable(name, core::system_text(errno));
  struct stat state{};
  const bool known = ::fstat(descriptor, &state) == 0;
  std::shared_ptr<const InputFile> file(new InputFile(descriptor, static_cast<std::uint64_t>(state.st_size), name));
  if (!known || !S_ISREG(state.st_mode)) return unreadable(name, "it is no regular file");
  return file;
}

InputFile::~InputFile() {
  ::close(descriptor_);
}

core::Result<std::size_t> InputFile::read_at(std::uint64_t offset, std::span<char> into) const {
  std::size_t done = 0;
  while (done < into.size() && offset + done < size_) {
    const auto got = ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(name_, core::system_text(errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace sluss::connectors::registers

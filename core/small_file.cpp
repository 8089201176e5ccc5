#include "core/small_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/descriptor.h"
#include "core/file_type.h"
#include "core/system_text.h"

namespace sluss::core {
namespace {

std::unexpected<Error> refused(const std::filesystem::path& path, std::string_view code, std::string what,
                               std::string remedy) {
  return fail(ErrorClass::config, code, std::move(what), std::move(remedy), {.file = path.string()});
}

std::unexpected<Error> unreadable(const std::filesystem::path& path, int number) {
  const auto why = system_text(number);
  if (number == ENOENT || number == ENOTDIR)
    return refused(path, "file.missing", "the file is not there", "Put it there, or correct the path.");
  return refused(path, "file.unreadable", "the file cannot be read: " + why,
                 "Let the user that runs sluss read it (chmod, chown), and pass through its folders.");
}

}  // namespace

Result<std::string> read_small_file(const std::filesystem::path& path, std::size_t most) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  // A socket cannot even be opened.
  if (file.number() < 0 && errno != ENXIO) return unreadable(path, errno);
  struct stat status{};
  if ((file.number() < 0 ? ::stat(path.c_str(), &status) : ::fstat(file.number(), &status)) != 0)
    return unreadable(path, errno);
  if (!S_ISREG(status.st_mode)) {
    return refused(path, "file.kind", fmt::format("it is {}, not a regular file", kind_text(status.st_mode)),
                   "Write what it gives to a file, and name that.");
  }
  std::string content(std::min<std::size_t>(most, static_cast<std::size_t>(status.st_size)) + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const auto got = ::read(file.number(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size == content.size() && size <= most)
      content.resize(std::min(most + 1, size * 2));  // it grows, or reports no size
  }
  if (size > most)
    return refused(path, "file.too_large", fmt::format("the file is larger than {} bytes", most),
                   "Check that it is the right file.");
  content.resize(size);
  return content;
}

}  // namespace sluss::core

#include "daemon/runner/claim.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace sluss::daemon::runner {

core::Result<Claim> Claim::take(const std::filesystem::path& folder, std::string_view job, std::string_view since) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  const auto path = folder / (std::string(job) + ".lock");
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return core::fail(core::ErrorClass::storage, "disk.permission",
                      "cannot open " + path.string() + ": " + std::strerror(errno),
                      "let the user that runs sluss write in " + folder.string());
  }
  Claim claim{core::Descriptor(descriptor)};
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 200> held{};
    const auto size = ::pread(descriptor, held.data(), held.size() - 1, 0);
    return core::fail(core::ErrorClass::busy, "run.already_running",
                      "job \"" + std::string(job) + "\" is running already" +
                          (size > 0 ? " (" + std::string(held.data(), static_cast<std::size_t>(size)) + ")" : ""),
                      "wait for it, or look with `sluss status`");
  }
  const std::string text = "process " + std::to_string(::getpid()) + ", since " + std::string(since);
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, text.data(), text.size(), 0) < 0) {
    return core::fail(core::ErrorClass::storage, "disk.io",
                      "cannot write " + path.string() + ": " + std::strerror(errno), "free space on its disk");
  }
  return claim;
}

}  // namespace sluss::daemon::runner

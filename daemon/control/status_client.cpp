#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "daemon/control/control.h"

namespace sluss::daemon::control {
namespace {

constexpr std::size_t largest_answer = 4U << 20U;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

core::Result<std::optional<std::string>> ask_status(const std::filesystem::path& socket,
                                                    std::chrono::milliseconds patience) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = socket.string();
  if (name.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  const Descriptor door(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (door.number() < 0 || ::connect(door.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EACCES) {
      return core::fail(core::ErrorClass::config, "status.permission", "the daemon's socket may not be opened",
                        "Join the group that owns it.", {name, 0, 0, ""});
    }
    return std::nullopt;  // nobody there: ENOENT, ECONNREFUSED
  }
  std::string answer;
  std::array<char, 4096> piece{};
  const auto until = std::chrono::steady_clock::now() + patience;
  while (answer.size() < largest_answer) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd watched{door.number(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&watched, 1, static_cast<int>(left.count())) <= 0) {
      return core::fail(core::ErrorClass::busy, "status.silent", "the daemon does not answer",
                        "Look at its log; try again.", {name, 0, 0, ""});
    }
    const auto got = ::read(door.number(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    answer.append(piece.data(), static_cast<std::size_t>(got));
  }
  return answer;
}

}  // namespace sluss::daemon::control

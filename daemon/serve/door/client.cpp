#include "daemon/serve/door/client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <thread>
#include <tuple>

#include "core/descriptor.h"
#include "core/users.h"

namespace sluss::daemon::door {
namespace {

namespace http = boost::beast::http;
constexpr std::uint64_t largest_answer = 256U << 20U;
constexpr long long longest_wait = 200;  ///< ms between two checks of `stop`

core::ErrorClass class_of(std::string_view name, int status) {
  using core::ErrorClass;
  if (const auto named = class_named(name)) return *named;
  return status == 429 || status >= 503 ? ErrorClass::busy : status < 500 ? ErrorClass::config : ErrorClass::data;
}

std::unexpected<core::Error> error_of(int status, const std::string& body) {
  const auto problem = nlohmann::json::parse(body, nullptr, false);
  if (!problem.is_object()) {
    return core::fail(core::ErrorClass::data, "control.answer", "the daemon answers " + std::to_string(status),
                      "Look at its log.");
  }
  const auto text = [&](const char* name) {
    const auto found = problem.find(name);
    return found != problem.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  auto remedy = text("remedy");
  if (remedy.empty() && status == 403)
    remedy = "Ask as root, as the user that sluss runs as, or have your group given a role in [control].";
  return core::fail(class_of(text("class"), status), text("code"), text("detail"), remedy);
}

/// Waits until the socket can be read or written.
class Patience {
 public:
  Patience(std::chrono::milliseconds limit, std::stop_token stop)
      : until_(std::chrono::steady_clock::now() + limit), stop_(std::move(stop)) {}

  core::Result<> wait(int socket, short events) const {
    for (;;) {
      const auto left = SLUSS_TRY(left_now());
      pollfd watched{socket, events, 0};
      const int ready = ::poll(&watched, 1, static_cast<int>(std::min(left, longest_wait)));
      if (ready > 0) return {};
      if (ready < 0 && errno != EINTR) {
        return core::fail(core::ErrorClass::data, "control.answer", std::strerror(errno), "Try again.");
      }
    }
  }

  /// A moment, before it is tried again.
  core::Result<> pause() const {
    std::ignore = SLUSS_TRY(left_now());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return {};
  }

 private:
  [[nodiscard]] core::Result<long long> left_now() const {
    if (stop_.stop_requested()) {
      return core::fail(core::ErrorClass::cancelled, "control.cancelled", "told to stop before the daemon answered",
                        "What the daemon was asked it does all the same; `sluss status` shows it.");
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until_ - std::chrono::steady_clock::now()).count();
    if (left > 0) return left;
    return core::fail(core::ErrorClass::busy, "control.silent", "the daemon does not answer",
                      "Look at its log; try again.");
  }

  std::chrono::steady_clock::time_point until_;
  std::stop_token stop_;
};

std::unexpected<core::Error> broken() {
  return core::fail(core::ErrorClass::busy, "control.cut", "the daemon ended before it had answered",
                    "Look at its log; try again.");
}

core::Result<> write_all(int socket, std::string_view text, const Patience& patience) {
  while (!text.empty()) {
    SLUSS_TRY(patience.wait(socket, POLLOUT));
    const auto wrote = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (wrote < 0 && errno != EINTR && errno != EAGAIN) return broken();
    if (wrote > 0) text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

using Parser = http::response_parser<http::string_body>;

core::Result<> read_all(int socket, Parser& parser, const Patience& patience) {
  parser.body_limit(largest_answer);
  parser.eager(true);
  std::string unread;
  std::array<char, 65536> piece{};
  while (!parser.is_done()) {
    SLUSS_TRY(patience.wait(socket, POLLIN));
    const auto got = ::read(socket, piece.data(), piece.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return broken();
    unread.append(piece.data(), static_cast<std::size_t>(got));
    boost::system::error_code problem;
    const auto used = parser.put(boost::asio::buffer(unread), problem);
    if (problem && problem != http::error::need_more) {
      return core::fail(core::ErrorClass::data, "control.answer",
                        "what answers on the socket is no daemon of this kind", "Restart the daemon after an upgrade.");
    }
    unread.erase(0, used);
  }
  return {};
}

/// False with errno where nothing listens. While the backlog is full, as behind a daemon that hangs, it tries again.
core::Result<bool> reach(int socket, const sockaddr_un& address, const Patience& patience) {
  if (socket < 0) return false;
  while (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno != EAGAIN && errno != EINTR) return false;
    SLUSS_TRY(patience.pause());
  }
  return true;
}

/// "Join the group that owns it (adduser anna sluss-door, then sign in anew), or ask as root.": with the command where
/// both names are known. It never advises to join root's group.
std::string way_in(const std::string& socket) {
  struct stat status{};
  const bool known = ::stat(socket.c_str(), &status) == 0;
  if (known && status.st_gid == 0)
    return "Ask as root, or name the group that may open it in [control] socket_group, and start the daemon again.";
  const auto group = known ? core::group_name(status.st_gid) : std::nullopt;
  const auto user = core::user_name(::geteuid());
  return "Join the group that owns it" +
         (group && user ? " (adduser " + *user + " " + *group + ", then sign in anew)" : std::string()) +
         ", or ask as root.";
}

}  // namespace

core::Result<std::optional<std::string>> send_request(const std::filesystem::path& socket, const ClientRequest& request,
                                                      const std::stop_token& stop) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = socket.string();
  if (name.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  const Patience patience(request.patience, stop);
  const core::Descriptor door(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const bool connected = SLUSS_TRY(reach(door.number(), address, patience));
  if (!connected) {
    if (errno == EACCES || errno == EPERM) {
      return core::fail(core::ErrorClass::config, "control.permission", "the daemon's socket may not be opened",
                        way_in(name), {name, 0, 0, ""});
    }
    return std::nullopt;  // no daemon there: ENOENT, ECONNREFUSED
  }
  std::string header = request.method + " " + request.target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  if (!request.json.empty())
    header += "Content-Type: application/json\r\nContent-Length: " + std::to_string(request.json.size()) + "\r\n";
  SLUSS_TRY(write_all(door.number(), header + "\r\n" + request.json, patience));
  Parser parser;
  SLUSS_TRY(read_all(door.number(), parser, patience));
  auto& message = parser.get();
  if (const auto status = static_cast<int>(message.result_int()); status >= 400)
    return error_of(status, message.body());
  return std::move(message.body());
}

std::optional<core::ErrorClass> class_named(std::string_view name) {
  using core::ErrorClass;
  for (const auto one : {ErrorClass::config, ErrorClass::source, ErrorClass::transient, ErrorClass::data,
                         ErrorClass::storage, ErrorClass::busy, ErrorClass::cancelled}) {
    if (core::name_of(one) == name) return one;
  }
  return std::nullopt;
}

std::string encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
        c == '.') {
      result += c;
    } else {
      result += '%';
      result += digits[byte >> 4U];
      result += digits[byte & 15U];
    }
  }
  return result;
}

}  // namespace sluss::daemon::door

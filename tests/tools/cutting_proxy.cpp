#include "tests/tools/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <thread>
#include <vector>

namespace sluss::tests {
namespace {

constexpr int poll_milliseconds = 50;
constexpr std::uint64_t never = UINT64_MAX;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

void close_with_reset(int descriptor) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(descriptor);
}

bool send_all(int descriptor, const char* data, std::size_t size) {
  while (size > 0) {
    const auto sent = send(descriptor, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

struct CuttingProxy::Impl {
  int target = 0;
  int listener = -1;
  int port = 0;
  std::atomic<std::uint64_t> passed{0};
  std::atomic<std::uint64_t> limit{never};
  std::atomic<Cut> how{Cut::reset};
  std::jthread accepting;

  void accept_all(const std::stop_token& stop) {
    std::vector<std::jthread> connections;
    while (!stop.stop_requested()) {
      pollfd waiting{.fd = listener, .events = POLLIN, .revents = 0};
      if (poll(&waiting, 1, poll_milliseconds) <= 0) continue;
      const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      connections.emplace_back([this, client](const std::stop_token& ending) { serve(client, ending); });
    }
  }

  void serve(int client, const std::stop_token& stop) {
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(target);
    bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    while (open && !stop.stop_requested()) {
      std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
      if (poll(ends.data(), ends.size(), poll_milliseconds) <= 0) continue;
      if (ends[0].revents != 0) open = pass(client, server, stop);
      if (open && ends[1].revents != 0) open = pass(server, client, stop);
    }
    close_with_reset(client);
    close_with_reset(server);
  }

  bool pass(int from, int to, const std::stop_token& stop) {
    std::array<char, 16384> buffer{};
    const auto got = recv(from, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    const auto size = static_cast<std::uint64_t>(got);
    const auto before = passed.load();
    const auto most = limit.load();
    const auto allowed = before >= most ? 0 : std::min(size, most - before);
    if (!send_all(to, buffer.data(), allowed)) return false;
    passed += allowed;
    if (allowed == size) return true;
    while (how == Cut::silent && !stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return false;
  }
};

CuttingProxy::CuttingProxy(int port) : impl_(std::make_unique<Impl>()) {
  impl_->target = port;
  impl_->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  const bool good = bind(impl_->listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                    listen(impl_->listener, 16) == 0 &&
                    getsockname(impl_->listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (!good) throw std::runtime_error("cutting_proxy: cannot listen");
  impl_->port = ntohs(address.sin_port);
  impl_->accepting = std::jthread([this](const std::stop_token& stop) { impl_->accept_all(stop); });
}

CuttingProxy::~CuttingProxy() {
  impl_->accepting = {};  // stops and joins, its connections with it
  close(impl_->listener);
}

int CuttingProxy::port() const {
  return impl_->port;
}

void CuttingProxy::cut_after(std::optional<std::uint64_t> bytes, Cut how) {
  impl_->how = how;
  impl_->passed = 0;
  impl_->limit = bytes.value_or(never);
}

std::uint64_t CuttingProxy::passed() const {
  return impl_->passed;
}

}  // namespace sluss::tests

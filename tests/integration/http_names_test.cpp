// A name server that never answers. The test makes a mount and a network of its own, where /etc/resolv.conf names a
// socket on 127.0.0.1:53 that is never read; where that is not permitted the test is skipped.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "connectors/http/client.h"

namespace sluss::connectors::http {
namespace {

using namespace std::chrono_literals;

int name_server = -1;

/// Forgets the questions of the tests before.
void drain() {
  char question[512];
  while (recv(name_server, question, sizeof question, MSG_DONTWAIT) > 0) {
  }
}

/// Reads one question that was put to the name server, so that the test knows it was put.
bool was_queried() {
  char question[512];
  return recv(name_server, question, sizeof question, 0) > 0;
}

Options quick() {
  Options options;
  options.attempts = 2;
  options.budget = 30s;
  options.backoff_first = 1ms;
  options.backoff_most = 1ms;
  options.no_proxy = "*";
  options.rate = 0;
  return options;
}

/// Answers two requests, so that the loop is seen to live while a look-up hangs.
class TinyServer {
 public:
  TinyServer() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener_ < 0) throw std::runtime_error("no socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 5), 0);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;
  ~TinyServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  void serve() const {
    constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    for (int one = accept(listener_, nullptr, nullptr); one >= 0; one = accept(listener_, nullptr, nullptr)) {
      char request[4096];
      if (recv(one, request, sizeof request, 0) > 0) send(one, answer.data(), answer.size(), MSG_NOSIGNAL);
      close(one);
    }
  }
  int listener_ = -1;
  int port_ = 0;
  std::jthread thread_;
};

TEST(HttpNames, a_stopped_caller_returns_at_once_and_the_loop_goes_on) {
  const core::SystemClock clock;
  const TinyServer server;
  Client client(quick(), clock);
  std::chrono::steady_clock::time_point returned;
  core::Result<Response> result;
  std::jthread caller([&](const std::stop_token& stop) {
    result = client.get({.url = "http://kolada.example/v3"}, stop);
    returned = std::chrono::steady_clock::now();
  });
  ASSERT_TRUE(was_queried());
  const auto stopped = std::chrono::steady_clock::now();
  caller.request_stop();
  caller.join();
  EXPECT_LT(returned - stopped, 500ms);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http.cancelled");

  const auto started = std::chrono::steady_clock::now();
  const auto other = client.get({.url = server.url()});
  ASSERT_TRUE(other) << core::describe(other.error());
  EXPECT_EQ(other->body, "ok");
  EXPECT_LT(std::chrono::steady_clock::now() - started, 1s) << "the hanging look-up held the loop up";
}

TEST(HttpNames, it_is_reported_as_what_it_is) {
  const core::SystemClock clock;
  const TinyServer server;
  Options options = quick();
  options.connect_timeout = 300ms;
  Client client(options, clock);
  const auto started = std::chrono::steady_clock::now();
  const auto failed = client.get({.url = "http://kolada.example/v3"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "http.dns");
  EXPECT_LT(std::chrono::steady_clock::now() - started, 3s) << "two attempts of 300 ms";
  EXPECT_TRUE(client.get({.url = server.url()}));
}

TEST(HttpNames, a_client_may_go_while_a_look_up_hangs) {
  const core::SystemClock clock;
  drain();
  const auto started = std::chrono::steady_clock::now();
  {
    Client client(quick(), clock);
    std::jthread caller(
        [&](const std::stop_token& stop) { EXPECT_FALSE(client.get({.url = "http://kolada.example/v3"}, stop)); });
    ASSERT_TRUE(was_queried());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - started, 3s);
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  return !file.fail();
}

bool enter_own_namespaces() {
  const uid_t user = getuid();
  const gid_t group = getgid();
  const int own_user = user == 0 ? 0 : CLONE_NEWUSER;
  if (unshare(own_user | CLONE_NEWNS | CLONE_NEWNET) != 0) return false;
  if (own_user == 0) return true;
  return write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", "0 " + std::to_string(user) + " 1") &&
         write_file("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
}

bool replace_file(const std::string& path, const std::string& text, const std::string& name) {
  const auto copy = std::filesystem::temp_directory_path() / (name + std::to_string(getpid()));
  const bool bound = write_file(copy, text) && mount(copy.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) == 0;
  std::filesystem::remove(copy);
  return bound;
}

bool raise_loopback() {
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  const bool up = any >= 0 && ioctl(any, SIOCSIFFLAGS, &request) == 0;
  close(any);
  return up;
}

bool listen_and_be_silent() {
  name_server = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  timeval patience{.tv_sec = 20, .tv_usec = 0};
  setsockopt(name_server, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(53);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return name_server >= 0 && bind(name_server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

const char* make_silent_network() {
  if (!enter_own_namespaces()) return "no namespaces of its own are permitted here";
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return "mounts cannot be made private";
  if (!replace_file("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:10 attempts:2\n", "resolv-"))
    return "/etc/resolv.conf cannot be covered";
  if (!replace_file("/etc/nsswitch.conf", "hosts: files dns\n", "nsswitch-"))
    return "/etc/nsswitch.conf cannot be covered";
  if (!raise_loopback()) return "the loopback interface cannot be raised";
  if (!listen_and_be_silent()) return "port 53 cannot be had";
  return nullptr;
}

}  // namespace
}  // namespace sluss::connectors::http

int main(int count, char** words) {
  testing::InitGoogleTest(&count, words);
  if (const char* why = sluss::connectors::http::make_silent_network()) {
    std::printf("SKIPPED, ALL: %s\n", why);
    return 0;
  }
  return RUN_ALL_TESTS();
}

// A caller that is stopped comes back at once, wherever its request is.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>

#include "http_fixture.h"

namespace sluss::connectors::http {
namespace {

using namespace std::chrono_literals;

// Milliseconds are meant; the rest is for sanitizers and busy machines.
constexpr auto kAtOnce = 500ms;

class HttpCancel : public HttpTest {
 protected:
  static void expect_cancelled(Stoppable& running) {
    EXPECT_LT(running.stop_and_wait(), kAtOnce);
    ASSERT_FALSE(running.result());
    EXPECT_EQ(running.result().error().code, "http.cancelled");
    EXPECT_EQ(running.result().error().error_class, core::ErrorClass::cancelled);
  }
};

/// A socket that listens and whose queue is full: the kernel leaves further connections unanswered.
class FullListener {
 public:
  FullListener() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener_ < 0) throw std::runtime_error("no socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 0), 0);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    for (int& filler : fillers_) {
      filler = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      const int begun = connect(filler, reinterpret_cast<sockaddr*>(&address), sizeof address);
      EXPECT_TRUE(begun == 0 || errno == EINPROGRESS);
    }
  }
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;
  ~FullListener() {
    for (const int filler : fillers_) close(filler);
    close(listener_);
  }
  [[nodiscard]] int port() const { return port_; }
  /// How many sockets of the machine try to connect to it (state 02 is SYN_SENT).
  [[nodiscard]] int knocking() const {
    std::ifstream table("/proc/self/net/tcp");
    char wanted[32];
    std::snprintf(wanted, sizeof wanted, "0100007F:%04X 02 ", static_cast<unsigned>(port_));
    int found = 0;
    for (std::string line; std::getline(table, line);) found += line.find(wanted) != std::string::npos;
    return found;
  }

 private:
  int listener_ = -1;
  int port_ = 0;
  std::array<int, 8> fillers_{};
};

TEST_F(HttpCancel, while_connecting) {
  const FullListener full;
  const int before = full.knocking();
  ASSERT_GT(before, 0) << "the queue is not full";
  Client client(quick(), clock_);
  Stoppable running(client, {.url = "http://127.0.0.1:" + std::to_string(full.port()) + "/"});
  await([&] { return full.knocking() > before; });
  expect_cancelled(running);
}

TEST_F(HttpCancel, a_connection_that_is_not_made_ends_in_time) {
  const FullListener full;
  Options options = quick();
  options.connect_timeout = 100ms;
  options.attempts = 2;
  Client client(options, clock_);
  const auto failed = client.get({.url = "http://127.0.0.1:" + std::to_string(full.port()) + "/"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "http.connect");
}

TEST_F(HttpCancel, while_the_server_thinks) {
  Client client(quick(), clock_);
  Stoppable running(client, {.url = url("/hold?key=hold1")});
  await([] { return counted("hold1") == 1; });
  expect_cancelled(running);
}

TEST_F(HttpCancel, amid_the_body) {
  Client client(quick(), clock_);
  std::atomic<int> pieces = 0;
  Request request{.url = url("/drip?key=drip1")};
  request.on_body = [&](std::string_view) -> core::Result<> {
    ++pieces;
    return {};
  };
  Stoppable running(client, request);
  await([&] { return pieces > 3; });
  expect_cancelled(running);
  const int then = pieces;
  EXPECT_TRUE(client.get({.url = url("/good")})) << "the loop goes on";
  EXPECT_EQ(pieces, then) << "no callback runs once the caller has left";
}

TEST_F(HttpCancel, between_two_attempts) {
  Options options = quick();
  options.budget = 10min;
  Client client(options, clock_);
  Stoppable running(client, {.url = url("/status?code=503&retry_after=300&key=backoff1")});
  await([] { return counted("backoff1") == 1; });
  expect_cancelled(running);
}

TEST_F(HttpCancel, while_waiting_for_the_rate) {
  Options options = quick();
  options.rate = 0.001;
  options.rate_loopback = true;
  Client client(options, clock_);
  ASSERT_TRUE(client.get({.url = url("/good")}));
  std::atomic<bool> begun = false;
  Request request{.url = url("/good?key=never")};
  request.on_restart = [&] { begun = true; };
  Stoppable running(client, request);
  await([&] { return begun.load(); });
  expect_cancelled(running);
  EXPECT_EQ(counted("never"), 0);
}

TEST_F(HttpCancel, while_waiting_for_a_place) {
  Options options = quick();
  options.concurrency = 1;
  Client client(options, clock_);
  Stoppable first(client, {.url = url("/hold?key=hold2")});
  await([] { return counted("hold2") == 1; });
  Stoppable second(client, {.url = url("/good?key=place")});
  expect_cancelled(second);
  expect_cancelled(first);
  EXPECT_TRUE(client.get({.url = url("/good")}));
}

TEST_F(HttpCancel, before_it_began) {
  Client client(quick(), clock_);
  std::stop_source stop;
  stop.request_stop();
  const auto result = client.get({.url = url("/good?key=before")}, stop.get_token());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http.cancelled");
  EXPECT_EQ(counted("before"), 0);
}

TEST_F(HttpCancel, many_at_once) {
  Options options = quick();
  options.concurrency = 64;
  Client client(options, clock_);
  std::vector<std::unique_ptr<Stoppable>> running;
  running.reserve(48);
  for (int i = 0; i < 48; ++i)
    running.push_back(std::make_unique<Stoppable>(client, Request{.url = url("/drip?key=d48")}));
  await([] { return counted("d48") >= 24; });
  for (auto& one : running) EXPECT_LT(one->stop_and_wait(), kAtOnce);
  EXPECT_TRUE(client.get({.url = url("/good")}));
}

}  // namespace
}  // namespace sluss::connectors::http

#include "http_fixture.h"

namespace sluss::connectors::http {
namespace {

using namespace std::chrono_literals;

class HttpLimits : public HttpTest {};

TEST_F(HttpLimits, two_thousand_requests_and_never_more_at_once_than_allowed) {
  const tests::ServerProcess own("http_server.py");
  Options options = quick();
  options.concurrency = 5;
  Client client(options, clock_);
  std::atomic<int> good = 0;
  std::atomic<int> next = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(16);
    for (int i = 0; i < 16; ++i)
      threads.emplace_back([&] {
        for (int n = next++; n < 2000; n = next++) {
          // Every tenth lingers, so that they would be seen side by side; every hundredth fails once.
          std::string path = n % 10 == 0 ? "/busy?seconds=0.01" : "/good";
          if (n % 100 == 1) path = "/status?code=503&times=1&key=many" + std::to_string(n);
          const auto answer = client.get({.url = own.url() + path});
          if (answer && answer->body.starts_with("{\"values\"")) ++good;
        }
      });
  }
  EXPECT_EQ(good, 2000);
  const auto log = client.get({.url = own.url() + "/log"});
  ASSERT_TRUE(log);
  const auto at = log->body.find("\"most\": ");
  ASSERT_NE(at, std::string::npos);
  const int most = std::stoi(log->body.substr(at + 8));
  EXPECT_LE(most, 5);
  EXPECT_GE(most, 3);
}

TEST_F(HttpLimits, loopback_has_no_rate_unless_it_is_asked_for) {
  Options options = quick();
  options.rate = 5;
  Client free(options, clock_);
  auto started = std::chrono::steady_clock::now();
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(free.get({.url = url("/good")}));
  EXPECT_LT(std::chrono::steady_clock::now() - started, 4s);
  options.rate = 20;
  options.rate_loopback = true;
  Client paced(options, clock_);
  started = std::chrono::steady_clock::now();
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(paced.get({.url = url("/good")}));
  EXPECT_GE(std::chrono::steady_clock::now() - started, 450ms) << "20 at once, 10 more at 20 a second";
}

TEST_F(HttpLimits, a_client_that_goes_leaves_nothing_behind) {
  for (int i = 0; i < 20; ++i) {
    Client client(quick(), clock_);
    ASSERT_TRUE(client.get({.url = url("/good")}));
  }
}

}  // namespace
}  // namespace sluss::connectors::http

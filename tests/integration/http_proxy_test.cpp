#include <cstdlib>

#include "http_fixture.h"

namespace sluss::connectors::http {
namespace {

class HttpProxy : public HttpTest {
 protected:
  static constexpr const char* kUser = "sluss:Nyckel-till-proxyn-7";

  Options through(const tests::ServerProcess& proxy, const std::string& password) {
    Options options = quick();
    options.no_proxy = "elsewhere.example";
    options.proxy = proxy.url();
    options.proxy_user = "sluss";
    options.proxy_password = core::Secret(password);
    return options;
  }
};

/// A variable of the environment for as long as the object lives.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { unsetenv(name_); }

 private:
  const char* name_;
};

TEST_F(HttpProxy, basic_password_is_let_in) {
  const tests::ServerProcess proxy("http_server.py", {"--proxy-user", kUser});
  for (const auto auth : {ProxyAuth::basic, ProxyAuth::any}) {
    Options options = through(proxy, "Nyckel-till-proxyn-7");
    options.proxy_auth = auth;
    Client client(options, clock_);
    const auto answer = client.get({.url = "http://a-host-behind-the-proxy.example/good"});
    ASSERT_TRUE(answer) << core::describe(answer.error());
    EXPECT_TRUE(answer->body.starts_with("{\"values\""));
  }
}

TEST_F(HttpProxy, wrong_password_is_reported_once) {
  const tests::ServerProcess proxy("http_server.py", {"--proxy-user", kUser});
  Options options = through(proxy, "Fel-nyckel-till-proxyn");
  options.proxy_auth = ProxyAuth::basic;
  Client client(options, clock_);
  for (const char* url : {"http://behind.example/good", "https://behind.example/good"}) {
    const auto denied = client.get({.url = url});
    ASSERT_FALSE(denied) << url;
    EXPECT_EQ(denied.error().code, "http.proxy_denied") << core::describe(denied.error());
    EXPECT_EQ(denied.error().error_class, core::ErrorClass::config);
    EXPECT_EQ(core::describe(denied.error()).find("Fel-nyckel"), std::string::npos);
  }
}

TEST_F(HttpProxy, a_server_elsewhere_tells_the_time_and_one_on_this_machine_does_not) {
  const tests::ServerProcess proxy("http_server.py", {"--proxy-user", kUser});
  const auto now = core::SystemClock().now();
  for (const auto days : {0, 3, -3}) {
    const core::FixedClock clock(now.plus(std::chrono::hours(24 * days)));
    Client client(through(proxy, "Nyckel-till-proxyn-7"), clock);
    EXPECT_FALSE(client.ahead_of_servers());
    ASSERT_TRUE(client.get({.url = "http://a-host-behind-the-proxy.example/good"}));
    ASSERT_TRUE(client.ahead_of_servers());
    const auto off = *client.ahead_of_servers() - std::chrono::hours(24 * days);
    EXPECT_LT(std::chrono::abs(off), std::chrono::hours(1));
    Client here(Options(), clock);
    ASSERT_TRUE(here.get({.url = url("/good")}));
    EXPECT_FALSE(here.ahead_of_servers()) << "its clock is this machine's";
  }
}

TEST_F(HttpProxy, no_proxy_goes_around_it) {
  const tests::ServerProcess proxy("http_server.py", {"--proxy-user", kUser});
  Options options = through(proxy, "Fel-nyckel-till-proxyn");
  options.no_proxy = "example.se,127.0.0.1";
  Client client(options, clock_);
  EXPECT_TRUE(client.get({.url = url("/good")}));
  options.no_proxy = "example.se";
  Client stubborn(options, clock_);
  EXPECT_EQ(stubborn.get({.url = url("/good")}).error().code, "http.proxy_denied");
}

TEST_F(HttpProxy, the_environment_names_one) {
  const tests::ServerProcess proxy("http_server.py", {"--proxy-user", kUser});
  const Environment http("http_proxy", "http://" + std::string(kUser) + "@127.0.0.1:" + std::to_string(proxy.port()));
  const Environment none("no_proxy", "127.0.0.1,.inside.example");
  Options options = quick();
  options.no_proxy.clear();
  Client client(options, clock_);
  const auto answer = client.get({.url = "http://outside.example/good"});
  ASSERT_TRUE(answer) << core::describe(answer.error());
  EXPECT_TRUE(client.get({.url = url("/good")})) << "no_proxy of the environment";
  EXPECT_EQ(client.get({.url = "http://host.inside.example/good"}).error().code, "http.dns");
}

}  // namespace
}  // namespace sluss::connectors::http

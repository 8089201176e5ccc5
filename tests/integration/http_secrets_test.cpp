// Every secret the client is given, each provoked to fail: none is in an error, a log line or a process title.

#include <fstream>
#include <sstream>

#include "connectors/http/url.h"
#include "core/log.h"
#include "http_fixture.h"

namespace sluss::connectors::http {
namespace {

constexpr const char* kHeader = "Hemlig-nyckel-i-huvudet-1";
constexpr const char* kQuery = "Hemlig nyckel/i&adressen=2";
constexpr const char* kProxy = "Hemligt-losenord-till-proxyn-3";
constexpr const char* kPhrase = "Hemlig-losenfras-till-nyckeln-4";

class HttpSecrets : public HttpTest {
 protected:
  void SetUp() override {
    core::log::configure(core::log::Level::debug, core::log::Format::json);
    ::testing::internal::CaptureStderr();
  }
  void TearDown() override {
    std::string logged = ::testing::internal::GetCapturedStderr();
    EXPECT_TRUE(logged.empty() || logged.find("test.failed") != std::string::npos);
    expect_clean(logged, "the log");
    core::log::configure(core::log::Level::warning, core::log::Format::text);
  }

  static void expect_clean(const std::string& text, const std::string& where) {
    const std::string encoded = percent_encoded(kQuery);
    for (const std::string& secret :
         {std::string(kHeader), std::string(kQuery), std::string(kProxy), std::string(kPhrase), encoded})
      EXPECT_EQ(text.find(secret), std::string::npos) << where << ": " << text;
  }

  static void expect_failed_clean(const core::Result<Response>& result, const std::string& code) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, code) << core::describe(result.error());
    expect_clean(core::describe(result.error()) + result.error().place.file, code);
    core::log::error("test.failed", result.error().what, {{"place", result.error().place.file}});
  }

  static Request secretive(const std::string& url) {
    Request request{.url = url};
    request.secret_headers.emplace_back("X-Key", core::Secret(kHeader));
    request.secret_query.emplace_back("key", core::Secret(kQuery));
    return request;
  }
};

TEST_F(HttpSecrets, headers_and_query) {
  Client client(quick(), clock_);
  const auto echo = client.get(secretive(url("/echo")));
  ASSERT_TRUE(echo);
  EXPECT_NE(echo->body.find(kHeader), std::string::npos) << "it was sent";
  EXPECT_NE(echo->body.find(percent_encoded(kQuery)), std::string::npos) << "it was sent";
  expect_failed_clean(client.get(secretive(url("/echo?code=401"))), "http.denied");
  expect_failed_clean(client.get(secretive(url("/echo?code=503"))), "http.status_5xx");
  expect_failed_clean(client.get(secretive(url("/echo?code=302&elsewhere=localhost:1"))), "http.redirect");
  expect_failed_clean(client.get(secretive(url("/echo?code=302&elsewhere=") + kHeader + ".example/" + kHeader)),
                      "http.redirect");
  expect_failed_clean(client.get(secretive("http://127.0.0.1:1/")), "http.connect");
  expect_failed_clean(client.get(secretive("http://no-such-host.invalid/x")), "http.dns");
  expect_failed_clean(client.get(secretive(url("/truncate"))), "http.truncated");
  const auto redirected = client.get(secretive(url("/echo?code=301")));
  ASSERT_TRUE(redirected) << core::describe(redirected.error());
  const auto judged = client.get(secretive(url("/echo")), {}, [](const Response& r) -> core::Result<> {
    return core::fail(core::ErrorClass::transient, "test.echo", core::log::masked(r.body));
  });
  expect_failed_clean(judged, "test.echo");
}

TEST_F(HttpSecrets, proxy_password) {
  const tests::ServerProcess proxy("http_server.py", {"--proxy-user", "other:password"});
  Options options = quick();
  options.no_proxy = "elsewhere.example";
  options.proxy = proxy.url();
  options.proxy_user = "sluss";
  options.proxy_password = core::Secret(kProxy);
  Client client(options, clock_);
  expect_failed_clean(client.get(secretive("http://behind.example/good")), "http.proxy_denied");
  expect_failed_clean(client.get(secretive("https://behind.example/good")), "http.proxy_denied");

  // A password in the proxy's address itself.
  options.proxy = "http://sluss:" + std::string(kProxy) + "@127.0.0.1:" + std::to_string(proxy.port());
  options.proxy_user.clear();
  options.proxy_password = core::Secret();
  Client careless(options, clock_);
  expect_failed_clean(careless.get(secretive("http://behind.example/good")), "http.proxy_denied");
  options.proxy = "http://sluss:" + std::string(kProxy) + "@127.0.0.1:1";
  Client lost(options, clock_);
  expect_failed_clean(lost.get(secretive("http://behind.example/good")), "http.connect");
}

TEST_F(HttpSecrets, pass_phrase) {
  const Certificates certificates("en-helt-annan-losenfras");
  const tests::ServerProcess server(
      "http_server.py", {"--certificate", certificates.file("server.pem"), "--key", certificates.file("server.key"),
                         "--client-ca", certificates.file("ca.pem")});
  Options options = quick();
  options.ca_file = certificates.file("ca.pem");
  options.client_certificate = certificates.file("client.pem");
  options.client_key = certificates.file("client.key");
  options.client_key_passphrase = core::Secret(kPhrase);
  Client client(options, clock_);
  expect_failed_clean(client.get(secretive("https://127.0.0.1:" + std::to_string(server.port()) + "/good")),
                      "http.tls");
}

TEST_F(HttpSecrets, the_process_title_has_none) {
  std::ifstream file("/proc/self/cmdline");
  std::stringstream title;
  title << file.rdbuf();
  EXPECT_FALSE(title.str().empty());
  expect_clean(title.str(), "the process title");
}

}  // namespace
}  // namespace sluss::connectors::http

// Webhooks, to a server that takes them and to some that do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stop_token>
#include <thread>

#include "notify_fixture.h"

#include "daemon/serve/notify/send_webhook.h"

namespace sluss::daemon::notify {
namespace {

using namespace std::chrono_literals;
using core::ErrorClass;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const key = "Nyckel-for-signaturen-3";
const std::string json = R"({"version":1,"text":"Nöjdhet, två har reviderats"})";
const auto now = at("2026-06-15T06:20:00Z");

Webhook hook(const tests::ServerProcess& process, const std::string& path) {
  return {.url = core::Secret(process.url() + path), .no_proxy = "*", .connect_timeout = 5s, .total_timeout = 10s};
}

class Webhooks : public ::testing::Test {
 protected:
  Post post_;
};

TEST_F(Webhooks, are_posted_and_signed) {
  std::ofstream(post_.file("key")) << key;
  const tests::ServerProcess process("webhook_server.py",
                                     {"--folder", post_.folder(), "--key-file", post_.file("key")});
  auto webhook = hook(process, "/services/T000/hemlig-del-av-adressen");
  ASSERT_TRUE(send_webhook(webhook, json, now));
  webhook.key = core::Secret(key);
  ASSERT_TRUE(send_webhook(webhook, json, now));
  const auto taken = post_.taken();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0]["body"], json);
  EXPECT_EQ(taken[0]["headers"]["Content-Type"], "application/json; charset=utf-8");
  EXPECT_THAT(taken[0]["headers"]["User-Agent"].get<std::string>(), HasSubstr("sluss/"));
  EXPECT_FALSE(taken[0]["headers"].contains("Sluss-Signature"));
  EXPECT_EQ(taken[1]["headers"]["Sluss-Timestamp"], "1781504400");
  EXPECT_EQ(taken[1]["verified"], true) << "by Python's own HMAC";
}

// RFC 4231 has no case with our dot; this one is `printf '%s' '0.abc' | openssl dgst -sha256 -hmac key`.
TEST(Signature, is_what_openssl_says) {
  EXPECT_EQ(signature_of(core::Secret("key"), 0, "abc"),
            "sha256=762c53aa1d60a3a4638b606618736c81fe179dc8b79da355075c5e7f6cb9fefd");
}

TEST_F(Webhooks, fail_with_a_cause_and_without_the_address) {
  const tests::ServerProcess process("webhook_server.py", {"--folder", post_.folder()});
  struct Case {
    const char* path;
    const char* code;
    ErrorClass error_class;
  };
  for (const auto& [path, code, error_class] :
       {Case{"/status/500", "notify.busy", ErrorClass::transient},
        Case{"/status/429", "notify.busy", ErrorClass::transient},
        Case{"/status/403", "notify.denied", ErrorClass::config},
        Case{"/status/404", "notify.gone", ErrorClass::config}, Case{"/status/410", "notify.gone", ErrorClass::config},
        Case{"/status/400", "notify.refused", ErrorClass::config},
        Case{"/redirect", "notify.refused", ErrorClass::config}, Case{"/reset", "notify.reset", ErrorClass::transient},
        Case{"/stall", "notify.timeout", ErrorClass::transient}}) {
    SCOPED_TRACE(path);
    auto webhook = hook(process, path);
    webhook.total_timeout = 500ms;
    const auto failed = send_webhook(webhook, json, now);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, code) << core::describe(failed.error());
    EXPECT_EQ(failed.error().error_class, error_class);
    EXPECT_FALSE(failed.error().remedy.empty());
    EXPECT_EQ(failed.error().place.file, "127.0.0.1");
    EXPECT_THAT(core::describe(failed.error()), Not(HasSubstr(path)));
  }
  EXPECT_TRUE(send_webhook(hook(process, "/endless"), json, now)) << "its status was 200";
  EXPECT_TRUE(send_webhook(hook(process, "/status/204"), json, now));
}

TEST_F(Webhooks, go_by_https_to_whom_is_trusted) {
  post_.make_certificate();
  const tests::ServerProcess process(
      "webhook_server.py",
      {"--folder", post_.folder(), "--certificate", post_.file("server.pem"), "--key", post_.file("server.key")});
  Webhook webhook{.url = core::Secret("https://127.0.0.1:" + std::to_string(process.port()) + "/"), .no_proxy = "*"};
  EXPECT_EQ(send_webhook(webhook, json, now).error().code, "notify.tls");
  webhook.ca_file = post_.file("server.pem");
  const auto sent = send_webhook(webhook, json, now);
  EXPECT_TRUE(sent) << core::describe(sent.error());
  EXPECT_EQ(post_.taken().size(), 1U);
}

TEST_F(Webhooks, go_through_a_proxy_that_asks_for_a_password) {
  post_.make_certificate();
  const tests::ServerProcess process(
      "webhook_server.py",
      {"--folder", post_.folder(), "--certificate", post_.file("server.pem"), "--key", post_.file("server.key")});
  const tests::ServerProcess proxy("http_server.py", {"--proxy-user", "sluss:Losenord-till-proxyn-4"});
  Webhook webhook{.url = core::Secret("https://127.0.0.1:" + std::to_string(process.port()) + "/"),
                  .proxy = proxy.url(),
                  .no_proxy = "none.example.se",
                  .proxy_user = "sluss",
                  .proxy_password = core::Secret("Losenord-till-proxyn-4"),
                  .ca_file = post_.file("server.pem")};
  const auto sent = send_webhook(webhook, json, now);
  ASSERT_TRUE(sent) << core::describe(sent.error());
  EXPECT_EQ(post_.taken().size(), 1U);
  webhook.proxy_password = core::Secret("Fel-losenord-till-proxyn");
  const auto denied = send_webhook(webhook, json, now);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, "notify.denied") << core::describe(denied.error());
  EXPECT_THAT(core::describe(denied.error()), Not(HasSubstr("Fel-losenord")));
}

TEST(WebhookAddress, is_judged_before_anything_is_sent) {
  struct Case {
    const char* url;
    const char* code;
  };
  for (const auto& [url, code] :
       {Case{"", "notify.request"}, Case{"not a url", "notify.request"}, Case{"https://", "notify.request"},
        Case{"https://user:pass@example.se/", "notify.request"}, Case{"https://example.se/\r\nX: 1", "notify.request"},
        Case{"http://example.se/hook", "notify.insecure"}, Case{"ftp://example.se/", "notify.insecure"},
        Case{"file:///etc/passwd", "notify.insecure"}}) {
    const auto failed = send_webhook({.url = core::Secret(url)}, json, now);
    ASSERT_FALSE(failed) << url;
    EXPECT_EQ(failed.error().code, code) << url;
    EXPECT_EQ(failed.error().error_class, ErrorClass::config);
  }
}

TEST_F(Webhooks, stop_when_they_are_asked_to) {
  const tests::ServerProcess process("webhook_server.py", {"--folder", post_.folder()});
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  const auto failed = send_webhook(hook(process, "/stall"), json, now, stop.get_token());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "notify.cancelled");
}

}  // namespace
}  // namespace sluss::daemon::notify

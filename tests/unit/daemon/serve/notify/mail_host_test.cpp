#include "daemon/serve/notify/mail_host.h"

#include <gtest/gtest.h>

namespace sluss::daemon::notify {
namespace {

TEST(NotifyMailHost, ANameOrAnAddressAlone) {
  for (const auto* host : {"smtp.example.se", "SMTP", "mail_1", "192.0.2.1", "::1", "[::1]", "2001:db8::25"})
    EXPECT_TRUE(is_mail_host(host)) << host;
  for (const auto* host : {"", " ", "smtp.example.se:587", "a:25", "smtp://example.se", "anna@example.se", "smtp.*.se",
                           "smtp example se", "[smtp]", "[::1", "[::1]:25"})
    EXPECT_FALSE(is_mail_host(host)) << host;
}

TEST(NotifyMailHost, ThisMachine) {
  for (const auto* host : {"localhost", "127.0.0.1", "::1", "[::1]"}) EXPECT_TRUE(is_this_machine(host)) << host;
  for (const auto* host : {"smtp.example.se", "128.0.0.1", "::2", "", "127.example.se", "127.0.0.1.example.se"})
    EXPECT_FALSE(is_this_machine(host)) << host;
}

}  // namespace
}  // namespace sluss::daemon::notify

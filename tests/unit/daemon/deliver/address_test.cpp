// "sftp://…" taken apart, and host keys as ssh-keygen writes them.
#include <gtest/gtest.h>

#include "daemon/deliver/sftp_session.h"
#include "daemon/settings/sftp_address.h"

namespace sluss::daemon::settings {
namespace {

TEST(SftpAddress, IsTakenApart) {
  struct Case {
    const char* text;
    const char* user;
    const char* host;
    int port;
    const char* folder;
    const char* again;
  };
  for (const auto& c : {
           Case{"sftp://sala@filer.example.se/in", "sala", "filer.example.se", 22, "/in",
                "sftp://sala@filer.example.se/in"},
           Case{"sftp://sala@filer.example.se:2222/in/år 1/", "sala", "filer.example.se", 2222, "/in/år 1",
                "sftp://sala@filer.example.se:2222/in/år 1"},
           Case{"sftp://s@h/", "s", "h", 22, "/", "sftp://s@h/"},
           Case{"sftp://s@h/~/in", "s", "h", 22, "in", "sftp://s@h/~/in"},
           Case{"sftp://s@h/~", "s", "h", 22, ".", "sftp://s@h/~"},
           Case{"sftp://s@[::1]:22/in", "s", "::1", 22, "/in", "sftp://s@[::1]/in"},
           Case{"sftp://s@[fe80::1]/in", "s", "fe80::1", 22, "/in", "sftp://s@[fe80::1]/in"},
       }) {
    const auto address = parse_sftp_address(c.text);
    ASSERT_TRUE(address) << c.text << core::describe(address.error());
    EXPECT_EQ(address->user, c.user) << c.text;
    EXPECT_EQ(address->host, c.host) << c.text;
    EXPECT_EQ(address->port, c.port) << c.text;
    EXPECT_EQ(address->folder, c.folder) << c.text;
    EXPECT_EQ(address->text(), c.again);
    EXPECT_EQ(parse_sftp_address(address->text())->text(), c.again);
  }
}

TEST(SftpAddress, WrongOnesAreToldWithoutTheirPassword) {
  for (const auto* text : {"", "sftp://", "sftp://h/in", "sftp://@h/in", "sftp://s@/in", "sftp://s@h", "ftp://s@h/in",
                           "sftp://s@h:0/in", "sftp://s@h:70000/in", "sftp://s@h:22x/in", "sftp://s@[::1/in",
                           "sftp://s@[::1]x/in", "sftp://s@h/in\nx", "sftp://s@h e/in"}) {
    const auto address = parse_sftp_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, "config.publish_to") << text;
  }
  const auto secret = parse_sftp_address("sftp://sala:hemligt@h/in");
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, "config.secret_written");
  EXPECT_EQ(core::describe(secret.error()).find("hemligt"), std::string::npos);
}

TEST(HostKey, IsAFingerprintOrSeveral) {
  const std::string key = "SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk";
  EXPECT_EQ(parse_host_keys(key), std::vector{key});
  EXPECT_EQ(parse_host_keys(key + "="), std::vector{key + "="}) << "as it is written";
  EXPECT_EQ(parse_host_keys(" " + key + "  " + key + " "), (std::vector{key, key}));
  EXPECT_EQ(host_keys_text(std::vector{key, key}), key + " " + key);
  for (const auto& wrong : {std::string(), std::string(" "), key.substr(7), key.substr(0, 49), key + "x", key + " x",
                            std::string("MD5:d4:1d:8c"), "SHA256:" + std::string(43, '!')})
    EXPECT_TRUE(parse_host_keys(wrong).empty()) << wrong;
}

TEST(HostKey, TheFingerprintIsOpenSshs) {
  // SHA-256 of nothing, in base64 without its padding.
  EXPECT_EQ(deliver::fingerprint_of(""), "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU");
}

}  // namespace
}  // namespace sluss::daemon::settings

// "sftp://…" taken apart, and host keys as ssh-keygen writes them.
#include <gtest/gtest.h>

#include "connectors/sftp/address.h"
#include "connectors/sftp/session.h"

namespace sluss::connectors::sftp {
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
    const auto address = parse_address(c.text);
    ASSERT_TRUE(address) << c.text << core::describe(address.error());
    EXPECT_EQ(address->user, c.user) << c.text;
    EXPECT_EQ(address->host, c.host) << c.text;
    EXPECT_EQ(address->port, c.port) << c.text;
    EXPECT_EQ(address->folder, c.folder) << c.text;
    EXPECT_EQ(address->text(), c.again);
    EXPECT_EQ(parse_address(address->text())->text(), c.again);
  }
}

TEST(SftpAddress, WrongOnesAreToldWithoutTheirPassword) {
  for (const auto* text : {"", "sftp://", "sftp://h/in", "sftp://@h/in", "sftp://s@/in", "sftp://s@h", "ftp://s@h/in",
                           "sftp://s@h:0/in", "sftp://s@h:70000/in", "sftp://s@h:22x/in", "sftp://s@[::1/in",
                           "sftp://s@[::1]x/in", "sftp://s@h/in\nx", "sftp://s@h e/in"}) {
    const auto address = parse_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, "config.url") << text;
  }
  const auto secret = parse_address("sftp://sala:hemligt@h/in");
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
  EXPECT_EQ(fingerprint_of(""), "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU");
}

TEST(Listing, LeavesOutWhatIsNoFile) {
  const std::string_view names = ".\n..\na.csv\nunder\nlänk\ntal å 2025.csv\nrör\nkonstig\n";
  const std::string_view lines =
      "drwxr-xr-x    2 u g 4096 Nov 28 10:00 .\ndrwxr-xr-x 2 u g 4096 Nov 28 10:00 ..\n"
      "-rw-r--r--    1 u g    5 Nov 28 10:00 a.csv\ndrwxr-xr-x 2 u g 4096 Nov 28 10:00 under\n"
      "lrwxrwxrwx    1 u g    5 Nov 28 10:00 länk -> a.csv\n-rw-r--r-- 1 u g 5 Nov 28 2024 tal å 2025.csv\n"
      "prw-r--r--    1 u g    0 Nov 28 10:00 rör\n5 konstig\n";
  EXPECT_EQ(regular_names(names, lines), (std::vector<std::string>{"a.csv", "tal å 2025.csv", "konstig"}));
  EXPECT_EQ(regular_names("1.csv\na 1.csv\n",
                          "drwxr-xr-x 2 u g 4096 Nov 28 10:00 a 1.csv\n-rw-r--r-- 1 u g 5 Nov 28 10:00 1.csv\n"),
            std::vector<std::string>{"1.csv"});
  EXPECT_EQ(regular_names("../x\na\n", ""), std::vector<std::string>{"a"}) << "no name leads out of the folder";
}

}  // namespace
}  // namespace sluss::connectors::sftp

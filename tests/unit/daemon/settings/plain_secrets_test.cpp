#include "daemon/settings/plain_secrets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "daemon/settings/load.h"
#include "daemon/settings/settings.h"
#include "daemon/settings/warnings.h"

namespace sluss::daemon::settings {
namespace {

TEST(SecretWays, APasswordIsSeenHoweverItIsWritten) {
  for (const auto* connection :
       {"DSN=x;PWD=hemligt", "DSN=x;Pwd = hemligt", "DSN=x;pwd\t=\themligt", " Password =hemligt", "passwd={he;mligt}",
        "Driver={A;B};Pwd = {hemligt}", "Driver={A}}B};Pwd=x", "Database={open;Pwd=x", "Driver={A} Pwd=x",
        "Driver={A}Pwd=x", ";;Pwd=x", "Trusted;Pwd=x", "SSLKeyPassword = x", "pqopt={password = x}",
        "Options={a=b password=x}", "PWD="}) {
    EXPECT_TRUE(carries_password(connection)) << connection;
  }
}

TEST(SecretWays, WhatIsNoPassword) {
  for (const auto* connection : {"", ";", "DSN=pwd", "DSN=x;UID=pwd_user", "Database={pwd=1}", "Database={a}};Pwd=x}",
                                 "Database = my;Server=password", "Options={a=b}", "PWD", "Driver={Pwd = x}"}) {
    EXPECT_FALSE(carries_password(connection)) << connection;
  }
}

TEST(SecretWays, PlainToOthers) {
  for (const auto* url :
       {"http://source.example.se", "HTTP://source.example.se/v3", "http://128.0.0.1/", "http://10.0.0.1:8080",
        "http://127.0.0.1.example.se", "http://127.example.se:80", "http://localhost.example.se",
        "http://[2001:db8::1]/", "http://[::2]", "http://127.0.0.1@example.se/", "http://"}) {
    EXPECT_TRUE(is_plain_to_others(url)) << url;
  }
  for (const auto* url : {"https://source.example.se", "http://127.0.0.1:8080/v3", "http://127.9.9.9",
                          "http://localhost", "http://LOCALHOST:1/x", "http://[::1]:8080/", ""}) {
    EXPECT_FALSE(is_plain_to_others(url)) << url;
  }
}

TEST(SecretWays, PlainProxies) {
  for (const auto* proxy : {"http://proxy.example.se:8080", "HTTP://10.0.0.1", "proxy.example.se:8080",
                            "socks5h://proxy.example.se", "http://127.0.0.1.example.se", "10.0.0.1:3128"})
    EXPECT_TRUE(is_plain_proxy(proxy)) << proxy;
  for (const auto* proxy : {"", "https://proxy.example.se", "HTTPS://proxy.example.se:8080", "http://127.0.0.1:3128",
                            "localhost:3128", "[::1]:3128", "socks5://127.0.0.1"})
    EXPECT_FALSE(is_plain_proxy(proxy)) << proxy;
}

/// Each kind of secret by each way that is plain: one error at its key. By a way that is sealed, or on this machine:
/// none.
TEST(SecretWays, NoKindOfSecretIsSentPlainToOthers) {
  struct Way {
    std::string_view key;  ///< of the secret
    std::string text;      ///< with % for the address
    std::vector<std::string_view> plain;
    std::vector<std::string_view> sealed;
  };
  const std::vector<std::string_view> plain_urls{"http://a.example.se", "http://10.0.0.1:8080"};
  const std::vector<std::string_view> sealed_urls{"https://a.example.se", "http://127.0.0.1:8080", "http://[::1]:1"};
  const std::vector<Way> ways{
      {"source.kolada.secret_headers", "[source.kolada]\nurl = \"%\"\nsecret_headers = { \"X-Key\" = \"gate\" }\n",
       plain_urls, sealed_urls},
      {"source.kolada.secret_query", "[source.kolada]\nurl = \"%\"\nsecret_query = { \"key\" = \"gate\" }\n",
       plain_urls, sealed_urls},
      {"mail.credential",
       "[mail]\nserver = \"smtp.example.se\"\nuser = \"u\"\ncredential = \"mail\"\nsecurity = \"%\"\n",
       {"none"},
       {"starttls", "tls"}},
      {"mail.credential",
       "[mail]\nserver = \"%\"\nuser = \"u\"\ncredential = \"mail\"\nsecurity = \"none\"\n",
       {"smtp.example.se", "192.0.2.1"},
       {"localhost", "127.0.0.1", "::1"}},
  };
  const auto loaded = [](const Way& way, std::string_view value) {
    auto text = way.text;
    text.replace(text.find('%'), 1, value);
    return load_texts({{"/e/sluss.toml", "municipality = \"1981\"\nstate = \"/s\"\n" + text}});
  };
  for (const auto& way : ways) {
    for (const auto value : way.plain) {
      const auto refused = loaded(way, value);
      ASSERT_FALSE(refused) << way.text << value;
      ASSERT_EQ(refused.error().size(), 1U) << way.text << value;
      EXPECT_EQ(refused.error()[0].code, "config.secret_plain") << way.text << value;
      EXPECT_EQ(refused.error()[0].place.field, way.key) << value;
      EXPECT_GT(refused.error()[0].place.line, 3) << way.key;
      EXPECT_FALSE(refused.error()[0].remedy.empty()) << way.key;
    }
    for (const auto value : way.sealed) EXPECT_TRUE(loaded(way, value)) << way.text << value;
  }
}

/// A release's notice before it is refused: many proxies speak nothing but http.
TEST(SecretWays, AProxysPasswordInPlainTextIsWarnedOf) {
  const auto warned = [](std::string_view url, std::string_view form) {
    const std::string text =
        "municipality = \"1981\"\nstate = \"/s\"\n[http]\nproxy_user = \"svc\"\n"
        "proxy_credential = \"proxy\"\nproxy = \"" +
        std::string(url) + "\"\nproxy_auth = \"" + std::string(form) + "\"\n";
    const auto loaded = load_texts({{"/e/sluss.toml", text}});
    EXPECT_TRUE(loaded) << url << " " << form;
    if (!loaded) return false;
    const auto warnings = warnings_of(*loaded);
    return std::ranges::any_of(warnings, [](const core::Error& warning) {
      return warning.code == "config.secret_plain" && warning.place.field == "http.proxy_credential";
    });
  };
  for (const auto* url : {"http://a.example.se", "http://10.0.0.1:8080"}) {
    EXPECT_TRUE(warned(url, "basic")) << url;
    EXPECT_TRUE(warned(url, "any")) << url;
    EXPECT_FALSE(warned(url, "ntlm")) << url;
    EXPECT_FALSE(warned(url, "negotiate")) << url;
  }
  for (const auto* url : {"https://a.example.se", "http://127.0.0.1:8080"}) EXPECT_FALSE(warned(url, "basic")) << url;
}

}  // namespace
}  // namespace sluss::daemon::settings

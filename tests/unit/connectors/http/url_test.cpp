#include "connectors/http/url.h"

#include <gtest/gtest.h>

#include "connectors/http/client.h"
#include "core/log.h"

namespace sluss::connectors::http {
namespace {

TEST(Url, origin) {
  const auto origin = origin_of("HTTPS://API.Kolada.se/v3/x?y");
  ASSERT_TRUE(origin);
  EXPECT_EQ(*origin, (Origin{"https", "api.kolada.se", 443}));
  EXPECT_EQ(to_text(*origin), "api.kolada.se:443");
  EXPECT_EQ(origin_of("http://[::1]:81/")->host, "::1");
  for (const char* bad : {"", "kolada", "ftp://host/x", "file:///etc/passwd", "http://", "http://anna@host/",
                          "http://anna:hemlig@host/", "http://host:99999/", "/v3/data"}) {
    const auto refused = origin_of(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, "http.request");
    EXPECT_EQ(refused.error().what.find("hemlig"), std::string::npos);
  }
}

TEST(Url, loopback) {
  for (const char* host : {"127.0.0.1", "127.8.9.1", "::1", "localhost", "a.localhost"}) EXPECT_TRUE(is_loopback(host));
  for (const char* host : {"128.0.0.1", "127.example.se", "localhost.se", "10.0.0.1", "::2", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(Url, secret_query) {
  using Secrets = std::vector<std::pair<std::string, core::Secret>>;
  const Secrets secret = {{"key", core::Secret("a b&c=å")}};
  EXPECT_EQ(with_secret_query("http://h/p", secret), "http://h/p?key=a%20b%26c%3D%C3%A5");
  EXPECT_EQ(with_secret_query("http://h/p?x=1", secret), "http://h/p?x=1&key=a%20b%26c%3D%C3%A5");
  EXPECT_EQ(with_secret_query("http://h/p?", secret), "http://h/p?key=a%20b%26c%3D%C3%A5");
  EXPECT_EQ(with_secret_query("http://h/p#frag", secret), "http://h/p?key=a%20b%26c%3D%C3%A5");
  EXPECT_EQ(with_secret_query("http://h/p", Secrets{}), "http://h/p");
  EXPECT_EQ(with_secret_query("http://h/p", Secrets{{"a", core::Secret("1")}, {"b", core::Secret("2")}}),
            "http://h/p?a=1&b=2");
  EXPECT_EQ(core::log::masked("echo a%20b%26c%3D%C3%A5 end"), "echo *** end") << "the encoded form is masked too";
}

TEST(Url, a_link_without_the_secrets_that_a_server_repeats) {
  using Secrets = std::vector<std::pair<std::string, core::Secret>>;
  const Secrets secret = {{"key", core::Secret("s")}, {"min nyckel", core::Secret("t")}};
  EXPECT_EQ(without_secret_query("http://h/p?page=2&key=s&per_page=5", secret), "http://h/p?page=2&per_page=5");
  EXPECT_EQ(without_secret_query("/p?key=s&page=2#f", secret), "/p?page=2#f");
  EXPECT_EQ(without_secret_query("/p?min%20nyckel=t", secret), "/p");
  EXPECT_EQ(without_secret_query("/p?keys=1&xkey=2", secret), "/p?keys=1&xkey=2");
  EXPECT_EQ(without_secret_query("/p", secret), "/p");
  EXPECT_EQ(without_secret_query("/p?key=s", Secrets{}), "/p?key=s");
}

TEST(Url, redirects_stay_at_home) {
  struct Case {
    const char* from;
    const char* location;
    const char* target;  ///< empty: refused
  };
  const std::vector<Case> cases = {
      {"http://h/a/b?q=1", "c", "http://h/a/c"},
      {"http://h/a", "/x?y=1", "http://h/x?y=1"},
      {"http://h/a", "http://h/x", "http://h/x"},
      {"http://h/a", "HTTP://H:80/x", "http://H:80/x"},
      {"http://h/a", "//h/x", "http://h/x"},
      {"http://h/a", "https://h/x", "https://h/x"},
      {"http://h/a", "/å b", "http://h/%c3%a5%20b"},
      {"https://h/a", "http://h/x", ""},
      {"https://h:443/a", "https://h/x", "https://h/x"},
      {"http://h:8080/a", "https://h/x", ""},
      {"http://h/a", "https://h:8443/x", ""},
      {"http://h/a", "http://h:81/x", ""},
      {"http://h/a", "http://other/x", ""},
      {"http://h/a", "//other/x", ""},
      {"http://h/a", "http://h.other/x", ""},
      {"http://h/a", "http://u:p@h/x", ""},
      {"http://h/a", "http://h@other/x", ""},
      {"http://h/a", "ftp://h/x", ""},
      {"http://h/a", "file:///etc/passwd", ""},
      {"http://h/a", "javascript:alert(1)", ""},
  };
  for (const auto& c : cases) {
    const auto target = redirect_target(c.from, c.location);
    EXPECT_EQ(target ? *target : "", c.target) << c.from << " -> " << c.location;
    if (!target) {
      EXPECT_EQ(target.error().code, "http.redirect") << c.location;
    }
  }
}

}  // namespace
}  // namespace sluss::connectors::http

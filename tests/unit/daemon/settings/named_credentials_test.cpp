// Every key whose value is a secret's name is among those that are looked at.
#include "daemon/settings/named_credentials.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "daemon/settings/load.h"
#include "daemon/settings/schema.h"

namespace sluss::daemon::settings {
namespace {

TEST(NamedCredentials, EachSectionsAreFound) {
  const std::string text = R"(municipality = "1981"
state = "s"
[http]
proxy_credential = "http.proxy_credential"
client_key_credential = "http.client_key_credential"
[mail]
server = "smtp.example.se"
from = "a@example.se"
credential = "mail.credential"
[source.kolada]
secret_headers = { "X-Key" = "source.secret_headers" }
secret_query = { "key" = "source.secret_query" }
[source.db]
kind = "odbc"
connection = "DSN=x"
credential = "source.credential"
[source.filer]
kind = "register"
url = "sftp://sluss@example.se/in"
host_key = "SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk"
key = "source.key"
credential = "source.credential"
[target.statistik]
connection = "DSN=y"
credential = "target.credential"
[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["csv"]
to = "sftp://u@h/in"
host_key = "SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk"
credential = "publish.credential"
key = "publish.key"
[[notify]]
name = "hook"
webhook = "notify.webhook"
key = "notify.key"
)";
  const auto loaded = load_texts({{"/e/sluss.toml", text}});
  ASSERT_TRUE(loaded) << core::describe(loaded.error().front());
  const auto named = named_credentials(*loaded);
  const auto has = [&](const std::string& name) {
    return std::ranges::find(named, name, &NamedCredential::name) != named.end();
  };
  std::set<std::string> names;
  for (const auto& key : settings::keys()) {
    if (key.measure != "name of a secret" && !key.measure.ends_with("= credential")) continue;
    const auto name = std::string(key.table) + "." + std::string(key.name);
    names.insert(name);
    EXPECT_TRUE(has(name)) << name << " is named, and nobody looks whether it is there";
  }
  EXPECT_GE(names.size(), 12U);
  EXPECT_EQ(named.size(), names.size());
  EXPECT_EQ(std::ranges::find(named, "notify.key", &NamedCredential::name)->field, "notify.0.key");
}

}  // namespace
}  // namespace sluss::daemon::settings

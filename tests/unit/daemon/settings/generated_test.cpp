// The tree has what is generated from the schema, and the schema is whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "daemon/settings/generate.h"
#include "daemon/settings/load.h"
#include "daemon/settings/schema.h"
#include "tests/tools/golden.h"

namespace sluss::daemon::settings {
namespace {

std::string content_of(const std::string& path) {
  return tests::read_file(std::string(SLUSS_SOURCE_DIR) + "/" + path);
}

TEST(SettingsGenerated, TheReferenceIsFresh) {
  EXPECT_TRUE(content_of("docs/configuration.md") == reference_markdown())
      << "stale: sluss config reference > docs/configuration.md";
}

TEST(SettingsGenerated, TheExampleIsFreshAndRight) {
  EXPECT_TRUE(content_of("config/sluss.toml") == example_toml()) << "stale: sluss config example > config/sluss.toml";
  auto text = example_toml();
  for (auto at = text.find("\"set:aldreomsorg\""); at != std::string::npos; at = text.find("\"set:aldreomsorg\""))
    text.replace(at, 17, "\"N15428\"");  // the ready sets have tests of their own
  const auto settings = load_texts({{"/e/sluss.toml", text}});
  ASSERT_TRUE(settings) << core::describe(settings.error()[0]);
}

/// [[job]] and its like: one of them alone is not whole.
bool is_list(std::string_view table) {
  return std::ranges::any_of(tables(), [&](const Table& t) { return t.name == table && t.heading.starts_with("[["); });
}

/// What a source of files must have beside one key.
std::string rest_of(const Key& key) {
  if (key.kind != "register") return "";
  const std::string kind = "kind = \"register\"\n";
  if (key.name == "path" || key.name == "url") return kind;
  const std::string server = kind + "url = \"sftp://sluss@example.se/in\"\n";
  if (key.name == "host_key") return server + "key = \"sftp_nyckel\"\n";
  if (key.name == "key" || key.name == "credential")
    return server + "host_key = \"SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk\"\n";
  return kind + "path = \"/srv/in/bilar\"\n";
}

/// Every commented key, uncommented in a file of its own, is accepted: no default or example is wrong.
TEST(SettingsGenerated, EveryDefaultAndExampleIsAccepted) {
  for (const auto& key : keys()) {
    if (is_list(key.table) || key.table == "target" || key.kind == "odbc" || key.table.empty()) continue;
    if (key.name == "ca_file" || key.name.starts_with("client_")) continue;  // files of the operator
    if (key.name == "certificate" || key.name == "key") continue;
    for (const auto value : {key.standard, key.example}) {
      if (value.empty()) continue;
      const std::string table = key.table == "source" ? "source.kolada" : std::string(key.table);
      const auto text = "municipality = \"1981\"\nstate = \"/s\"\n[" + table + "]\n" + rest_of(key) +
                        std::string(key.name) + " = " + std::string(value) + "\n";
      const auto settings = load_texts({{"/e/sluss.toml", text}});
      EXPECT_TRUE(settings) << text << core::describe(settings.error()[0]);
    }
  }
}

/// A default that is written in the schema is the one that the settings have.
TEST(SettingsGenerated, SayingTheDefaultsChangesNothing) {
  std::string text = "municipality = \"1981\"\nstate = \"/s\"\n";
  const auto bare = load_texts({{"/e/sluss.toml", text}});
  for (const auto& table : tables()) {
    if (table.name.empty() || table.name == "source" || table.name == "target" || is_list(table.name)) continue;
    text += "[" + std::string(table.name) + "]\n";
    for (const auto& key : keys()) {
      if (key.table == table.name && !key.standard.empty())
        text += std::string(key.name) + " = " + std::string(key.standard) + "\n";
    }
  }
  const auto full = load_texts({{"/e/sluss.toml", text}});
  ASSERT_TRUE(bare && full);
  EXPECT_EQ(bare->generations, full->generations);
  EXPECT_EQ(bare->memory_bytes, full->memory_bytes);
  EXPECT_EQ(bare->threads, full->threads);
  EXPECT_EQ(bare->spill_most, full->spill_most);
  EXPECT_EQ(bare->archive_zstd_level, full->archive_zstd_level);
  EXPECT_EQ(bare->log_level, full->log_level);
  EXPECT_EQ(bare->log_format, full->log_format);
  EXPECT_EQ(std::tie(bare->parallel, bare->drain, bare->disk_least, bare->notify_again, bare->notify_settle,
                     bare->mail.port, bare->mail.security, bare->mail.timeout),
            std::tie(full->parallel, full->drain, full->disk_least, full->notify_again, full->notify_settle,
                     full->mail.port, full->mail.security, full->mail.timeout));
  const auto& a = bare->http;
  const auto& b = full->http;
  EXPECT_EQ(std::tie(a.attempts, a.budget, a.connect_timeout, a.total_timeout, a.stall, a.backoff_first, a.backoff_most,
                     a.body_most, a.rate, a.rate_loopback, a.concurrency, a.proxy_auth),
            std::tie(b.attempts, b.budget, b.connect_timeout, b.total_timeout, b.stall, b.backoff_first, b.backoff_most,
                     b.body_most, b.rate, b.rate_loopback, b.concurrency, b.proxy_auth));
  const auto& d = bare->delivery;
  const auto& e = full->delivery;
  EXPECT_EQ(std::tie(d.connect_timeout, d.stall, d.total_timeout),
            std::tie(e.connect_timeout, e.stall, e.total_timeout));
  const auto& g = bare->gates;
  const auto& h = full->gates;
  EXPECT_EQ(std::tie(g.known_least, g.revised_share, g.ratio_least, g.ratio_most, g.gone_share, g.closing_share_of_all,
                     g.catalogue_shrink),
            std::tie(h.known_least, h.revised_share, h.ratio_least, h.ratio_most, h.gone_share, h.closing_share_of_all,
                     h.catalogue_shrink));
}

TEST(SettingsGenerated, NoKeyTwiceAndEachInAKnownTable) {
  std::set<std::string> seen;
  for (const auto& key : keys()) {
    EXPECT_TRUE(seen.insert(std::string(key.table) + "." + std::string(key.kind) + "." + std::string(key.name)).second)
        << key.name;
    EXPECT_TRUE(std::ranges::any_of(tables(), [&](const Table& t) { return t.name == key.table; })) << key.name;
    EXPECT_FALSE(key.description.empty()) << key.name;
    EXPECT_TRUE(!key.required || !key.example.empty()) << key.name;
  }
}

}  // namespace
}  // namespace sluss::daemon::settings

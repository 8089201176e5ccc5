// Enumerations and targets are values when the settings are there: each word is read once, and shown again as it was.
#include "daemon/settings/words.h"
#include "daemon/settings/load.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <variant>

namespace sluss::daemon::settings {
namespace {

constexpr std::string_view fingerprint = "SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk";

Settings read(const std::string& more) {
  const auto settings = load_texts({{"/e/sluss.toml", "municipality = \"1981\"\nstate = \"s\"\n" + more}});
  EXPECT_TRUE(settings) << core::describe(settings.error().front()) << more;
  return settings ? *settings : Settings{};
}

Publish publish(const std::string& more) {
  auto settings =
      read("[target.statistik]\nconnection = \"DSN=x\"\n[[publish]]\ndataset = \"nyckeltal_jamforelse\"\n" + more);
  EXPECT_EQ(settings.publish.size(), 1U) << more;
  return settings.publish.empty() ? Publish{} : settings.publish.front();
}

template <class Value, std::size_t count>
void expect_both_ways(const Words<Value, count>& words) {
  for (const auto& [text, value] : words.all()) {
    EXPECT_EQ(words.find(text), value) << text;
    EXPECT_EQ(words.word_of(value), text);
  }
  EXPECT_EQ(std::ranges::count(words.joined(), '|') + 1, static_cast<std::ptrdiff_t>(count));
  EXPECT_FALSE(words.find(words.joined()));
  EXPECT_FALSE(words.find(""));
}

TEST(SettingsWords, EachIsOneValueAndBack) {
  expect_both_ways(log_level_words);
  expect_both_ways(log_format_words);
  expect_both_ways(missed_words);
  expect_both_ways(overlap_words);
  expect_both_ways(mail_security_words);
  expect_both_ways(anonymous_words);
  expect_both_ways(proxy_auth_words);
  expect_both_ways(file_format_words);
  expect_both_ways(table_mode_words);
  expect_both_ways(event_words);
  EXPECT_EQ(missed_words.joined(), "latest|all|skip");
  EXPECT_EQ(event_words.all().size(), std::variant_size_v<notify::Event>) << "an event without a word";
}

TEST(SettingsWords, TheSettingsHoldTheValues) {
  const auto settings = read(R"([log]
level = "warning"
format = "json"
[control]
anonymous = "reader"
[mail]
security = "tls"
[http]
proxy_auth = "ntlm"
[[job]]
name = "k"
source = "kolada"
missed = "skip"
when_running = "queue-one"
indicators = ["N15428"]
[[notify]]
name = "hook"
webhook = "w"
events = ["new_figures", "disk_low"]
)");
  EXPECT_EQ(settings.log_level, core::log::Level::warning);
  EXPECT_EQ(settings.log_format, core::log::Format::json);
  EXPECT_EQ(settings.control.anonymous, Anonymous::reader);
  EXPECT_EQ(settings.mail.security, MailSecurity::tls);
  EXPECT_EQ(settings.http.proxy_auth, connectors::http::ProxyAuth::ntlm);
  ASSERT_EQ(settings.jobs.size(), 1U);
  EXPECT_EQ(settings.jobs[0].missed, MissedPolicy::skip);
  EXPECT_EQ(settings.jobs[0].when_running, Overlap::queue_one);
  ASSERT_EQ(settings.notify.size(), 1U);
  EXPECT_EQ(settings.notify[0].events, (std::vector{EventKind::new_figures, EventKind::disk_low}));
}

TEST(SettingsPublish, AFolderHasItsPathAndTheFilesRights) {
  const auto target_settings = publish("formats = [\"xlsx\", \"csv-plain\"]\nto = \"folder:out\"\nmode = \"640\"\n");
  EXPECT_EQ(target_settings.formats, (std::vector{FileFormat::xlsx, FileFormat::csv_plain}));
  const auto& folder = std::get<FolderTarget>(target_settings.target);
  EXPECT_EQ(folder.path, "/e/out");
  EXPECT_EQ(folder.file_mode, (core::FileMode{.bits = 0640, .group = {}, .exact = true}));
  EXPECT_EQ(folder.mode, "640") << "as it is written: published.json has it so";
  EXPECT_EQ(to_text(target_settings.target), "folder:/e/out");
  EXPECT_EQ(kind_of(target_settings.target), "folder");
}

TEST(SettingsPublish, AServerHasItsAddressAndKeys) {
  const auto target_settings = publish("formats = [\"csv\"]\nto = \"sftp://u@h:22/in/\"\nkey = \"k\"\nhost_key = \"" +
                                       std::string(fingerprint) + " " + std::string(fingerprint) + "=\"\n");
  const auto& server = std::get<SftpTarget>(target_settings.target);
  EXPECT_EQ(server.address.user, "u");
  EXPECT_EQ(server.address.host, "h");
  EXPECT_EQ(server.address.folder, "/in");
  EXPECT_EQ(server.host_keys, (std::vector<std::string>{std::string(fingerprint), std::string(fingerprint) + "="}));
  EXPECT_EQ(server.key, "k");
  EXPECT_EQ(to_text(target_settings.target), "sftp://u@h/in");
  EXPECT_EQ(kind_of(target_settings.target), "sftp");
}

TEST(SettingsPublish, ATableHasItsNameAndItsMode) {
  const auto own = publish("to = \"odbc:statistik\"\n");
  const auto& table = std::get<TableTarget>(own.target);
  EXPECT_EQ(table.database, "statistik");
  EXPECT_EQ(to_text(table.table), "nyckeltal_jamforelse") << "by default the dataset's name";
  EXPECT_EQ(table.mode, TableMode::replace);
  EXPECT_EQ(to_text(own.target), "odbc:statistik");
  EXPECT_EQ(kind_of(own.target), "odbc");
  const auto target_settings =
      publish("to = \"odbc:statistik\"\ntable = \"s.t\"\nmode = \"merge\"\nkeys = [\"a\", \"b\"]\n");
  const auto& merged = std::get<TableTarget>(target_settings.target);
  EXPECT_EQ(merged.table.schema, "s");
  EXPECT_EQ(merged.table.name, "t");
  EXPECT_EQ(merged.mode, TableMode::merge);
  EXPECT_EQ(merged.keys, (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace sluss::daemon::settings

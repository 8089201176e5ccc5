// What `sluss config show` prints: every section, and no secret.
#include "daemon/program/shown_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "daemon/settings/load.h"
#include "daemon/settings/schema.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view text = R"(municipality = "1981"
state = "/srv/state"
[daemon]
disk_least = "5GB"
page = "https://sluss.example.se"
[mail]
server = "smtp.example.se"
from = "Sluss <sluss@example.se>"
user = "sluss"
credential = "smtp"
[control]
listen = "127.0.0.1:8470"
anonymous = "reader"
[source.kolada]
secret_headers = { "X-Api-Key" = "gateway" }
[source.verksamhet]
kind = "odbc"
connection = "DSN=verksamhet;UID=lasare"
credential = "odbc"
[target.statistik]
connection = "DSN=statistik;UID=skrivare"
[source.filer]
kind = "register"
path = "/srv/in"
[[job]]
name = "k"
source = "kolada"
indicators = ["N15428"]
every = "6h"
[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["csv"]
to = "folder:/srv/share"
[[publish]]
dataset = "nyckeltal_jamforelse"
to = "odbc:statistik"
[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["csv"]
to = "sftp://s@h/in"
key = "k"
host_key = "SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk"
[[deadline]]
name = "Ej verkställda beslut"
day = "*-04-15"
[[notify]]
name = "drift"
to = ["anna@example.se", "bo@example.se"]
events = ["run_failed"]
)";

settings::Settings loaded() {
  auto settings = settings::load_texts({{"/e/sluss.toml", std::string(text)}});
  EXPECT_TRUE(settings) << core::describe(settings.error().front());
  return settings ? *std::move(settings) : settings::Settings{};
}

/// A section by the name of its table; of those that repeat, what any of them has.
json section(const json& shown, std::string_view table) {
  if (table.empty()) return shown;
  for (const auto& name : {std::string(table), std::string(table) + "s"}) {
    if (!shown.contains(name)) continue;
    if (shown[name].is_object()) return shown[name];
    auto all = json::object();
    for (const auto& one : shown[name]) all.update(one);
    return all;
  }
  return json::object();
}

TEST(ShownSettings, EveryKeyOfEverySectionIsThere) {
  const auto shown = json::parse(shown_settings(loaded(), Audience::operators));
  for (const auto& key : settings::keys()) {
    const bool a_connection = key.name == "connection";
    const bool the_folder_of = key.table == "warehouse" && key.name == "url";
    const std::string name(the_folder_of ? "folder" : key.name);
    EXPECT_EQ(section(shown, key.table).contains(name), !a_connection) << key.table << "." << key.name;
  }
}

TEST(ShownSettings, SaysWhatIsInForce) {
  const auto shown = json::parse(shown_settings(loaded(), Audience::operators));
  EXPECT_EQ(shown["daemon"]["disk_least"], 5'000'000'000U);
  EXPECT_EQ(shown["daemon"]["scrub"], "7d");
  EXPECT_EQ(shown["daemon"]["page"], "https://sluss.example.se");
  EXPECT_EQ(shown["control"]["listen"], "127.0.0.1:8470");
  EXPECT_EQ(shown["control"]["socket"], "/srv/state/sluss.sock");
  EXPECT_EQ(shown["control"]["anonymous"], "reader");
  EXPECT_EQ(shown["mail"]["port"], 587);
  EXPECT_EQ(shown["mail"]["credential"], "smtp");
  EXPECT_EQ(shown["gates"]["known_least"], 30);
  EXPECT_EQ(shown["jobs"][0]["every"], "6h");
  EXPECT_EQ(shown["jobs"][0]["schedule"], json());
  EXPECT_EQ(shown["jobs"][0]["retry_after"], "15min");
  EXPECT_EQ(shown["targets"][0], (json{{"name", "statistik"}, {"kind", "odbc"}, {"credential", ""}}));
  EXPECT_EQ(shown["notify"][0]["events"], json::array({"run_failed"}));
  EXPECT_EQ(shown["notify"][0]["jobs"], json());
  EXPECT_EQ(shown["deadlines"][0]["day"], "*-04-15");
}

TEST(ShownSettings, HasNoConnectionAndTellsOthersNoRecipients) {
  for (const auto reader : {Audience::operators, Audience::others}) {
    EXPECT_THAT(shown_settings(loaded(), reader), Not(HasSubstr("lasare")));
    EXPECT_THAT(shown_settings(loaded(), reader), Not(HasSubstr("skrivare")));
  }
  EXPECT_THAT(shown_settings(loaded(), Audience::operators), HasSubstr("anna@example.se"));
  const auto others = shown_settings(loaded(), Audience::others);
  EXPECT_THAT(others, Not(HasSubstr("anna@example.se")));
  EXPECT_EQ(json::parse(others)["notify"][0]["to"], 2);
}

}  // namespace
}  // namespace sluss::daemon::program

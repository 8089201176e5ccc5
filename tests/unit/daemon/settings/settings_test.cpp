#include "daemon/settings/settings.h"

#include <gtest/gtest.h>

#include "daemon/settings/folders.h"
#include "daemon/settings/load.h"
#include "daemon/settings/size.h"
#include "daemon/settings/warnings.h"
#include "written_folder.h"

namespace sluss::daemon::settings {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using tests::WrittenFolder;

constexpr std::string_view from_the_issue = R"(municipality = "1981"
state = "/tmp/x"
[http]
attempts = 5
budget = "30s"
stall = "10s"
[source.kolada]
url = "http://127.0.0.1:8601/v3/"
[[job]]
name = "kolada"
source = "kolada"
indicators = ["*"]
areas = ["*"]
compare = ["riket", "county", "group:Liknande kommuner äldreomsorg"]
full_reload = "30d"
)";

std::string shown(const std::vector<core::Error>& errors) {
  std::string all;
  for (const auto& error : errors) all += core::describe(error) + "\n";
  return all;
}

TEST(Settings, TheIssuesExample) {
  const auto settings = load_texts({{"/e/sluss.toml", std::string(from_the_issue)}});
  ASSERT_TRUE(settings) << shown(settings.error());
  EXPECT_EQ(settings->municipality, "1981");
  EXPECT_EQ(settings->warehouse_folder, "/tmp/x/warehouse");
  EXPECT_EQ(settings->http.attempts, 5);
  EXPECT_EQ(settings->http.budget, seconds(30));
  EXPECT_EQ(settings->http.stall, seconds(10));
  EXPECT_EQ(settings->http.connect_timeout, seconds(20));
  ASSERT_EQ(settings->sources.size(), 1U);
  EXPECT_EQ(settings->sources[0].kind, "kolada");
  EXPECT_EQ(settings->sources[0].values.text("url"), "http://127.0.0.1:8601/v3");
  ASSERT_EQ(settings->jobs.size(), 1U);
  EXPECT_EQ(settings->jobs[0].values.duration("full_reload"), hours(24 * 30));
  EXPECT_EQ(settings->jobs[0].values.texts("compare").size(), 3U);
  EXPECT_EQ(settings->jobs[0].line, 9);
  EXPECT_EQ(settings->digest.size(), 64U);
}

TEST(Settings, AStateMayHaveAnyNameThatDuckDbOpens) {
  const auto loaded = [](const std::string& folder, std::string state) {
    return load_texts({{folder + "/sluss.toml", "municipality = \"1981\"\nstate = '" + std::move(state) + "'\n"}});
  };
  for (const char* name : {"a*b", "[a]", "100%", "a;b", "a b", "åäö", "a.", "a#b", "~"})
    EXPECT_TRUE(loaded("/e", name)) << name << shown(loaded("/e", name).error());
  for (const auto& wrong : {loaded("/e", "why?"), loaded("/why?", "state"), loaded("/\xE5", "state")}) {
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().front().code, "config.path");
    EXPECT_EQ(wrong.error().front().error_class, core::ErrorClass::config);
  }
  const auto apart = load_texts(
      {{"/why?/sluss.toml", "municipality = \"1981\"\nstate = 'state'\n[warehouse]\nurl = 'duckdb:/srv/w'\n"}});
  EXPECT_TRUE(apart) << "what DuckDB does not open may have any name";
}

TEST(Settings, ConfDIsMergedInOrderAndAppends) {
  const WrittenFolder folder;
  const auto file = folder.write("sluss.toml", from_the_issue);
  folder.write("conf.d/20-late.toml", "[http]\nattempts = 9\n");
  folder.write("conf.d/10-early.toml", R"([http]
attempts = 7
rate = 2
[source.db]
kind = "odbc"
connection = "DSN=x"
[[job]]
name = "beslut"
source = "db"
query = "select 1"
table = "beslut"
[[publish]]
dataset = "nyckeltal_jamforelse"
formats = ["xlsx", "csv-plain"]
to = "folder:out"
job = "beslut"
)");
  folder.write("conf.d/ignored.txt", "not = [toml");
  const auto settings = load(file);
  ASSERT_TRUE(settings) << shown(settings.error());
  EXPECT_EQ(settings->http.attempts, 9);
  EXPECT_EQ(settings->http.rate, 2.0);
  ASSERT_EQ(settings->jobs.size(), 2U);
  EXPECT_EQ(settings->jobs[1].values.text("table"), "beslut");
  ASSERT_EQ(settings->publish.size(), 1U);
  EXPECT_EQ(to_text(settings->publish[0].target), "folder:" + (folder.path() / "out").string());
}

TEST(Settings, EveryChangeOfAFileChangesTheDigest) {
  const auto a = load_texts({{"/e/sluss.toml", std::string(from_the_issue)}});
  const auto b = load_texts({{"/e/sluss.toml", std::string(from_the_issue) + "# a comment\n"}});
  ASSERT_TRUE(a && b);
  EXPECT_NE(a->digest, b->digest);
}

TEST(Settings, FullReloadAlwaysAndKoladaWithoutATable) {
  const auto settings = load_texts({{"/e/sluss.toml", R"(municipality = "1981"
state = "data"
[warehouse]
url = "duckdb:/w"
memory = "1GiB"
[[job]]
name = "k"
source = "kolada"
indicators = ["N15428"]
full_reload = "always"
every = "6h"
)"}});
  ASSERT_TRUE(settings) << shown(settings.error());
  EXPECT_EQ(settings->jobs[0].values.text("full_reload"), "always");
  EXPECT_EQ(settings->jobs[0].every, hours(6));
  EXPECT_EQ(settings->state, "/e/data");
  EXPECT_EQ(settings->warehouse_folder, "/w");
  EXPECT_EQ(settings->memory_bytes, 1073741824U);
  ASSERT_NE(find_source(*settings, "kolada"), nullptr);
  EXPECT_EQ(find_source(*settings, "kolada")->values.text("url"), "https://api.kolada.se/v3");
}

TEST(Settings, AProxyWithoutNamesIsWarnedOf) {
  const auto warned = [](const std::string& control) {
    const auto settings = load_texts({{"/e/sluss.toml", std::string(from_the_issue) + "[control]\n" + control}});
    EXPECT_TRUE(settings) << shown(settings.error());
    return settings ? warnings_of(*settings) : std::vector<core::Error>{};
  };
  EXPECT_TRUE(warned("").empty());
  EXPECT_TRUE(warned("proxy_user = \"www-data\"\nnames = [\"sluss.example.se\"]\n").empty());
  const auto warnings = warned("proxy_user = \"www-data\"\n");
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].code, "control.names");
  EXPECT_EQ(warnings[0].place.file, "/e/sluss.toml");
  EXPECT_FALSE(warnings[0].remedy.empty());
}

TEST(Settings, AJobThatRunsMoreOftenThanOnceAMinuteIsWarnedOf) {
  const WrittenFolder folder;
  const auto warned = [&](const std::string& when) {
    const auto settings = load(folder.write("sluss.toml", R"(municipality = "1981"
state = "/srv/state"
[[job]]
name = "k"
source = "kolada"
indicators = ["N15428"]
)" + when + "\n"));
    EXPECT_TRUE(settings) << shown(settings.error());
    return settings ? warnings_of(*settings) : std::vector<core::Error>{};
  };
  for (const auto* when : {"", "every = \"1min\"", "every = \"6h\"", "schedule = \"*:*\"", "schedule = \"06:15\"",
                           "schedule = \"2027-01-04 06:15\""})
    EXPECT_TRUE(warned(when).empty()) << when;
  const std::vector<std::pair<std::string, std::string>> often{
      {"every = \"1s\"", "every 1s"}, {"every = \"59s\"", "every 59s"}, {"schedule = \"*:*:0/30\"", "every 30s"}};
  for (const auto& [when, interval] : often) {
    const auto warnings = warned(when);
    ASSERT_EQ(warnings.size(), 1U) << when;
    EXPECT_EQ(warnings[0].code, "config.often") << when;
    EXPECT_NE(warnings[0].what.find(interval), std::string::npos) << warnings[0].what;
    EXPECT_EQ(warnings[0].place.line, 7) << when;
    EXPECT_GT(warnings[0].place.column, 1) << when;
    EXPECT_NE(warnings[0].remedy.find("every = \"6h\""), std::string::npos);
  }
}

TEST(Settings, ACalendarThatNeverComesIsWarnedOf) {
  const WrittenFolder folder;
  const auto settings = load(folder.write("sluss.toml", R"(municipality = "1981"
state = "/srv/state"
[[job]]
name = "k"
source = "kolada"
indicators = ["N15428"]
schedule = "02-30 06:15"
expected_by = "*-06-31"
[[job]]
name = "leap"
source = "kolada"
indicators = ["N15419"]
schedule = "02-29 06:15"
expected_by = "2020-01-04"
)"));
  ASSERT_TRUE(settings) << shown(settings.error());
  const auto warnings = warnings_of(*settings);
  ASSERT_EQ(warnings.size(), 2U) << "a leap day comes, and a day that has passed came";
  for (const auto& warning : warnings) EXPECT_EQ(warning.code, "config.never");
  EXPECT_NE(warnings[0].what.find("schedule = \"02-30 06:15\""), std::string::npos) << warnings[0].what;
  EXPECT_EQ(warnings[0].place.line, 7);
  EXPECT_NE(warnings[1].what.find("expected_by = \"*-06-31\""), std::string::npos) << warnings[1].what;
  EXPECT_EQ(warnings[1].place.line, 8);
}

TEST(Settings, LessMemoryThanTheDatasetsNeedIsWarnedOf) {
  const WrittenFolder folder;
  const auto warned = [&](const std::string& memory) {
    const auto settings = load(folder.write("sluss.toml", R"(municipality = "1981"
state = "/srv/state"
[warehouse]
)" + memory + "\n"));
    EXPECT_TRUE(settings) << shown(settings.error());
    return settings ? warnings_of(*settings) : std::vector<core::Error>{};
  };
  for (const auto* enough : {"", "memory = \"112MB\"", "memory = \"107MiB\"", "memory = \"512MB\""})
    EXPECT_TRUE(warned(enough).empty()) << enough;
  for (const auto* little : {"64MB", "80MB", "91MiB"}) {
    const auto warnings = warned("memory = \"" + std::string(little) + "\"");
    ASSERT_EQ(warnings.size(), 1U) << little;
    EXPECT_EQ(warnings[0].code, "config.memory");
    EXPECT_NE(warnings[0].what.find(little), std::string::npos) << warnings[0].what;
    EXPECT_NE(warnings[0].remedy.find("112MB"), std::string::npos) << warnings[0].remedy;
    EXPECT_EQ(warnings[0].place.field, "warehouse.memory");
    EXPECT_EQ(warnings[0].place.line, 4);
  }
}

TEST(Settings, JobsThatTakeOneFileFromEachOtherAreWarnedOf) {
  const WrittenFolder folder;
  folder.write("sources/lista.toml", R"(id = "lista"
title = "En lista"
publisher = "Ingen"
layout = "verified"
[files]
names = ["lista {year}.csv"]
[series]
order = ["year"]
[[table]]
name = "hela"
[[table.column]]
name = "antal"
heading = "Antal"
type = "integer"
)");
  const auto settings = load(folder.write("sluss.toml", R"(municipality = "1981"
state = "/srv/state"
[source.in]
kind = "register"
path = "/srv/in"
[source.ut]
kind = "register"
path = "/srv/in/"
[[job]]
name = "ena"
source = "in"
mapping = "lista"
[[job]]
name = "andra"
source = "ut"
mapping = "lista"
)"));
  ASSERT_TRUE(settings) << shown(settings.error());
  std::vector<core::Error> warnings;
  for (auto& one : warnings_of(*settings))
    if (one.code == "config.same_files") warnings.push_back(std::move(one));
  ASSERT_EQ(warnings.size(), 1U) << "once for the two, not once for each";
  EXPECT_NE(warnings[0].what.find("the jobs ena and andra both take \"lista 2025.csv\" in /srv/in"), std::string::npos)
      << warnings[0].what;
  EXPECT_EQ(warnings[0].place.file, settings->file.string());
  EXPECT_EQ(warnings[0].place.line, 13);
}

/// 0.1 took them as if they were not there: they go on working, with a warning.
TEST(Settings, AnEmptyTextThatServedIsWarnedOf) {
  const WrittenFolder folder;
  const auto settings = load(folder.write("sluss.toml", R"(municipality = "1981"
state = "/srv/state"
[warehouse]
url = ""
[http]
proxy = ""
[control]
socket = ""
[source.kolada]
url = ""
[source.verksamhet]
kind = "odbc"
connection = ""
credential = ""
[[job]]
name = "k"
source = "kolada"
indicators = ["N15428"]
[[deadline]]
name = " "
day = "*-04-15"
)"));
  ASSERT_TRUE(settings) << shown(settings.error());
  EXPECT_EQ(settings->warehouse_folder, "/srv/state/warehouse");
  EXPECT_EQ(find_source(*settings, "kolada")->values.text("url"), "https://api.kolada.se/v3");
  std::vector<std::string> places;
  for (const auto& warning : warnings_of(*settings)) {
    EXPECT_EQ(warning.code, "config.empty");
    EXPECT_NE(warning.remedy.find("rite a value"), std::string::npos);
    places.push_back(warning.place.field + ":" + std::to_string(warning.place.line));
    if (warning.place.field == "source.kolada.url") {
      EXPECT_NE(warning.what.find("https://api.kolada.se/v3"), std::string::npos) << "which is used then";
    }
  }
  EXPECT_EQ(places, (std::vector<std::string>{"control.socket:8", "deadline.0.name:20", "http.proxy:6",
                                              "source.kolada.url:10", "source.verksamhet.connection:13",
                                              "source.verksamhet.credential:14", "warehouse.url:4"}));
}

TEST(Settings, AnEmptyTextThatALaterFileSaysIsNone) {
  const WrittenFolder folder;
  folder.write("conf.d/a.toml", "[daemon]\npage = \"https://sluss.example.se\"\n");
  const auto settings = load(folder.write("sluss.toml", std::string(from_the_issue) + "[daemon]\npage = \"\"\n"));
  ASSERT_TRUE(settings) << shown(settings.error());
  EXPECT_TRUE(warnings_of(*settings).empty());
}

TEST(Settings, TheDoorsLimitsAreBounded) {
  const auto settings = load_texts({{"/e/sluss.toml", std::string(from_the_issue)}});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->control.limits.connections_of_address, 64);
  EXPECT_EQ(settings->control.limits.requests_of_identity, 16);
  EXPECT_EQ(settings->control.limits.threads_kept, 1);
  for (const auto* wrong : {"connections_of_address = 0", "requests_of_identity = 0", "threads_kept = 0"}) {
    const auto refused = load_texts({{"/e/sluss.toml", std::string(from_the_issue) + "[control]\n" + wrong + "\n"}});
    EXPECT_FALSE(refused) << wrong;
  }
}

TEST(Settings, SetsAreExpandedOnceEach) {
  const WrittenFolder folder;
  folder.write("sets/ett.toml", "title = \"Ett\"\nindicators = [\"N15428\", \"kolada:U21468\"]\n");
  const auto ids = expand_indicators({folder.path()}, {"U21468", "set:ett", "title:hemtjänst"});
  ASSERT_TRUE(ids) << core::describe(ids.error());
  EXPECT_EQ(*ids, (std::vector<std::string>{"U21468", "N15428", "title:hemtjänst"}));
  const auto wrong = expand_indicators({folder.path()}, {"set:etr"});
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().remedy.find("'set:ett'"), std::string::npos) << wrong.error().remedy;
  EXPECT_FALSE(indicator_set({folder.path()}, "../ett"));
}

TEST(Settings, MunicipalityByNameOrCode) {
  const WrittenFolder folder;
  folder.write("codes/kommuner.csv",
               "kod;namn;lan\n0180;Stockholm;01\n1981;Sala;19\n2583;Haparanda;25\n0319;Älvkarleby;03\n"
               "0114;Upplands Väsby;01\n0139;Upplands-Bro;01\n");
  struct Case {
    std::string given, code, remedy;
  };
  for (const auto& [given, code, remedy] :
       std::vector<Case>{{"Sala", "1981", ""},
                         {"sala kommun", "1981", ""},
                         {"ÄLVKARLEBY", "0319", ""},
                         {"Haparanda stad", "2583", ""},
                         {"0180", "0180", ""},
                         {"180", "", "0180"},
                         {"Salla", "", "'Sala'"},
                         {"Upplands", "", "Near it are: Upplands Väsby, Upplands-Bro."},
                         {"Hapa", "", "Did you mean 'Haparanda'?"},
                         {"1982", "", "1981 Sala"},
                         {"Nangijala", "", "Statistics Sweden"}}) {
    const auto found = find_municipality({folder.path()}, given);
    EXPECT_EQ(found.has_value(), remedy.empty()) << given;
    if (found) {
      EXPECT_EQ(found->code, code) << given;
    } else {
      EXPECT_NE(found.error().remedy.find(remedy), std::string::npos) << given << ": " << found.error().remedy;
    }
  }
}

TEST(Settings, Sizes) {
  struct Case {
    std::string_view text;
    std::optional<std::uint64_t> bytes;
  };
  for (const auto& [text, bytes] : std::vector<Case>{{"512MB", 512'000'000U},
                                                     {"512 MB", 512'000'000U},
                                                     {"1.5GiB", 1'610'612'736U},
                                                     {"64kB", 64'000U},
                                                     {"1B", 1U},
                                                     {"512", std::nullopt},
                                                     {"MB", std::nullopt},
                                                     {"-1MB", std::nullopt},
                                                     {"1e99TB", std::nullopt},
                                                     {"99999999999TB", std::nullopt},
                                                     {"nanMB", std::nullopt},
                                                     {"1MBx", std::nullopt},
                                                     {"", std::nullopt}}) {
    const auto size = parse_size(text);
    EXPECT_EQ(size ? std::optional(*size) : std::nullopt, bytes) << text;
  }
}

}  // namespace
}  // namespace sluss::daemon::settings

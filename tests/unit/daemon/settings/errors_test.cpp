// Each error: a text, and what it is reported as, where and how to mend it. Longer than other files: half of it is one
// table of cases, and what follows are the errors that do not fit into a row of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "daemon/settings/folders.h"
#include "daemon/settings/load.h"
#include "daemon/settings/settings.h"
#include "daemon/settings/validate.h"
#include "daemon/settings/warnings.h"
#include "tests/tools/temporary_folder.h"
#include "written_folder.h"

namespace sluss::daemon::settings {
namespace {

struct Case {
  std::string_view name;
  std::string_view text;  ///< behind municipality and state, so it begins on line 3
  std::string_view code;
  std::int64_t line;
  std::int64_t column;
  std::string_view remedy;  ///< a part of it
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"schedule that is none",
       "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\nschedule = \"Mon..Fri 26:15\"",
       "schedule.calendar", 7, 12, "0 to 23"},
      {"schedule beside every",
       "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\nevery = \"6h\"\nschedule = \"daily\"",
       "config.schedule", 8, 12, "Take one"},
      {"expected_by that is none",
       "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\nexpected_by = \"25:00\"",
       "schedule.calendar", 7, 15, "0 to 23"},
      {"after a job that is not there",
       "[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\nafter = [\"koladd\"]",
       "config.reference", 7, 10, "'kolada'"},
      {"after itself",
       "[[job]]\nname = \"kolada\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\nafter = [\"kolada\"]",
       "config.cycle", 7, 9, "Take one"},
      {"a deadline that is no day", "[[deadline]]\nname = \"x\"\nday = \"13-40\"", "schedule.calendar", 5, 7, ""},
      {"nobody to tell", "[[notify]]\nname = \"x\"", "config.notify", 3, 1, "webhook ="},
      {"mail without a server", "[[notify]]\nname = \"x\"\nto = [\"anna@example.se\"]", "config.mail", 3, 1, "[mail]"},
      {"no mail address", "[mail]\nserver = \"h\"\nfrom = \"a@b.se\"\n[[notify]]\nname = \"x\"\nto = [\"anna\"]",
       "notify.address", 8, 7, "anna@sala.se"},
      {"a mail server with its port", "[mail]\nserver = \"smtp.example.se:25\"", "config.host", 4, 10, "port = 587"},
      {"a mail server that is no host", "[mail]\nserver = \"smtp.*example.se\"", "config.host", 4, 10, "alone"},
      {"what a table lacks", "[target.statistik]\ncredential = \"x\"", "config.missing", 3, 9, "connection ="},
      {"an event that is none", "[[notify]]\nname = \"x\"\nwebhook = \"w\"\nevents = [\"run_faild\"]", "config.word", 6,
       11, "'run_failed'"},
      {"unknown key at the top", "munincipality = 3", "config.unknown_key", 3, 1, "'municipality'"},
      {"unknown table", "[htp]\nattempts = 3", "config.unknown_key", 3, 2, "'http'"},
      {"unknown key in a table", "[http]\natempts = 3", "config.unknown_key", 4, 1, "'attempts'"},
      {"key of another table", "[http]\ngenerations = 3", "config.unknown_key", 4, 1, "[warehouse]"},
      {"nothing near", "[http]\nxyzzyxyzzy = 3", "config.unknown_key", 4, 1, "config reference"},
      {"wrong type", "[http]\nattempts = \"3\"", "config.type", 4, 12, "attempts = 6"},
      {"real number for an integer", "[http]\nattempts = 3.5", "config.type", 4, 12, "attempts = 6"},
      {"a table said as a value", "http = 3", "config.type", 3, 1, "[http]"},
      {"bounds", "[http]\nattempts = 0", "config.bounds", 4, 12, "from 1 to 100"},
      {"duration without unit", "[http]\nbudget = \"30\"", "duration.invalid", 4, 10, ""},
      {"duration in Swedish", "[http]\nbudget = \"12 timmar\"", "duration.invalid", 4, 10, "Write 12h"},
      {"duration in weeks", "[http]\nbudget = \"2 weeks\"", "duration.invalid", 4, 10, "Write 14d"},
      {"a socket that the system cannot make",
       "[control]\nsocket = "
       "\"/run/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
       "89012345678901234567.sock\"",
       "control.socket", 4, 10, "shorter"},
      {"duration as a number", "[http]\nbudget = 30", "config.type", 4, 10, "\"10min\""},
      {"duration bounds", "[http]\nstall = \"2d\"", "config.bounds", 4, 9, "1d"},
      {"size", "[warehouse]\nmemory = \"512\"", "config.size", 4, 10, "512MB"},
      {"size bounds", "[warehouse]\nmemory = \"1kB\"", "config.bounds", 4, 10, "bytes"},
      {"word", "[log]\nlevel = \"warn\"", "config.word", 4, 9, "'warning'"},
      {"not a number", "[gates]\nrevised_share = nan", "config.bounds", 4, 17, "from 0 to 1"},
      {"a warehouse that DuckDB cannot open", "[warehouse]\nurl = \"duckdb:/srv/why?/w\"", "config.path", 4, 7,
       "another folder"},
      {"engine", "[warehouse]\nurl = \"postgresql://x\"", "config.warehouse", 4, 7, "duckdb:FOLDER"},
      {"a password in the proxy", "[http]\nproxy = \"http://a:hunter2@p\"", "config.secret_written", 4, 9,
       "proxy_credential"},
      {"a certificate that is not there", "[http]\nca_file = \"/nonexistent/ca.pem\"", "config.file", 4, 11, "path"},
      {"a folder for a certificate", "[http]\nca_file = \"/usr\"", "config.file", 4, 11, "file in it"},
      {"a credential that is a path", "[http]\nproxy_credential = \"../x\"", "config.credential_name", 4, 20,
       "CREDENTIALS_DIRECTORY"},
      {"source of no kind", "[source.mina]\nurl = \"https://x\"", "config.kind", 3, 9, "kind ="},
      {"source of an unknown kind", "[source.mina]\nkind = \"kolda\"", "config.word", 4, 8, "'kolada'"},
      {"a password in the connection", "[source.d]\nkind = \"odbc\"\nconnection = \"DSN=x;PWD=hunter2\"",
       "config.secret_written", 5, 14, "credential ="},
      {"a password with blanks in the connection", "[source.d]\nkind = \"odbc\"\nconnection = \"DSN=x;Pwd = hunter2\"",
       "config.secret_written", 5, 14, "credential ="},
      {"a header's secret over http",
       "[source.kolada]\nurl = \"http://source.example.se/v3\"\nsecret_headers = { \"X-Api-Key\" = \"gateway\" }",
       "config.secret_plain", 5, 18, "Begin source.kolada.url with https://"},
      {"a parameter's secret over http",
       "[source.kolada]\nurl = \"http://127.0.0.1.example.se/v3\"\nsecret_query = { \"key\" = \"gateway\" }",
       "config.secret_plain", 5, 16, "127.0.0.1"},
      {"odbc without a connection", "[source.d]\nkind = \"odbc\"", "config.missing", 3, 9, "connection ="},
      {"parameters in a url", "[source.kolada]\nurl = \"https://x/v3?key=hunter2\"", "config.secret_written", 4, 7,
       "secret_query"},
      {"not a web address", "[source.kolada]\nurl = \"ftp://x\"", "config.url", 4, 7, "https://"},
      {"a key of another kind", "[source.kolada]\nconnection = \"DSN=x\"", "config.not_of_kind", 4, 14, "Remove"},
      {"listening to the world in plain text", "[control]\nlisten = \"0.0.0.0:8470\"", "control.tls", 4, 10,
       "certificate"},
      {"no address", "[control]\nlisten = \"8470\"", "control.listen", 4, 10, "127.0.0.1:8470"},
      {"half of a certificate", "[control]\ncertificate = \"/nonexistent\"", "config.together", 4, 15, "both"},
      {"a name with a scheme", "[control]\nnames = [\"https://a.se\"]", "config.host", 4, 10, "without"},
      {"a role that is none", "[control]\ngroups = { \"IT\" = \"admin\" }", "control.role", 4, 10, "operator"},
      {"a header that is none", "[control]\nuser_header = \"X User\"", "config.header", 4, 15, "letters"},
      {"one bracket", "[job]\nname = \"k\"", "config.type", 3, 2, "[[job]]"},
      {"job without a name", "[[job]]\nsource = \"kolada\"\nindicators = [\"*\"]", "config.missing", 3, 1, "name ="},
      {"job's name", "[[job]]\nname = \"K A\"\nsource = \"kolada\"\nindicators = [\"*\"]", "config.name", 4, 8,
       "Rename"},
      {"job's source", "[[job]]\nname = \"k\"\nsource = \"kolda\"\nindicators = [\"*\"]", "config.reference", 5, 10,
       "'kolada'"},
      {"job without indicators", "[[job]]\nname = \"k\"\nsource = \"kolada\"", "config.missing", 3, 1, "indicators ="},
      {"an id in small letters", "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"*\", \"n15428\"]",
       "config.selection", 6, 20, "\"N15428\""},
      {"a prefix misspelt", "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"titel:x\"]",
       "config.selection", 6, 15, "'title:x'"},
      {"a prefix with nothing", "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"title:\"]",
       "config.selection", 6, 15, "what to select"},
      {"a set that is not there", "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"set:nosuchset\"]",
       "config.set", 6, 15, ""},
      {"an unquoted code", "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"*\"]\nareas = [1981]",
       "config.type", 7, 10, "quotation marks"},
      {"a code without its zero", "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"*\"]\nareas = [\"180\"]",
       "config.selection", 7, 10, "\"0180\""},
      {"compare", "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"*\"]\ncompare = [\"rike\"]",
       "config.selection", 7, 12, "'riket'"},
      {"odbc keys in a kolada job",
       "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"*\"]\nquery = \"select\"", "config.not_of_kind", 7,
       9, "Remove"},
      {"a table's name",
       "[source.d]\nkind = \"odbc\"\nconnection = \"DSN=x\"\n[[job]]\nname = \"k\"\nsource = \"d\"\nquery = "
       "\"q\"\ntable = \"a.b\"",
       "config.name", 10, 9, "Rename"},
      {"an empty query",
       "[source.d]\nkind = \"odbc\"\nconnection = \"DSN=x\"\n[[job]]\nname = \"k\"\nsource = \"d\"\ntable = "
       "\"t\"\nquery = \"\"",
       "config.empty", 10, 9, "query = \"select"},
      {"a query of spaces",
       "[source.d]\nkind = \"odbc\"\nconnection = \"DSN=x\"\n[[job]]\nname = \"k\"\nsource = \"d\"\ntable = "
       "\"t\"\nquery = \"\"\"\n \t\n\"\"\"",
       "config.empty", 10, 9, "query = \"select"},
      {"an empty table",
       "[source.d]\nkind = \"odbc\"\nconnection = \"DSN=x\"\n[[job]]\nname = \"k\"\nsource = \"d\"\nquery = "
       "\"q\"\ntable = \"\"",
       "config.empty", 10, 9, "table = \"beslut\""},
      {"an empty job's name", "[[job]]\nname = \"\"\nsource = \"kolada\"\nindicators = [\"*\"]", "config.empty", 4, 8,
       "name = \"kolada\""},
      {"an empty job's source", "[[job]]\nname = \"k\"\nsource = \"\"\nindicators = [\"*\"]", "config.empty", 5, 10,
       "source = \"kolada\""},
      {"an empty dataset", "[[publish]]\ndataset = \"\"\nformats = [\"csv\"]\nto = \"folder:/x\"", "config.empty", 4,
       11, "nyckeltal_jamforelse"},
      {"an empty place to publish to",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"\"", "config.empty", 6, 6,
       "folder:"},
      {"a deadline without a day", "[[deadline]]\nname = \"x\"\nday = \"\"", "config.empty", 5, 7, "workday"},
      {"a header without its credential", "[source.kolada]\nsecret_headers = { \"X-Api-Key\" = \"\" }",
       "config.credential_name", 4, 18, "take it away"},
      {"an empty key of a merge",
       "[target.x]\nconnection = \"DSN=x\"\n[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nto = "
       "\"odbc:x\"\nmode = \"merge\"\nkeys = [\"\"]",
       "config.keys", 9, 9, "column's name"},
      {"publish to nowhere", "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"ftp://x\"",
       "config.publish_to", 6, 6, "folder:"},
      {"sftp without a host key",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"sftp://s@h/in\"\nkey = \"k\"",
       "config.host_key", 3, 1, "ssh-keyscan"},
      {"sftp with a password in its address",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"sftp://s:p@h/in\"\nkey = "
       "\"k\"\nhost_key = \"SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk\"",
       "config.secret_written", 6, 6, "credential"},
      {"sftp without a login",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"sftp://s@h/in\"\nhost_key = "
       "\"SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk\"",
       "config.missing", 6, 6, "key ="},
      {"a database that is not there", "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nto = \"odbc:x\"",
       "config.reference", 5, 6, "[target.x]"},
      {"formats of a table",
       "[target.x]\nconnection = \"DSN=x\"\n[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nto = \"odbc:x\"\n"
       "formats = [\"csv\"]",
       "config.not_of_kind", 8, 11, "Remove"},
      {"a folder's table",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"folder:/x\"\ntable = \"t\"",
       "config.not_of_kind", 7, 9, "Remove"},
      {"rights that are none",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"folder:/x\"\nmode = \"0648\"",
       "config.file_mode", 7, 8, "0640"},
      {"rights that run files",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"folder:/x\"\nmode = \"4755\"",
       "config.file_mode", 7, 8, "0640"},
      {"rights without the owner's own",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"folder:/x\"\nmode = \"0044\"",
       "config.file_mode", 7, 8, "0640"},
      {"a table's word for a folder",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"folder:/x\"\nmode = \"merge\"",
       "config.file_mode", 7, 8, "0640"},
      {"a group that is not there",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"folder:/x\"\n"
       "group = \"no-such-group\"",
       "config.group", 7, 9, "groupadd"},
      {"the warehouse's group that is not there", "[warehouse]\ngroup = \"no-such-group\"", "config.group", 4, 9,
       "usermod"},
      {"a table's group",
       "[target.x]\nconnection = \"DSN=x\"\n[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nto = \"odbc:x\"\n"
       "group = \"0\"",
       "config.not_of_kind", 8, 9, "Remove"},
      {"a table's mode",
       "[target.x]\nconnection = \"DSN=x\"\n[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nto = \"odbc:x\"\n"
       "mode = \"merg\"",
       "config.word", 8, 8, "merge"},
      {"merge without keys",
       "[target.x]\nconnection = \"DSN=x\"\n[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nto = \"odbc:x\"\n"
       "mode = \"merge\"",
       "config.keys", 8, 8, "keys ="},
      {"a table's name with a space",
       "[target.x]\nconnection = \"DSN=x\"\n[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nto = \"odbc:x\"\n"
       "table = \"a b\"",
       "config.name", 8, 9, "Rename"},
      {"a target's password", "[target.x]\nconnection = \"DSN=x;PWD=y\"", "config.secret_written", 4, 14, "credential"},
      {"a target without a connection", "[target.x]\nkind = \"odbc\"", "config.missing", 3, 9, "connection ="},
      {"no formats", "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nto = \"folder:/x\"", "config.missing", 3, 1,
       "formats ="},
      {"a format", "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"xslx\"]\nto = \"folder:/x\"",
       "config.word", 5, 12, "'xlsx'"},
      {"publish's job",
       "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"folder:/x\"\njob = \"z\"",
       "config.reference", 7, 7, "your jobs"},
      {"not TOML", "[http\nattempts = 3", "config.syntax", 3, 6, "[mail], [[job]]"},
      {"a bracket and no key", "[ =\n", "config.syntax", 3, 3, ""},
      {"a key twice", "[http]\nattempts = 3\nattempts = 4", "config.syntax", 5, 12, "once"},
      {"a heading twice", "[http]\n[http]", "config.syntax", 4, 1, "heading once"},
      {"a text without its end", "[mail]\nserver = \"smtp.example.se\nport = 25", "config.syntax", 4, 26,
       "End the text on the line where it begins: server = \"smtp.example.se\""},
      {"a text in single quotes without its end", "[mail]\nserver = 'smtp.example.se", "config.syntax", 4, 26,
       "End the text"},
      {"a text without quotes", "[mail]\nserver = smtp.example.se", "config.syntax", 4, 10,
       "server = \"smtp.example.se\""},
      {"curled quotes", "[mail]\nserver = “smtp.example.se”", "config.syntax", 4, 10, "straight"},
      {"a duration without quotes", "[daemon]\ndrain = 60s", "config.syntax", 4, 11, "drain = \"60s\""},
      {"a decimal comma", "[http]\nrate = 0,5", "config.syntax", 4, 9, "rate = 0.5"},
      {"a list without a comma", "[control]\nnames = [\"a.se\" \"b.se\"]", "config.syntax", 4, 17, "comma between"},
      {"no equals sign", "[mail]\nserver \"smtp.example.se\"", "config.syntax", 4, 8, "Write ="},
      {"a mail password", "[mail]\npassword = \"hunter2\"", "config.unknown_key", 4, 1, "credential = \"smtp\""},
      {"a proxy's password", "[http]\nproxy_password = \"hunter2\"", "config.unknown_key", 4, 1, "proxy_credential = "},
      {"a key in Swedish", "[mail]\nLösenord = \"hunter2\"", "config.syntax", 4, 2, "config reference"},
      {"a source's password in a key", "[source.d]\nkind = \"odbc\"\nconnection = \"DSN=x\"\nPwd = \"hunter2\"",
       "config.unknown_key", 6, 1, "credential = "},
      {"a target's password in a key", "[target.x]\nconnection = \"DSN=x\"\npassword = \"hunter2\"",
       "config.unknown_key", 5, 1, "credential = "},
      {"a password where no secret is", "[daemon]\npassword = \"hunter2\"", "config.unknown_key", 4, 1, "Take it away"},
      {"two addresses in one text",
       "[mail]\nserver = \"h\"\nfrom = \"a@b.se\"\n[[notify]]\nname = \"x\"\nto = [\"anna@sala.se, bo@sala.se\"]",
       "notify.address", 8, 7, "[\"anna@sala.se\", \"bo@sala.se\"]"},
      {"an address without brackets", "[[notify]]\nname = \"x\"\nto = \"anna@sala.se\"", "config.type", 5, 6,
       "to = [\"statistik@example.se\"]"},
      {"a sender that is none", "[mail]\nserver = \"h\"\nfrom = \"sluss\"", "notify.address", 5, 8, "\"anna@sala.se\""},
  };
  return all;
}

TEST(SettingsErrors, EachWithPlaceAndMend) {
  for (const auto& c : cases()) {
    const auto text = "municipality = \"1981\"\nstate = \"/tmp/x\"\n" + std::string(c.text) + "\n";
    const auto settings = load_texts({{"/e/sluss.toml", text}});
    ASSERT_FALSE(settings) << c.name;
    ASSERT_EQ(settings.error().size(), 1U) << c.name << ": " << core::describe(settings.error()[0]) << "\n"
                                           << core::describe(settings.error().back());
    const auto& error = settings.error()[0];
    EXPECT_EQ(error.code, c.code) << c.name << ": " << core::describe(error);
    EXPECT_EQ(error.error_class, core::ErrorClass::config) << c.name;
    EXPECT_EQ(error.place.file, "/e/sluss.toml") << c.name;
    EXPECT_EQ(error.place.line, c.line) << c.name << ": " << core::describe(error);
    EXPECT_EQ(error.place.column, c.column) << c.name << ": " << core::describe(error);
    EXPECT_FALSE(error.remedy.empty()) << c.name;
    EXPECT_NE(error.remedy.find(c.remedy), std::string::npos) << c.name << ": " << error.remedy;
    EXPECT_EQ(core::describe(error).find("hunter2"), std::string::npos) << c.name;
  }
}

TEST(SettingsErrors, AllAtOnceInTheOrderOfTheText) {
  const auto settings =
      load_texts({{"/e/sluss.toml",
                   "municipality = \"180\"\n[http]\natempts = 3\nbudget = \"1\"\n"
                   "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"x\"]\n"
                   "[[job]]\nname = \"k\"\nsource = \"kolada\"\nindicators = [\"*\"]\n"},
                  {"/e/conf.d/a.toml", "[log]\nlevel = 3\n[[publish]]\ndataset = 3\nformats = 3\nto = 3\n"}});
  ASSERT_FALSE(settings);
  std::vector<std::string> seen;
  for (const auto& e : settings.error())
    seen.push_back(std::filesystem::path(e.place.file).filename().string() + ":" + std::to_string(e.place.line) + " " +
                   e.code);
  EXPECT_THAT(seen, ::testing::ElementsAre("a.toml:2 config.type", "a.toml:4 config.type", "a.toml:5 config.type",
                                           "a.toml:6 config.type", "sluss.toml:1 config.missing",
                                           "sluss.toml:1 municipality.lost_zero", "sluss.toml:3 config.unknown_key",
                                           "sluss.toml:4 duration.invalid", "sluss.toml:8 config.selection",
                                           "sluss.toml:10 config.duplicate"));
}

std::string written(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
  return text;
}

TEST(SettingsErrors, AKeyOfAnyLengthIsShownShortened) {
  const auto loaded = load_texts({{"/x/sluss.toml", "[http]\n" + std::string(100'000, 'a') + " = 1\n"}});
  ASSERT_FALSE(loaded);
  for (const auto& error : loaded.error()) {
    EXPECT_LT(error.what.size(), 200U);
    EXPECT_LT(error.place.field.size(), 200U);
  }
}

TEST(SettingsErrors, ATextInAnotherEncodingIsToBeSavedAsUtf8) {
  const auto loaded = load_texts({{"/x/sluss.toml", "municipality = \"G\xF6teborg\"\n"}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().front().code, "config.syntax");
  EXPECT_EQ(loaded.error().front().place.line, 1);
  EXPECT_THAT(loaded.error().front().remedy, ::testing::HasSubstr("UTF-8"));
}

TEST(SettingsErrors, WhatAnEditorLeavesInConfDIsPassedOver) {
  const tests::TemporaryFolder folder;
  const auto file = folder.path() / "sluss.toml";
  written(file,
          "municipality = \"1981\"\nstate = \"/x/state\"\n[source.kolada]\n[[job]]\nname = \"k\"\nsource = "
          "\"kolada\"\nindicators = [\"N15428\"]\n");
  for (const auto* name :
       {".mail.toml", ".#mail.toml", "._mail.toml", "mail.toml~", ".mail.toml.swp", "mail.toml.dpkg-old"})
    written(folder.path() / "conf.d" / name, "not toml");
  std::filesystem::create_symlink("/nonexistent", folder.path() / "conf.d" / "lost.toml");
  std::filesystem::create_symlink("anna@example.1234", folder.path() / "conf.d" / ".#lost.toml");
  written(folder.path() / "conf.d" / "log.toml", "[log]\nlevel = \"debug\"\n");
  const auto loaded = load(file);
  ASSERT_TRUE(loaded) << core::describe(loaded.error().front());
  std::vector<std::string> places;
  for (const auto& warning : warnings_of(*loaded))
    if (warning.code == "config.passed_over")
      places.push_back(std::filesystem::path(warning.place.file).filename().string());
  EXPECT_THAT(places, ::testing::ElementsAre("lost.toml", "mail.toml.dpkg-old", "mail.toml~"));
}

TEST(SettingsErrors, AnUtf16TextIsToldToBeOne) {
  for (const bool marked : {true, false}) {
    std::string text = marked ? "\xFF\xFE" : "";
    for (const char c : std::string_view("municipality = \"1981\"\n")) text += {c, '\0'};
    const auto loaded = load_texts({{"/x/sluss.toml", text}});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().front().code, "config.syntax");
    EXPECT_THAT(loaded.error().front().remedy, ::testing::HasSubstr("UTF-16")) << marked;
    EXPECT_THAT(loaded.error().front().remedy, ::testing::Not(::testing::HasSubstr("Latin-1")));
  }
}

TEST(SettingsErrors, AFileWhereConfDIsMeantIsToBeMoved) {
  const tests::TemporaryFolder folder;
  const auto file = folder.path() / "sluss.toml";
  written(file, "municipality = \"1981\"\nstate = \"/x/state\"\n");
  written(folder.path() / "conf.d", "[log]\nlevel = \"debug\"\n");
  const auto loaded = load(file);
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 1U);
  EXPECT_EQ(loaded.error()[0].code, "config.unreadable");
  EXPECT_EQ(loaded.error()[0].what, "conf.d is a file, where a folder is meant");
  EXPECT_THAT(loaded.error()[0].remedy, ::testing::HasSubstr("conf.d/NAME.toml"));
}

TEST(SettingsErrors, AMisspeltMunicipalityAmongTheAreasIsRefused) {
  const tests::TemporaryFolder folder;
  const auto file = folder.path() / "sluss.toml";
  written(folder.path() / "codes" / "kommuner.csv", "kod;namn;lan\n1480;Göteborg;14\n1981;Sala;19\n");
  const auto with_areas = [&](const std::string& areas) {
    written(file,
            "municipality = \"1981\"\nstate = \"/x/state\"\n[source.kolada]\n[[job]]\nname = \"k\"\nsource = "
            "\"kolada\"\nindicators = [\"N15428\"]\nareas = " +
                areas + "\n");
    return load(file);
  };
  const auto refused = with_areas("[\"Sala\", \"Götebrg\"]");
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().size(), 1U);
  EXPECT_EQ(refused.error()[0].code, "config.municipality");
  EXPECT_EQ(refused.error()[0].place.line, 8);
  EXPECT_EQ(refused.error()[0].place.field, "job.0.areas.1");
  EXPECT_EQ(refused.error()[0].remedy, "Did you mean 'Göteborg'?");
  for (const auto* areas :
       {"[\"Sala\", \"göteborg\", \"Sala kommun\"]", "[\"*\"]", "[\"1981\", \"0000\", \"G176664\", \"group:Sal\"]",
        "[\"Riket\", \"Region Skåne\", \"Västra Götalandsregionen\"]", "[\"Ankeborg\"]",
        "[\"0019\", \"G123\", \"V123\", \"V15E190000101\"]"})
    EXPECT_TRUE(with_areas(areas)) << areas;
  const auto letter = with_areas("[\"1480\", \"198l\"]");
  ASSERT_FALSE(letter);
  ASSERT_EQ(letter.error().size(), 1U);
  EXPECT_EQ(letter.error()[0].code, "config.municipality");
  EXPECT_EQ(letter.error()[0].place.field, "job.0.areas.1");
  EXPECT_EQ(letter.error()[0].remedy, "Did you mean '1981'?");
  const auto none_near = with_areas("[\"19x1\"]");
  ASSERT_FALSE(none_near);
  EXPECT_EQ(none_near.error()[0].code, "config.municipality");
  // 0.1 took it: an upgrade does not stop for it.
  const auto unknown = with_areas("[\"1480\", \"1999\"]");
  ASSERT_TRUE(unknown) << core::describe(unknown.error()[0]);
  const auto warnings = warnings_of(*unknown);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].code, "config.municipality");
  EXPECT_THAT(warnings[0].what, ::testing::HasSubstr("'1999'"));
  EXPECT_EQ(warnings[0].place.file, file.string());
  EXPECT_EQ(warnings[0].place.line, 8);
  EXPECT_EQ(warnings[0].place.column, 18);
  EXPECT_EQ(warnings[0].place.field, "job.0.areas.1");
  EXPECT_THAT(warnings[0].remedy, ::testing::HasSubstr("scb.se"));
  EXPECT_TRUE(warnings_of(*with_areas("[\"1480\", \"0000\", \"0019\"]")).empty());
}

TEST(SettingsErrors, WhatIsMissingStandsWhereItBelongs) {
  const auto nothing = load_texts({{"/e/sluss.toml", "[http]\nattempts = 3\n"}});
  ASSERT_FALSE(nothing);
  ASSERT_EQ(nothing.error().size(), 2U);
  for (const auto& error : nothing.error()) {
    EXPECT_EQ(error.code, "config.missing");
    EXPECT_EQ(error.place.line, 1);
    EXPECT_EQ(error.place.column, 1);
  }
}

TEST(SettingsErrors, ANearMunicipalityIsCountedInLetters) {
  const tests::TemporaryFolder folder;
  written(folder.path() / "codes" / "kommuner.csv",
          "kod;namn;lan\n0780;Växjö;07\n0114;Upplands Väsby;01\n0139;Upplands-Bro;01\n1981;Sala;19\n");
  const auto remedy = [&](std::string_view name) {
    const auto found = find_municipality({folder.path()}, name);
    return found ? "found " + found->code : found.error().remedy;
  };
  // Two letters differ, and four bytes.
  EXPECT_EQ(remedy("Vaxjo"), "Did you mean 'Växjö'?");
  EXPECT_EQ(remedy("växjö kommun"), "found 0780");
  EXPECT_EQ(remedy("Upplands"), "Near it are: Upplands Väsby, Upplands-Bro.");
  EXPECT_EQ(remedy("Ankeborg").find("Did you mean"), std::string::npos);
  EXPECT_EQ(municipality_meant({{"0780", "Växjö"}, {"1981", "Sala"}}, "Vaxjo"), "Växjö");
}

TEST(SettingsErrors, AZeroIsAddedOnlyWhereItMakesAMunicipality) {
  const tests::TemporaryFolder folder;
  written(folder.path() / "codes" / "kommuner.csv", "kod;namn;lan\n0180;Stockholm;01\n1981;Sala;19\n1984;Arboga;19\n");
  const auto refused = [&](std::string_view code) {
    const auto found = find_municipality({folder.path()}, code);
    EXPECT_FALSE(found) << code;
    return found ? core::Error{} : found.error();
  };
  EXPECT_EQ(refused("180").code, "municipality.lost_zero");
  EXPECT_THAT(refused("180").remedy, ::testing::HasSubstr("\"0180\""));
  const auto cut = refused("198");
  EXPECT_EQ(cut.code, "config.municipality");
  EXPECT_EQ(cut.what, "no municipality has the code 198");
  EXPECT_EQ(cut.remedy, "Near it are: 1981 Sala, 1984 Arboga.");
  EXPECT_THAT(refused("199").remedy, ::testing::HasSubstr("scb.se"));
}

TEST(SettingsErrors, AFolderSaysWhichFileIsMeant) {
  const tests::TemporaryFolder folder;
  const auto refused = [](const std::filesystem::path& path) {
    const auto loaded = load(path);
    EXPECT_FALSE(loaded);
    return loaded ? core::Error{} : loaded.error().front();
  };
  const auto within = (folder.path() / "sluss.toml").string();
  const auto empty = refused(folder.path());
  EXPECT_EQ(empty.code, "config.unreadable");
  EXPECT_EQ(empty.place.file, folder.path().string());
  EXPECT_THAT(empty.what, ::testing::HasSubstr("a folder, where a file is meant"));
  EXPECT_THAT(empty.remedy, ::testing::HasSubstr("sluss init --output " + within));
  written(within, "municipality = \"1981\"\nstate = \"/x/state\"\n");
  EXPECT_EQ(refused(folder.path()).remedy, "Name the file in it: --config " + within);
  EXPECT_EQ(refused(folder.path() / "").remedy, "Name the file in it: --config " + within);
  std::filesystem::create_directories(folder.path() / "conf.d" / "mail.toml");
  const auto part = refused(within);
  EXPECT_EQ(part.place.file, (folder.path() / "conf.d" / "mail.toml").string());
  EXPECT_THAT(part.remedy, ::testing::HasSubstr("does not end in .toml"));
}

TEST(SettingsErrors, MissingFileSaysHowToMakeOne) {
  const auto settings = load("/nonexistent/sluss.toml");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error()[0].code, "config.missing_file");
  EXPECT_NE(settings.error()[0].remedy.find("sluss init"), std::string::npos);
}

}  // namespace
}  // namespace sluss::daemon::settings

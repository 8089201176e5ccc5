// What databases say in broken octets: every error is well-formed, and can be kept in the journal and shown as JSON.
// `./dev verify` ($SLUSS_WHOLE) tries all of it; else a driver that says anything says half, and of the two drivers of
// PostgreSQL each meets every other kind of octets, the one the even and the other the odd.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "connectors/odbc/odbc.h"
#include "core/json.h"
#include "core/text.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/state/workplace.h"
#include "daemon/settings/load.h"
#include "daemon/settings/settings.h"
#include "tests/integration/delivery_databases.h"
#include "tests/tools/broken_bytes.h"
#include "tests/tools/fake_driver.h"
#include "tests/tools/postgres_server.h"
#include "tests/tools/temporary_folder.h"
#include "tests/tools/whole.h"
#include "warehouse/journal/journal_line.h"

namespace sluss::tests {
namespace {

namespace journal = warehouse::journal;
namespace run = daemon::run;
namespace settings = daemon::settings;
using connectors::odbc::Options;
using connectors::odbc::Query;
using nlohmann::json;

/// As a failed run is kept and shown.
void expect_can_be_kept(const core::Error& error, const std::string& shown) {
  for (const auto* text : {&error.code, &error.what, &error.remedy, &error.place.file, &error.place.field}) {
    EXPECT_TRUE(core::is_well_formed(*text)) << shown;
    EXPECT_EQ(text->find('\0'), std::string::npos) << shown;
  }
  EXPECT_FALSE(error.code.empty());
  EXPECT_FALSE(error.remedy.empty()) << error.code;
  EXPECT_LT(error.what.size(), 5000U) << error.code;
  journal::Entry entry;
  entry.number = 1;
  entry.kind = "failed";
  entry.who = "test";
  entry.body = core::json_text(json{{"code", error.code},
                                    {"what", error.what},
                                    {"remedy", error.remedy},
                                    {"file", error.place.file},
                                    {"field", error.place.field},
                                    {"text", core::describe(error)}});
  const auto line = journal::write_line(entry, journal::first_prev);
  ASSERT_TRUE(line) << core::describe(line.error());
  const auto read = journal::read_line(std::string_view(*line).substr(0, line->size() - 1), 1, journal::first_prev, {});
  ASSERT_TRUE(read) << core::describe(read.error());
  EXPECT_EQ(json::parse(read->body).at("what").get<std::string>(), error.what);
}

/// Whatever comes of the query can be kept: its error, or its columns' names. Values are octets, and the warehouse's.
void expect_holds(const Options& options, const std::string& shown) {
  const auto opened = Query::open(options, {});
  if (!opened) return expect_can_be_kept(opened.error(), shown);
  for (const auto& column : (*opened)->schema()) {
    EXPECT_TRUE(core::is_well_formed(column.name)) << shown;
    EXPECT_EQ(column.name.find('\0'), std::string::npos) << shown;
  }
  const auto read = (*opened)->read([](const core::Batch&) -> core::Result<> { return {}; });
  if (!read) expect_can_be_kept(read.error(), shown);
}

Options asking(const std::string& connection, const std::string& query) {
  Options options;
  options.connection = connection;
  options.query = query;
  return options;
}

TEST(OdbcWords, OfADriverThatSaysAnything) {
  const FakeDriver fake(SLUSS_FAKE_DRIVER);
  std::size_t begun = 0;
  for (const auto* name : {"libother.so", "psqlodbcw.so", "libmaodbc.so", "sqlite3odbc.so", "libmsodbcsql-18.so"}) {
    auto at = begun++;
    for (const auto& octets : broken_bytes()) {
      for (const auto* field : {"words ", "name ", "value "}) {
        if (at++ % 2 != 0 && !tests::whole()) continue;
        expect_holds(asking(fake.connection(name), field + FakeDriver::hex(octets)), field + octets.substr(0, 40));
      }
    }
  }
}

class OdbcBrokenWords : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto why = target_missing(database())) GTEST_SKIP() << *why;
    if (ansi() && !tests::odbc_driver("psqlodbca.so")) GTEST_SKIP() << "the ANSI driver is not installed";
  }
  [[nodiscard]] static bool ansi() { return std::string_view(GetParam()) == "PostgreSQL ANSI"; }
  [[nodiscard]] static std::string database() { return ansi() ? "PostgreSQL" : GetParam(); }
  [[nodiscard]] static bool is(std::string_view name) { return name == database(); }
  [[nodiscard]] static std::string connection() {
    auto text = target_database(database()).connection(0);
    if (ansi()) text.replace(text.find("psqlodbcw"), 9, "psqlodbca");
    return text;
  }
  /// As the database writes a name and a text of these octets.
  static std::string quoted(const std::string& octets, char quote) {
    std::string out(1, quote);
    for (const char c : octets) {
      if (c == '\0') continue;  // no database takes it in a query
      out += c;
      if (c == quote || (c == '\\' && is("MariaDB"))) out += c;
    }
    return out + quote;
  }
  /// libmaodbc 3.1 takes a server's error for a format: %n ends the process, before anything of ours sees it.
  [[nodiscard]] static std::vector<std::string> kinds() {
    auto all = broken_bytes();
    if (is("MariaDB")) std::erase_if(all, [](const auto& octets) { return octets.find('%') != std::string::npos; });
    if (!is("PostgreSQL") || tests::whole()) return all;
    std::vector<std::string> half;
    for (std::size_t at = ansi() ? 1 : 0; at < all.size(); at += 2) half.push_back(all[at]);
    return half;
  }
  static char name_quote() { return is("MariaDB") ? '`' : '"'; }
};

TEST_P(OdbcBrokenWords, InEveryFieldAreStoredOrReported) {
  const auto from = connection();
  for (const auto& octets : kinds()) {
    const auto shown = octets.substr(0, 40);
    const auto name = quoted(octets, name_quote());
    expect_holds(asking(from, "select 1 as " + name), shown);
    expect_holds(asking(from, "select 1 as a from " + name), shown);
    expect_holds(asking(from, "select " + name + " from (select 1 as a) t"), shown);
    expect_holds(asking(from, "select " + quoted(octets, '\'') + " as a"), shown);
  }
}

TEST_P(OdbcBrokenWords, RaisedByTheDatabaseAreReported) {
  if (is("SQLite")) GTEST_SKIP() << "SQLite raises no words of a query's";
  auto from = connection();
  if (is("PostgreSQL")) {  // a database that holds any octets, and hands them on as they are
    auto& server = target_database("PostgreSQL");
    if (server.ask("select count(*) from pg_database where datname = 'okand'") == "0")
      server.ask("create database okand template template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'");
    from.replace(from.find("Database=postgres"), 17, "Database=okand");
    expect_holds(asking(from, "select 1 as a"), "the database is there");
  }
  for (const auto& octets : kinds()) {
    std::string some;
    for (const char c : octets.substr(0, 20'000)) some += c == '\0' ? ' ' : c;
    const auto hex = FakeDriver::hex(some);
    const auto query = is("MariaDB")
                           ? "select extractvalue('<a/>', concat('//', convert(x'" + hex + "' using latin1))) as a"
                           // The cast of a text that is no number: the error repeats the text.
                           : "select cast(convert_from('\\x" + hex + "'::bytea, 'SQL_ASCII') as integer) as a";
    expect_holds(asking(from, query), some.substr(0, 40));
  }
}

class OdbcFailedRun : public OdbcBrokenWords {};

TEST_P(OdbcFailedRun, OfAColumnOf700LettersIsRecordedAndReported) {
  const tests::TemporaryFolder folder;
  std::string letters;
  for (int i = 0; i < 700; ++i) letters += "å";
  const auto text = "municipality = \"1981\"\nstate = '" + (folder.path() / "state").string() +
                    "'\n[source.verksamhet]\nkind = \"odbc\"\nconnection = '" + connection() +
                    "'\n[[job]]\nname = \"beslut\"\nsource = \"verksamhet\"\nquery = 'select x" + letters +
                    " from (select 1 as a) t'\ntable = \"beslut\"\n";
  auto loaded = settings::load_texts({{folder.path() / "sluss.toml", text}});
  ASSERT_TRUE(loaded) << core::describe(loaded.error().front());
  core::FixedClock clock{core::parse_instant("2026-03-31T12:00:00Z").value()};
  run::Workplace workplace(*loaded, clock, "test");
  const auto started = workplace.start();
  ASSERT_TRUE(started) << core::describe(started.error());
  const auto failed = run::run_job(workplace.context(), "beslut", {}, {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "odbc.query");
  EXPECT_NE(failed.error().what.find("å"), std::string::npos) << failed.error().what;
  expect_can_be_kept(failed.error(), "700 letters");
  std::ifstream lines(folder.path() / "state/journal.jsonl");
  std::string line;
  int seen = 0;
  while (std::getline(lines, line)) {
    EXPECT_TRUE(core::is_well_formed(line));
    const auto entry = json::parse(line, nullptr, false);
    ASSERT_TRUE(entry.is_object()) << line;
    seen += entry.at("kind") == "failed" ? 1 : 0;
  }
  EXPECT_EQ(seen, 1);
}

constexpr auto every = {"SQLite", "PostgreSQL", "PostgreSQL ANSI", "MariaDB"};
std::string plain(const ::testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::erase(name, ' ');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Each, OdbcBrokenWords, ::testing::ValuesIn(every), plain);
INSTANTIATE_TEST_SUITE_P(Each, OdbcFailedRun, ::testing::ValuesIn(every), plain);

}  // namespace
}  // namespace sluss::tests

// The checks of an ODBC table in a configuration, and of its driver on this machine.
#include "connectors/odbc/kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/kept_problems.h"

namespace sluss::connectors::odbc {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> wrong_with(const std::string& table) {
  core::config::Table job("job.0");
  job.put("table", {.text = table});
  tests::KeptProblems problems;
  kind.check_job(job, problems);
  return problems.messages;
}

TEST(OdbcKind, ATablesName) {
  for (const auto& good : std::vector<std::string>{"", "beslut", "a_1", std::string(60, 'a')})
    EXPECT_TRUE(wrong_with(good).empty()) << good;
  for (const auto& wrong : std::vector<std::string>{"a.b", "Beslut", "1a", "å", "a b", std::string(61, 'a')}) {
    const auto found = wrong_with(wrong);
    ASSERT_EQ(found.size(), 1U) << wrong;
    EXPECT_THAT(found.front(), HasSubstr("table config.name: a table's name has a-z, 0-9 and _ only"));
  }
}

TEST(OdbcKind, ADriverThatIsNotThere) {
  struct Case {
    std::string connection, what;
  };
  for (const auto& [connection, what] : std::vector<Case>{{"Uid=x", "the connection names no driver"},
                                                          {"DSN=no-such-source", "odbc.ini has no data source"},
                                                          {"no-such-source", "odbc.ini has no data source"},
                                                          {"Driver={No such}", "odbcinst.ini has no driver No such"},
                                                          {"driver=/no/such.so", "/no/such.so cannot be loaded"}}) {
    core::config::Table source("source.d");
    source.put("connection", {.text = connection});
    const auto checks = kind.check_machine(source);
    ASSERT_EQ(checks.size(), 1U) << connection;
    EXPECT_EQ(checks.front().subject, "driver");
    EXPECT_FALSE(checks.front().well);
    EXPECT_THAT(checks.front().what, HasSubstr(what));
    EXPECT_FALSE(checks.front().remedy.empty());
  }
}

TEST(OdbcKind, NobodyWaitsForItsIndicators) {
  const auto interest = kind.interest(core::config::Table("job.0"), {});
  ASSERT_TRUE(interest);
  EXPECT_TRUE(interest->indicators.empty());
  EXPECT_FALSE(interest->more);
}

}  // namespace
}  // namespace sluss::connectors::odbc

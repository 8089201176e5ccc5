// A database's query does what every source must.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/odbc/kind.h"
#include "connectors/testing/conformance.h"
#include "core/time.h"
#include "tests/integration/odbc_databases.h"

namespace sluss::tests {
namespace {

using ::testing::IsEmpty;
namespace odbc = connectors::odbc;

constexpr const char* password = "hemligt-4711";
/// Forty-two million bytes, a thousand each row.
std::string large_query() {
  return "with recursive n(i) as (select 1 union all select i + 1 from n where i < 42000) select i, cast('" +
         std::string(1'000, 'x') + "' as text) as text from n";
}

class OdbcConformance : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (const auto why = missing(GetParam())) GTEST_SKIP() << *why;
    database(GetParam())
        .execute(
            "drop table if exists beslut; create table beslut (id integer, enhet text, datum date);"
            "insert into beslut values (1, 'Åsgården', '2024-02-29'), (2, '', '0001-01-01'), (3, null, null);");
  }

  [[nodiscard]] core::Result<std::unique_ptr<connectors::Source>> open(const std::string& query) const {
    core::config::Table source("source.verksamhet");
    source.put("connection", {.text = database(GetParam()).connection()});
    source.put("credential", {.text = "verksamhet"});
    core::config::Table job("job.0");
    job.put("query", {.text = query});
    job.put("table", {.text = "beslut"});
    return odbc::kind.open(
        {.name = "verksamhet",
         .source = std::move(source),
         .job = std::move(job),
         .municipality = "1981",
         .clock = clock_,
         .secret = [](std::string_view /*name*/) -> core::Result<core::Secret> { return core::Secret(password); },
         .http = {},
         .expand_sets = {}});
  }

  core::FixedClock clock_{core::parse_instant("2026-03-31T12:00:00Z").value()};
};

TEST_P(OdbcConformance, DoesWhatEverySourceMust) {
  EXPECT_THAT(connectors::testing::check_source(
                  {.open = [&] { return open("select id, enhet, datum from beslut order by id"); },
                   .read_again = odbc::kind.read_again,
                   .resumes = odbc::kind.resumes,
                   .secret = password,
                   .open_failing = [&] { return open("select id from no_such_table"); },
                   .open_large = [&] { return open(large_query()); },
                   .memory_most = 20'000'000}),
              IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Each, OdbcConformance, ::testing::Values("SQLite", "PostgreSQL"));

}  // namespace
}  // namespace sluss::tests

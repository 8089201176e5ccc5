// Which thread calls a driver: a driver that counts is run as each row of the table.

#include "connectors/odbc/drivers.h"

#include <gtest/gtest.h>

#include <stop_token>
#include <thread>

#include "connectors/odbc/odbc.h"
#include "tests/tools/fake_driver.h"

namespace sluss::tests {
namespace {

using connectors::odbc::Driver;
using connectors::odbc::Options;
using connectors::odbc::Query;
using connectors::odbc::Stopping;

const tests::FakeDriver& fake() {
  static const tests::FakeDriver driver(SLUSS_FAKE_DRIVER);
  return driver;
}

Options waiting_as(const Driver& row) {
  Options options;
  options.connection = fake().connection(std::string(row.library.empty() ? "libother" : row.library) + ".so");
  options.query = "wait";
  options.query_timeout = std::chrono::seconds(1);
  return options;
}

class OdbcDrivers : public ::testing::TestWithParam<Driver> {};

TEST_P(OdbcDrivers, AStatementThatIsStoppedIsCalledFromOneThread) {
  auto options = waiting_as(GetParam());
  const auto way = GetParam().stopping;
  // What has no way but its time-out ends by that; the others must not need it.
  const bool by_time = way == Stopping::between || way == Stopping::own_thread;
  if (!by_time) options.query_timeout = std::chrono::seconds(0);
  fake().forget();
  std::stop_source stop;
  std::jthread stopper([&](const std::stop_token& given_up) {
    while (!fake().calls().waiting && !given_up.stop_requested()) std::this_thread::yield();
    stop.request_stop();
  });
  const auto opened = Query::open(options, stop.get_token());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "odbc.cancelled") << core::describe(opened.error());
  EXPECT_EQ(opened.error().error_class, core::ErrorClass::cancelled);
  const auto calls = fake().calls();
  EXPECT_GT(calls.calls, 10);
  EXPECT_EQ(calls.mixed, 0) << "two threads in one handle";
  EXPECT_EQ(calls.cancels > 0, way == Stopping::sql_cancel) << calls.cancels;
}

INSTANTIATE_TEST_SUITE_P(EachRow, OdbcDrivers,
                         ::testing::ValuesIn(connectors::odbc::known_drivers().begin(),
                                             connectors::odbc::known_drivers().end()),
                         [](const auto& row) {
                           return row.param.library.empty() ? std::string("other") : std::string(row.param.library);
                         });

TEST(OdbcDriverTable, ADriverIsFoundByItsName) {
  using connectors::odbc::driver_named;
  EXPECT_EQ(driver_named("psqlodbcw.so").stopping, Stopping::server);
  EXPECT_EQ(driver_named("PSQLODBCA.DLL").stopping, Stopping::server);
  EXPECT_EQ(driver_named("libmaodbc.so").stopping, Stopping::server);
  EXPECT_EQ(driver_named("sqlite3odbc.so").stopping, Stopping::own_thread);
  EXPECT_EQ(driver_named("libmsodbcsql-18.3.so.2.1").stopping, Stopping::sql_cancel);
  EXPECT_EQ(driver_named("libtdsodbc.so").stopping, Stopping::between);
  EXPECT_EQ(driver_named("anything").stopping, Stopping::between);
  EXPECT_EQ(driver_named("").stopping, Stopping::between);
}

TEST(OdbcDriverTable, TheStatementForTheServer) {
  using connectors::odbc::driver_named;
  EXPECT_EQ(connectors::odbc::stop_statement(driver_named("psqlodbcw.so"), "7"), "select pg_cancel_backend(7)");
  EXPECT_EQ(connectors::odbc::stop_statement(driver_named("libmaodbc.so"), "7"), "kill query 7");
  for (const auto& row : connectors::odbc::known_drivers()) {
    EXPECT_EQ(row.stopping == Stopping::server, !row.session.empty()) << row.library;
    EXPECT_EQ(row.session.empty(), row.before_stop.empty()) << row.library;
  }
}

}  // namespace
}  // namespace sluss::tests

// Which thread calls a driver while a delivery is stopped: a driver that counts is run as each row of the drivers'
// table, in each of the ways in which a delivery asks something of a database.
#include <gtest/gtest.h>

#include <functional>
#include <stop_token>
#include <thread>

#include "connectors/odbc/drivers.h"
#include "connectors/odbc/write/connection.h"
#include "tests/tools/fake_driver.h"

namespace sluss::connectors::odbc {
namespace {

using tests::FakeDriver;

const FakeDriver& fake() {
  static const FakeDriver driver(SLUSS_FAKE_DRIVER);
  return driver;
}

core::Batch one_row() {
  core::Batch batch({{.name = "id"}});
  batch[0].append_text("1");
  return batch;
}

template <class T>
core::Result<> only_whether(const core::Result<T>& answer) {
  if (!answer) return std::unexpected(answer.error());
  return {};
}

struct Way {
  std::string name;
  std::function<core::Result<>(WritingConnection&)> ask;
};

const std::vector<Way>& ways() {
  static const std::vector<Way> all{
      {"execute", [](auto& connection) { return connection.execute("wait"); }},
      {"one_value", [](auto& connection) { return only_whether(connection.one_value("wait")); }},
      {"columns_of", [](auto& connection) { return only_whether(connection.columns_of("wait")); }},
      {"insert", [](auto& connection) { return connection.insert("wait", one_row()); }}};
  return all;
}

std::string name_of(const Driver& row) {
  return row.library.empty() ? "other" : std::string(row.library);
}

class StoppedDelivery : public ::testing::TestWithParam<std::tuple<Driver, Way>> {};

TEST_P(StoppedDelivery, IsCalledFromOneThread) {
  const auto& [row, way] = GetParam();
  WriteOptions options;
  options.place.file = "odbc:test";
  options.connection.connection =
      fake().connection((row.library.empty() ? "libother" : std::string(row.library)) + ".so") + ";Database=PostgreSQL";
  // What has no way but its time-out ends by that; the others must not need it.
  const bool by_time = row.stopping == Stopping::between || row.stopping == Stopping::own_thread;
  options.total_timeout = std::chrono::seconds(by_time ? 1 : 0);
  fake().forget();
  std::stop_source stop;
  const auto opened = WritingConnection::open(options, stop.get_token());
  ASSERT_TRUE(opened) << core::describe(opened.error());
  std::jthread stopper([&](const std::stop_token& given_up) {
    while (!fake().calls().waiting && !given_up.stop_requested()) std::this_thread::yield();
    stop.request_stop();
  });
  const auto answer = way.ask(**opened);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "delivery.cancelled") << core::describe(answer.error());
  const auto calls = fake().calls();
  EXPECT_GT(calls.calls, 10);
  EXPECT_EQ(calls.mixed, 0) << "two threads in one handle";
  EXPECT_EQ(calls.cancels > 0, row.stopping == Stopping::sql_cancel) << calls.cancels;
}

INSTANTIATE_TEST_SUITE_P(EachRow, StoppedDelivery,
                         ::testing::Combine(::testing::ValuesIn(known_drivers().begin(), known_drivers().end()),
                                            ::testing::ValuesIn(ways())),
                         [](const auto& each) {
                           return name_of(std::get<0>(each.param)) + "_" + std::get<1>(each.param).name;
                         });

}  // namespace
}  // namespace sluss::connectors::odbc

// Runs on threads of their own, and who waits for whom.
#include "daemon/serve/service/run_pool.h"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "daemon/settings/load.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::serve {
namespace {

using namespace std::chrono_literals;
using tests::must;

class RunPoolTest : public ::testing::Test {
 protected:
  /// The configuration has no such job: its run fails at once.
  void begin_unknown() { pool_.begin({.job = "unknown"}, workplace()); }
  std::shared_ptr<run::Workplace> workplace() {
    const auto text = "municipality = \"1981\"\nstate = '" + (folder_.path() / "state").string() + "'\n";
    auto loaded = settings::load_texts({{folder_.path() / "sluss.toml", text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    return std::make_shared<run::Workplace>(*std::move(loaded), clock_, "test");
  }
  /// Until every run has ended.
  void run_loop() {
    const auto alive = boost::asio::make_work_guard(loop_);
    while (!pool_.empty()) loop_.run_one();
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  core::SystemClock clock_;
  std::recursive_mutex mutex_;
  boost::asio::io_context loop_;
  std::thread::id outcome_on_;
  std::vector<std::string> ended_;
  RunPool pool_{
      loop_,
      mutex_,
      {.on_outcome = [this](const auto&, const auto&, const auto&) { outcome_on_ = std::this_thread::get_id(); },
       .on_ended =
           [this](const std::string& job, const RunOutcome& outcome) {
             EXPECT_TRUE(pool_.empty()) << "it is no longer under way";
             EXPECT_EQ(outcome.how, schedule::RunEnd::failed);
             EXPECT_FALSE(outcome.summary);
             ended_.push_back(job + ": " + outcome.error.code);
           }}};
};

TEST_F(RunPoolTest, ARunWorksOnAThreadOfItsOwnAndEndsOnTheLoop) {
  begin_unknown();
  EXPECT_EQ(pool_.size(), 1) << "until the loop has joined its thread";
  EXPECT_EQ(pool_.under_way().at(0).job, "unknown");
  run_loop();
  EXPECT_EQ(ended_, std::vector<std::string>{"unknown: job.unknown"});
  EXPECT_NE(outcome_on_, std::thread::id());
  EXPECT_NE(outcome_on_, std::this_thread::get_id());
}

TEST_F(RunPoolTest, WhoeverHasItAloneGetsItWhenTheLastPlaceAndTheLastRunHaveEnded) {
  begin_unknown();
  auto place = must(pool_.take_place());
  pool_.begin_exclusive();
  EXPECT_TRUE(pool_.is_exclusive());
  EXPECT_EQ(pool_.take_place().error().code, "rebuild.running");
  std::atomic<bool> alone = false;
  std::jthread rebuilder([&](const std::stop_token& stop) {
    EXPECT_TRUE(pool_.wait_until_alone(stop, 10s));
    alone = true;
  });
  run_loop();
  EXPECT_FALSE(alone) << "one place is taken";
  place.reset();
  rebuilder.join();
  EXPECT_TRUE(alone);
  pool_.end_exclusive();
  EXPECT_TRUE(pool_.take_place());
}

TEST_F(RunPoolTest, AWaitThatIsStoppedIsCancelled) {
  const auto place = must(pool_.take_place());
  pool_.begin_exclusive();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(pool_.wait_until_alone(stop.get_token(), 10s).error().code, "rebuild.cancelled");
}

}  // namespace
}  // namespace sluss::daemon::serve

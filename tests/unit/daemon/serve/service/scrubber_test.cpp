// When all that is stored is read, and who waits for that.
#include "daemon/serve/service/scrubber.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <condition_variable>

#include "daemon/settings/load.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::serve {
namespace {

using namespace std::chrono_literals;
using tests::must;

class ScrubberTest : public ::testing::Test {
 protected:
  /// `more`: of the configuration.
  std::shared_ptr<run::Workplace> workplace(const std::string& more = "") {
    const auto text = "municipality = \"1981\"\nstate = '" + (folder_.path() / "state").string() + "'\n" + more;
    auto loaded = settings::load_texts({{folder_.path() / "sluss.toml", text}});
    if (!loaded) throw std::runtime_error(core::describe(loaded.error().front()));
    return std::make_shared<run::Workplace>(*std::move(loaded), clock_, "test");
  }
  std::shared_ptr<run::Workplace> with_warehouse() {
    auto made = workplace();
    must(made->start());
    return made;
  }
  bool wait_for_end() {
    std::unique_lock lock(mutex_);
    const bool came = something_ended_.wait_for(lock, 30s, [this] { return whole_.has_value(); });
    return came && *whole_;
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  core::FixedClock clock_{must(core::parse_instant("2026-03-31T12:00:00Z"))};
  core::Instant start_ = clock_.now();
  std::recursive_mutex mutex_;
  std::condition_variable_any something_ended_;
  std::optional<bool> whole_;
  boost::asio::io_context loop_;
  RunPool pool_{loop_, mutex_, {}};
  Scrubber scrubber_{clock_, mutex_, pool_, [this](bool whole) {
                       whole_ = whole;
                       something_ended_.notify_all();
                     }};
};

TEST_F(ScrubberTest, NothingIsDueWithoutAWarehouse) {
  EXPECT_EQ(scrubber_.next(*workplace()), std::nullopt);
}

TEST_F(ScrubberTest, TheFirstIsDueAnHourAfterTheStartAndTheNextAWeekAfterTheLast) {
  const auto kept = with_warehouse();
  EXPECT_EQ(scrubber_.next(*kept), start_.plus(1h));
  scrubber_.restore({.ended_at = start_.plus(-24h), .damaged = {}});
  EXPECT_EQ(scrubber_.next(*kept), start_.plus(24h * 6));
  scrubber_.restore({.ended_at = start_.plus(-1h), .damaged = {core::Error{}}});
  EXPECT_EQ(scrubber_.next(*kept), start_.plus(23h)) << "whoever repairs it sees so on the next day";
}

TEST_F(ScrubberTest, OneWaitsUntilNobodyHasTheWarehouseAlone) {
  const auto kept = with_warehouse();
  scrubber_.begin_when_due(start_, kept);
  EXPECT_TRUE(scrubber_.next(*kept)) << "it is not due yet";
  pool_.begin_exclusive();
  scrubber_.begin_when_due(start_.plus(1h), kept);
  EXPECT_EQ(scrubber_.next(*kept), start_.plus(1h)) << "none has begun";
  pool_.end_exclusive();
  clock_.set(start_.plus(2h));
  scrubber_.begin_when_due(clock_.now(), kept);
  EXPECT_TRUE(wait_for_end());
  EXPECT_EQ(scrubber_.next(*kept), start_.plus(2h).plus(24h * 7));
  pool_.begin_exclusive();
  EXPECT_TRUE(pool_.wait_until_alone({}, 0s)) << "its place is free";
}

}  // namespace
}  // namespace sluss::daemon::serve

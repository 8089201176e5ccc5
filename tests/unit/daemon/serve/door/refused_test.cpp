// Refusals of changing calls in the audit: few entries whatever comes, and none lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <map>

#include "core/log.h"
#include "daemon/serve/door/counted_calls.h"

namespace sluss::daemon::door {
namespace {

using namespace std::chrono_literals;

/// What was written, by any thread.
class WrittenEntries {
 public:
  AuditFunction function() {
    return [this](const AuditEntry& entry) -> core::Result<> {
      const std::scoped_lock lock(mutex_);
      if (failures_ > 0) {
        --failures_;
        return core::fail(core::ErrorClass::storage, "disk.full", "no space", "");
      }
      entries_.push_back(entry);
      sum_ += entry.count;
      changed_.notify_all();
      return {};
    };
  }
  void fail(int times) { failures_ = times; }
  void wait_for_sum(std::int64_t sum) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return sum_ >= sum; });
  }
  std::vector<AuditEntry> entries() {
    const std::scoped_lock lock(mutex_);
    return entries_;
  }
  std::int64_t sum() {
    const std::scoped_lock lock(mutex_);
    return sum_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<AuditEntry> entries_;
  std::int64_t sum_ = 0;
  int failures_ = 0;
};

AuditEntry call(const std::string& who, const std::string& code = "access.role") {
  return {.who = who,
          .way = "http",
          .what = "job.run",
          .object = "/api/v1/jobs/{job}/run",
          .outcome = "refused",
          .code = code};
}

TEST(CountedCalls, AFloodIsAHandfulOfEntriesThatSayHowMany) {
  WrittenEntries written;
  CountedCalls refused(written.function(), {.pause = 1h});
  for (int i = 0; i < 1000; ++i) refused.count(call("token:powerbi"));
  refused.finish();
  EXPECT_LE(written.entries().size(), 2U) << "the first at once, the others at the end";
  EXPECT_EQ(written.sum(), 1000);
  const auto entry = written.entries().front();
  EXPECT_EQ(
      entry.who + "|" + entry.way + "|" + entry.what + "|" + entry.object + "|" + entry.outcome + "|" + entry.code,
      "token:powerbi|http|job.run|/api/v1/jobs/{job}/run|refused|access.role");
}

TEST(CountedCalls, TheFirstIsWrittenAtOnceAndTheRestAfterThePause) {
  WrittenEntries written;
  CountedCalls refused(written.function(), {.pause = 1ms});
  refused.count(call("proxy:anna"));
  written.wait_for_sum(1);
  for (int i = 0; i < 10; ++i) refused.count(call("proxy:anna"));
  written.wait_for_sum(11);  // nobody has ended it
}

TEST(CountedCalls, WhatIsNotAlikeIsToldApart) {
  WrittenEntries written;
  CountedCalls refused(written.function(), {.pause = 1h});
  for (int i = 0; i < 3; ++i) {
    refused.count(call("proxy:anna"));
    refused.count(call("proxy:bertil"));
    refused.count(call("proxy:anna", "request.cross_site"));
  }
  refused.finish();
  std::map<std::string, std::int64_t> by_kind;
  for (const auto& entry : written.entries()) by_kind[entry.who + " " + entry.code] += entry.count;
  EXPECT_EQ(by_kind,
            (std::map<std::string, std::int64_t>{
                {"proxy:anna access.role", 3}, {"proxy:anna request.cross_site", 3}, {"proxy:bertil access.role", 3}}));
}

TEST(CountedCalls, FiveThousandStrangersTakeNoMoreRoomThanTheirLimit) {
  WrittenEntries written;
  CountedCalls refused(written.function(), {.pause = 1h, .most = 20});
  for (int i = 0; i < 5000; ++i) refused.count(call("from network " + std::to_string(i)));
  refused.finish();
  EXPECT_LE(written.entries().size(), 22U);
  EXPECT_EQ(written.sum(), 5000);
  const auto entries = written.entries();
  EXPECT_TRUE(std::ranges::any_of(entries, [](const auto& entry) { return entry.who == "others" && entry.count > 1; }));
}

TEST(CountedCalls, WhoIsCountedWaitsForNoDisk) {
  std::promise<void> begun;
  std::promise<void> go_on;
  const auto allowed = go_on.get_future().share();
  std::int64_t sum = 0;
  bool first = true;
  CountedCalls refused(
      [&](const AuditEntry& entry) -> core::Result<> {
        if (std::exchange(first, false)) {
          begun.set_value();
          allowed.wait();
        }
        sum += entry.count;
        return {};
      },
      {.pause = 1h});
  refused.count(call("proxy:anna"));
  begun.get_future().wait();
  for (int i = 0; i < 999; ++i) refused.count(call("proxy:anna"));  // for ever, if it waited
  go_on.set_value();
  refused.finish();
  EXPECT_EQ(sum, 1000);
}

TEST(CountedCalls, WhatCouldNotBeWrittenIsCountedOn) {
  WrittenEntries written;
  written.fail(2);
  CountedCalls refused(written.function(), {.pause = 1ms});
  refused.count(call("proxy:anna"));
  refused.count(call("proxy:anna"));
  written.wait_for_sum(2);
  refused.finish();
  EXPECT_EQ(written.sum(), 2);
}

TEST(CountedCalls, TheEndTriesOnceMore) {
  WrittenEntries written;
  CountedCalls refused(written.function(), {.pause = 1h});
  refused.count(call("proxy:anna"));
  written.wait_for_sum(1);
  for (int i = 0; i < 3; ++i) refused.count(call("proxy:anna"));
  written.fail(1);
  refused.finish();
  EXPECT_EQ(written.sum(), 4);
}

TEST(CountedCalls, WhatIsLostAtTheEndIsTold) {
  core::log::configure(core::log::Level::warning, core::log::Format::text);
  WrittenEntries written;
  CountedCalls refused(written.function(), {.pause = 1h});
  refused.count(call("proxy:anna"));
  written.wait_for_sum(1);
  for (int i = 0; i < 3; ++i) refused.count(call("proxy:anna"));
  written.fail(2);
  ::testing::internal::CaptureStderr();
  refused.finish();
  const auto logged = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(written.sum(), 1);
  EXPECT_NE(logged.find("are lost"), std::string::npos) << logged;
  EXPECT_NE(logged.find("refusals=3"), std::string::npos) << logged;
  EXPECT_EQ(logged.find("yet"), std::string::npos) << logged;
}

}  // namespace
}  // namespace sluss::daemon::door

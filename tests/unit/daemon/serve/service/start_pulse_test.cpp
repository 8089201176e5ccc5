#include "daemon/serve/service/start_pulse.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace sluss::daemon::serve {
namespace {

using namespace std::chrono_literals;

TEST(StartPulse, WorkIsProcessorOrBlocks) {
  const Work before{.cpu = 1s, .blocks = 10};
  EXPECT_FALSE(has_worked(before, before));
  EXPECT_FALSE(has_worked(before, {.cpu = 1s + 9ms, .blocks = 10})) << "the pulse itself";
  EXPECT_TRUE(has_worked(before, {.cpu = 1s + 10ms, .blocks = 10}));
  EXPECT_TRUE(has_worked(before, {.cpu = 1s, .blocks = 11}));
}

TEST(StartPulse, TheProcessOwnWorkIsSeen) {
  const Work before = work_of_this_process();
  volatile std::uint64_t count = 0;
  while (work_of_this_process().cpu < before.cpu + 10ms) count = count + 1;
  EXPECT_TRUE(has_worked(before, work_of_this_process()));
}

TEST(StartPulse, AStartThatWorksIsGivenMoreTimeAndSaysItsStep) {
  std::atomic<int> asked = 0;
  std::promise<std::pair<std::chrono::microseconds, std::string>> notified;
  std::atomic<bool> first = true;
  StartPulse pulse("reads the generation", {.every = 1ms,
                                            .work = [&] { return Work{.blocks = ++asked}; },
                                            .notify =
                                                [&](std::chrono::microseconds more, std::string_view step) {
                                                  if (first.exchange(false))
                                                    notified.set_value({more, std::string(step)});
                                                }});
  const auto [more, step] = notified.get_future().get();
  EXPECT_EQ(more, 5min);
  EXPECT_EQ(step, "reads the generation");
}

TEST(StartPulse, AStartThatHangsIsNot) {
  std::atomic<int> asked = 0;
  std::promise<void> often;
  std::atomic<int> notified = 0;
  {
    StartPulse pulse("waits", {.every = 1ms,
                               .work =
                                   [&] {
                                     if (++asked == 5) often.set_value();
                                     return Work{};
                                   },
                               .notify = [&](std::chrono::microseconds, std::string_view) { ++notified; }});
    often.get_future().wait();
  }
  EXPECT_EQ(notified, 0);
}

TEST(StartPulse, EndsAtOnceInTheMidstOfItsWait) {
  StartPulse pulse("begins", {.every = 24h, .work = [] { return Work{}; }, .notify = [](auto, auto) {}});
  pulse.step("goes on");
}

}  // namespace
}  // namespace sluss::daemon::serve

// What a watcher saw, until it has stood still; and watchers that are wrong.
#include "daemon/serve/service/source_watch.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>

#include "core/descriptor.h"

namespace sluss::daemon::serve {
namespace {

using namespace std::chrono_literals;

Debouncer::Time after(std::chrono::milliseconds time) {
  return Debouncer::Time{} + 1h + time;
}

TEST(Debouncer, WhatIsNewIsAnnouncedOnceWhenItHasSettled) {
  Debouncer debouncer({.poll_every = 30s, .settle = 5s, .settle_most = 10min});
  EXPECT_EQ(debouncer.observe("", after(0s)), std::nullopt) << "nothing is there";
  EXPECT_EQ(debouncer.next_check(after(0s)), after(30s));
  EXPECT_EQ(debouncer.observe("1", after(30s)), std::nullopt);
  EXPECT_EQ(debouncer.next_check(after(30s)), after(35s)) << "it polls when it may be over";
  EXPECT_EQ(debouncer.observe("2", after(35s)), std::nullopt) << "it grows";
  EXPECT_EQ(debouncer.observe("2", after(39s)), std::nullopt);
  EXPECT_EQ(debouncer.observe("2", after(40s)), "2");
  EXPECT_EQ(debouncer.next_check(after(40s)), after(70s));
  EXPECT_EQ(debouncer.observe("2", after(70s)), std::nullopt);
  EXPECT_EQ(debouncer.observe("3", after(100s)), std::nullopt);
  EXPECT_EQ(debouncer.observe("2", after(104s)), std::nullopt) << "it was taken back";
  EXPECT_EQ(debouncer.observe("2", after(110s)), std::nullopt);
  EXPECT_EQ(debouncer.observe("3", after(120s)), std::nullopt) << "it settles from scratch";
  EXPECT_EQ(debouncer.observe("3", after(125s)), "3");
}

TEST(Debouncer, WhatNeverStopsChangingIsAnnouncedAllTheSame) {
  Debouncer debouncer({.poll_every = 30s, .settle = 5s, .settle_most = 60s});
  int calls = 0;
  for (int second = 0; second < 200; ++second)
    calls += debouncer.observe(std::to_string(second), after(second * 1s)) ? 1 : 0;
  EXPECT_EQ(calls, 3);
}

TEST(Debouncer, WithoutATimeItIsAnnouncedAtOnce) {
  Debouncer debouncer({.poll_every = 30s, .settle = 0s, .settle_most = 60s});
  EXPECT_EQ(debouncer.observe("1", after(0s)), "1");
}

class Fake final : public connectors::Watcher {
 public:
  using Look = std::function<core::Result<std::string>()>;
  Fake(Look look, int descriptor) : look_(std::move(look)), descriptor_(descriptor) {}
  [[nodiscard]] connectors::Pace pace() const override { return {.poll_every = 1h, .settle = 0s}; }
  [[nodiscard]] core::Result<std::string> poll(std::stop_token /*stop*/) override { return look_(); }
  [[nodiscard]] int descriptor() const override { return descriptor_; }

 private:
  Look look_;
  int descriptor_;
};

WatchedJob watched(std::string job, Fake::Look look, int descriptor = -1) {
  return {std::move(job), [look = std::move(look), descriptor]() -> core::Result<std::unique_ptr<connectors::Watcher>> {
            return std::make_unique<Fake>(look, descriptor);
          }};
}

/// What the callbacks got, by job: tokens, and codes of errors.
class CallbackLog {
 public:
  WatchCallbacks callbacks() {
    return {
        .on_announced = [this](const std::string& job, const std::string& token,
                               const std::stop_token&) { add(job, token); },
        .on_blind = [this](const std::string& job, const std::optional<core::Error>& why,
                           const std::stop_token&) { add(job, why ? why->code : "sees"); },
        .on_unclaimed = [this](const std::string& job, const connectors::Unclaimed& unclaimed,
                               const std::stop_token&) { add(job, std::to_string(unclaimed.count) + " unclaimed"); }};
  }
  bool comes(const std::string& job, const std::string& text) {
    std::unique_lock lock(mutex_);
    return added_.wait_for(lock, 30s, [&] { return texts_[job] == text; });
  }

 private:
  void add(const std::string& job, const std::string& text) {
    const std::scoped_lock lock(mutex_);
    texts_[job] += (texts_[job].empty() ? "" : " ") + text;
    added_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable added_;
  std::map<std::string, std::string> texts_;
};

TEST(JobWatchers, OneThatThrowsOrFailsDisturbsNoOther) {
  CallbackLog calls;
  JobWatchers watchers(calls.callbacks());
  watchers.watch(
      {watched("throws", []() -> core::Result<std::string> { throw std::runtime_error("no"); }),
       watched("fails", [] { return core::Result<std::string>(core::fail(core::ErrorClass::storage, "x.y", "", "")); }),
       watched("sees", [] { return core::Result<std::string>("1"); })});
  EXPECT_TRUE(calls.comes("throws", "watch.exception"));
  EXPECT_TRUE(calls.comes("fails", "x.y"));
  EXPECT_TRUE(calls.comes("sees", "1"));
}

/// Files come that no job takes, and go.
class Leaving final : public connectors::Watcher {
 public:
  [[nodiscard]] connectors::Pace pace() const override { return {.poll_every = 100ms, .settle = 0s}; }
  [[nodiscard]] core::Result<std::string> poll(std::stop_token /*stop*/) override {
    ++polls_;
    return std::string();
  }
  [[nodiscard]] connectors::Unclaimed unclaimed() const override {
    return {.count = polls_ == 2 || polls_ == 3 ? 7 : 0};
  }

 private:
  int polls_ = 0;
};

TEST(JobWatchers, WhatNoJobTakesIsReportedOnceAndWhenItIsGone) {
  CallbackLog calls;
  JobWatchers watchers(calls.callbacks());
  watchers.watch(
      {{"leaves", []() -> core::Result<std::unique_ptr<connectors::Watcher>> { return std::make_unique<Leaving>(); }}});
  EXPECT_TRUE(calls.comes("leaves", "7 unclaimed 0 unclaimed"));
}

TEST(JobWatchers, ItPollsWhenItIsWokenAndAfterAnotherConfiguration) {
  CallbackLog calls;
  const core::Descriptor bell(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  std::atomic<int> looks = 0;
  const auto look = [&] {
    eventfd_t rung = 0;
    [[maybe_unused]] const auto emptied = ::eventfd_read(bell.number(), &rung);
    return core::Result<std::string>(std::to_string(++looks));
  };
  JobWatchers watchers(calls.callbacks());
  watchers.watch({watched("a", look, bell.number())});
  EXPECT_TRUE(calls.comes("a", "1"));
  ::eventfd_write(bell.number(), 1);
  EXPECT_TRUE(calls.comes("a", "1 2")) << "long before the hour is over";
  watchers.watch({watched("b", [] { return core::Result<std::string>("x"); })});
  EXPECT_TRUE(calls.comes("b", "x"));
}

}  // namespace
}  // namespace sluss::daemon::serve

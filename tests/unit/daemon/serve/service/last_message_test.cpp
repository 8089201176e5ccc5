#include "daemon/serve/service/last_message.h"

#include <gtest/gtest.h>

namespace sluss::daemon::serve {
namespace {

TEST(LastMessage, IsReadAsItWasWritten) {
  const core::Instant at{1'790'000'000'000'000};
  for (const auto& last :
       {LastMessage{}, LastMessage{.sent = at, .failed = {}, .code = {}},
        LastMessage{.sent = at, .failed = at.plus(std::chrono::hours(1)), .code = "notify.connect"}}) {
    const auto read = parse_last_message(to_text(last));
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, last);
  }
}

TEST(LastMessage, WhatIsNoneIsAnError) {
  for (const auto* text : {"", "{}", "[1]", R"({"version":2})", R"({"version":1,"sent":"today"})"})
    EXPECT_EQ(parse_last_message(text).error().code, "notify.sent") << text;
}

TEST(LastMessage, IsBesideTheMemoryOfWhatWasSent) {
  EXPECT_EQ(last_message_file("/var/lib/sluss", "drift"), "/var/lib/sluss/notify-drift.sent.json");
}

}  // namespace
}  // namespace sluss::daemon::serve

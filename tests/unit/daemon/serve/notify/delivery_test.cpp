// What a mail and a webhook say of a delivery that fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "daemon/serve/notify/message.h"

namespace sluss::daemon::notify {
namespace {

using ::testing::HasSubstr;

const auto now = core::parse_instant("2026-06-15T06:00:00Z").value();
const Sender sala{.whose = "Sala kommun", .page = "", .now = now, .rule = {}};

Event delivery(const char* to) {
  return DeliveryFailed{.dataset = "nyckeltal_jamforelse",
                        .to = to,
                        .run = 12,
                        .failed_at = now,
                        .error = {.code = "publish.folder",
                                  .error_class = core::ErrorClass::storage,
                                  .what = "the folder is not there",
                                  .remedy = "Mount it.",
                                  .place = {}}};
}

TEST(Delivery, OneThatFailsIsReportedWithWhereAndWhy) {
  const std::vector<Event> events{delivery("folder:/srv/ut")};
  const auto message = compose(decide({}, events, now, {}), sala);
  EXPECT_EQ(message.subject, "Sluss: leveransen av nyckeltal_jamforelse har misslyckats");
  EXPECT_THAT(message.text, HasSubstr("nyckeltal_jamforelse kunde inte levereras till folder:/srv/ut efter körning 12, "
                                      "2026-06-15 08:00. Uppgifterna är inlästa."));
  EXPECT_THAT(message.text, HasSubstr("publish.folder"));
  EXPECT_THAT(message.text, HasSubstr("Mount it."));
  const auto event = nlohmann::json::parse(message.json).at("events").at(0);
  EXPECT_EQ(event.at("kind"), "delivery_failed");
  EXPECT_EQ(event.at("key"), "delivery_failed/nyckeltal_jamforelse/folder:/srv/ut");
  EXPECT_EQ(event.at("dataset"), "nyckeltal_jamforelse");
  EXPECT_EQ(event.at("to"), "folder:/srv/ut");
  EXPECT_EQ(event.at("run"), 12);
  EXPECT_EQ(event.at("error"), "publish.folder");
  EXPECT_EQ(event.at("what"), "the folder is not there");
}

TEST(Delivery, SeveralAreCounted) {
  const std::vector<Event> events{delivery("folder:/srv/a"), delivery("folder:/srv/b")};
  EXPECT_EQ(compose(decide({}, events, now, {}), sala).subject, "Sluss: två leveranser har misslyckats");
}

TEST(Delivery, OneThatIsWellAgainIsReported) {
  const std::vector<Event> events{delivery("folder:/srv/ut")};
  const RepeatRule rule{.again_after = std::chrono::hours(24), .settle = std::chrono::milliseconds(0)};
  const auto before = decide({}, events, now.plus(-std::chrono::hours(2)), rule);
  const auto over = decide(before.after, {}, now, rule);
  ASSERT_FALSE(over.silent());
  EXPECT_EQ(compose(over, sala).subject,
            "Sluss: leveransen av nyckeltal_jamforelse till folder:/srv/ut misslyckas inte längre");
}

}  // namespace
}  // namespace sluss::daemon::notify

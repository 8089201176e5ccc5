// By which extents a replay read is written once each, and read again as it was.
#include "daemon/run/replay/replay_extents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "daemon/run/runner/run_journal.h"

namespace sluss::daemon::run {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ReplayExtents, EachTextOnce) {
  json object{{"segments", 3}};
  put_extents({R"({"factor":2})", R"({"factor":3})", R"({"factor":2})"}, object);
  EXPECT_EQ(object["extents"]["texts"].size(), 2U);
  EXPECT_EQ(object["extents"]["of"], json::array({0, 1, 0}));
  const auto read = extents_in(json::parse(object.dump()));
  ASSERT_TRUE(read);
  EXPECT_THAT(*read, ElementsAre(R"({"factor":2})", R"({"factor":3})", R"({"factor":2})"));
}

TEST(ReplayExtents, NoneAreNotWritten) {
  json object{{"segments", 3}};
  put_extents({}, object);
  EXPECT_EQ(object, (json{{"segments", 3}}));
  EXPECT_THAT(extents_in(object).value(), IsEmpty());
}

TEST(ReplayExtents, DamagedOnesAreAnErrorAndNotTheArchivedOnes) {
  for (const auto* damaged :
       {R"({"extents":3})", R"({"extents":{"texts":"a","of":[0]}})", R"({"extents":{"texts":["a"]}})",
        R"({"extents":{"texts":["a"],"of":[1]}})", R"({"extents":{"texts":["a"],"of":[-1]}})",
        R"({"extents":{"texts":[7],"of":[0]}})", R"({"extents":{"texts":["a"],"of":0}})"}) {
    const auto read = extents_in(json::parse(damaged));
    ASSERT_FALSE(read) << damaged;
    EXPECT_EQ(read.error().code, "replay.extents");
  }
}

TEST(ReplayExtents, TheJournalAndTheDetailsHaveThem) {
  JournalRun run;
  run.kind = "replay";
  run.extents = {"{\"factor\":2}", "{\"factor\":2}"};
  const auto body = journal_body(run);
  const auto parsed = parse_journal_body({.kind = "replay", .body = body});
  ASSERT_TRUE(parsed) << core::describe(parsed.error());
  EXPECT_EQ(parsed->extents, run.extents);
  JournalRun completed;
  completed.kind = "replay";
  ASSERT_TRUE(complete_from_details(completed, R"({"extents":{"texts":["{}"],"of":[0]}})"));
  EXPECT_THAT(completed.extents, ElementsAre("{}"));
  completed.kind = "run";
  completed.extents.clear();
  ASSERT_TRUE(complete_from_details(completed, R"({"extents":{"texts":["{}"],"of":[0]}})"));
  EXPECT_THAT(completed.extents, IsEmpty());
}

}  // namespace
}  // namespace sluss::daemon::run

// A load after an earlier one, or after an attempt that ended early.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/connectors/kolada/extract_fixture.h"

namespace sluss::connectors::kolada {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(Extract, AsksForChangesSinceTheLastCompleteLoadLessTheOverlap) {
  const std::string key(data);
  sink.checkpoints[key] = {.complete_at = {now.micros - 2 * day}, .full_reload_at = {now.micros - 20 * day}};
  sink.checkpoints["municipality_groups"] = sink.checkpoints[key];
  // 2026-03-29 less 30 days
  pages.put(key + "?from_date=2026-02-27&per_page=5000", page_json(""));
  const auto extracted = run();
  ASSERT_TRUE(extracted) << core::describe(extracted.error());
  EXPECT_FALSE(extracted->complete_full);
  EXPECT_FALSE(sink.finished.back().full);
  EXPECT_EQ(sink.finished.back().query, key);
  // No change is no news: requested once, no finding; nor is the list of groups due.
  EXPECT_EQ(std::ranges::count(pages.requested(), base + "/" + key + "?from_date=2026-02-27&per_page=5000"), 1);
  EXPECT_THAT(sink.findings, IsEmpty());
  EXPECT_EQ(std::ranges::count(pages.requested(), base + "/municipality_groups?per_page=5000"), 0);
}

TEST_F(Extract, ReloadsInFullWhenItIsTimeOrAsked) {
  const std::string key(data);
  put_data(value_json("N00001", "1981", 2024, 1) + "," + value_json("N00002", "1981", 2024, 2));
  sink.checkpoints[key] = {.complete_at = {now.micros - day}, .full_reload_at = {now.micros - 30 * day}};
  EXPECT_TRUE(run()->complete_full);
  sink.checkpoints[key].full_reload_at = {now.micros - day};
  selection.full_reload = true;
  EXPECT_TRUE(run()->complete_full);
  // A query of a new form has no checkpoint of its own.
  selection.full_reload = false;
  sink.checkpoints.clear();
  sink.checkpoints["data/kpi/N00001/municipality/1981"] = {.complete_at = {now.micros - day},
                                                           .full_reload_at = {now.micros - day}};
  EXPECT_TRUE(run()->complete_full);
}

TEST_F(Extract, GoesOnFromThePagesOfAnEarlierAttempt) {
  const std::string key(data);
  const std::string second = base + "/" + key + "?page=2&per_page=5000";
  const std::string body = page_json(value_json("N00001", "1981", 2024, 1), second);
  pages.answers[second] = {{.body = page_json(value_json("N00002", "1981", 2024, 2))}};
  KeptObject kept{.handle = {77},
                  .object = {.query = key,
                             .request = base + "/" + key + "?per_page=5000",
                             .page = 1,
                             .status = 200,
                             .media_type = "application/json",
                             .etag = {},
                             .fetched_at = {now.micros - day},
                             .last_page = false},
                  .body = body};
  sink.kept_objects[{key, 1}] = kept;
  const auto extracted = run();
  ASSERT_TRUE(extracted) << core::describe(extracted.error());
  EXPECT_THAT(sink.rows, ::testing::Contains("kolada.data#77 N00001|1981|2024|T|1||1|no|0"));
  EXPECT_EQ(std::ranges::count(pages.requested(), kept.object.request), 0);
  // Two moments: what is not there proves nothing, and the load began with the earlier attempt.
  EXPECT_FALSE(sink.finished.back().full);
  EXPECT_EQ(sink.finished.back().began_at.micros, now.micros - day);
}

TEST_F(Extract, APageThatBrokeAnEarlierAttemptIsNotKept) {
  const std::string key(data);
  const std::string whole = value_json("N00001", "1981", 2024, 1);
  put_data(whole + "," + value_json("N00002", "1981", 2024, 2));
  // Begins and ends as a page does, and no decoder comes through it: a control character, a letter that is none, a
  // value that is cut, two answers to where the next page is.
  for (const std::string& body :
       {page_json(whole + R"(,{"kpi":")" + '\x01' + R"("})"), page_json(whole + ",{\"kpi\":\"\xff\"}"),
        page_json(whole + R"(,{"kpi":"N00002","period":,"values":[]})"),
        std::string(R"({"next_url":"http://elsewhere.test/","values":[)" + whole + R"(],"next_url":null})")}) {
    KeptObject kept;
    kept.object.request = fmt::format("{}/{}?per_page=5000", base, key);
    kept.object.media_type = "application/json";
    kept.body = body;
    sink.kept_objects[{key, 1}] = kept;
    const auto extracted = run();
    ASSERT_TRUE(extracted) << core::describe(extracted.error()) << body;
    EXPECT_TRUE(sink.finished.back().full) << body;
  }
}

TEST_F(Extract, APageThatAnsweredAnotherRequestIsNotKept) {
  const std::string key(data);
  put_data(value_json("N00001", "1981", 2024, 1) + "," + value_json("N00002", "1981", 2024, 2));
  KeptObject kept;
  kept.object.request = base + "/" + key + "?from_date=2026-01-01&per_page=5000";
  kept.body = page_json("");
  sink.kept_objects[{key, 1}] = kept;
  ASSERT_TRUE(run());
  EXPECT_THAT(sink.findings, IsEmpty());
  EXPECT_TRUE(sink.finished.back().full);
}

}  // namespace
}  // namespace sluss::connectors::kolada

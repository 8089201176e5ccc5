// Which answers of the door the audit of readings has, and what they say.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "daemon/serve/door/counted_calls.h"
#include "daemon/serve/service/dataset_readings.h"

namespace sluss::daemon::serve {
namespace {

using door::ServedRequest;

ServedRequest answered(std::string_view route, int status = 200, std::string_view object = "nyckeltal_jamforelse") {
  return {.who = "proxy:anna", .way = "http", .method = "GET", .route = route, .status = status, .object = object};
}

std::string audited(const ServedRequest& served) {
  const auto entry = dataset_reading(served);
  if (!entry) return "";
  return entry->who + "|" + entry->way + "|" + entry->what + "|" + entry->object + "|" + entry->outcome;
}

TEST(DatasetReadings, RowsAndFilesAreAuditedWithTheDatasetsName) {
  const std::string read = "proxy:anna|http|dataset.read|nyckeltal_jamforelse|done";
  EXPECT_EQ(audited(answered("/api/v1/datasets/{name}")), read);
  EXPECT_EQ(audited(answered("/dataset/{namn}")), read);
  EXPECT_EQ(audited(answered("/dataset/{namn}/hamta/{format}")), read);
  EXPECT_EQ(audited(answered("/dataset/{namn}/hamta/{format}", 304)), read) << "the reader has it still";
}

TEST(DatasetReadings, WhatHoldsNoRowsIsNot) {
  for (const auto* route : {"/api/v1/datasets", "/dataset", "/api/v1/runs/{run}", "/", ""})
    EXPECT_EQ(audited(answered(route)), "") << route;
  auto head = answered("/api/v1/datasets/{name}");
  head.method = "HEAD";
  EXPECT_EQ(audited(head), "");
}

TEST(DatasetReadings, WhatWasNotAnsweredSaysTheRouteAndNotWhatWasTyped) {
  const auto typed = [](int status) { return audited(answered("/api/v1/datasets/{name}", status, "19121212-1212")); };
  EXPECT_EQ(typed(403), "proxy:anna|http|dataset.read|/api/v1/datasets/{name}|refused");
  EXPECT_EQ(typed(500), "proxy:anna|http|dataset.read|/api/v1/datasets/{name}|failed");
  for (const int status : {400, 401, 404, 429}) EXPECT_EQ(typed(status), "") << status;
}

TEST(DatasetReadings, StrangersTakeNoRoom) {
  auto stranger = answered("/api/v1/datasets/{name}", 403);
  stranger.who = "from 192.0.2.7";
  EXPECT_EQ(audited(stranger), "");
}

TEST(DatasetReadings, AThousandAreAHandfulOfEntriesThatSayHowMany) {
  std::vector<door::AuditEntry> written;
  door::CountedCalls readings(
      [&](const door::AuditEntry& entry) -> core::Result<> {
        written.push_back(entry);
        return {};
      },
      {.pause = std::chrono::hours(1), .counted = "readings"});
  for (int i = 0; i < 1000; ++i) readings.count(*dataset_reading(answered("/dataset/{namn}")));
  readings.count(*dataset_reading(answered("/dataset/{namn}", 500)));
  readings.finish();
  std::int64_t done = 0;
  std::int64_t failed = 0;
  for (const auto& entry : written) (entry.outcome == "done" ? done : failed) += entry.count;
  EXPECT_EQ(done, 1000);
  EXPECT_EQ(failed, 1);
  EXPECT_LE(written.size(), 3U) << "the first at once, the others at the end; what failed beside";
}

}  // namespace
}  // namespace sluss::daemon::serve

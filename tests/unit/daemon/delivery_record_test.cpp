// A delivery as the journal keeps it.
#include <gtest/gtest.h>

#include "daemon/delivery/record.h"

namespace sluss::daemon::delivery {
namespace {

TEST(DeliveryRecord, SaysAllOfItAgain) {
  Delivery file{.dataset = "nyckeltal_jamforelse",
                .kind = "folder",
                .to = "folder:/srv",
                .format = "xlsx",
                .outcome = Outcome::dated,
                .places = {"/srv/a_2026-03-31.xlsx"},
                .rows = 12,
                .bytes = 3456,
                .sha256 = std::string(64, 'a'),
                .note = "somebody has it open (~$a.xlsx)",
                .error_code = {}};
  warehouse::journal::Entry entry{.number = 3, .at = {1}, .kind = "delivery", .who = "anna"};
  entry.body = journal_body(file, {7});
  const auto recorded = parse_journal_entry(entry);
  ASSERT_TRUE(recorded) << core::describe(recorded.error());
  EXPECT_EQ(recorded->run.value, 7);
  EXPECT_EQ(recorded->who, "anna");
  EXPECT_EQ(recorded->delivery.places, file.places);
  EXPECT_EQ(recorded->delivery.outcome, Outcome::dated);
  EXPECT_EQ(recorded->delivery.bytes, 3456U);
  EXPECT_EQ(recorded->delivery.sha256, file.sha256);
  EXPECT_EQ(journal_body(recorded->delivery, recorded->run), entry.body);
}

TEST(DeliveryRecord, OthersEntriesAreLeftOut) {
  warehouse::journal::Entry run{.number = 1, .kind = "run", .body = "{}"};
  warehouse::journal::Entry broken{.number = 2, .kind = "delivery", .body = "{\"run\":1}"};
  EXPECT_TRUE(deliveries_of({run}).value().empty());
  EXPECT_EQ(deliveries_of({run, broken}).error().code, "journal.entry");
}

}  // namespace
}  // namespace sluss::daemon::delivery

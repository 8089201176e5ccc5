// A delivery as the journal keeps it.
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/deliver/record.h"
#include "tests/tools/temporary_folder.h"
#include "warehouse/journal/mark.h"

namespace sluss::daemon::deliver {
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

TEST(DeliveryRecord, TheLatestAreFoundAmongOthersEntries) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  const auto files = core::real_files();
  const auto journal = folder.path() / "journal.jsonl";
  const auto add = [&](const char* kind, const std::string& body) {
    ASSERT_TRUE(warehouse::journal::append_one(*files, journal, {1}, kind, "anna", body));
  };
  EXPECT_TRUE(latest_deliveries(*files, journal, 10)->empty());
  for (std::int64_t run = 1; run <= 3; ++run) {
    add("run", R"({"run":)" + std::to_string(run) + "}");
    add("delivery", journal_body({.dataset = "a", .kind = "folder", .to = "/srv", .rows = run}, {run}));
  }
  const auto latest = latest_deliveries(*files, journal, 2).value();
  ASSERT_EQ(latest.size(), 2);
  EXPECT_EQ(latest[0].run.value, 3);
  EXPECT_EQ(latest[1].run.value, 2);
  const auto of_one = latest_deliveries(*files, journal, 10, core::RunId{1}).value();
  ASSERT_EQ(of_one.size(), 1);
  EXPECT_EQ(of_one[0].delivery.rows, 1);
  add("delivery", R"({"run":1})");
  EXPECT_EQ(latest_deliveries(*files, journal, 1).error().code, "journal.entry");
}

TEST(DeliveryRecord, WhatFailedIsToldUntilALaterRunDeliversThere) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  const auto files = core::real_files();
  const auto journal = folder.path() / "journal.jsonl";
  settings::FolderTarget target;
  target.path = "/srv";
  std::vector<settings::Publish> publish(2);
  for (auto& one : publish) one.target = target;
  publish[0].dataset = "a";
  publish[1].dataset = "b";
  const auto add = [&](const char* dataset, std::int64_t run, Outcome outcome) {
    Delivery one;
    one.dataset = dataset;
    one.kind = "folder";
    one.to = settings::to_text(publish[0].target);
    one.outcome = outcome;
    if (outcome == Outcome::failed) one.error_code = "publish.folder";
    ASSERT_TRUE(warehouse::journal::append_one(*files, journal, {1}, journal_kind, "anna", journal_body(one, {run})));
  };
  const auto failing = [&] {
    std::vector<std::string> lines;
    const auto found = failing_deliveries(*files, journal, publish);
    for (const auto& one : found.value())
      lines.push_back(one.delivery.dataset + " " + std::to_string(one.run.value) + " " + one.delivery.error_code);
    return lines;
  };
  EXPECT_EQ(failing(), std::vector<std::string>());
  add("a", 1, Outcome::written);
  add("a", 1, Outcome::failed);  // the second of two formats
  add("b", 1, Outcome::written);
  add("c", 1, Outcome::failed);  // is published no longer
  EXPECT_EQ(failing(), std::vector<std::string>({"a 1 publish.folder"}));
  add("b", 2, Outcome::failed);
  EXPECT_EQ(failing(), std::vector<std::string>({"a 1 publish.folder", "b 2 publish.folder"}));
  add("a", 3, Outcome::dated);
  EXPECT_EQ(failing(), std::vector<std::string>({"b 2 publish.folder"}));
  add("b", 4, Outcome::written);
  EXPECT_EQ(failing(), std::vector<std::string>());
}

TEST(DeliveryRecord, WhereNothingWasEverDeliveredOthersDeliveriesAreNotReadThrough) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  const auto files = core::real_files();
  const auto journal = folder.path() / "journal.jsonl";
  settings::FolderTarget target;
  target.path = "/srv";
  std::vector<settings::Publish> publish(2);
  for (auto& one : publish) one.target = target;
  publish[0].dataset = "a";
  publish[1].dataset = "never";
  const auto to = settings::to_text(publish[0].target);
  const auto add = [&](const std::string& body) {
    ASSERT_TRUE(warehouse::journal::append_one(*files, journal, {1}, journal_kind, "anna", body));
  };
  // Reading one of these is an error.
  const auto unreadable = [&](const std::string& dataset, std::int64_t run) {
    add(R"({"run":)" + std::to_string(run) + R"(,"dataset":")" + dataset + R"(","to":")" + to + R"("})");
  };
  unreadable("another", 1);
  unreadable("a", 1);
  unreadable("a", 2);
  unreadable("another", 3);
  Delivery failed;
  failed.dataset = "a";
  failed.kind = "folder";
  failed.to = to;
  failed.outcome = Outcome::failed;
  failed.error_code = "publish.folder";
  add(journal_body(failed, {3}));
  unreadable("another", 4);
  const auto failing = failing_deliveries(*files, journal, publish);
  ASSERT_TRUE(failing) << core::describe(failing.error());
  ASSERT_EQ(failing->size(), 1U);
  EXPECT_EQ(failing->front().run.value, 3);

  // As an older program left the index: its marks do not say where a delivery went.
  const auto index = folder.path() / "journal.index";
  auto marks = files->read(index).value();
  for (std::int64_t number = 1; static_cast<std::size_t>(number) < marks.size() / warehouse::journal::mark_size;
       ++number) {
    const auto at = static_cast<std::size_t>(number) * warehouse::journal::mark_size;
    auto mark =
        warehouse::journal::decode_mark(std::string_view(marks).substr(at, warehouse::journal::mark_size), number);
    ASSERT_TRUE(mark);
    EXPECT_NE(mark->job, 0U);
    mark->job = 0;
    marks.replace(at, warehouse::journal::mark_size, warehouse::journal::encode(*mark));
  }
  std::ofstream(index, std::ios::binary) << marks;
  EXPECT_EQ(failing_deliveries(*files, journal, publish).error().code, "journal.entry") << "all are read, as ever";
}

}  // namespace
}  // namespace sluss::daemon::deliver

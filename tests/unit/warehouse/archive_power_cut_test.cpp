// Archive and journal when the power is cut, an operation fails or the disk is full, at every operation. What a cut
// leaves is drawn: eight times for each operation, twenty with $SLUSS_WHOLE (`./dev verify`).

#include <gtest/gtest.h>

#include "tests/tools/power_cut_files.h"

#include <tuple>
#include "tests/tools/temporary_folder.h"
#include "tests/tools/whole.h"
#include "warehouse/archive/archive.h"
#include "warehouse/journal/index.h"

namespace sluss::warehouse {
namespace {

namespace fs = std::filesystem;
using tests::PowerCutFiles;
using tests::TemporaryFolder;

const std::uint64_t seeds = tests::whole() ? 20 : 8;
constexpr int objects = 4;

std::string body(std::uint32_t number) {
  return std::string(std::size_t{300} * (number + 1), static_cast<char>('a' + number));
}

struct World {
  TemporaryFolder folder{TemporaryFolder::On::memory};
  fs::path root = folder.path() / "state";
  fs::path segment = root / "archive/kolada/2026-03/kolada-1.seg";
  std::unique_ptr<PowerCutFiles> files;
  World() {
    fs::create_directory(root);
    files = std::make_unique<PowerCutFiles>(root);
  }
  [[nodiscard]] archive::Archive archive() const { return {*files, {.folder = root / "archive"}}; }
};

core::Result<archive::SegmentInfo> write_segment(archive::Archive& archive) {
  auto unfinished = SLUSS_TRY(archive.unfinished("kolada", "kolada", "plan"));
  const auto writer = SLUSS_TRY(unfinished ? archive.resume(*unfinished)
                                           : archive.begin({.source = "kolada",
                                                            .job = "kolada",
                                                            .token = "kolada-1",
                                                            .plan_digest = "plan",
                                                            .context = "{}",
                                                            .began_at = {1'774'000'000'000'000}}));
  const auto there = unfinished ? unfinished->objects.size() : 0;
  for (auto number = static_cast<std::uint32_t>(there); number < objects; ++number) {
    const auto object = writer->open();
    SLUSS_TRY(object->write(body(number)));
    std::ignore = SLUSS_TRY(object->finish({.query = "q", .page = static_cast<int>(number) + 1}));
  }
  return writer->seal();
}

void expect_objects(archive::Archive& archive, const archive::SegmentInfo& segment, std::size_t least) {
  EXPECT_GE(segment.objects.size(), least);
  for (const auto& object : segment.objects) {
    const auto read = archive.read(segment, object.index);
    ASSERT_TRUE(read) << core::describe(read.error());
    EXPECT_EQ(*read, body(object.index));
  }
}

void expect_no_damage(archive::Archive& archive) {
  const auto errors = archive.verify();
  ASSERT_TRUE(errors) << core::describe(errors.error());
  for (const auto& error : *errors) ADD_FAILURE() << core::describe(error);
}

/// The chain is whole, and the index agrees with the journal.
void expect_journal(core::Files& files, const fs::path& file, std::int64_t least, std::int64_t most) {
  std::vector<journal::Entry> entries;
  const auto reading = journal::read_through(files, file, [&](journal::Entry&& entry) -> core::Result<> {
    entries.push_back(std::move(entry));
    return {};
  });
  ASSERT_TRUE(reading) << core::describe(reading.error());
  EXPECT_GE(reading->entries, least);
  EXPECT_LE(reading->entries, most);
  auto index = journal::Index::open(files, file);
  ASSERT_TRUE(index) << core::describe(index.error());
  ASSERT_EQ(index->entries(), reading->entries);
  for (const auto& entry : entries) {
    const auto read = index->read(index->mark(entry.number).value());
    ASSERT_TRUE(read) << core::describe(read.error());
    EXPECT_EQ(read->hash, entry.hash);
  }
}

TEST(PowerCut, ASegmentIsWholeOrWasNotReportedSealedAndIsGoneOnWith) {
  std::uint64_t cuts = 0;
  std::uint64_t resumed = 0;
  for (std::uint64_t operation = 1;; ++operation) {
    bool was_cut = false;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      SCOPED_TRACE("operation " + std::to_string(operation) + " seed " + std::to_string(seed));
      World world;
      world.files->cut_at(operation, seed);
      bool sealed = false;
      {
        auto archive = world.archive();
        sealed = write_segment(archive).has_value();
      }
      was_cut = world.files->is_cut();
      ASSERT_EQ(sealed, !was_cut);
      if (!was_cut) world.files->cut(seed);
      ++cuts;
      world.files->reopen();
      auto archive = world.archive();
      expect_no_damage(archive);
      const auto segments = archive.segments();
      ASSERT_TRUE(segments) << core::describe(segments.error());
      for (const auto& segment : *segments) expect_objects(archive, segment, segment.whole ? objects : 0);
      if (sealed) {
        ASSERT_EQ(segments->size(), 1);
        EXPECT_TRUE(segments->front().whole);
        continue;
      }
      if (!segments->empty() && !segments->front().whole && !segments->front().objects.empty()) ++resumed;
      const auto again = write_segment(archive);
      ASSERT_TRUE(again) << core::describe(again.error());
      expect_objects(archive, *again, objects);
      expect_no_damage(archive);
    }
    if (!was_cut) break;
  }
  EXPECT_GE(cuts, 10 * seeds);
  EXPECT_GE(resumed, 1);
}

TEST(PowerCut, ASegmentBeingRemovedIsThereWholeOrIsNoLongerSpokenOf) {
  for (std::uint64_t operation = 1;; ++operation) {
    bool was_cut = false;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      World world;
      auto archive = world.archive();
      const auto segment = write_segment(archive).value();
      world.files->cut_at(operation, seed);
      const bool removed = archive.remove(segment).has_value();
      was_cut = world.files->is_cut();
      if (!was_cut) world.files->cut(seed);
      world.files->reopen();
      expect_no_damage(archive);
      const auto segments = archive.segments().value();
      EXPECT_LE(segments.size(), removed ? 0 : 1);
      for (const auto& there : segments) {
        EXPECT_TRUE(there.whole);
        expect_objects(archive, there, objects);
      }
      EXPECT_FALSE(archive.unfinished("kolada", "kolada", "plan").value());
    }
    if (!was_cut) break;
  }
}

TEST(PowerCut, AcknowledgedJournalEntriesAreThere) {
  constexpr int entries = 4;
  for (std::uint64_t operation = 1;; ++operation) {
    bool was_cut = false;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      SCOPED_TRACE("operation " + std::to_string(operation) + " seed " + std::to_string(seed));
      World world;
      const auto file = world.root / "journal.jsonl";
      world.files->cut_at(operation, seed);
      std::int64_t acknowledged = 0;
      const auto text = R"({"text":")" + std::string(700, 'x') + "\"}";
      while (acknowledged < entries && journal::append_one(*world.files, file, {acknowledged}, "run", "sluss", text)) {
        ++acknowledged;
      }
      was_cut = world.files->is_cut();
      if (!was_cut) world.files->cut(seed);
      world.files->reopen();
      expect_journal(*world.files, file, acknowledged, acknowledged + 1);
      EXPECT_TRUE(journal::append_one(*world.files, file, {99}, "run", "sluss", "{}"));
      expect_journal(*world.files, file, acknowledged + 1, acknowledged + 2);
    }
    if (!was_cut) break;
  }
}

TEST(FailingDisk, EveryOperationOfASegmentMayFailAndTheNextRunGoesOn) {
  for (std::uint64_t operation = 1;; ++operation) {
    World world;
    auto archive = world.archive();
    world.files->fail_at(operation);
    const auto before = world.files->operations();
    const auto written = write_segment(archive);
    if (world.files->operations() - before < operation) break;
    // Closing an object's file is the last that may go wrong without harm: an error is reported all the same.
    ASSERT_FALSE(written) << operation;
    EXPECT_EQ(written.error().code, "disk.io");
    const auto again = write_segment(archive);
    ASSERT_TRUE(again) << operation << core::describe(again.error());
    expect_objects(archive, *again, objects);
    expect_no_damage(archive);
  }
}

TEST(FailingDisk, EveryOperationOfAnAppendMayFailAndTheNextOneGoesOn) {
  for (std::uint64_t operation = 1;; ++operation) {
    World world;
    const auto file = world.root / "journal.jsonl";
    ASSERT_TRUE(journal::append_one(*world.files, file, {1}, "run", "sluss", "{}"));
    world.files->fail_at(operation);
    const auto before = world.files->operations();
    const auto appended = journal::append_one(*world.files, file, {2}, "run", "sluss", R"({"second":true})");
    if (world.files->operations() - before < operation) break;
    if (!appended) {
      EXPECT_EQ(appended.error().code, "disk.io");
    }
    const auto third = journal::append_one(*world.files, file, {3}, "run", "sluss", R"({"third":true})");
    ASSERT_TRUE(third) << operation << core::describe(third.error());
    // A line whose closing failed is there all the same.
    if (appended) {
      EXPECT_EQ(third->number, 3);
    }
    expect_journal(*world.files, file, 2, 3);
  }
}

TEST(FullDisk, AtEveryByteTheSegmentIsToldAndGoneOnWithWhenThereIsRoom) {
  World whole;
  auto undisturbed = whole.archive();
  ASSERT_TRUE(write_segment(undisturbed));
  const auto bytes = whole.files->bytes_written();
  for (std::uint64_t room = 0; room < bytes; room += 7) {
    World world;
    auto archive = world.archive();
    world.files->full_at(room);
    const auto written = write_segment(archive);
    ASSERT_FALSE(written) << room;
    EXPECT_EQ(written.error().code, "disk.full");
    EXPECT_TRUE(!fs::exists(world.segment) || archive.segments().value().size() == 1) << room << ": nobody's segment";
    world.files->full_at({});
    const auto again = write_segment(archive);
    ASSERT_TRUE(again) << room << core::describe(again.error());
    expect_objects(archive, *again, objects);
    expect_no_damage(archive);
  }
}

}  // namespace
}  // namespace sluss::warehouse

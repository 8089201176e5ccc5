#include "warehouse/archive/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>
#include <thread>

#include "tests/tools/temporary_folder.h"
#include "warehouse/archive/segment_files.h"

namespace sluss::warehouse::archive {
namespace {

namespace fs = std::filesystem;

SegmentHeader header(const std::string& token = "kolada-20260331t120000z", const std::string& began = "2026-03-31") {
  return {.source = "kolada",
          .job = "kolada",
          .token = token,
          .plan_digest = "abc",
          .context = R"({"areas":["*"]})",
          .began_at = core::parse_instant(began + "T12:00:00.000001Z").value()};
}

std::string body(int number) {
  return "{\"values\":[" + std::string(static_cast<std::size_t>(number) * 37, '1') + "]}";
}

core::Result<std::uint32_t> put(SegmentWriter& segment, int number) {
  const auto object = segment.open();
  const auto text = body(number);
  SLUSS_TRY(object->write(std::string_view(text).substr(0, text.size() / 2)));
  SLUSS_TRY(object->write(std::string_view(text).substr(text.size() / 2)));
  return object->finish({.query = "data/kpi/N1/år/2024",
                         .request = "GET /v3/data",
                         .page = number + 1,
                         .status = 200,
                         .media_type = "application/json",
                         .etag = "W/\"1\"",
                         .fetched_at = core::parse_instant("2026-03-31T12:00:01Z").value(),
                         .last_page = number == 2});
}

class ArchiveTest : public ::testing::Test {
 protected:
  tests::TemporaryFolder folder{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files = core::real_files();
  Archive archive{*files, {.folder = folder.path() / "archive"}};
  const fs::path segment_file = folder.path() / "archive/kolada/2026-03/kolada-20260331t120000z.seg";
  const fs::path index_file = folder.path() / "archive/kolada/2026-03/kolada-20260331t120000z.idx";

  SegmentInfo sealed(int objects, const SegmentHeader& about = header()) {
    auto writer = archive.begin(about).value();
    for (int i = 0; i < objects; ++i) EXPECT_EQ(put(*writer, i).value(), static_cast<std::uint32_t>(i));
    return writer->seal().value();
  }
  void unsealed(int objects, const SegmentHeader& about = header()) {
    auto writer = archive.begin(about).value();
    for (int i = 0; i < objects; ++i) EXPECT_TRUE(put(*writer, i));
  }
  std::string bytes_of(const fs::path& file) { return files->read(file).value(); }
  void overwrite(const fs::path& file, std::string_view bytes) {
    auto output = files->create(file).value();
    ASSERT_TRUE(output->write(bytes));
    ASSERT_TRUE(output->close());
  }
};

TEST_F(ArchiveTest, WhatIsWrittenIsReadBack) {
  const auto written = sealed(3);
  EXPECT_EQ(written.file, "kolada/2026-03/kolada-20260331t120000z.seg");
  EXPECT_TRUE(written.whole);
  const auto read = archive.open(written.file).value();
  EXPECT_TRUE(read.whole);
  EXPECT_EQ(read.stored, fs::file_size(segment_file));
  EXPECT_EQ(read.header.context, header().context);
  EXPECT_EQ(read.header.began_at, header().began_at);
  ASSERT_EQ(read.objects.size(), 3);
  for (std::uint32_t i = 0; i < 3; ++i) {
    const auto& object = read.objects[i];
    const auto text = body(static_cast<int>(i));
    EXPECT_EQ(object.index, i);
    EXPECT_EQ(object.query, "data/kpi/N1/år/2024");
    EXPECT_EQ(object.page, static_cast<int>(i) + 1);
    EXPECT_EQ(object.etag, "W/\"1\"");
    EXPECT_EQ(object.last_page, i == 2);
    EXPECT_EQ(object.bytes, text.size());
    EXPECT_EQ(object.sha256, core::Sha256::of(text));
    EXPECT_EQ(archive.read(read, i).value(), text);
  }
  EXPECT_TRUE(archive.verify().value().empty());
  EXPECT_EQ(archive.stored_bytes().value(), fs::file_size(segment_file) + fs::file_size(index_file));
  EXPECT_EQ(archive.read(read, 3).error().code, "archive.no_such_object");
}

TEST_F(ArchiveTest, TheIndexSaysNoMoreThanTheRecords) {
  const auto sealed_info = sealed(3);
  fs::remove(index_file);
  const auto scanned = archive.open(sealed_info.file).value();
  EXPECT_FALSE(scanned.whole);
  ASSERT_EQ(scanned.objects.size(), 3);
  EXPECT_EQ(scanned.stored, sealed_info.stored);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(scanned.objects[i].sha256, sealed_info.objects[i].sha256);
    EXPECT_EQ(scanned.objects[i].offset, sealed_info.objects[i].offset);
    EXPECT_EQ(scanned.objects[i].stored, sealed_info.objects[i].stored);
    EXPECT_EQ(scanned.objects[i].request, sealed_info.objects[i].request);
    EXPECT_EQ(scanned.objects[i].fetched_at, sealed_info.objects[i].fetched_at);
  }
}

TEST_F(ArchiveTest, EveryDamagedByteIsFound) {
  (void)sealed(2);
  for (const auto& file : {segment_file, index_file}) {
    const auto good = bytes_of(file);
    for (std::size_t at = 0; at < good.size(); ++at) {
      auto bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 0x10);
      overwrite(file, bad);
      const auto errors = archive.verify();
      ASSERT_TRUE(errors) << core::describe(errors.error());
      EXPECT_FALSE(errors->empty()) << file << " byte " << at;
      for (const auto& error : *errors) EXPECT_EQ(error.code, "archive.damaged");
    }
    overwrite(file, good);
  }
  EXPECT_TRUE(archive.verify().value().empty());
}

TEST_F(ArchiveTest, DamageIsToldWithItsObjectAndSparesTheOthers) {
  const auto info = sealed(3);
  auto bad = bytes_of(segment_file);
  bad[info.objects[1].offset + 200] ^= 1;
  overwrite(segment_file, bad);
  EXPECT_TRUE(archive.read(info, 0));
  EXPECT_TRUE(archive.read(info, 2));
  const auto error = archive.read(info, 1).error();
  EXPECT_EQ(error.code, "archive.damaged");
  EXPECT_EQ(error.error_class, core::ErrorClass::data);
  EXPECT_EQ(error.place.field, "object 1");
}

TEST_F(ArchiveTest, ALostFileAndALongerOneAreFound) {
  (void)sealed(1);
  const auto good = bytes_of(segment_file);
  overwrite(segment_file, good + "x");
  EXPECT_EQ(archive.verify().value().size(), 1);
  overwrite(segment_file, good.substr(0, good.size() - 1));
  EXPECT_FALSE(archive.verify().value().empty());
  fs::remove(segment_file);
  const auto errors = archive.verify().value();
  ASSERT_EQ(errors.size(), 1);
  EXPECT_EQ(errors[0].code, "disk.missing");
  EXPECT_NE(errors[0].remedy.find("from a backup"), std::string::npos) << errors[0].remedy;
}

TEST_F(ArchiveTest, WhatIsNotThereIsToldWithItsMend) {
  const auto info = sealed(1);
  EXPECT_TRUE(has_segment(*files, folder.path() / "archive", info.file));
  const auto index = fs::path(segment_file).replace_extension(".idx");
  const auto bytes = bytes_of(index);
  fs::remove(index);
  EXPECT_FALSE(has_segment(*files, folder.path() / "archive", info.file)) << "without its index it is not whole";
  overwrite(index, bytes);
  fs::remove(segment_file);
  EXPECT_FALSE(has_segment(*files, folder.path() / "archive", info.file));
  fs::remove(index);
  for (const auto& error : {archive.open(info.file).error(), archive.read(info, 0).error()}) {
    EXPECT_EQ(error.code, "disk.missing");
    EXPECT_NE(error.what.find("is not in the archive"), std::string::npos) << error.what;
    EXPECT_NE(error.remedy.find("from a backup"), std::string::npos) << error.remedy;
    EXPECT_EQ(error.remedy.find("Create"), std::string::npos) << error.remedy;
  }
  EXPECT_FALSE(has_segment(*files, folder.path() / "archive", "../outside.seg"));
}

TEST_F(ArchiveTest, ATornTailIsReadUpToTheLastWholeObject) {
  unsealed(3);
  const auto whole = archive.segments().value().at(0);
  ASSERT_EQ(whole.objects.size(), 3);
  const auto good = bytes_of(segment_file);
  ASSERT_EQ(whole.stored, good.size());
  for (std::size_t size = 0; size <= good.size(); ++size) {
    for (const bool zeros : {false, true}) {  // the length may be on disk before the bytes are
      auto torn = good.substr(0, size);
      if (zeros) torn.append(good.size() - size, '\0');
      overwrite(segment_file, torn);
      std::size_t objects = 0;
      for (const auto& object : whole.objects) {
        const auto end = object.index + 1 < 3 ? whole.objects[object.index + 1].offset : good.size();
        objects += end <= size ? 1 : 0;
      }
      const auto found = archive.unfinished("kolada", "kolada", "abc");
      ASSERT_TRUE(found) << size << core::describe(found.error());
      if (size < whole.objects[0].offset) {
        EXPECT_FALSE(*found) << size;
        continue;
      }
      ASSERT_TRUE(*found) << size;
      EXPECT_EQ((*found)->objects.size(), objects) << size;
      EXPECT_TRUE(archive.verify().value().empty());
    }
  }
}

TEST_F(ArchiveTest, GoesOnBehindTheLastWholeObject) {
  unsealed(3);
  auto torn = bytes_of(segment_file);
  overwrite(segment_file, torn.substr(0, torn.size() - 5));
  const auto found = archive.unfinished("kolada", "kolada", "abc").value();
  ASSERT_TRUE(found);
  ASSERT_EQ(found->objects.size(), 2);
  auto writer = archive.resume(*found).value();
  EXPECT_EQ(put(*writer, 7).value(), 2);
  const auto info = writer->seal().value();
  ASSERT_EQ(info.objects.size(), 3);
  EXPECT_EQ(archive.read(info, 1).value(), body(1));
  EXPECT_EQ(archive.read(info, 2).value(), body(7));
  EXPECT_TRUE(archive.verify().value().empty());
  EXPECT_FALSE(archive.unfinished("kolada", "kolada", "abc").value());
  EXPECT_EQ(archive.resume(info).error().code, "archive.exists");
}

TEST_F(ArchiveTest, OffersTheNewestUnfinishedSegmentOfTheSamePlanThatNobodyWrites) {
  unsealed(1, header("kolada-1", "2026-01-01"));
  unsealed(2, header("kolada-2", "2026-03-01"));
  auto other_plan = header("kolada-3", "2026-03-02");
  other_plan.plan_digest = "other";
  unsealed(1, other_plan);
  auto other_job = header("enheter-1", "2026-03-03");
  other_job.job = "enheter";
  unsealed(1, other_job);
  (void)sealed(1, header("kolada-4", "2026-03-04"));
  EXPECT_EQ(archive.unfinished("kolada", "kolada", "abc").value()->header.token, "kolada-2");
  {
    const auto writing = archive.resume(*archive.unfinished("kolada", "kolada", "abc").value()).value();
    EXPECT_EQ(archive.unfinished("kolada", "kolada", "abc").value()->header.token, "kolada-1");
    const auto segments = archive.segments().value();
    EXPECT_EQ(archive.remove(segments[1]).error().code, "archive.segment_busy");
    EXPECT_EQ(archive.resume(segments[1]).error().error_class, core::ErrorClass::busy);
  }
  EXPECT_EQ(archive.unfinished("kolada", "kolada", "abc").value()->header.token, "kolada-2");
  EXPECT_FALSE(archive.unfinished("scb", "kolada", "abc").value());
}

TEST_F(ArchiveTest, SegmentsComeOldestFirst) {
  (void)sealed(1, header("b", "2026-02-01"));
  (void)sealed(1, header("a", "2026-03-01"));
  auto scb = header("c", "2025-12-31");
  scb.source = "scb";
  (void)sealed(1, scb);
  std::vector<std::string> tokens;
  const auto segments = archive.segments().value();
  tokens.reserve(segments.size());
  for (const auto& segment : segments) tokens.push_back(segment.header.token);
  EXPECT_THAT(tokens, ::testing::ElementsAre("c", "b", "a"));
  EXPECT_EQ(archive.segments("kolada").value().size(), 2);
}

TEST_F(ArchiveTest, ManyThreadsWriteThroughASmallBacklog) {
  Archive small(*files, {.folder = folder.path() / "archive", .backlog_bytes = 1000});
  auto writer = small.begin(header()).value();
  constexpr int threads = 8;
  constexpr int each = 50;
  {
    std::vector<std::jthread> pool;
    pool.reserve(threads);
    for (int t = 0; t < threads; ++t) {
      pool.emplace_back([&writer, t] {
        for (int i = 0; i < each; ++i) EXPECT_TRUE(put(*writer, t * each + i));
      });
    }
  }
  const auto info = writer->seal().value();
  ASSERT_EQ(info.objects.size(), threads * each);
  std::set<int> pages;
  for (const auto& object : info.objects) {
    EXPECT_EQ(archive.read(info, object.index).value(), body(object.page - 1));
    pages.insert(object.page);
  }
  EXPECT_EQ(pages.size(), threads * each);
}

TEST_F(ArchiveTest, AnUnfinishedObjectLeavesNothing) {
  auto writer = archive.begin(header()).value();
  auto kept = writer->open();
  ASSERT_TRUE(kept->write("half an attempt"));
  kept->restart();
  ASSERT_TRUE(kept->write("the whole"));
  {
    ASSERT_TRUE(writer->open()->write("never finished"));
  }
  EXPECT_EQ(kept->finish({}).value(), 0);
  const auto info = writer->seal().value();
  ASSERT_EQ(info.objects.size(), 1);
  EXPECT_EQ(archive.read(info, 0).value(), "the whole");
}

TEST_F(ArchiveTest, AnObjectThatOutlivesItsSegmentIsRefused) {
  auto writer = archive.begin(header()).value();
  const auto late = writer->open();
  ASSERT_TRUE(late->write("late"));
  writer.reset();
  EXPECT_EQ(late->finish({}).error().code, "archive.closed");
}

TEST_F(ArchiveTest, EmptyAndBinaryBodiesAndForeignWordsSurvive) {
  auto writer = archive.begin(header()).value();
  auto empty = writer->open();
  ASSERT_TRUE(empty->finish({.etag = "\xff\xfe no UTF-8"}));
  auto binary = writer->open();
  std::string bytes(100'000, '\0');
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): the same every time
  for (auto& byte : bytes) byte = static_cast<char>(random());
  ASSERT_TRUE(binary->write(bytes));
  ASSERT_TRUE(binary->finish({}));
  const auto info = writer->seal().value();
  EXPECT_EQ(archive.read(info, 0).value(), "");
  EXPECT_EQ(archive.read(info, 1).value(), bytes);
  EXPECT_TRUE(archive.verify().value().empty());
}

TEST_F(ArchiveTest, DiscardedAndRemovedSegmentsAreGone) {
  auto writer = archive.begin(header()).value();
  ASSERT_TRUE(put(*writer, 1));
  ASSERT_TRUE(writer->discard());
  EXPECT_FALSE(fs::exists(segment_file));
  auto again = archive.begin(header()).value();
  ASSERT_TRUE(put(*again, 1));
  ASSERT_TRUE(again->seal());
  ASSERT_TRUE(again->discard());
  EXPECT_FALSE(fs::exists(index_file));
  const auto info = sealed(1);
  ASSERT_TRUE(archive.remove(info));
  EXPECT_TRUE(archive.segments().value().empty());
  EXPECT_TRUE(fs::is_empty(segment_file.parent_path()));
}

TEST_F(ArchiveTest, ASegmentBeingRemovedIsNoDamage) {
  (void)sealed(1);
  auto gone = index_file;
  fs::rename(index_file, gone.replace_extension(".gone"));
  EXPECT_TRUE(archive.segments().value().empty());
  EXPECT_FALSE(archive.unfinished("kolada", "kolada", "abc").value());
  EXPECT_TRUE(archive.verify().value().empty());
}

TEST_F(ArchiveTest, NamesStayInTheArchive) {
  for (const std::string& bad :
       std::vector<std::string>{"", "..", "../x", "a/b", "Kolada", ".x", "å", "a b", std::string(121, 'a')}) {
    for (int which = 0; which < 3; ++which) {
      auto about = header();
      (which == 0 ? about.source : which == 1 ? about.job : about.token) = bad;
      const auto error = archive.begin(about).error();
      EXPECT_EQ(error.code, "archive.bad_name") << bad;
      EXPECT_EQ(error.error_class, core::ErrorClass::config);
    }
  }
  for (const auto* bad :
       {"../x/y.seg", "/etc/passwd", "kolada/2026-03/x.idx", "kolada/x.seg", "kolada/../2026/x.seg"}) {
    EXPECT_EQ(archive.open(bad).error().code, "archive.bad_name") << bad;
  }
}

TEST_F(ArchiveTest, NothingIsWrittenOver) {
  EXPECT_EQ(sealed(1).header.token, "kolada-20260331t120000z");
  EXPECT_EQ(sealed(2).header.token, "kolada-20260331t120000z-2");
  const auto third = sealed(3);
  EXPECT_EQ(third.file, "kolada/2026-03/kolada-20260331t120000z-3.seg");
  EXPECT_EQ(archive.open(third.file).value().header.token, third.header.token);
  EXPECT_EQ(archive.segments().value().size(), 3);
  EXPECT_TRUE(archive.verify().value().empty());
}

}  // namespace
}  // namespace sluss::warehouse::archive

#include "tests/tools/power_cut_files.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "tests/tools/golden.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::tests {
namespace {

namespace fs = std::filesystem;
using tests::read_file;

constexpr std::uint64_t rounds = 200;

/// One world a round: prepared, worked on, cut, looked at.
struct World {
  TemporaryFolder folder{TemporaryFolder::On::memory};
  fs::path root = folder.path() / "state";
  fs::path file = root / "file";
  World() { fs::create_directory(root); }

  static void write(core::Files& files, const fs::path& path, std::string_view text, bool sync) {
    auto output = files.append(path).value();
    ASSERT_TRUE(output->write(text));
    if (sync) {
      ASSERT_TRUE(output->sync());
    }
    ASSERT_TRUE(output->close());
  }
};

/// What is found in `file` over many seeds.
template <class Work, class Look>
auto outcomes(Work work, Look look) {
  std::set<decltype(look(std::declval<World&>()))> found;
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    World world;
    PowerCutFiles files(world.root);
    work(world, files);
    files.cut(seed);
    EXPECT_FALSE(fs::exists(world.root));
    files.reopen();
    found.insert(look(world));
  }
  return found;
}

TEST(PowerCutFiles, WhatIsSyncedStays) {
  const auto found = outcomes(
      [](World& w, PowerCutFiles& files) {
        World::write(files, w.file, "kept", true);
        ASSERT_TRUE(files.sync_folder(w.root));
      },
      [](World& w) { return read_file(w.file); });
  EXPECT_EQ(found, std::set<std::string>{"kept"});
}

TEST(PowerCutFiles, WhatIsNotSyncedIsLostWholePartlyOrNotAndMayBeZeros) {
  const auto found = outcomes(
      [](World& w, PowerCutFiles& files) {
        World::write(files, w.file, "kept", true);
        ASSERT_TRUE(files.sync_folder(w.root));
        World::write(files, w.file, std::string(2000, 'x'), false);
      },
      [](World& w) {
        const auto text = read_file(w.file);
        EXPECT_TRUE(text.starts_with("kept"));
        if (text.size() == 4) return "lost";
        if (text.find('\0') != std::string::npos) return "zeros";
        return text.size() == 2004 ? "whole" : "part";
      });
  EXPECT_EQ(found, (std::set<const char*>{"lost", "zeros", "whole", "part"}));
}

TEST(PowerCutFiles, ASyncedFileInAFolderThatIsNotMayBeAway) {
  const auto found = outcomes([](World& w, PowerCutFiles& files) { World::write(files, w.file, "kept", true); },
                              [](World& w) { return fs::exists(w.file) ? read_file(w.file) : "away"; });
  EXPECT_EQ(found, (std::set<std::string>{"away", "kept"}));
}

TEST(PowerCutFiles, ARenameHasHappenedOrNotAndNeverHalf) {
  const auto found = outcomes(
      [](World& w, PowerCutFiles& files) {
        ASSERT_TRUE(files.symlink("1", w.root / "current"));
        ASSERT_TRUE(files.sync_folder(w.root));
        ASSERT_TRUE(files.symlink("2", w.root / "next"));
        ASSERT_TRUE(files.rename(w.root / "next", w.root / "current"));
      },
      [](World& w) { return fs::read_symlink(w.root / "current").string(); });
  EXPECT_EQ(found, (std::set<std::string>{"1", "2"}));
}

TEST(PowerCutFiles, ARemovalThatIsNotSyncedMayComeBackWithItsBytes) {
  const auto found = outcomes(
      [](World& w, PowerCutFiles& files) {
        World::write(files, w.file, "kept", true);
        ASSERT_TRUE(files.sync_folder(w.root));
        ASSERT_TRUE(files.remove(w.file));
      },
      [](World& w) { return fs::exists(w.file) ? read_file(w.file) : "away"; });
  EXPECT_EQ(found, (std::set<std::string>{"away", "kept"}));
}

TEST(PowerCutFiles, AFileOfAnotherCountsOnceItIsSyncedHere) {
  const std::string bytes(3000, 'd');
  const auto foreign = [&](bool sync) {
    return outcomes(
        [&](World& w, PowerCutFiles& files) {
          std::ofstream(w.file) << bytes;
          if (sync) {
            ASSERT_TRUE(files.sync_file(w.file));
            ASSERT_TRUE(files.sync_folder(w.root));
          }
        },
        [&](World& w) {
          if (!fs::exists(w.file)) return "away";
          return read_file(w.file) == bytes ? "whole" : "garbled";
        });
  };
  EXPECT_EQ(foreign(true), (std::set<const char*>{"whole"}));
  EXPECT_EQ(foreign(false), (std::set<const char*>{"away", "whole", "garbled"}));
}

TEST(PowerCutFiles, FoldersThatAreNotSyncedTakeWhatIsInThemAlong) {
  const auto found = outcomes(
      [](World& w, PowerCutFiles& files) {
        fs::create_directories(w.root / "a/b");  // by another; what make_folders() makes is lasting
        World::write(files, w.root / "a/b/file", "kept", true);
        ASSERT_TRUE(files.sync_folder(w.root / "a/b"));
        ASSERT_TRUE(files.sync_folder(w.root / "a"));
      },
      [](World& w) { return fs::exists(w.root / "a/b/file") ? "there"
                            : fs::exists(w.root / "a")      ? "part"
                                                            : "away"; });
  EXPECT_EQ(found, (std::set<const char*>{"there", "away"}));
}

TEST(PowerCutFiles, EveryOperationFailsUntilItIsReopened) {
  World w;
  PowerCutFiles files(w.root);
  World::write(files, w.file, "kept", true);
  ASSERT_TRUE(files.sync_folder(w.root));
  auto open = files.append(w.file).value();
  files.cut_at(2, 1);
  EXPECT_TRUE(open->write("x"));
  EXPECT_FALSE(open->sync());
  EXPECT_TRUE(files.is_cut());
  EXPECT_FALSE(open->write("x"));
  EXPECT_FALSE(files.read(w.file));
  EXPECT_FALSE(files.create(w.root / "other"));
  EXPECT_FALSE(files.sync_folder(w.root));
  EXPECT_FALSE(files.exists(w.file));
  files.reopen();
  EXPECT_TRUE(files.exists(w.file));
  EXPECT_TRUE(files.read(w.file).value().starts_with("kept"));
  World::write(files, w.file, "y", true);
}

TEST(PowerCutFiles, OneOperationFailsAsOrdered) {
  World w;
  PowerCutFiles files(w.root);
  files.fail_at(2);
  auto output = files.create(w.file).value();
  EXPECT_EQ(output->write("x").error().code, "disk.io");
  EXPECT_TRUE(output->write("y"));
  EXPECT_EQ(files.read(w.file).value(), "y");
}

TEST(PowerCutFiles, AFullDiskTakesTheFirstPartAndNoMore) {
  World w;
  PowerCutFiles files(w.root);
  files.full_at(5);
  auto output = files.create(w.file).value();
  EXPECT_TRUE(output->write("abc"));
  EXPECT_EQ(output->write("defg").error().code, "disk.full");
  EXPECT_EQ(output->write("h").error().code, "disk.full");
  EXPECT_EQ(read_file(w.file), "abcde");
  files.full_at({});
  EXPECT_TRUE(output->write("h"));
  std::ofstream(w.root / "foreign") << "12345678";
  files.full_at(7);
  EXPECT_EQ(files.sync_file(w.root / "foreign").error().code, "disk.full");
}

}  // namespace
}  // namespace sluss::tests

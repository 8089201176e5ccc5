// Several DuckDBs that all spill answer as each does alone, and nothing stays on disk after them.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "core/duckdb/duckdb.h"
#include "core/text.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::core::duckdb {

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// More than 64 MB while it is sorted; what is answered depends on every row and on their order.
std::string sorted(int seed) {
  return "select sum(n * (place % 7)), sum(length(words)) from (select n, words, row_number() over (order by words, n) "
         "place from (select i n, md5((i * " +
         std::to_string(seed) + ")::varchar) || repeat('x', (i % 40)::int) words from range(400000) t(i)))";
}

class DuckDbSpill : public ::testing::Test {
 protected:
  [[nodiscard]] Options options(Spill spill) const { return {.memory_limit = "64MB", .spill = std::move(spill)}; }
  [[nodiscard]] Spill spill() const { return {.folder = folder_}; }

  static Result<std::vector<TextRow>> answer(const Options& options, int seed) {
    auto database = Database::open(options);
    if (!database) return std::unexpected(database.error());
    auto connection = SLUSS_TRY(database->connect());
    return connection.rows(sorted(seed));
  }
  [[nodiscard]] std::vector<std::string> left() const {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error))
      names.push_back(entry->path().filename().string());
    return names;
  }
  /// Folders of the moment that hold files which DuckDB has put there.
  [[nodiscard]] std::size_t spilling() const {
    std::size_t count = 0;
    for (const auto& name : left()) {
      std::error_code error;
      const fs::directory_iterator inside(folder_ / name, error);
      count += !error && inside != fs::directory_iterator() ? 1 : 0;
    }
    return count;
  }

  tests::TemporaryFolder root_{tests::TemporaryFolder::On::disk};
  fs::path folder_ = root_.path() / "warehouse" / "spill";
};

TEST_F(DuckDbSpill, ThoseThatSpillAtOnceSayWhatEachSaysAlone) {
  constexpr int count = 3;
  std::vector<std::vector<TextRow>> alone;
  for (int seed = 1; seed <= count; ++seed) {
    auto result = answer(options(spill()), seed);
    ASSERT_TRUE(result) << describe(result.error());
    alone.push_back(std::move(*result));
  }
  std::size_t at_once = 0;
  // Whom the machine gives its time to is its own affair: until two were seen at once, for a while.
  for (int round = 0; round < 10 && at_once < 2; ++round) {
    std::vector<Result<std::vector<TextRow>>> together(count);
    std::atomic<int> done = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        together[static_cast<std::size_t>(i)] = answer(options(spill()), i + 1);
        ++done;
      });
    }
    while (done < count) {
      at_once = std::max(at_once, spilling());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    threads.clear();
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_TRUE(together[i]) << describe(together[i].error());
      EXPECT_EQ(together[i], alone[i]) << i;
    }
  }
  EXPECT_GT(at_once, 1U) << "they did not spill at the same time: the test shows nothing";
  EXPECT_TRUE(left().empty());
}

TEST_F(DuckDbSpill, TheFolderIsItsOwnersAndGoesWithTheLastThatHangsOnIt) {
  std::optional<Connection> connection;
  {
    auto database = Database::open(options(spill()));
    ASSERT_TRUE(database);
    connection = *database->connect();
  }
  ASSERT_EQ(left().size(), 1U);
  const auto own = folder_ / left().front();
  EXPECT_EQ(fs::status(own).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
  EXPECT_EQ(left().front().find(std::to_string(::getpid()) + "-"), 0U);
  std::optional<ResultSet> rows = std::move(*connection->query("select * from range(3000000) order by hash(range)"));
  ASSERT_TRUE(rows->next());
  connection.reset();
  EXPECT_TRUE(fs::exists(own)) << "a result still reads";
  rows.reset();
  EXPECT_TRUE(left().empty());
}

TEST_F(DuckDbSpill, AFolderAboveMayGetAnotherName) {
  auto database = Database::open(options(spill()));
  ASSERT_TRUE(database);
  auto connection = std::move(*database->connect());
  const auto alone = answer(options(spill()), 5);
  ASSERT_TRUE(alone);
  const auto moved = root_.path() / "before";
  fs::rename(folder_.parent_path(), moved);
  const auto after = connection.rows(sorted(5));
  ASSERT_TRUE(after) << describe(after.error());
  EXPECT_EQ(*after, *alone);
  connection = std::move(*database->connect());
  database = std::unexpected(Error{});
  {
    const auto last = std::move(connection);
  }
  EXPECT_TRUE(fs::is_empty(moved / "spill"));
}

/// What keeps the test above from ending the process; everything else is resolved as the C library does it.
TEST_F(DuckDbSpill, OnlyAFoldersDescriptorIsNotResolved) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "file") << "x";
  fs::create_directory_symlink(folder_, root_.path() / "link");
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const int file = ::open((folder_ / "file").c_str(), O_RDONLY | O_CLOEXEC);
  const auto by = [](int descriptor) { return fs::path("/proc/self/fd") / std::to_string(descriptor); };
  std::error_code error;
  EXPECT_TRUE(fs::canonical(by(folder), error).empty());
  EXPECT_EQ(error, std::errc::no_such_file_or_directory);
  EXPECT_TRUE(fs::canonical(by(folder) / "file", error).empty());
  const auto real = fs::canonical(folder_);
  EXPECT_EQ(fs::canonical(by(file)), real / "file");
  EXPECT_EQ(fs::canonical(root_.path() / "link" / "." / "file"), real / "file");
  std::array<char, PATH_MAX> buffer{};
  EXPECT_EQ(::realpath((root_.path() / "link").c_str(), buffer.data()), buffer.data());
  EXPECT_EQ(buffer.data(), real.string());
  EXPECT_EQ(::realpath((folder_ / "none").c_str(), buffer.data()), nullptr);
  EXPECT_EQ(errno, ENOENT);
  ::close(folder);
  ::close(file);
}

TEST_F(DuckDbSpill, ThroughItsFolderNothingElseIsRead) {
  const auto secret = root_.path() / "secret";
  std::ofstream(secret) << "x";
  const auto database = Database::open(options(spill()));
  ASSERT_TRUE(database);
  auto connection = std::move(*database->connect());
  int own = -1;
  for (int i = 0; i < 256 && own < 0; ++i) {
    std::error_code error;
    if (fs::equivalent("/proc/self/fd/" + std::to_string(i), folder_ / left().front(), error)) own = i;
  }
  ASSERT_GE(own, 0);
  const std::string name = "/proc/self/fd/" + std::to_string(own);
  ASSERT_TRUE(fs::exists(name + "/../../../secret")) << "the system finds it by that name";
  for (const std::string& file : {name + "/../../../secret", name + "/x/../../../../secret", secret.string(),
                                  std::string("/proc/self/root") + secret.string()}) {
    const auto read = connection.rows("select content from read_text(" + sql_text(file) + ")");
    ASSERT_FALSE(read) << file;
    EXPECT_THAT(read.error().what, HasSubstr("disabled by configuration")) << file;
  }
}

TEST_F(DuckDbSpill, ItIsBounded) {
  const auto result = answer(options({.folder = folder_, .most = 1'000'000}), 1);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "spill.full");
  EXPECT_EQ(result.error().error_class, ErrorClass::storage);
  EXPECT_THAT(result.error().remedy, HasSubstr("spill_most"));
  EXPECT_TRUE(left().empty());
}

TEST_F(DuckDbSpill, WithAShortDiskItDoesNotBeginToSpillAndStillReads) {
  Spill spill{.folder = folder_, .least_free = std::uint64_t{1} << 62U};
  const auto small = [&] {
    auto database = Database::open(options(spill));
    EXPECT_TRUE(database);
    return (*database->connect()).number("select 41 + 1");
  }();
  EXPECT_EQ(small, 42);
  const auto large = answer(options(spill), 1);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, "spill.disk_short");
  EXPECT_EQ(large.error().error_class, ErrorClass::storage);
  EXPECT_THAT(large.error().what, HasSubstr("to stay free"));
  EXPECT_THAT(large.error().remedy, HasSubstr("free room"));
  EXPECT_TRUE(left().empty());
}

TEST_F(DuckDbSpill, WhereNoFolderCanBeMadeItStillReads) {
  fs::create_directories(folder_.parent_path());
  std::ofstream(folder_) << "a file";
  auto database = Database::open(options(spill()));
  ASSERT_TRUE(database);
  EXPECT_EQ((*database->connect()).number("select 41 + 1"), 42);
  const auto large = answer(options(spill()), 1);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, "spill.folder");
}

TEST_F(DuckDbSpill, WhatRootMakesInSomebodysFolderIsTheirs) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  constexpr uid_t somebody = 12'345;
  fs::create_directories(folder_.parent_path());
  ASSERT_EQ(::chown(folder_.parent_path().c_str(), somebody, somebody), 0);
  const auto database = Database::open(options(spill()));
  ASSERT_TRUE(database);
  ASSERT_EQ(left().size(), 1U);
  for (const auto& path : {folder_, folder_ / left().front()}) {
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, somebody) << path;
  }
}

TEST_F(DuckDbSpill, WhatAKilledProcessLeftGoesAndWhatALivingOneUsesStays) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "duckdb_temp_storage_DEFAULT-0.tmp") << "of a program that had one folder for all";
  fs::create_directory(folder_ / "somebody's");
  // Its number is this process's: only the lock shows it.
  fs::create_directory(folder_ / (std::to_string(::getpid()) + "-reused"));
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto own = SpillFolder::make(folder_);
    std::ofstream(own->path() / "duckdb_temp_storage_DEFAULT-0.tmp") << "spilled";
    (void)!::write(ready[1], "x", 1);
    ::pause();
    ::_exit(1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  auto own = SpillFolder::make(folder_);
  ASSERT_TRUE(own);
  EXPECT_EQ(remove_dead_spills(folder_), 2U) << "the loose file and the folder whose number was used again";
  EXPECT_EQ(left().size(), 3U);
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(left().size(), 3U) << "a kill leaves it";
  EXPECT_EQ(remove_dead_spills(folder_), 1U);
  EXPECT_TRUE(fs::exists(own->path()));
  EXPECT_TRUE(fs::exists(folder_ / "somebody's"));
  EXPECT_EQ(remove_dead_spills(folder_), 0U);
}

}  // namespace

}  // namespace sluss::core::duckdb

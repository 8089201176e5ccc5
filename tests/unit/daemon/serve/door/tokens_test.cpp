// Tokens: shown once, kept as a hash, gone when they are removed.
#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <thread>
#include <vector>

#include "daemon/serve/door/token_keeper.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::door {
namespace {

class Tokens : public ::testing::Test {
 protected:
  std::string made(const std::string& name, std::uint8_t roles) {
    auto token = add_token(*files_, file_, name, roles, core::Instant{1'000'000});
    EXPECT_TRUE(token) << core::describe(token.error());
    return std::string(token->reveal_secret()).substr(name.size() + 1);
  }
  void write_old(const std::string& name, std::string_view secret) {
    ASSERT_GE(::sodium_init(), 0);
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    ASSERT_EQ(::crypto_pwhash_str_alg(hash.data(), secret.data(), secret.size(), 1, 8192, crypto_pwhash_ALG_ARGON2ID13),
              0);
    std::ofstream(file_) << name << "\treader, operator\t2026-01-01T00:00:00Z\t" << hash.data() << "\n";
    ASSERT_EQ(::chmod(file_.c_str(), 0600), 0);
  }
  tests::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "tokens";
  std::unique_ptr<core::Files> files_ = core::real_files();
};

TEST_F(Tokens, AFileThatCouldNotBeReadForAMomentIsReadAgain) {
  const auto secret = made("powerbi", 1);
  TokenKeeper keeper(file_);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  // Sanitizers open pipes to look at what they have not seen before: they see the way of the error once.
  EXPECT_FALSE(read_tokens(file_.parent_path()));
  const int lowest = ::dup(0);
  ASSERT_GE(lowest, 0);
  ::close(lowest);
  rlimit none = limit;
  none.rlim_cur = static_cast<rlim_t>(lowest);  // no more files may be opened
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto meanwhile = keeper.check("powerbi", secret);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_FALSE(meanwhile.identity);
  EXPECT_TRUE(keeper.check("powerbi", secret).identity);
}

TEST_F(Tokens, AreKnownAtOnceByAFastHash) {
  const auto secret = made("powerbi", 1);
  EXPECT_EQ(secret.size(), 64U);
  struct stat state{};
  ASSERT_EQ(::stat(file_.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  EXPECT_TRUE(read_tokens(file_)->front().hash.starts_with("sha256$"));
  TokenKeeper keeper(file_);
  EXPECT_EQ(keeper.check("powerbi", secret).identity->name, "token:powerbi");
  EXPECT_EQ(keeper.check("powerbi", secret).identity->roles, 1);
  for (const auto& wrong : {secret + "0", secret.substr(1), std::string(64, '0'), std::string()}) {
    const auto checked = keeper.check("powerbi", wrong);
    EXPECT_FALSE(checked.identity) << wrong;
    EXPECT_FALSE(checked.slow) << "Argon2 is for old tokens only";
  }
  EXPECT_FALSE(keeper.check("nobody", secret).identity);
  EXPECT_FALSE(keeper.check("nobody", secret).slow) << "a name that is not there costs nothing";
  const auto other = made("other", 3);
  EXPECT_TRUE(keeper.check("powerbi", secret).identity);
  EXPECT_EQ(keeper.check("other", other).identity->roles, 3);
  EXPECT_FALSE(keeper.check("powerbi", other).identity);
  ASSERT_TRUE(remove_token(*files_, file_, "powerbi"));
  EXPECT_FALSE(keeper.check("powerbi", secret).identity);
  EXPECT_EQ(read_tokens(file_)->size(), 1U);
}

TEST_F(Tokens, CountOnlyWhenWhatMustComeFirstIsDone) {
  made("powerbi", 1);
  const auto before = *files_->read(file_);
  const auto refuse = [&]() -> core::Result<> {
    EXPECT_EQ(*files_->read(file_), before) << "it does not count yet";
    return core::fail(core::ErrorClass::storage, "disk.full", "no entry", "Free space.");
  };
  EXPECT_EQ(add_token(*files_, file_, "other", 1, {}, [&](const core::Secret&) { return refuse(); }).error().code,
            "disk.full");
  EXPECT_EQ(remove_token(*files_, file_, "powerbi", refuse).error().code, "disk.full");
  EXPECT_EQ(*files_->read(file_), before);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
  bool asked = false;
  EXPECT_TRUE(remove_token(*files_, file_, "powerbi", [&]() -> core::Result<> {
    asked = true;
    return {};
  }));
  EXPECT_TRUE(asked);
  EXPECT_TRUE(read_tokens(file_)->empty());
}

TEST_F(Tokens, WhatIsNoFileIsToldAndNotWaitedFor) {
  for (const auto& place : {std::filesystem::path(file_.string() + ".lock"), file_}) {
    ASSERT_EQ(::mkfifo(place.c_str(), 0600), 0);
    const auto failed = add_token(*files_, file_, "a", 1, {});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "disk.not_a_file");
    EXPECT_EQ(failed.error().place.file, place.string());
    std::filesystem::remove(place);
  }
}

TEST_F(Tokens, OldOnesWorkAndAreHashedAnewWhenTheyAreShown) {
  // As version 0.1.0 wrote it.
  write_old("powerbi", "old secret");
  made("other", 1);
  ASSERT_TRUE(is_slow(read_tokens(file_)->back().hash));
  TokenKeeper keeper(file_);
  EXPECT_FALSE(keeper.check("powerbi", "old secret").identity);
  EXPECT_TRUE(keeper.check("powerbi", "old secret").slow);
  EXPECT_FALSE(keeper.verify_slow("powerbi", "another"));
  EXPECT_TRUE(is_slow(read_tokens(file_)->back().hash)) << "a wrong one changes nothing";
  EXPECT_EQ(keeper.verify_slow("powerbi", "old secret")->name, "token:powerbi");
  const auto after = *read_tokens(file_);
  ASSERT_EQ(after.size(), 2U);
  EXPECT_FALSE(is_slow(after.back().hash));
  EXPECT_EQ(after.back().name, "powerbi");
  EXPECT_EQ(after.back().roles, 3);
  EXPECT_EQ(after.back().made, core::parse_instant("2026-01-01T00:00:00Z"));
  EXPECT_TRUE(keeper.check("powerbi", "old secret").identity);
  EXPECT_FALSE(keeper.check("powerbi", "another").slow);
  EXPECT_TRUE(TokenKeeper(file_).check("powerbi", "old secret").identity);
}

TEST_F(Tokens, AnOldOneWorksWhereTheFileCannotBeWritten) {
  write_old("powerbi", "old secret");
  // The lock cannot be made: something else has its name.
  std::filesystem::create_directory(file_.string() + ".lock");
  TokenKeeper keeper(file_);
  EXPECT_TRUE(keeper.verify_slow("powerbi", "old secret"));
  EXPECT_TRUE(is_slow(read_tokens(file_)->front().hash));
  EXPECT_TRUE(keeper.check("powerbi", "old secret").identity) << "Argon2 does not run each time";
}

TEST_F(Tokens, OfManyAtOnceNoneIsLost) {
  constexpr int many = 16;
  for (int i = 0; i < many; ++i) made("gone" + std::to_string(i), 1);
  {
    std::vector<std::jthread> threads;
    threads.reserve(many);
    for (int i = 0; i < many; ++i) {
      threads.emplace_back([this, i] {
        made("new" + std::to_string(i), 1);
        const auto removed = remove_token(*files_, file_, "gone" + std::to_string(i));
        EXPECT_TRUE(removed) << core::describe(removed.error());
      });
    }
  }
  const auto left = *read_tokens(file_);
  ASSERT_EQ(left.size(), static_cast<std::size_t>(many));
  for (const auto& token : left) EXPECT_TRUE(token.name.starts_with("new")) << token.name;
}

TEST_F(Tokens, NamesAndFilesThatAreWrong) {
  EXPECT_TRUE(read_tokens(file_)->empty());
  made("a", 1);
  EXPECT_EQ(add_token(*files_, file_, "a", 1, {}).error().code, "token.known");
  EXPECT_EQ(add_token(*files_, file_, "A b", 1, {}).error().code, "token.name");
  EXPECT_EQ(remove_token(*files_, file_, "b").error().code, "token.unknown");
  ASSERT_EQ(::chmod(file_.c_str(), 0640), 0);
  EXPECT_EQ(read_tokens(file_).error().code, "token.file");
  ASSERT_EQ(::chmod(file_.c_str(), 0600), 0);
  for (const std::string_view line :
       {"a", "a\treader\t2026-01-01T00:00:00Z\tplain", "\treader\t2026-01-01T00:00:00Z\t$argon2id$x",
        "a\tadmin\t2026-01-01T00:00:00Z\t$argon2id$x", "a\treader\tnow\t$argon2id$x",
        "a\treader\t2026-01-01T00:00:00Z\tsha256$", "a\treader\t2026-01-01T00:00:00Z\tsha256$00$00"}) {
    std::ofstream(file_, std::ios::trunc) << line << "\n";
    EXPECT_EQ(read_tokens(file_).error().code, "token.file") << line;
  }
}

}  // namespace
}  // namespace sluss::daemon::door

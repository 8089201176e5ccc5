// Tokens: shown once, kept as a hash, gone when they are removed.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "daemon/control/tokens.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::control {
namespace {

class Tokens : public ::testing::Test {
 protected:
  std::string made(const std::string& name, std::uint8_t roles) {
    auto token = add_token(*files_, file_, name, roles, core::Instant{1'000'000});
    EXPECT_TRUE(token) << core::describe(token.error());
    return std::string(token->reveal_secret()).substr(name.size() + 1);
  }
  testing::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "tokens";
  std::unique_ptr<core::Files> files_ = core::real_files();
};

TEST_F(Tokens, AreVerifiedAndRemembered) {
  const auto secret = made("powerbi", 1);
  EXPECT_EQ(secret.size(), 64U);
  struct stat state{};
  ASSERT_EQ(::stat(file_.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  TokenKeeper keeper(file_);
  EXPECT_FALSE(keeper.remembered("powerbi", secret));
  EXPECT_FALSE(keeper.verify("powerbi", secret + "0"));
  EXPECT_FALSE(keeper.verify("nobody", secret));
  EXPECT_EQ(keeper.verify("powerbi", secret)->name, "token:powerbi");
  EXPECT_EQ(keeper.remembered("powerbi", secret)->roles, 1);
  EXPECT_FALSE(keeper.remembered("powerbi", secret.substr(1)));
  made("other", 3);
  EXPECT_FALSE(keeper.remembered("powerbi", secret)) << "another file is read again";
  EXPECT_TRUE(keeper.verify("powerbi", secret));
  ASSERT_TRUE(remove_token(*files_, file_, "powerbi"));
  EXPECT_FALSE(keeper.remembered("powerbi", secret));
  EXPECT_FALSE(keeper.verify("powerbi", secret));
  EXPECT_EQ(read_tokens(file_)->size(), 1U);
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
        "a\tadmin\t2026-01-01T00:00:00Z\t$argon2id$x", "a\treader\tnow\t$argon2id$x"}) {
    std::ofstream(file_, std::ios::trunc) << line << "\n";
    EXPECT_EQ(read_tokens(file_).error().code, "token.file") << line;
  }
}

}  // namespace
}  // namespace sluss::daemon::control

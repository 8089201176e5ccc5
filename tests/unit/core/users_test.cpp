#include "core/users.h"

#include <dlfcn.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "core/files.h"
#include "tests/tools/temporary_folder.h"

namespace {
int directory_fails = 0;  // what the machine's directory of users returns instead of an answer
}  // namespace

// In the place of the C library's own.
extern "C" int getpwnam_r(const char* name, passwd* entry, char* room, std::size_t size, passwd** found) {
  *found = nullptr;
  if (directory_fails != 0) return directory_fails;
  static const auto real = reinterpret_cast<decltype(&getpwnam_r)>(::dlsym(RTLD_NEXT, "getpwnam_r"));
  return real(name, entry, room, size, found);
}
extern "C" int getgrnam_r(const char* name, group* entry, char* room, std::size_t size, group** found) {
  *found = nullptr;
  if (directory_fails != 0) return directory_fails;
  static const auto real = reinterpret_cast<decltype(&getgrnam_r)>(::dlsym(RTLD_NEXT, "getgrnam_r"));
  return real(name, entry, room, size, found);
}

namespace sluss::core {
namespace {

namespace fs = std::filesystem;
constexpr std::uint32_t nobodys = 3'000'000'001;

TEST(Users, HaveNamesOrAreShownByTheirNumbers) {
  EXPECT_EQ(user_name(0), "root");
  EXPECT_EQ(group_name(0), "root");
  EXPECT_EQ(user_name(nobodys), std::nullopt);
  EXPECT_EQ(group_name(nobodys), std::nullopt);
  EXPECT_EQ(shown_user(0), "root");
  EXPECT_EQ(shown_user(nobodys), "uid:3000000001");
  EXPECT_EQ(user_for_chown(nobodys), "3000000001");
  EXPECT_EQ(user_for_sudo(nobodys), "\\#3000000001");
  EXPECT_EQ(user_for_sudo(0), "root");
}

TEST(Users, AreFoundByNameOrNumber) {
  EXPECT_EQ(*user_of_name("root"), (Owner{0, 0}));
  EXPECT_EQ(*user_of_name("no-such-user"), std::nullopt);
  for (const auto* known : {"root", "0"}) {
    EXPECT_EQ(*user_number(known), 0U) << known;
    EXPECT_EQ(*group_number(known), 0U) << known;
  }
  EXPECT_EQ(*user_number("3000000001"), nobodys) << "a number that nobody has is one";
  EXPECT_EQ(*group_number("3000000001"), nobodys);
  // The last one is chown's word for "as it is".
  for (const auto* none : {"", "no-such-name", "-1", "12x", " 0", "0x0", "4294967295", "4294967296"}) {
    EXPECT_EQ(*user_number(none), std::nullopt) << none;
    EXPECT_EQ(*group_number(none), std::nullopt) << none;
  }
}

TEST(Users, ADirectoryThatDoesNotAnswerSaysNothingOfAName) {
  for (const int why : {EIO, EMFILE, EAGAIN}) {
    directory_fails = why;
    const auto user = user_number("no-such-name");
    const auto group = group_number("no-such-name");
    const auto number = group_number("3000000001");
    directory_fails = 0;
    for (const auto& error : {user, group}) {
      ASSERT_FALSE(error) << why;
      EXPECT_EQ(error.error().code, "users.no_answer");
      EXPECT_EQ(error.error().error_class, ErrorClass::transient);
      EXPECT_NE(error.error().what.find("no-such-name"), std::string::npos);
      EXPECT_NE(error.error().remedy.find("Try again"), std::string::npos);
    }
    EXPECT_EQ(*number, nobodys) << "what is written as a number needs no directory";
  }
  for (const int none : {ENOENT, ESRCH, EBADF, EPERM}) {
    directory_fails = none;
    const auto user = user_number("no-such-name");
    directory_fails = 0;
    ASSERT_TRUE(user) << none;
    EXPECT_EQ(*user, std::nullopt);
  }
}

TEST(Users, AreMembersOfTheirFirstGroupAndOfThoseThatListThem) {
  EXPECT_TRUE(*is_member(0, 0));
  EXPECT_FALSE(*is_member(0, nobodys));
  EXPECT_FALSE(*is_member(nobodys, 0)) << "nobody knows it";
}

class Giving : public ::testing::Test {
 protected:
  void SetUp() override { std::ofstream(file_) << "root's"; }
  tests::TemporaryFolder folder_;
  fs::path file_ = folder_.path() / "file";
};

TEST_F(Giving, WhatRootMakesGoesToTheFoldersOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  constexpr Owner somebody{65533, 65532};
  ASSERT_TRUE(give_to(folder_.path(), somebody));
  EXPECT_EQ(owner_of(folder_.path()), somebody);
  const auto link = folder_.path() / "link";
  fs::create_symlink("/", link);
  ASSERT_TRUE(give_to_folders_owner(file_));
  ASSERT_TRUE(give_to_folders_owner(link));
  EXPECT_EQ(owner_of(file_), somebody);
  struct stat of_link{};
  ASSERT_EQ(::lstat(link.c_str(), &of_link), 0);
  EXPECT_EQ(of_link.st_uid, somebody.user) << "the link itself";
  EXPECT_EQ(owner_of("/"), (Owner{0, 0})) << "and not what it leads to";
}

TEST_F(Giving, InAFolderOfRootsOwnNothingIsGiven) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  ASSERT_EQ(::chown(file_.c_str(), 65533, 65532), 0);
  ASSERT_TRUE(give_to_folders_owner(file_));
  EXPECT_EQ(owner_of(file_), (Owner{65533, 65532}));
}

TEST_F(Giving, OthersThanRootGiveNothing) {
  if (::geteuid() == 0 && ::seteuid(65534) != 0) GTEST_SKIP() << "root, and may not become anyone else";
  const auto well = give_to_folders_owner("/proc/self/status");
  const auto outcome = give_to("/proc/self/status", {0, 0});
  if (::getuid() == 0) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_TRUE(well);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "disk.permission");
  EXPECT_NE(outcome.error().remedy.find("chown root: /proc/self/status"), std::string::npos) << outcome.error().remedy;
}

TEST(Owners, OfWhatIsNotThereIsNobody) {
  EXPECT_EQ(owner_of("/proc/none"), std::nullopt);
}

}  // namespace
}  // namespace sluss::core

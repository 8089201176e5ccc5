#include "connectors/register/inbox/inbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/descriptor.h"
#include "core/ids.h"
#include "tests/unit/connectors/register/inbox_folder.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

TEST(InboxNames, what_is_on_its_way_or_not_for_us_is_never_taken) {
  for (const auto* name : {"",
                           ".a.csv",
                           ".~lock.a.xlsx#",
                           "~$a.xlsx",
                           "a.csv.part",
                           "A.TMP",
                           "a.crdownload",
                           "a.filepart",
                           "a.csv~",
                           "Thumbs.db",
                           "THUMBS.DB",
                           "desktop.ini",
                           "a.csv – läs mig.xlsx",
                           "a – LÄS MIG.XLSX",
                           "a - läs mig.xlsx",
                           "a – läs mig (1).xlsx",
                           "a – läs mig - kopia.xlsx",
                           "a \u2013 la\u0308s mig.xlsx",
                           "\xFF \u2013 läs mig.xlsx",
                           "a – läs mig.xlsx.71-00ff.part"})
    EXPECT_FALSE(may_be_taken(name)) << name;
  for (const auto* name : {"a.csv", "läs mig.xlsx", "a – läs mig.csv", "a – läs miger.xlsx", "part", "a.part.csv",
                           "~a.csv", "\xFF\xFE.csv", "a\u0308.csv", "thumbs.db.csv", "-a.csv"})
    EXPECT_TRUE(may_be_taken(name)) << name;
}

TEST(InboxNames, are_shown_well_formed_and_without_identities) {
  EXPECT_EQ(shown_name("a\n\xE5.csv"), "a å.csv");
  EXPECT_EQ(shown_name("lista 19121212-1212.csv"), "lista ***.csv");
}

TEST_F(InboxFolder, lists_regular_files_by_name) {
  for (const auto* name : {"b.csv", "a.xlsx", ".hidden", "~$a.xlsx", "\xE5.csv", "a\u0308.csv"}) write(name, "1");
  fs::create_directory(folder_ / "done");
  fs::create_directory(folder_ / "below");
  std::ofstream(folder_ / "done" / "c.csv") << "2";
  fs::create_symlink("/etc/passwd", folder_ / "link.csv");
  ASSERT_EQ(::mkfifo((folder_ / "pipe.csv").c_str(), 0600), 0);
  std::vector<std::string> names;
  for (const auto& file : tests::must(inbox().list())) names.push_back(file.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a.xlsx", "a\u0308.csv", "b.csv", "\xE5.csv"}));
}

TEST_F(InboxFolder, tells_what_it_passes_over_and_opens_none_of_it) {
  write("a.csv", "1");
  write("closed.csv", "1");
  fs::permissions(folder_ / "closed.csv", fs::perms::none);
  fs::create_directory(folder_ / "done");
  fs::create_symlink("/etc/passwd", folder_ / "link.csv");
  fs::create_symlink("nowhere", folder_ / ".hidden");
  ASSERT_EQ(::mkfifo((folder_ / "pipe.csv").c_str(), 0600), 0);
  std::vector<std::string> names;
  for (const auto& one : tests::must(inbox().passed_over()))
    names.push_back(one.name + " " + std::to_string(static_cast<int>(one.why)));
  std::vector<std::string> expected{"closed.csv 2", "link.csv 0", "pipe.csv 1"};
  if (::geteuid() == 0) expected.erase(expected.begin());  // who may read all
  EXPECT_EQ(names, expected);
}

TEST_F(InboxFolder, takes_a_copy_that_nobody_changes) {
  const std::string text(3'000'000, 'x');
  write("\xE5 a.csv", text);
  fs::path copy;
  {
    const auto taken = tests::must(take(inbox({}, 3'000'000), "\xE5 a.csv"));
    copy = taken.copy();
    std::ofstream(folder_ / "\xE5 a.csv", std::ios::app) << "more";
    EXPECT_EQ(read(copy), text);
    EXPECT_EQ(taken.sha256(), core::Sha256::of(text));
    EXPECT_EQ(taken.file().stamp.bytes, text.size());
  }
  EXPECT_FALSE(fs::exists(copy));
}

TEST_F(InboxFolder, a_file_that_changes_while_it_is_copied_is_not_taken) {
  const std::vector<std::function<void()>> happenings{
      [this] { std::ofstream(folder_ / "a.csv", std::ios::app) << "more"; }, [this] { replace("a.csv", "1;2"); },
      [this] { fs::remove(folder_ / "a.csv"); },
      [this] { fs::last_write_time(folder_ / "a.csv", fs::file_time_type::clock::now() + std::chrono::seconds(2)); },
      [this] { fs::resize_file(folder_ / "a.csv", 1); }};
  for (std::size_t i = 0; i < happenings.size(); ++i) {
    write("a.csv", "1;2");
    const auto taken = take(inbox({.copied = happenings[i]}), "a.csv");
    ASSERT_FALSE(taken) << i;
    EXPECT_EQ(taken.error().code, "inbox.changing") << i;
    EXPECT_EQ(taken.error().error_class, core::ErrorClass::transient);
    EXPECT_TRUE(fs::is_empty(scratch_)) << i;
  }
}

TEST_F(InboxFolder, a_file_that_changed_since_it_was_listed_is_not_taken) {
  write("a.csv", "1;2");
  const auto in = inbox();
  const auto file = one_of(in, "a.csv");
  replace("a.csv", "1;2");
  EXPECT_EQ(in.take(file, scratch_, {}).error().code, "inbox.changing");
  fs::remove(folder_ / "a.csv");
  EXPECT_EQ(in.take(file, scratch_, {}).error().code, "inbox.gone");
  fs::create_symlink("/etc/passwd", folder_ / "a.csv");
  EXPECT_EQ(in.take(file, scratch_, {}).error().code, "inbox.not_a_file");
  fs::remove(folder_ / "a.csv");
  ASSERT_EQ(::mkfifo((folder_ / "a.csv").c_str(), 0600), 0);
  EXPECT_EQ(in.take(file, scratch_, {}).error().code, "inbox.not_a_file");
  fs::remove(folder_ / "a.csv");
  fs::create_directory(folder_ / "a.csv");
  EXPECT_EQ(in.take(file, scratch_, {}).error().code, "inbox.not_a_file");
  EXPECT_TRUE(fs::is_empty(scratch_));
}

TEST_F(InboxFolder, a_file_that_another_program_holds_is_not_taken) {
  write("a.csv", "1;2");
  {
    const core::Descriptor other(::open((folder_ / "a.csv").c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::flock(other.number(), LOCK_EX), 0);
    EXPECT_EQ(take(inbox(), "a.csv").error().code, "inbox.locked");
  }
  {
    const core::Descriptor other(::open((folder_ / "a.csv").c_str(), O_RDWR | O_CLOEXEC));
    struct flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    ASSERT_EQ(::fcntl(other.number(), F_OFD_SETLK, &lock), 0);
    const auto taken = take(inbox(), "a.csv");
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, "inbox.locked");
    EXPECT_FALSE(taken.error().remedy.empty());
  }
  const auto taken = take(inbox(), "a.csv");
  EXPECT_TRUE(taken) << core::describe(taken.error());
}

TEST_F(InboxFolder, a_file_that_is_open_for_writing_is_not_taken) {
  write("a.csv", "1;2");
  core::Descriptor writer(::open((folder_ / "a.csv").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  const core::Descriptor reader(::open((folder_ / "a.csv").c_str(), O_RDONLY | O_CLOEXEC));
  if (::fcntl(reader.number(), F_SETLEASE, F_RDLCK) == 0 || errno != EAGAIN)
    GTEST_SKIP() << "this file system does not say who writes";
  EXPECT_EQ(take(inbox(), "a.csv").error().code, "inbox.changing");
  writer = {};
  EXPECT_TRUE(fs::is_empty(scratch_));
}

TEST_F(InboxFolder, a_file_that_may_not_be_read_names_the_remedy) {
  if (::geteuid() != 0) GTEST_SKIP() << "root alone may become another user";
  write("a.csv", "1;2");
  ASSERT_EQ(::chmod((folder_ / "a.csv").c_str(), 0600), 0);
  ASSERT_EQ(::chmod(root_.path().c_str(), 0755), 0);
  const auto in = inbox();
  const auto file = one_of(in, "a.csv");
  const AnotherUser other;
  const auto taken = in.take(file, scratch_, {});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "inbox.unreadable");
  EXPECT_EQ(taken.error().error_class, core::ErrorClass::config);
  EXPECT_NE(taken.error().remedy.find("65533"), std::string::npos);
}

TEST_F(InboxFolder, a_file_that_is_too_large_is_refused_before_it_is_copied) {
  write("a.csv", "12345");
  const auto taken = take(inbox({}, 4), "a.csv");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "inbox.too_large");
  EXPECT_NE(taken.error().remedy.find("raise `largest_file`"), std::string::npos) << taken.error().remedy;
  EXPECT_TRUE(fs::is_empty(scratch_));
  EXPECT_TRUE(take(inbox({}, 5), "a.csv"));
}

TEST_F(InboxFolder, copying_stops_when_it_is_asked_to) {
  write("a.csv", "12345");
  const auto in = inbox();
  std::stop_source stop;
  stop.request_stop();
  const auto taken = in.take(one_of(in, "a.csv"), scratch_, stop.get_token());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "inbox.cancelled");
  EXPECT_TRUE(fs::is_empty(scratch_));
}

TEST_F(InboxFolder, a_scratch_folder_that_is_gone_is_an_error_and_the_file_stays) {
  write("a.csv", "12345");
  fs::remove(scratch_);
  EXPECT_EQ(take(inbox(), "a.csv").error().code, "disk.missing");
  EXPECT_EQ(names_in(folder_), std::vector<std::string>{"a.csv"});
}

TEST_F(InboxFolder, one_path_is_an_inbox_of_its_own) {
  write("andra.csv", "1");
  const Inbox one(*files_, {.path = folder_ / "l\u00E4n.csv", .one_file = true});
  EXPECT_TRUE(tests::must(one.list()).empty());
  write("la\u0308n.csv", "2");  // as another system spells it
  EXPECT_EQ(tests::must(one.list()).front().name, "la\u0308n.csv");
  write("l\u00E4n.csv", "3");
  const auto files = tests::must(one.list());
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files.front().name, "l\u00E4n.csv");
  EXPECT_EQ(read(tests::must(one.take(files.front(), scratch_, {})).copy()), "3");
}

TEST_F(InboxFolder, a_folder_that_is_gone_is_an_error) {
  write("a.csv", "1");
  const auto in = inbox();
  const auto file = one_of(in, "a.csv");
  fs::rename(folder_, root_.path() / "away");
  EXPECT_EQ(in.list().error().code, "inbox.no_folder");
  EXPECT_EQ(in.take(file, scratch_, {}).error().code, "inbox.no_folder");
  std::ofstream(root_.path() / "in") << "a file";
  EXPECT_EQ(in.list().error().code, "inbox.no_folder");
}

}  // namespace
}  // namespace sluss::connectors::registers

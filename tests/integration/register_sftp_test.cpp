// Files on a real OpenSSH server, as a source: listed, chosen and fetched like those of a folder, and left as they are.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>

#include "connectors/testing/conformance.h"
#include "tests/tools/sftp_server.h"
#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string one_row = "Kommun;Antal\nSala;7\n";
const std::string other_row = "Kommun;Antal\nSala;8\n";

tests::SftpServer& server() {
  return tests::SftpServer::one();
}

class FilesOnAServer : public SourceFolder {
 protected:
  void SetUp() override {
    if (!tests::SftpServer::is_installed()) GTEST_SKIP() << "openssh-server is not installed";
    SourceFolder::SetUp();
    server().remove_files();
  }

  static fs::path there() { return server().in(); }
  /// As one who uploads; a second apart, so that the time tells them apart.
  static void put(const std::string& name, const std::string& text, int second = 0) {
    std::ofstream(there() / name, std::ios::binary) << text;
    const timespec time{.tv_sec = 1'774'958'400 + second, .tv_nsec = 0};
    const std::array<timespec, 2> times{time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, (there() / name).c_str(), times.data(), 0), 0);
  }
  static std::vector<std::string> names() { return names_in(there()); }

  [[nodiscard]] connectors::Setup remote(const std::string& last = "", const std::string& mapping_id = "lista") const {
    auto of = setup(mapping_id);
    of.source.remove("path");
    of.source.put("url", {.text = "sftp://" + tests::SftpServer::user() + "@127.0.0.1:" +
                                  std::to_string(server().process.port()) + there().string() + "/" + last});
    of.source.put("host_key", {.text = server().host_key});
    of.source.put("key", {.text = "nyckel"});
    of.secret_file = [](std::string_view name) -> core::Result<fs::path> {
      EXPECT_EQ(name, "nyckel");
      return server().folder / "client";
    };
    return of;
  }
  FolderRun run_remote() { return run(remote()); }
};

TEST_F(FilesOnAServer, AreReadInTheirOrderAndLeftAsTheyAre) {
  put("lista 2025.csv", one_row);
  put("lista 2024.csv", other_row, 5);
  put("annat.csv", one_row);
  put("lista 2026.csv.part", one_row);
  const auto first = run_remote();
  EXPECT_EQ(first.code(), "");
  EXPECT_EQ(period_of(first), "2024");
  EXPECT_THAT(first.findings(), ElementsAre("register.waiting 1", "file.read 1"));
  EXPECT_THAT(first.sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '8'")));
  EXPECT_THAT(first.sink->recorder.objects().front().object.request, HasSubstr("/in/lista 2024.csv"));
  EXPECT_EQ(period_of(run_remote()), "2025");
  const auto last = run_remote();
  EXPECT_EQ(last.extent->text, "{}");
  EXPECT_THAT(last.sink->recorder.objects(), IsEmpty());
  EXPECT_THAT(names(), ElementsAre("annat.csv", "lista 2024.csv", "lista 2025.csv", "lista 2026.csv.part"));
}

TEST_F(FilesOnAServer, AreFetchedAgainWhenTheirSizeOrTimeHasChanged) {
  put("lista 2025.csv", one_row);
  EXPECT_EQ(period_of(run_remote()), "2025");
  put("lista 2025.csv", other_row);  // of the same size and time: not seen, as it is described
  EXPECT_EQ(period_of(run_remote()), "-");
  put("lista 2025.csv", other_row, 5);
  EXPECT_THAT(run_remote().sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '8'")));
  put("lista 2025.csv", other_row, 10);
  const auto same = run_remote();
  EXPECT_EQ(period_of(same), "-") << "fetched, and the same";
}

TEST_F(FilesOnAServer, AreThoseOfTheAddress) {
  put("lista 2024.csv", one_row);
  put("lista 2025.txt", one_row);
  EXPECT_EQ(period_of(run(remote("*.txt"))), "2025");
  auto one = remote("lista 2024.csv");
  one.source.put("one_file", {.boolean = true});
  latest_.clear();
  EXPECT_EQ(period_of(run(one)), "2024");
}

TEST_F(FilesOnAServer, WithoutAnOrderByTheirTime) {
  mapping("alla", "[files]\nnames = [\"*.csv\"]\n");
  put("b.csv", one_row);
  put("a.csv", other_row, 5);
  const auto of = remote("", "alla");
  EXPECT_THAT(run(of).sink->recorder.rows(), ElementsAre(HasSubstr("'7'")));
  EXPECT_THAT(run(of).sink->recorder.rows(), ElementsAre(HasSubstr("'8'")));
  const auto none = run(of);
  EXPECT_THAT(none.sink->recorder.rows(), IsEmpty());
  EXPECT_THAT(none.findings(), ElementsAre("register.older 1"));
  EXPECT_THAT(none.sink->recorder.findings().front().what, HasSubstr("på servern"));
}

TEST_F(FilesOnAServer, WhatIsNoFileIsNotOpened) {
  put("lista 2025.csv", one_row);
  ASSERT_EQ(::mkfifo((there() / "lista 2023.csv").c_str(), 0600), 0);
  fs::create_directory(there() / "lista 2024.csv");
  fs::create_symlink("lista 2025.csv", there() / "lista 2022.csv");
  put("lista 2026.csv", "");
  const auto first = run_remote();
  EXPECT_EQ(first.code(), "");
  EXPECT_EQ(period_of(first), "2025");
  EXPECT_THAT(first.findings(), ElementsAre("register.waiting 1", "file.read 1"));
}

TEST_F(FilesOnAServer, TooLargeIsRefused) {
  put("lista 2025.csv", one_row + std::string(500'000, 'x'));
  auto small = remote();
  small.source.put("largest_file", {.size = 100'000});
  const auto refused = run(small);
  EXPECT_EQ(refused.code(), "inbox.too_large");
  EXPECT_THAT(refused.extent.error().remedy, HasSubstr("Split it, or leave out"));
  EXPECT_THAT(names_in(scratch_), IsEmpty());
}

TEST_F(FilesOnAServer, AServerThatCannotBeReadIsReported) {
  put("lista 2025.csv", one_row);
  auto other_key = remote();
  other_key.source.put("host_key", {.text = "SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk"});
  EXPECT_EQ(kind.open(other_key).error().code, "sftp.host_key");
  auto stranger = remote();
  stranger.secret_file = [](std::string_view) -> core::Result<fs::path> { return server().folder / "stranger"; };
  EXPECT_EQ(kind.open(stranger).error().code, "sftp.denied");
  EXPECT_EQ(kind.open(remote("under/")).error().code, "sftp.folder");
  auto nobody = remote();
  nobody.source.put("url", {.text = "sftp://sala@127.0.0.1:1/in"});
  const auto refused = kind.open(nobody);
  EXPECT_EQ(refused.error().code, "sftp.connection");
  EXPECT_EQ(refused.error().error_class, core::ErrorClass::transient);
}

TEST_F(FilesOnAServer, StoppingStops) {
  put("lista 2025.csv", one_row);
  const auto source = tests::must(kind.open(remote()));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(source->probe(stop.get_token()).error().error_class, core::ErrorClass::cancelled);
}

TEST_F(FilesOnAServer, AreCountedByProbeAndWatched) {
  put("lista 2025.csv", one_row);
  put("annat.csv", one_row);
  EXPECT_THAT(tests::must(tests::must(kind.open(remote()))->probe({})).answer, HasSubstr("1 file that may be taken"));
  const auto watcher = tests::must(kind.watch(remote(), "file"));
  const auto token = tests::must(watcher->poll({}));
  EXPECT_EQ(tests::must(watcher->poll({})), token);
  put("annat.csv", other_row, 5);
  EXPECT_EQ(tests::must(watcher->poll({})), token) << "another job's";
  put("lista 2024.csv", one_row);
  const auto two = tests::must(watcher->poll({}));
  EXPECT_NE(two, token);
  run_remote();
  EXPECT_NE(tests::must(watcher->poll({})), two) << "one file waits, though nothing has changed there";
}

TEST_F(FilesOnAServer, WithANameThatNoJobTakesAreToldOfAndNothingIsWrittenThere) {
  auto of = remote();
  of.jobs_of_kind = {{.name = "natten", .on_event = true, .is_this = true, .source = of.source, .job = of.job},
                     {.name = "en fil", .on_event = true, .source = remote("annan.csv").source, .job = of.job}};
  of.jobs_of_kind.back().source.put("one_file", {.boolean = true});
  for (const auto* name : {"lista 2025.csv", "annat.csv", "annan.csv"}) put(name, one_row);
  const auto watcher = tests::must(kind.watch(of, "file"));
  const auto token = tests::must(watcher->poll({}));
  EXPECT_EQ(watcher->unclaimed().count, 0);
  clock_.set(clock_.now().plus(std::chrono::minutes(2)));
  EXPECT_EQ(tests::must(watcher->poll({})), token) << "it is no job's";
  EXPECT_THAT(watcher->unclaimed().names, ElementsAre("annat.csv"));
  EXPECT_THAT(watcher->unclaimed().place, HasSubstr("sftp://"));
  EXPECT_THAT(names(), ElementsAre("annan.csv", "annat.csv", "lista 2025.csv"));
}

TEST_F(FilesOnAServer, DoWhatEverySourceMust) {
  std::string rows = "Kommun;Antal\n";
  for (int i = 0; rows.size() < core::object_bytes_most + 5; ++i)
    rows += "Ett namn som tar plats;" + (i % 10'000 == 7 ? "många" : std::to_string(i)) + "\n";
  put("lista 2025.csv", rows);
  const auto again = root_.path() / "again";
  fs::create_directory(again);
  // The private key, and as a password that the server does not take.
  std::ifstream key(server().folder / "client");
  std::string secret;
  for (int line = 0; line < 2; ++line) std::getline(key, secret);
  ASSERT_GT(secret.size(), 20U);
  const auto refused = [&] {
    clear_scratch();
    auto of = remote();
    of.source.remove("key");
    of.source.put("credential", {.text = "losenord"});
    of.secret = [&](std::string_view /*name*/) -> core::Result<core::Secret> { return core::Secret(secret); };
    return kind.open(of);
  };
  EXPECT_THAT(testing::check_source({.open =
                                         [this] {
                                           clear_scratch();
                                           return kind.open(remote());
                                         },
                                     .read_again = kind.read_again,
                                     .scratch = again,
                                     .secret = secret,
                                     .open_failing = refused}),
              IsEmpty());
}

}  // namespace
}  // namespace sluss::connectors::registers

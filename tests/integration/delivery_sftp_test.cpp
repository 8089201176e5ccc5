// Files to a real OpenSSH server: whole or not at all, whatever is cut.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <thread>

#include "daemon/deliver/sftp.h"
#include "tests/tools/cutting_proxy.h"
#include "tests/tools/golden.h"
#include "tests/tools/sftp_server.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::deliver {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using tests::Cut;
using tests::CuttingProxy;
using tests::read_file;
using Files = std::map<std::string, std::string>;

tests::SftpServer& server() {
  return tests::SftpServer::one();
}

class SftpDelivery : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!tests::SftpServer::is_installed()) GTEST_SKIP() << "openssh-server is not installed";
    server().remove_files();
    proxy_ = std::make_unique<CuttingProxy>(server().process.port());
  }

  [[nodiscard]] SftpOptions options() const {
    SftpOptions options;
    options.address.user = tests::SftpServer::user();
    options.address.host = "127.0.0.1";
    options.address.port = proxy_->port();
    options.address.folder = server().in().string();
    options.host_keys = {server().host_key};
    options.key_file = server().folder / "client";
    options.times = {.connect_timeout = 10s, .stall = 10s, .total_timeout = 30s};
    return options;
  }

  OutgoingFile outgoing(const std::string& content) {
    const auto path = folder_.path() / "spool";
    std::ofstream(path, std::ios::binary) << content;
    return {.path = path, .name = "tal å.xlsx", .dated = "tal å_2026-03-31.xlsx", .timed = "tal å_0615.xlsx"};
  }
  core::Result<PutResult> put(const std::string& content, const SftpOptions& options) {
    return sftp_target(options)->put(outgoing(content), {});
  }
  core::Result<PutResult> put(const std::string& content) { return put(content, options()); }

  static Files files_there() {
    Files found;
    for (const auto& entry : fs::directory_iterator(server().in()))
      found[entry.path().filename().string()] = entry.is_directory() ? "(folder)" : read_file(entry.path());
    return found;
  }

  tests::TemporaryFolder folder_;
  std::unique_ptr<CuttingProxy> proxy_;
};

TEST_F(SftpDelivery, AFileComesAndIsReplaced) {
  for (const auto& content : {std::string("ett"), std::string(300'000, 'x'), std::string()}) {
    const auto placed = put(content);
    ASSERT_TRUE(placed) << core::describe(placed.error());
    EXPECT_EQ(files_there(), (Files{{"tal å.xlsx", content}}));
    EXPECT_FALSE(placed->dated);
    ASSERT_EQ(placed->places.size(), 1U);
    EXPECT_TRUE(placed->places.front().starts_with("sftp://"));
    EXPECT_TRUE(placed->places.front().ends_with("/in/tal å.xlsx"));
  }
}

TEST_F(SftpDelivery, BelowTheLoginsOwnFolder) {
  auto own = options();
  own.address.folder = ".";  // the server begins in `in`
  for (const auto* content : {"ett", "två"}) {
    const auto placed = put(content, own);
    ASSERT_TRUE(placed) << core::describe(placed.error());
    EXPECT_EQ(files_there(), (Files{{"tal å.xlsx", content}}));
  }
  fs::create_directory(server().in() / "under \"mapp\"");
  own.address.folder = (server().in() / "under \"mapp\"").string();
  for (const auto* content : {"ett", "två"}) ASSERT_TRUE(put(content, own));
  EXPECT_EQ(read_file(server().in() / "under \"mapp\"" / "tal å.xlsx"), "två");
}

TEST_F(SftpDelivery, AnotherHostKeyIsRefusedBeforeAnythingIsSent) {
  auto other = options();
  other.host_keys = {"SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk"};
  const auto placed = put("hemligt", other);
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().code, "delivery.host_key");
  EXPECT_EQ(placed.error().error_class, core::ErrorClass::config);
  EXPECT_NE(placed.error().what.find(server().host_key), std::string::npos);
  EXPECT_NE(placed.error().remedy.find("host_key = \"" + server().host_key), std::string::npos);
  EXPECT_TRUE(files_there().empty());
  other.host_keys.push_back(server().host_key + "=");  // both, while the server changes its key
  EXPECT_TRUE(put("nytt", other));
}

TEST_F(SftpDelivery, WhoIsNotKnownIsDenied) {
  auto stranger = options();
  stranger.key_file = server().folder / "stranger";
  EXPECT_EQ(put("x", stranger).error().code, "delivery.denied");
  stranger.key_file.clear();
  stranger.password = core::Secret("inte lösenordet");
  const auto refused = put("x", stranger);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "delivery.denied");
  EXPECT_EQ(core::describe(refused.error()).find("inte lösenordet"), std::string::npos);
  EXPECT_TRUE(files_there().empty());
}

TEST_F(SftpDelivery, AFolderThatIsNotThereIsReportedAndNotMade) {
  auto lost = options();
  lost.address.folder += "/finns/inte";
  const auto placed = put("x", lost);
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().code, "delivery.folder") << core::describe(placed.error());
  EXPECT_EQ(sftp_target(lost)->try_out({}).error().code, "delivery.folder");
  EXPECT_TRUE(files_there().empty());
}

TEST_F(SftpDelivery, CheckAsksTheFolder) {
  const auto answer = sftp_target(options())->try_out({});
  ASSERT_TRUE(answer) << core::describe(answer.error());
  EXPECT_NE(answer->find("answered"), std::string::npos);
  auto wrong = options();
  wrong.address.port = 1;
  EXPECT_EQ(sftp_target(wrong)->try_out({}).error().code, "delivery.connect");
}

TEST_F(SftpDelivery, ANameThatCannotBeReplacedGivesTheDatedOne) {
  fs::create_directories(server().in() / "tal å.xlsx" / "inside");
  const auto placed = put("nytt");
  ASSERT_TRUE(placed) << core::describe(placed.error());
  EXPECT_TRUE(placed->dated);
  EXPECT_FALSE(placed->note.empty());
  EXPECT_EQ(files_there(), (Files{{"tal å.xlsx", "(folder)"}, {"tal å_2026-03-31.xlsx", "nytt"}}));
}

TEST_F(SftpDelivery, ALongerLeftoverOfAnEarlierTryIsNoPartOfTheFile) {
  std::ofstream(server().in() / "tal å.xlsx.part") << std::string(1000, 'z');
  ASSERT_TRUE(put("kort"));
  EXPECT_EQ(files_there(), (Files{{"tal å.xlsx", "kort"}}));
}

TEST_F(SftpDelivery, WhatOthersLayUnderTheNameIsNotWrittenThrough) {
  const auto precious = server().in().parent_path() / "precious";
  std::ofstream(precious) << "kvar";
  fs::create_symlink(precious, server().in() / "tal å.xlsx.part");
  ASSERT_TRUE(put("nytt"));
  EXPECT_EQ(files_there(), (Files{{"tal å.xlsx", "nytt"}}));
  ASSERT_EQ(::mkfifo((server().in() / "tal å.xlsx.part").c_str(), 0600), 0);
  ASSERT_TRUE(put("nyare"));
  EXPECT_EQ(files_there(), (Files{{"tal å.xlsx", "nyare"}}));
  EXPECT_EQ(read_file(precious), "kvar");
}

TEST_F(SftpDelivery, StoppingStops) {
  std::stop_source stop;
  stop.request_stop();
  const auto placed = sftp_target(options())->put(outgoing("x"), stop.get_token());
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().error_class, core::ErrorClass::cancelled);
}

/// Cut after every so many bytes: the final name has the old file, the new one, or (for the moment between
/// removing and renaming) none; the next try delivers.
TEST_F(SftpDelivery, CutAnywhereNothingHalfIsSeenAndTheNextTryDelivers) {
  const std::string old_file(60'000, 'a');
  const std::string new_file(70'000, 'b');
  ASSERT_TRUE(put(old_file));
  proxy_->cut_after(std::nullopt);
  ASSERT_TRUE(put(new_file));
  const auto whole = proxy_->passed();
  ASSERT_GT(whole, new_file.size());
  int old_seen = 0, new_seen = 0, none_seen = 0, failed = 0;
  constexpr std::uint64_t tries = 28;
  for (std::uint64_t i = 0; i < tries; ++i) {
    std::ofstream(server().in() / "tal å.xlsx", std::ios::binary) << old_file;
    // Closer together at the end, where the renaming is.
    const auto at = i < tries / 2 ? whole * i / (tries / 2) : whole - (tries - i) * 250;
    proxy_->cut_after(at);
    const auto placed = put(new_file);
    failed += placed ? 0 : 1;
    if (!placed) {
      // Cut within the login, libcurl takes it for a refusal.
      const bool acceptable =
          placed.error().error_class == core::ErrorClass::transient || placed.error().code == "delivery.denied";
      EXPECT_TRUE(acceptable) << at << core::describe(placed.error());
    }
    const auto seen = files_there();
    const auto under_name = seen.find("tal å.xlsx");
    if (under_name == seen.end()) {
      ++none_seen;
      EXPECT_EQ(seen.at("tal å.xlsx.part"), new_file) << at;
    } else {
      EXPECT_TRUE(under_name->second == old_file || under_name->second == new_file) << at;
      ++(under_name->second == old_file ? old_seen : new_seen);
    }
    EXPECT_TRUE(!placed || (under_name != seen.end() && under_name->second == new_file)) << at;
    proxy_->cut_after(std::nullopt);
    const auto again = put(new_file);
    ASSERT_TRUE(again) << at << core::describe(again.error());
    EXPECT_EQ(files_there(), (Files{{"tal å.xlsx", new_file}})) << at;
  }
  EXPECT_GT(failed, 15);
  EXPECT_GT(old_seen, 10);
  std::cout << "old " << old_seen << ", new " << new_seen << ", none " << none_seen << " of " << tries << "\n";
}

TEST_F(SftpDelivery, AServerKilledMidwayLeavesTheOldFile) {
  ASSERT_TRUE(put("gammalt"));
  const std::string large(8'000'000, 'c');
  core::Result<PutResult> placed;
  proxy_->cut_after(std::nullopt);
  std::jthread killer([this] {
    while (proxy_->passed() < 2'000'000) std::this_thread::sleep_for(1ms);
    kill(server().process.pid(), SIGUSR1);
  });
  placed = put(large);
  killer.join();
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().error_class, core::ErrorClass::transient) << core::describe(placed.error());
  EXPECT_EQ(files_there().at("tal å.xlsx"), "gammalt");
  ASSERT_TRUE(put(large));
  EXPECT_EQ(files_there(), (Files{{"tal å.xlsx", large}}));
}

TEST_F(SftpDelivery, ANetworkThatFallsSilentIsGivenUp) {
  auto patient = options();
  patient.times = {.connect_timeout = 1s, .stall = 1s, .total_timeout = 4s};
  for (const std::uint64_t at : {std::uint64_t{0}, std::uint64_t{30'000}}) {
    proxy_->cut_after(at, Cut::silent);
    const auto begun = std::chrono::steady_clock::now();
    const auto placed = put(std::string(100'000, 'd'), patient);
    ASSERT_FALSE(placed);
    EXPECT_EQ(placed.error().code, "delivery.timeout") << core::describe(placed.error());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 8s);
    EXPECT_FALSE(files_there().contains("tal å.xlsx"));
  }
}

}  // namespace
}  // namespace sluss::daemon::deliver

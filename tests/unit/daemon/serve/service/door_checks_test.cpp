// What a daemon checks before it touches its state, and what `check` finds of [control].
#include "daemon/serve/service/door_checks.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "core/descriptor.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::serve {
namespace {

namespace fs = std::filesystem;

class DoorChecks : public ::testing::Test {
 protected:
  void SetUp() override {
    settings_.file = folder_.path() / "sluss.toml";
    settings_.state = folder_.path() / "state";
  }
  [[nodiscard]] std::string code() const {
    const auto checked = check_door(settings_);
    EXPECT_FALSE(fs::exists(settings_.state / "warehouse"));
    if (checked) return "";
    EXPECT_FALSE(checked.error().remedy.empty());
    return checked.error().code;
  }
  [[nodiscard]] std::string code_of_check() const {
    const auto errors = door_errors(settings_);
    return errors.empty() ? "" : errors.front().code;
  }
  /// Somebody listens at the address that the settings name, as long as the result lives.
  [[nodiscard]] core::Descriptor listen_somewhere() {
    core::Descriptor used(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(used.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(used.number(), 1), 0);
    EXPECT_EQ(::getsockname(used.number(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    settings_.control.listen = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    return used;
  }
  tests::TemporaryFolder folder_;
  settings::Settings settings_;
};

TEST_F(DoorChecks, NothingIsMade) {
  EXPECT_EQ(code(), "");
  EXPECT_EQ(code_of_check(), "");
  EXPECT_FALSE(fs::exists(settings_.state));
}

TEST_F(DoorChecks, AGroupOrUserThatIsNotThere) {
  settings_.control.socket_group = "finns-inte";
  EXPECT_EQ(code(), "control.group");
  EXPECT_EQ(code_of_check(), "control.group");
  settings_.control.socket_group.clear();
  settings_.control.local_groups = {{"finns-inte", "reader"}};
  EXPECT_EQ(code_of_check(), "control.group");
  settings_.control.local_groups.clear();
  settings_.control.proxy_user = "finns-inte";
  EXPECT_EQ(code(), "control.user");
  EXPECT_EQ(code_of_check(), "control.user");
}

TEST_F(DoorChecks, AGroupThatThisUserIsNoMemberOf) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root knows a user that is no member";
  settings_.control.socket_group = "65532";
  EXPECT_EQ(code(), "") << "root may give any";
  ASSERT_EQ(::seteuid(65533), 0);
  const auto refused = check_door(settings_);
  const auto warned = door_warnings(settings_);
  const auto errors = door_errors(settings_);
  ASSERT_EQ(::seteuid(0), 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "control.group");
  ASSERT_EQ(warned.size(), 1U);
  EXPECT_EQ(warned.front().code, "control.group");
  EXPECT_TRUE(errors.empty()) << "who checks may be another user than who serves";
}

TEST_F(DoorChecks, ACertificateThatIsNone) {
  settings_.control.listen = "127.0.0.1:0";
  settings_.control.certificate = settings_.control.key = folder_.path() / "pem";
  std::ofstream(settings_.control.key) << "none";
  EXPECT_EQ(code(), "control.tls");
  EXPECT_EQ(code_of_check(), "control.tls");
}

TEST_F(DoorChecks, AnAddressInUse) {
  const auto used = listen_somewhere();
  EXPECT_EQ(code(), "control.listen");
  EXPECT_EQ(code_of_check(), "") << "the daemon itself may listen there";
}

TEST_F(DoorChecks, TheSocketsPlace) {
  settings_.control.socket = folder_.path() / "none" / "sluss.sock";
  EXPECT_EQ(code(), "serve.socket");
  settings_.control.socket = folder_.path() / "taken";
  std::ofstream(settings_.control.socket) << "somebody's";
  EXPECT_EQ(code(), "serve.socket_taken");
  settings_.control.socket = folder_.path() / std::string(120, 'x');
  EXPECT_EQ(code(), "serve.socket_name");
}

TEST_F(DoorChecks, AnotherDaemonComesBeforeItsAddress) {
  fs::create_directory(settings_.state);
  const auto file = settings_.state / "serve.lock";
  std::ofstream(file) << "";
  const core::Descriptor held(::open(file.c_str(), O_RDWR));
  ASSERT_EQ(::flock(held.number(), LOCK_EX), 0);
  const auto used = listen_somewhere();
  EXPECT_EQ(code(), "serve.running") << "and not control.listen";
}

TEST_F(DoorChecks, TheOldPlacesLink) {
  const auto old = folder_.path() / "sluss.sock";
  EXPECT_FALSE(link_at(old));
  fs::create_symlink("/run/sluss/sluss.sock", old);
  const auto link = link_at(old);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->code, "control.old_link");
  EXPECT_NE(link->remedy.find("/run/sluss/sluss.sock"), std::string::npos);
}

}  // namespace
}  // namespace sluss::daemon::serve

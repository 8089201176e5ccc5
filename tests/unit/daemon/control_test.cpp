// The daemon's door: one answer a caller, a dead socket is taken over, a live one is not.
#include "daemon/control/control.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstring>
#include <thread>

#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::control {
namespace {

constexpr auto patience = std::chrono::seconds(10);

TEST(Control, AnswersEachCallerAndGoesAway) {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / "sluss.sock";
  EXPECT_EQ(*ask_status(file, patience), std::nullopt);
  boost::asio::io_context loop;
  int asked = 0;
  auto server = StatusServer::listen(loop, file, [&] { return R"({"n":)" + std::to_string(++asked) + "}"; });
  ASSERT_TRUE(server) << core::describe(server.error());
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0660U);
  {
    const std::jthread runs([&] { loop.run(); });
    EXPECT_EQ(*ask_status(file, patience), "{\"n\":1}\n");
    EXPECT_EQ(*ask_status(file, patience), "{\"n\":2}\n");
    loop.stop();
  }
  server->reset();
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Control, ASecondDaemonIsRefusedAndADeadSocketIsTaken) {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / "sluss.sock";
  {  // what a killed daemon leaves behind
    const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, file.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(dead);
  }
  boost::asio::io_context loop;
  const auto first = StatusServer::listen(loop, file, [] { return std::string("{}"); });
  ASSERT_TRUE(first) << core::describe(first.error());
  const std::jthread runs([&] { loop.run(); });
  boost::asio::io_context other_loop;
  const auto second = StatusServer::listen(other_loop, file, [] { return std::string("{}"); });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "serve.running");
  EXPECT_EQ(second.error().error_class, core::ErrorClass::busy);
  loop.stop();
}

TEST(Control, APathThatNoSocketCanHave) {
  boost::asio::io_context loop;
  const auto server = StatusServer::listen(loop, "/" + std::string(200, 'x'), [] { return std::string("{}"); });
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, "serve.socket_name");
}

}  // namespace
}  // namespace sluss::daemon::control

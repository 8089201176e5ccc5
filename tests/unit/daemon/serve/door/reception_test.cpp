// By which way somebody came: the same in the audit and the access log, let in or not.
#include "daemon/serve/door/reception.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::door {
namespace {

constexpr std::uint8_t reader = 1;
constexpr std::uint8_t operator_too = 3;

class ReceptionTest : public ::testing::Test {
 protected:
  Reception made() {
    Options options;
    options.tokens = file_;
    options.identity.own_user = 990;
    options.audit = [this](const AuditEntry& entry) -> core::Result<> {
      const std::scoped_lock lock(mutex_);
      lines_.push_back(entry.who + " " + entry.way + " " + entry.outcome);
      return {};
    };
    options.served = [this](const ServedRequest& one) {
      const std::scoped_lock lock(mutex_);
      lines_.push_back(one.who + " " + std::string(one.way) + " " + std::to_string(one.status));
    };
    return Reception(options,
                     {{.method = "POST",
                       .pattern = "/act",
                       .role = Role::operator_,
                       .handler = [](const Request&, const std::stop_token&) { return Response{}; }}},
                     [](uid_t user) { return "uid:" + std::to_string(user); });
  }
  [[nodiscard]] std::string token(const std::string& name, std::uint8_t roles) {
    const auto added = add_token(*files_, file_, name, roles, core::Instant{1'000'000});
    EXPECT_TRUE(added) << core::describe(added.error());
    return "Bearer " + std::string(added->reveal_secret());
  }
  /// As the connection does: refused, or answered.
  void ask(Reception& desk, const Peer& peer, const std::string& authorization) {
    Head head;
    head.method = "POST";
    head.target = "/act";
    head.version = 10;
    if (!authorization.empty()) head.authorization = {authorization};
    const auto now = std::chrono::steady_clock::now();
    auto visit = desk.begin(head, peer, true, now);
    if (!visit) {
      desk.count_refused(head, peer, nullptr, visit.error());
      return desk.report_served(head, peer, nullptr, visit.error().status, 0, {});
    }
    if (!visit->request.identity.may(Role::operator_)) {
      const auto entered = desk.enter(*visit, head, now);
      ASSERT_FALSE(entered);
      desk.count_refused(head, peer, &*visit, entered.error());
      return desk.report_served(head, peer, &*visit, entered.error().status, 0, {});
    }
    const auto response = desk.serve(*visit, {});
    desk.report_served(head, peer, &*visit, response.status, 0, {});
  }
  [[nodiscard]] std::vector<std::string> written(Reception& desk) {
    desk.finish();
    const std::scoped_lock lock(mutex_);
    std::ranges::sort(lines_);
    return lines_;
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "tokens";
  std::unique_ptr<core::Files> files_ = core::real_files();
  std::mutex mutex_;
  std::vector<std::string> lines_;
  const Peer local_{.local = true, .user = 1001, .groups = {}, .address = {}};
};

using Lines = std::vector<std::string>;

TEST_F(ReceptionTest, ATokenOverTheSocketIsHttpWhetherLetInOrNot) {
  const auto may = token("drift", operator_too);
  const auto may_not = token("powerbi", reader);
  auto desk = made();
  ask(desk, local_, may);
  ask(desk, local_, may_not);
  EXPECT_EQ(written(desk), (Lines{"token:drift http 200", "token:drift http asked", "token:drift http done",
                                  "token:powerbi http 403", "token:powerbi http refused"}));
}

TEST_F(ReceptionTest, AUserOfThisMachineIsSocketWhetherLetInOrNot) {
  auto desk = made();
  ask(desk, {.local = true, .user = 0, .groups = {}, .address = {}}, "");
  ask(desk, local_, "");
  EXPECT_EQ(written(desk), (Lines{"uid:0 socket 200", "uid:0 socket asked", "uid:0 socket done", "uid:1001 socket 403",
                                  "uid:1001 socket refused"}));
}

TEST_F(ReceptionTest, AWrongTokenIsWhereItCameFrom) {
  ASSERT_NE(token("powerbi", reader), "");
  auto desk = made();
  ask(desk, local_, "Bearer powerbi." + std::string(64, '0'));
  EXPECT_EQ(written(desk), (Lines{"from uid:1001 socket 401", "from uid:1001 socket refused"}));
}

}  // namespace
}  // namespace sluss::daemon::door

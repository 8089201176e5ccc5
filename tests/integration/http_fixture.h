#pragma once
// What the HTTP tests share: one server, a client that does not wait long, certificates of our own.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "connectors/http/client.h"
#include "tests/tools/server_process.h"

namespace sluss::connectors::http {

/// Options for tests: backoff of milliseconds, four attempts, ten seconds of budget.
[[nodiscard]] Options quick();

/// A folder of its own with a test authority (ca.pem), a server certificate for 127.0.0.1 (server.pem, server.key), and
/// a client's (client.pem, client.key encrypted with the pass phrase). Made by openssl, removed when it goes.
class Certificates {
 public:
  explicit Certificates(const std::string& passphrase);
  ~Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

class HttpTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  static const tests::ServerProcess& server();
  [[nodiscard]] static std::string url(const std::string& path) { return server().url() + path; }
  /// The number after "name": in /log.
  [[nodiscard]] static int counted(const std::string& name);
  [[nodiscard]] static std::string server_log();
  /// Asks /log until the condition holds; fails the test after 20 seconds.
  static void await(const std::function<bool()>& condition);

  core::SystemClock clock_;
};

/// A get in a thread of its own that can be stopped; `stop_and_wait` returns how long the caller took to come back.
class Stoppable {
 public:
  Stoppable(Client& client, Request request);
  [[nodiscard]] std::chrono::milliseconds stop_and_wait();
  [[nodiscard]] const core::Result<Response>& result() const { return result_; }

 private:
  Request request_;
  core::Result<Response> result_;
  std::chrono::steady_clock::time_point returned_;
  std::jthread thread_;
};

}  // namespace sluss::connectors::http

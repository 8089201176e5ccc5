#pragma once
// What the tests of mail and webhooks share: a folder where the server writes, and a certificate that nobody trusts
// but by name.

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/time.h"
#include "tests/tools/server_process.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::notify {

inline core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

/// Folder of a server's: what it took, in order.
class Post {
 public:
  [[nodiscard]] std::string folder() const { return folder_.path().string(); }
  [[nodiscard]] std::string file(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] std::vector<nlohmann::json> taken() const {
    std::vector<nlohmann::json> all;
    for (int number = 1; std::filesystem::exists(file(std::to_string(number) + ".json")); ++number)
      all.push_back(nlohmann::json::parse(std::ifstream(file(std::to_string(number) + ".json"))));
    return all;
  }
  /// server.pem and server.key for 127.0.0.1, its own authority.
  void make_certificate() const {
    const auto command = "cd '" + folder() +
                         "' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                         "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.pem "
                         ">/dev/null 2>&1";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
  }

 private:
  sluss::tests::TemporaryFolder folder_;
};

}  // namespace sluss::daemon::notify

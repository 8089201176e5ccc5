#pragma once
// A real OpenSSH server for tests (sftp_server.py), one for each process of tests. Its files are those of `folder`: the
// login begins in folder/in; the private keys are folder/client, which it knows, and folder/stranger.

#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <string>

#include "tests/tools/server_process.h"

namespace sluss::tests {

struct SftpServer {
  ServerProcess process{"sftp_server.py"};
  std::string host_key;
  std::filesystem::path folder;

  static bool is_installed() { return std::filesystem::exists("/usr/sbin/sshd"); }
  static SftpServer& one() {
    static SftpServer server;
    return server;
  }
  [[nodiscard]] std::filesystem::path in() const { return folder / "in"; }
  /// Who may log in: the one who runs the tests.
  static std::string user() { return ::getpwuid(::geteuid())->pw_name; }
  void remove_files() const {
    for (const auto& entry : std::filesystem::directory_iterator(in())) std::filesystem::remove_all(entry);
  }

 private:
  /// Its line is "127.0.0.1:PORT FINGERPRINT FOLDER".
  SftpServer() {
    std::istringstream lines(process.output());
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("127.0.0.1:")) continue;
      std::istringstream words(line);
      std::string address;
      std::string place;
      words >> address >> host_key >> place;
      folder = place;
    }
  }
};

}  // namespace sluss::tests

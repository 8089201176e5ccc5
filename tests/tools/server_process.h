#pragma once
// A Python server of tests/tools (or a stand-in elsewhere) on a free loopback port, for the object's lifetime.
// The tool takes `--port N` (0: any free one) and, once it listens, prints a line that holds "127.0.0.1:PORT".

#include <memory>
#include <string>
#include <vector>

namespace sluss::tests {

class ServerProcess {
 public:
  /// Starts `python3 <script> <arguments…> --port 0` and waits at most 20 seconds for its line; throws
  /// std::runtime_error with what it printed when it does not come. A relative script is sought in tests/tools.
  /// Start it on the test's main thread: the server is killed when the thread that started it ends.
  explicit ServerProcess(const std::string& script, std::vector<std::string> arguments = {});
  /// Ends the server and waits for it.
  ~ServerProcess();
  ServerProcess(ServerProcess&&) noexcept;
  ServerProcess& operator=(ServerProcess&&) noexcept;

  [[nodiscard]] int port() const;
  /// "http://127.0.0.1:PORT"
  [[nodiscard]] std::string url() const;
  [[nodiscard]] int pid() const;
  /// What the server has printed so far, standard error included.
  [[nodiscard]] std::string output() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluss::tests

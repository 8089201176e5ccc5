#include "tests/tools/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace sluss::tests {
namespace {

constexpr std::string_view kAddress = "127.0.0.1:";
constexpr auto kPatience = std::chrono::seconds(20);

/// The port in the first whole line that names one; 0 as long as there is none.
int announced_port(std::string_view printed) {
  for (std::size_t at = printed.find(kAddress); at != std::string_view::npos; at = printed.find(kAddress, at + 1)) {
    if (printed.find('\n', at) == std::string_view::npos) return 0;
    int port = 0;
    std::from_chars(printed.data() + at + kAddress.size(), printed.data() + printed.size(), port);
    if (port > 0) return port;
  }
  return 0;
}

/// Only async-signal-safe calls: other threads may hold any lock.
[[noreturn]] void become_server(int output, char* const* words, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0) _exit(127);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execvp(words[0], words);
  _exit(127);
}

}  // namespace

struct ServerProcess::Impl {
  pid_t pid = -1;
  int pipe = -1;
  int port = 0;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::string printed;
  bool ended = false;
  std::thread reader;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (pid > 0) {
      kill(pid, SIGKILL);
      while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    if (reader.joinable()) reader.join();
    if (pipe >= 0) close(pipe);
  }

  void start(std::vector<std::string>& words) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("server_process: no pipe");
    pipe = ends[0];
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const pid_t parent = getpid();
    pid = fork();
    if (pid == 0) become_server(ends[1], pointers.data(), parent);
    close(ends[1]);
    if (pid < 0) throw std::runtime_error("server_process: fork failed");
    reader = std::thread([this] { read_all(); });
  }

  void read_all() {
    std::array<char, 4096> buffer{};
    while (true) {
      const ssize_t got = read(pipe, buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      const std::scoped_lock lock(mutex);
      if (got <= 0) {
        ended = true;
        changed.notify_all();
        return;
      }
      printed.append(buffer.data(), static_cast<std::size_t>(got));
      changed.notify_all();
    }
  }

  void await_port(const std::string& script) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, kPatience, [this] {
      port = announced_port(printed);
      return port != 0 || ended;
    });
    if (port == 0) throw std::runtime_error("server_process: " + script + " does not listen; it printed: " + printed);
  }
};

ServerProcess::ServerProcess(const std::string& script, std::vector<std::string> arguments)
    : impl_(std::make_unique<Impl>()) {
  const std::string path = script.starts_with('/') ? script : std::string(SLUSS_SOURCE_DIR) + "/tests/tools/" + script;
  std::vector<std::string> words = {"python3", "-u", path};
  for (auto& argument : arguments) words.push_back(std::move(argument));
  words.emplace_back("--port");
  words.emplace_back("0");
  impl_->start(words);
  impl_->await_port(path);
}

ServerProcess::~ServerProcess() = default;
ServerProcess::ServerProcess(ServerProcess&&) noexcept = default;
ServerProcess& ServerProcess::operator=(ServerProcess&&) noexcept = default;

int ServerProcess::port() const {
  return impl_->port;
}
int ServerProcess::pid() const {
  return impl_->pid;
}
std::string ServerProcess::url() const {
  return std::string("http://127.0.0.1:") + std::to_string(impl_->port);
}

std::string ServerProcess::output() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->printed;
}

}  // namespace sluss::tests

#include "tests/tools/postgres_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/tools/temporary_folder.h"

namespace sluss::tests {
namespace {

namespace fs = std::filesystem;
constexpr auto patience = std::chrono::seconds(60);
constexpr int start_attempts = 5;

/// PostgreSQL refuses to run as root.
struct User {
  uid_t uid = getuid();
  gid_t gid = getgid();
};

User server_user() {
  if (getuid() != 0) return {};
  const auto* postgres = getpwnam("postgres");
  if (postgres == nullptr) throw std::runtime_error("postgres_server: root, and there is no user \"postgres\"");
  return {postgres->pw_uid, postgres->pw_gid};
}

/// Only async-signal-safe calls: other threads may hold any lock.
[[noreturn]] void become(char* const* words, const User& user, int input, int output, pid_t parent) {
  if (getuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(user.gid) != 0 || setuid(user.uid) != 0)) _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after setuid(), which clears it; postgres then stops at once
  if (getppid() != parent || chdir("/") != 0) _exit(127);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(words[0], words);
  _exit(127);
}

/// A child with what it prints, read as it comes.
class Child {
 public:
  Child(std::vector<std::string> words, const User& user, const fs::path& input = "/dev/null") {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("postgres_server: no pipe");
    const int in = open(input.c_str(), O_RDONLY | O_CLOEXEC);
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ == 0) become(pointers.data(), user, in, ends[1], parent);
    close(in);
    close(ends[1]);
    pipe_ = ends[0];
    if (pid_ < 0) throw std::runtime_error("postgres_server: fork failed");
    reader_ = std::thread([this] { read_all(); });
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) {
      kill(pid_, SIGQUIT);
      (void)wait_for_end();
    }
    reader_.join();
    close(pipe_);
  }

  /// False when it ended, or the time is out, before it printed the text.
  bool prints(std::string_view text) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [&] { return ended_ || printed_.find(text) != std::string::npos; });
    return printed_.find(text) != std::string::npos;
  }
  int wait_for_end() {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait_for(lock, patience, [&] { return ended_; })) kill(pid_, SIGKILL);
    }
    int status = -1;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }
  [[nodiscard]] std::string printed() {
    const std::scoped_lock lock(mutex_);
    return printed_;
  }

 private:
  void read_all() {
    std::array<char, 4096> buffer{};
    while (true) {
      const ssize_t got = read(pipe_, buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      const std::scoped_lock lock(mutex_);
      if (got > 0) printed_.append(buffer.data(), static_cast<std::size_t>(got));
      if (got <= 0) ended_ = true;
      changed_.notify_all();
      if (ended_) return;
    }
  }

  pid_t pid_ = -1;
  int pipe_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string printed_;
  bool ended_ = false;
  std::thread reader_;
};

void run(std::vector<std::string> words, const User& user, const fs::path& input = "/dev/null") {
  const auto name = words.front();
  Child child(std::move(words), user, input);
  if (child.wait_for_end() != 0) throw std::runtime_error(name + " failed: " + child.printed());
}

void write_file(const fs::path& path, std::string_view text, const User& user) {
  std::ofstream(path, std::ios::binary) << text;
  if (getuid() == 0 && chown(path.c_str(), user.uid, user.gid) != 0) {
    throw std::runtime_error("postgres_server: chown " + path.string());
  }
}

int free_port() {
  const int socket_file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool good = bind(socket_file, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                    getsockname(socket_file, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(socket_file);
  if (!good) throw std::runtime_error("postgres_server: no free port");
  return ntohs(address.sin_port);
}

}  // namespace

struct PostgresServer::Impl {
  tests::TemporaryFolder folder;
  fs::path programs;
  std::string password;
  User user = server_user();
  int port = 0;
  std::unique_ptr<Child> server;

  [[nodiscard]] fs::path data() const { return folder.path() / "data"; }

  void make_cluster() const {
    if (getuid() == 0 && chown(folder.path().c_str(), user.uid, user.gid) != 0) {
      throw std::runtime_error("postgres_server: chown " + folder.path().string());
    }
    std::vector<std::string> words{(programs / "initdb").string(),
                                   "--pgdata=" + data().string(),
                                   "--username=sluss",
                                   "--encoding=UTF8",
                                   "--locale=C.UTF-8",
                                   "--no-sync"};
    if (password.empty()) {
      words.emplace_back("--auth=trust");
    } else {
      write_file(folder.path() / "password", password, user);
      words.emplace_back("--auth=scram-sha-256");
      words.push_back("--pwfile=" + (folder.path() / "password").string());
    }
    run(std::move(words), user);
  }

  void start() {
    std::string printed;
    for (int attempt = 0; attempt < start_attempts; ++attempt) {  // another may take the port in between
      port = free_port();
      server = std::make_unique<Child>(
          std::vector<std::string>{(programs / "postgres").string(), "-D", data().string(), "-p", std::to_string(port),
                                   "-h", "127.0.0.1", "-k", "", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c",
                                   "max_connections=20", "-c", "log_min_messages=log", "-c",
                                   "timezone=Europe/Stockholm"},
          user);
      if (server->prints("ready to accept connections")) return;
      printed = server->printed();
    }
    throw std::runtime_error("postgres_server: PostgreSQL does not start; it printed: " + printed);
  }
};

std::optional<fs::path> PostgresServer::programs() {
  std::vector<fs::path> found;
  std::error_code code;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", code)) {
    if (fs::exists(version.path() / "bin" / "initdb", code)) found.push_back(version.path() / "bin");
  }
  if (found.empty()) return std::nullopt;
  return *std::ranges::max_element(found);
}

PostgresServer::PostgresServer(std::string_view password) : impl_(std::make_unique<Impl>()) {
  const auto found = programs();
  if (!found) throw std::runtime_error("postgres_server: PostgreSQL is not installed");
  impl_->programs = *found;
  impl_->password = password;
  impl_->make_cluster();
  impl_->start();
}

PostgresServer::~PostgresServer() = default;

int PostgresServer::port() const {
  return impl_->port;
}

void PostgresServer::execute(std::string_view sql) const {
  const auto script = impl_->folder.path() / "script.sql";
  write_file(script, sql, impl_->user);
  run({"/usr/bin/env", "PGPASSWORD=" + impl_->password, "PGCLIENTENCODING=UTF8", (impl_->programs / "psql").string(),
       "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script.string(), "-h", "127.0.0.1", "-p", std::to_string(impl_->port),
       "-U", "sluss", "postgres"},
      impl_->user);
}

std::optional<fs::path> odbc_driver(std::string_view library) {
  std::ifstream registered("/etc/odbcinst.ini");
  for (std::string line; std::getline(registered, line);) {
    const auto equals = line.find('=');
    if (equals == std::string::npos || !line.ends_with(library) || !line.starts_with("Driver")) continue;
    if (fs::path path(line.substr(line.find_first_not_of(' ', equals + 1))); fs::exists(path)) return path;
  }
  for (const auto* folder : {"/usr/lib/x86_64-linux-gnu/odbc", "/usr/lib/aarch64-linux-gnu/odbc", "/usr/lib/odbc"}) {
    if (auto path = fs::path(folder) / library; fs::exists(path)) return path;
  }
  return std::nullopt;
}

}  // namespace sluss::tests

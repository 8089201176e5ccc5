#include "daemon/serve/door/http_door.h"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/log.h"
#include "daemon/serve/door/entrance.h"
#include "daemon/serve/door/tls.h"

namespace sluss::daemon::door {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// The log's pause, and a little.
constexpr auto left_out_time = std::chrono::milliseconds(1050);

/// Lane::kept and old tokens have one thread each.
constexpr std::size_t waiting_beside = 8;

/// The threads of both sides; each side leaves some to the other.
std::size_t threads_of(const Limits& limits) {
  return static_cast<std::size_t>(std::max(limits.threads, 2));
}

Pool::Share share_of(const Limits& limits) {
  const auto threads = threads_of(limits);
  const auto kept = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(limits.threads_kept, 1)), 1, threads / 2);
  return {.running = threads - kept, .waiting = static_cast<std::size_t>(limits.waiting)};
}

class HttpDoor final : public Door {
 public:
  HttpDoor(asio::io_context& loop, const Options& options, std::vector<Route> routes)
      : loop_(loop),
        timer_(loop),
        log_timer_(loop),
        names_(std::make_unique<UserNames>(options.user_name)),
        pool_(std::make_unique<Pool>(threads_of(options.limits), std::vector(2, share_of(options.limits)))),
        beside_(std::make_unique<Pool>(1, waiting_beside)),
        slow_(std::make_unique<Pool>(1, waiting_beside)),
        socket_({options.socket, options.old_socket, options.socket_group, options.socket_group_needed}),
        socket_file_(options.socket),
        socket_group_(options.socket_group),
        listen_(options.listen),
        threads_(configured_threads(options)) {
    shared_.reception =
        std::make_shared<Reception>(options, std::move(routes), [this](uid_t user) { return names_->name_of(user); });
    shared_.pool = pool_.get();
    shared_.beside = beside_.get();
    shared_.slow = slow_.get();
    shared_.names = names_.get();
    shared_.log_later = [this] { log_left_out_later(); };
  }

  ~HttpDoor() override {
    socket_.remove();
    local_.reset();  // requests every handler to stop
    remote_.reset();
    pool_.reset();
    beside_.reset();
    slow_.reset();
    shared_.reception->finish();
  }

  core::Result<> open(const Options& options) {
    if (!options.listen.empty()) SLUSS_TRY(open_remote(options));
    if (!options.socket.empty()) SLUSS_TRY(open_local());
    return {};
  }

  core::Result<> reload(const Options& options) override {
    if (remote_) {
      auto kept = options;
      kept.listen = listen_;
      auto tls = SLUSS_TRY(tls_of(kept));
      shared_.tls = std::move(tls);
    }
    const bool same = options.socket == socket_file_ && options.socket_group == socket_group_ &&
                      options.listen == listen_ && configured_threads(options) == threads_;
    if (!same)
      core::log::warning("control.restart", "another socket, address or number of threads needs a restart", {});
    shared_.reception->take(options);
    return {};
  }

  void stop(std::chrono::milliseconds limit, std::function<void()> done) override {
    socket_.remove();
    done_ = std::move(done);
    const auto when_empty = [this] {
      if (connections() > 0) return;
      asio::post(loop_, [this, alive = std::weak_ptr(alive_)] {
        if (!alive.expired()) finished();
      });
    };
    if (local_) local_->drain(when_empty);
    if (remote_) remote_->drain(when_empty);
    if (connections() == 0) return when_empty();
    timer_.expires_after(limit);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const error_code& cancelled) {
      if (cancelled || alive.expired()) return;
      if (local_) local_->cut();
      if (remote_) remote_->cut();
    });
  }

  [[nodiscard]] int port() const override { return remote_ ? remote_->port() : 0; }
  [[nodiscard]] std::size_t connections() const override {
    return (local_ ? local_->connections() : 0) + (remote_ ? remote_->connections() : 0);
  }

 private:
  using Threads = std::array<int, 3>;
  static Threads configured_threads(const Options& options) {
    return {options.limits.threads, options.limits.threads_kept, options.limits.waiting};
  }

  /// The number of lines left out of the log is logged in a while, unless it is logged before.
  void log_left_out_later() {
    if (std::exchange(log_waits_, true)) return;
    log_timer_.expires_after(left_out_time);
    log_timer_.async_wait([this, alive = std::weak_ptr(alive_)](const error_code& cancelled) {
      if (cancelled || alive.expired()) return;
      log_waits_ = false;
      shared_.reception->log_left_out(std::chrono::steady_clock::now());
      if (shared_.reception->has_left_out()) log_left_out_later();
    });
  }

  void finished() {
    timer_.cancel();
    log_timer_.cancel();
    if (done_) std::exchange(done_, {})();
  }

  /// The certificate's context; nothing without one. Plain text only on a loopback address.
  static core::Result<std::shared_ptr<asio::ssl::context>> tls_of(const Options& options) {
    const auto where = SLUSS_TRY(parse_listen(options.listen));
    if (options.certificate.empty() && options.key.empty()) {
      if (where.loopback) return nullptr;
      return core::fail(core::ErrorClass::config, "control.tls", "an address outside this machine needs TLS",
                        "Name certificate and key in [control], or listen on 127.0.0.1 behind a reverse proxy.");
    }
    return tls_context(options.certificate, options.key);
  }

  core::Result<> open_remote(const Options& options) {
    const auto where = SLUSS_TRY(parse_listen(options.listen));
    shared_.tls = SLUSS_TRY(tls_of(options));
    remote_ = std::make_unique<Entrance>(loop_, shared_, false, where.loopback);
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(where.address), where.port);
    auto problem = remote_->bind(endpoint);
    if (!problem) problem = remote_->listen();
    if (problem) {
      return core::fail(core::ErrorClass::config, "control.listen",
                        "cannot listen on " + options.listen + ": " + problem.message(),
                        "Choose another address or port for `listen` in [control], or stop what listens there.");
    }
    return {};
  }

  core::Result<> open_local() {
    SLUSS_TRY(socket_.take_name());
    local_ = std::make_unique<Entrance>(loop_, shared_, true, false);
    const auto failed = [this](const error_code& problem) {
      return core::fail(core::ErrorClass::storage, "serve.socket", "cannot listen: " + problem.message(),
                        "Let the user that runs sluss write to the socket's folder.",
                        {socket_file_.string(), 0, 0, ""});
    };
    const asio::local::stream_protocol::endpoint endpoint(socket_file_.string());
    if (const auto problem = local_->bind(endpoint)) return failed(problem);
    SLUSS_TRY(socket_.bound());
    if (const auto problem = local_->listen()) return failed(problem);
    return {};
  }

  asio::io_context& loop_;
  asio::steady_timer timer_;
  asio::steady_timer log_timer_;
  bool log_waits_ = false;
  std::unique_ptr<UserNames> names_;
  std::unique_ptr<Pool> pool_;
  std::unique_ptr<Pool> beside_;
  std::unique_ptr<Pool> slow_;
  SharedParts shared_;
  LocalSocket socket_;
  std::filesystem::path socket_file_;
  std::optional<gid_t> socket_group_;
  std::string listen_;
  Threads threads_;
  std::function<void()> done_;
  std::unique_ptr<Entrance> local_;
  std::unique_ptr<Entrance> remote_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();
};

}  // namespace

core::Result<ListenAddress> parse_listen(const std::string& text) {
  const auto wrong = [&] {
    return core::fail(core::ErrorClass::config, "control.listen", "'" + text + "' is no address to listen on",
                      "Write an IP address and a port: \"127.0.0.1:8470\", \"[::1]:8470\", \"0.0.0.0:8470\".");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return wrong();
  auto address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (address == "localhost") address = "127.0.0.1";
  const auto number = text.substr(colon + 1);
  if (number.empty() || number.size() > 5 || number.find_first_not_of("0123456789") != std::string::npos)
    return wrong();
  const auto port = std::stoul(number);
  error_code problem;
  const auto parsed = asio::ip::make_address(address, problem);
  if (problem || port > 65535) return wrong();
  return ListenAddress{address, static_cast<std::uint16_t>(port), parsed.is_loopback()};
}

core::Result<std::unique_ptr<Door>> Door::listen(asio::io_context& loop, const Options& options,
                                                 std::vector<Route> routes) {
  auto door = std::make_unique<HttpDoor>(loop, options, std::move(routes));
  SLUSS_TRY(door->open(options));
  return door;
}

}  // namespace sluss::daemon::door

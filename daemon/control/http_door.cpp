#include "daemon/control/http_door.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>

#include "core/log.h"
#include "daemon/control/connection.h"
#include "daemon/control/tls.h"

namespace sluss::daemon::control {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;
using Acceptor = asio::basic_socket_acceptor<Protocol>;

constexpr int backlog = 128;
constexpr auto out_of_descriptors_wait = std::chrono::milliseconds(200);

/// The address of the other end, without its port.
std::string address_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, NI_MAXHOST> text{};
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      ::getnameinfo(reinterpret_cast<sockaddr*>(&address), size, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) != 0)
    return "unknown";
  return text.data();
}

struct Shared {
  std::shared_ptr<Reception> reception;
  Pool* pool = nullptr;
  std::shared_ptr<asio::ssl::context> tls;
};

/// One listening socket and its connections.
class Entrance {
 public:
  Entrance(asio::io_context& loop, Shared& shared, bool local, bool loopback)
      : acceptor_(loop), timer_(loop), shared_(shared), local_(local), loopback_(loopback) {}
  ~Entrance() {
    for (const auto& [key, connection] : connections_) connection->forget();
    for (const auto& [key, connection] : connections_) connection->close();
  }
  Entrance(const Entrance&) = delete;
  Entrance& operator=(const Entrance&) = delete;

  error_code open(const Protocol::endpoint& endpoint) {
    error_code problem;
    acceptor_.open(endpoint.protocol(), problem);
    if (problem) return problem;
    if (!local_) acceptor_.set_option(asio::socket_base::reuse_address(true), problem);
    // The mode is there before the name is: nobody else connects in between.
    const auto mask = ::umask(0117);
    acceptor_.bind(endpoint, problem);
    ::umask(mask);
    if (!problem) acceptor_.listen(backlog, problem);
    if (!problem) accept();
    return problem;
  }

  [[nodiscard]] std::size_t connections() const { return connections_.size(); }

  [[nodiscard]] int port() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    auto& acceptor = const_cast<Acceptor&>(acceptor_);
    if (::getsockname(acceptor.native_handle(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
    if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
    return 0;
  }

  void drain(std::function<void()> empty) {
    stop_accepting();
    empty_ = std::move(empty);
    each([](Connection& connection) { connection.drain(); });
  }
  void cut() {
    each([](Connection& connection) { connection.close(); });
  }

 private:
  void stop_accepting() {
    error_code ignored;
    acceptor_.close(ignored);
    next_.reset();
    timer_.cancel();
  }

  /// A connection that closes leaves the map at once.
  template <class Act>
  void each(Act act) {
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(connections_.size());
    for (const auto& [key, connection] : connections_) all.push_back(connection);
    for (const auto& connection : all) act(*connection);
  }

  [[nodiscard]] bool full() const {
    return connections_.size() >= static_cast<std::size_t>(shared_.reception->limits().connections);
  }

  /// When there is no room, the oldest connection that waits for nothing gives way.
  void make_room() {
    Connection* oldest = nullptr;
    for (const auto& [key, connection] : connections_) {
      if (connection->idle() && (oldest == nullptr || connection->number() < oldest->number())) oldest = key;
    }
    if (oldest == nullptr) return;
    const auto leaving = connections_.at(oldest);
    leaving->close();
  }

  void accept() {
    if (!acceptor_.is_open() || accepting_ || next_) return;
    accepting_ = true;
    acceptor_.async_accept([this, alive = std::weak_ptr(alive_)](const error_code& problem, StreamSocket socket) {
      if (alive.expired() || problem == asio::error::operation_aborted) return;
      accepting_ = false;
      if (!acceptor_.is_open()) return;
      if (problem) return accept_later(problem);
      next_.emplace(std::move(socket));
      seat();
    });
  }

  /// The one that came waits until there is room; those behind it wait in the kernel.
  void seat() {
    if (!next_) return;
    if (full()) make_room();
    if (full() || !next_) return;
    auto socket = std::move(*next_);
    next_.reset();
    welcome(std::move(socket));
    accept();
  }

  void accept_later(const error_code& problem) {
    core::log::warning("control.accept", "a connection could not be taken", {{"why", problem.message()}});
    timer_.expires_after(out_of_descriptors_wait);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const error_code& cancelled) {
      if (!cancelled && !alive.expired()) accept();
    });
  }

  void welcome(StreamSocket socket) {
    auto peer = local_ ? peer_of(socket.native_handle()) : Peer{};
    if (!peer) return;
    if (!local_) {
      peer->address = address_of(socket.native_handle());
      const int on = 1;
      ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    auto connection = Connection::make(
        std::move(socket), {shared_.reception, shared_.pool, local_ ? nullptr : shared_.tls, *std::move(peer),
                            loopback_, ++number_, [this](Connection* ended) { left(ended); }});
    connections_.emplace(connection.get(), connection);
    connection->start();
  }

  void left(Connection* connection) {
    connections_.erase(connection);
    if (empty_ && connections_.empty()) return empty_();
    seat();
  }

  Acceptor acceptor_;
  asio::steady_timer timer_;
  Shared& shared_;
  bool local_;
  bool loopback_;
  std::optional<StreamSocket> next_;
  std::uint64_t number_ = 0;
  bool accepting_ = false;
  std::function<void()> empty_;
  std::map<Connection*, std::shared_ptr<Connection>> connections_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();  ///< what the loop still holds asks for it
};

class HttpDoor final : public Door {
 public:
  HttpDoor(asio::io_context& loop, const Options& options, std::vector<Route> routes)
      : loop_(loop),
        timer_(loop),
        pool_(std::make_unique<Pool>(options.limits.threads, options.limits.waiting)),
        socket_(options.socket),
        listen_(options.listen),
        threads_(options.limits.threads) {
    shared_.reception = std::make_shared<Reception>(options, std::move(routes));
    shared_.pool = pool_.get();
  }

  ~HttpDoor() override {
    remove_socket();
    local_.reset();  // asks every handler to stop
    remote_.reset();
    pool_.reset();
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
      SLUSS_ASSIGN(auto tls, tls_of(kept));
      shared_.tls = std::move(tls);
    }
    const bool same = options.socket == socket_ && options.listen == listen_ && options.limits.threads == threads_;
    if (!same)
      core::log::warning("control.restart", "another socket, address or number of threads needs a restart", {});
    shared_.reception->take(options);
    return {};
  }

  void stop(std::chrono::milliseconds limit, std::function<void()> done) override {
    remove_socket();
    done_ = std::move(done);
    const auto look = [this] {
      if (connections() > 0) return;
      asio::post(loop_, [this, alive = std::weak_ptr(alive_)] {
        if (!alive.expired()) finished();
      });
    };
    if (local_) local_->drain(look);
    if (remote_) remote_->drain(look);
    if (connections() == 0) return look();
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
  void finished() {
    timer_.cancel();
    if (done_) std::exchange(done_, {})();
  }

  void remove_socket() {
    std::error_code ignored;
    if (std::exchange(listens_, false)) std::filesystem::remove(socket_, ignored);
  }

  /// The certificate's context; nothing without one. Plain text only where nobody else can listen.
  static core::Result<std::shared_ptr<asio::ssl::context>> tls_of(const Options& options) {
    SLUSS_ASSIGN(const auto where, parse_listen(options.listen));
    if (options.certificate.empty() && options.key.empty()) {
      if (where.loopback) return nullptr;
      return core::fail(core::ErrorClass::config, "control.tls", "an address outside this machine needs TLS",
                        "Name certificate and key in [control], or listen on 127.0.0.1 behind a reverse proxy.");
    }
    return tls_context(options.certificate, options.key);
  }

  core::Result<> open_remote(const Options& options) {
    SLUSS_ASSIGN(const auto where, parse_listen(options.listen));
    SLUSS_ASSIGN(shared_.tls, tls_of(options));
    remote_ = std::make_unique<Entrance>(loop_, shared_, false, where.loopback);
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(where.address), where.port);
    if (const auto problem = remote_->open(endpoint)) {
      return core::fail(core::ErrorClass::config, "control.listen",
                        "cannot listen on " + options.listen + ": " + problem.message(),
                        "Choose another address or port for `listen` in [control], or stop what listens there.");
    }
    return {};
  }

  core::Result<> open_local() {
    const core::Place place{socket_.string(), 0, 0, ""};
    if (socket_.string().size() >= sizeof(sockaddr_un::sun_path)) {
      return core::fail(core::ErrorClass::config, "serve.socket_name",
                        "the state folder's path is too long for a socket",
                        "Choose a shorter path for `state` (the socket's may have 107 characters).", place);
    }
    asio::local::stream_protocol::socket other(loop_);
    error_code problem;
    other.connect(socket_.string(), problem);
    if (!problem) {
      return core::fail(core::ErrorClass::busy, "serve.running", "another daemon serves this state folder",
                        "`sluss status` shows it; stop it first.", place);
    }
    std::error_code ignored;
    std::filesystem::remove(socket_, ignored);
    local_ = std::make_unique<Entrance>(loop_, shared_, true, false);
    const asio::local::stream_protocol::endpoint endpoint(socket_.string());
    if (const auto failed = local_->open(endpoint)) {
      return core::fail(core::ErrorClass::storage, "serve.socket", "cannot listen: " + failed.message(),
                        "Let the user that runs sluss write to the state folder.", place);
    }
    listens_ = true;
    return {};
  }

  asio::io_context& loop_;
  asio::steady_timer timer_;
  std::unique_ptr<Pool> pool_;
  Shared shared_;
  std::filesystem::path socket_;
  std::string listen_;
  int threads_;
  bool listens_ = false;
  std::function<void()> done_;
  std::unique_ptr<Entrance> local_;
  std::unique_ptr<Entrance> remote_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();
};

}  // namespace

core::Result<Listen> parse_listen(const std::string& text) {
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
  return Listen{address, static_cast<std::uint16_t>(port), parsed.is_loopback()};
}

core::Result<std::unique_ptr<Door>> Door::listen(asio::io_context& loop, const Options& options,
                                                 std::vector<Route> routes) {
  auto door = std::make_unique<HttpDoor>(loop, options, std::move(routes));
  SLUSS_TRY(door->open(options));
  return door;
}

}  // namespace sluss::daemon::control

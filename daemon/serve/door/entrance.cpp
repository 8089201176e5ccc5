#include "daemon/serve/door/entrance.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "core/log.h"

namespace sluss::daemon::door {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

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

}  // namespace

Entrance::~Entrance() {
  for (const auto& [key, open] : connections_) open.connection->forget();
  for (const auto& [key, open] : connections_) open.connection->close();
}

boost::system::error_code Entrance::bind(const Protocol::endpoint& endpoint) {
  error_code problem;
  acceptor_.open(endpoint.protocol(), problem);
  if (problem) return problem;
  if (!local_) acceptor_.set_option(asio::socket_base::reuse_address(true), problem);
  acceptor_.bind(endpoint, problem);
  return problem;
}

boost::system::error_code Entrance::listen() {
  error_code problem;
  acceptor_.listen(backlog, problem);
  if (!problem) accept();
  return problem;
}

int Entrance::port() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  return 0;
}

void Entrance::drain(std::function<void()> empty) {
  stop_accepting();
  empty_ = std::move(empty);
  each([](Connection& connection) { connection.drain(); });
}

void Entrance::cut() {
  each([](Connection& connection) { connection.close(); });
}

void Entrance::stop_accepting() {
  error_code ignored;
  acceptor_.close(ignored);
  next_.reset();
  timer_.cancel();
}

/// A connection that closes leaves the map at once.
void Entrance::each(void (*act)(Connection&)) {
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (const auto& [key, open] : connections_) all.push_back(open.connection);
  for (const auto& connection : all) act(*connection);
}

bool Entrance::full() const {
  return connections_.size() >= static_cast<std::size_t>(shared_.reception->limits().connections);
}

/// When there is no room, the oldest idle connection is closed; when there is none, the oldest whose request has not
/// arrived whole. `network`: only one from there; empty: any.
bool Entrance::make_room(const std::string& network) {
  std::shared_ptr<Connection> leaving;
  const auto before = [](const Connection& a, const Connection& b) {
    return std::pair(a.stage(), a.number()) < std::pair(b.stage(), b.number());
  };
  for (const auto& [key, open] : connections_) {
    if (!network.empty() && open.network != network) continue;
    if (open.connection->stage() == Connection::Stage::busy) continue;
    if (!leaving || before(*open.connection, *leaving)) leaving = open.connection;
  }
  if (leaving) leaving->close();
  return leaving != nullptr;
}

/// One network has no more than its part of the connections, however many addresses it has.
bool Entrance::has_part(const std::string& network) {
  const auto most = static_cast<std::size_t>(shared_.reception->limits().connections_of_address);
  const auto found = networks_.find(network);
  if (found == networks_.end() || found->second < most || make_room(network)) return true;
  shared_.reception->turned_away("an address has too many connections", std::chrono::steady_clock::now());
  if (shared_.reception->has_left_out()) shared_.log_later();
  return false;
}

void Entrance::accept() {
  if (!acceptor_.is_open() || accepting_ || next_) return;
  accepting_ = true;
  acceptor_.async_accept([this, alive = std::weak_ptr(alive_)](const error_code& problem, StreamSocket socket) {
    if (alive.expired() || problem == asio::error::operation_aborted) return;
    accepting_ = false;
    if (!acceptor_.is_open()) return;
    if (problem) return accept_later(problem);
    next_.emplace(std::move(socket));
    admit_next();
  });
}

/// The accepted socket waits until there is room; those behind it wait in the kernel.
void Entrance::admit_next() {
  if (!next_) return;
  if (full() && !make_room({})) {
    shared_.reception->turned_away("all connections are busy", std::chrono::steady_clock::now());
    if (shared_.reception->has_left_out()) shared_.log_later();
  }
  if (full() || !next_) return;
  auto socket = std::move(*next_);
  next_.reset();
  welcome(std::move(socket));
  accept();
}

void Entrance::accept_later(const error_code& problem) {
  core::log::warning("control.accept", "a connection could not be taken", {{"why", problem.message()}});
  timer_.expires_after(out_of_descriptors_wait);
  timer_.async_wait([this, alive = std::weak_ptr(alive_)](const error_code& cancelled) {
    if (!cancelled && !alive.expired()) accept();
  });
}

void Entrance::welcome(StreamSocket socket) {
  auto peer = local_ ? peer_of(socket.native_handle()) : Peer{};
  if (!peer) return;
  if (!local_) {
    peer->address = address_of(socket.native_handle());
    const int on = 1;
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  const auto network = local_ ? std::string() : network_of(peer->address);
  if (!local_ && !has_part(network)) return;
  auto connection = Connection::make(std::move(socket), {.reception = shared_.reception,
                                                         .pool = shared_.pool,
                                                         .side = local_ ? local_side : remote_side,
                                                         .beside = shared_.beside,
                                                         .slow = shared_.slow,
                                                         .names = shared_.names,
                                                         .log_later = shared_.log_later,
                                                         .tls = local_ ? nullptr : shared_.tls,
                                                         .peer = *std::move(peer),
                                                         .loopback = loopback_,
                                                         .number = ++number_,
                                                         .ended = [this](Connection* ended) { left(ended); }});
  ++networks_[network];
  connections_.emplace(connection.get(), OpenConnection{connection, network});
  connection->start();
}

void Entrance::left(Connection* connection) {
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  if (const auto network = networks_.find(found->second.network); --network->second == 0) networks_.erase(network);
  connections_.erase(found);
  if (empty_ && connections_.empty()) return empty_();
  admit_next();
}

}  // namespace sluss::daemon::door

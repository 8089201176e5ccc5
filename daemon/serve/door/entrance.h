#pragma once
// One listening socket and its connections: how many there may be, of whom, and who gives way. The loop's thread only.

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "daemon/serve/door/connection.h"

namespace sluss::daemon::door {

/// What all connections share; it outlives them.
struct Shared {
  std::shared_ptr<Reception> reception;
  Pool* pool = nullptr;  ///< its sides: local_side, remote_side
  Pool* beside = nullptr;
  Pool* slow = nullptr;
  UserNames* names = nullptr;
  std::function<void()> owes;
  std::shared_ptr<boost::asio::ssl::context> tls;
};
inline constexpr std::size_t local_side = 0;
inline constexpr std::size_t remote_side = 1;

class Entrance {
 public:
  using Protocol = boost::asio::generic::stream_protocol;

  /// `local`: a unix socket; `loopback`: an address of this machine only.
  Entrance(boost::asio::io_context& loop, Shared& shared, bool local, bool loopback)
      : acceptor_(loop), timer_(loop), shared_(shared), local_(local), loopback_(loopback) {}
  ~Entrance();
  Entrance(const Entrance&) = delete;
  Entrance& operator=(const Entrance&) = delete;

  /// Has its name then; nobody can connect before listen().
  [[nodiscard]] boost::system::error_code bind(const Protocol::endpoint& endpoint);
  [[nodiscard]] boost::system::error_code listen();
  [[nodiscard]] std::size_t connections() const { return connections_.size(); }
  /// 0 for a unix socket.
  [[nodiscard]] int port();
  /// Nobody new; `empty` is called once when the last has left.
  void drain(std::function<void()> empty);
  void cut();

 private:
  struct Seated {
    std::shared_ptr<Connection> connection;
    std::string network;  ///< of its address; empty over the socket
  };
  void stop_accepting();
  void each(void (*act)(Connection&));
  [[nodiscard]] bool full() const;
  bool make_room(const std::string& network);
  bool has_part(const std::string& network);
  void accept();
  void seat();
  void accept_later(const boost::system::error_code& problem);
  void welcome(StreamSocket socket);
  void left(Connection* connection);

  boost::asio::basic_socket_acceptor<Protocol> acceptor_;
  boost::asio::steady_timer timer_;
  Shared& shared_;
  bool local_;
  bool loopback_;
  std::optional<StreamSocket> next_;
  std::uint64_t number_ = 0;
  bool accepting_ = false;
  std::function<void()> empty_;
  std::map<Connection*, Seated> connections_;
  std::map<std::string, std::size_t> networks_;             ///< how many connections each has
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();  ///< what the loop still holds asks for it
};

}  // namespace sluss::daemon::door

#pragma once
// One listening socket and its connections: how many there may be, how many from one network, and which is closed to
// make room. The loop's thread only.

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
struct SharedParts {
  std::shared_ptr<Reception> reception;
  Pool* pool = nullptr;  ///< its sides: local_side, remote_side
  Pool* beside = nullptr;
  Pool* slow = nullptr;
  UserNames* names = nullptr;
  std::function<void()> log_later;
  std::shared_ptr<boost::asio::ssl::context> tls;
};
inline constexpr std::size_t local_side = 0;
inline constexpr std::size_t remote_side = 1;

class Entrance {
 public:
  using Protocol = boost::asio::generic::stream_protocol;

  /// `local`: a unix socket; `loopback`: an address of this machine only.
  Entrance(boost::asio::io_context& loop, SharedParts& shared, bool local, bool loopback)
      : acceptor_(loop), timer_(loop), shared_(shared), local_(local), loopback_(loopback) {}
  ~Entrance();
  Entrance(const Entrance&) = delete;
  Entrance& operator=(const Entrance&) = delete;

  /// Creates and names the socket; connections are refused before listen().
  [[nodiscard]] boost::system::error_code bind(const Protocol::endpoint& endpoint);
  [[nodiscard]] boost::system::error_code listen();
  [[nodiscard]] std::size_t connections() const { return connections_.size(); }
  /// 0 for a unix socket.
  [[nodiscard]] int port();
  /// Accepts no more; `empty` is called once when the last connection has ended.
  void drain(std::function<void()> empty);
  void cut();

 private:
  struct OpenConnection {
    std::shared_ptr<Connection> connection;
    std::string network;  ///< of its address; empty over the socket
  };
  void stop_accepting();
  void each(void (*act)(Connection&));
  [[nodiscard]] bool full() const;
  bool make_room(const std::string& network);
  bool has_part(const std::string& network);
  void accept();
  void admit_next();
  void accept_later(const boost::system::error_code& problem);
  void welcome(StreamSocket socket);
  void left(Connection* connection);

  boost::asio::basic_socket_acceptor<Protocol> acceptor_;
  boost::asio::steady_timer timer_;
  SharedParts& shared_;
  bool local_;
  bool loopback_;
  std::optional<StreamSocket> next_;
  std::uint64_t number_ = 0;
  bool accepting_ = false;
  std::function<void()> empty_;
  std::map<Connection*, OpenConnection> connections_;
  std::map<std::string, std::size_t> networks_;             ///< how many connections each has
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();  ///< callbacks that the loop still has check it
};

}  // namespace sluss::daemon::door

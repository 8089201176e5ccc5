#pragma once
// One connection: reads requests, has them admitted and answered, one after the other. The loop's thread only.

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <functional>
#include <memory>

#include "daemon/serve/door/identity.h"
#include "daemon/serve/door/pool.h"
#include "daemon/serve/door/reception.h"
#include "daemon/serve/door/user_names.h"

namespace boost::asio::ssl {
class context;
}

namespace sluss::daemon::door {

using StreamSocket = boost::asio::generic::stream_protocol::socket;

class Connection {
 public:
  struct Surroundings {
    std::shared_ptr<Reception> reception;
    Pool* pool = nullptr;    ///< outlives the connection until it is closed, as all that follows
    std::size_t side = 0;    ///< of the pool
    Pool* beside = nullptr;  ///< for Lane::kept
    Pool* slow = nullptr;    ///< for old tokens: one thread
    UserNames* names = nullptr;
    std::function<void()> log_later;  ///< a log line was left out, and is to be counted in the log later; may be empty
    std::shared_ptr<boost::asio::ssl::context> tls;  ///< nothing: plain
    Peer peer;
    bool loopback = false;
    std::uint64_t number = 0;                ///< the later, the higher
    std::function<void(Connection*)> ended;  ///< called once, from the loop, unless forgotten
  };
  [[nodiscard]] static std::shared_ptr<Connection> make(StreamSocket socket, Surroundings surroundings);
  virtual ~Connection() = default;

  virtual void start() = 0;
  [[nodiscard]] virtual std::uint64_t number() const = 0;
  /// What it does, the more worth keeping the later.
  enum class Stage : std::uint8_t {
    idle,   ///< waits for a request
    early,  ///< its request has not arrived whole: handshake, header, body
    busy,
  };
  [[nodiscard]] virtual Stage stage() const = 0;
  /// Ends after the answer under way; at once when idle.
  virtual void drain() = 0;
  virtual void close() = 0;
  /// `ended` is not called any more.
  virtual void forget() = 0;
};

}  // namespace sluss::daemon::door

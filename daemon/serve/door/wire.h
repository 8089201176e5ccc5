#pragma once
// A socket with or without TLS, as one type: Beast is instantiated once.

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "daemon/serve/door/connection.h"

namespace sluss::daemon::door {

class Wire {
 public:
  using executor_type = StreamSocket::executor_type;

  Wire(StreamSocket socket, std::shared_ptr<boost::asio::ssl::context> tls)
      : socket_(std::move(socket)), context_(std::move(tls)) {
    if (context_) stream_.emplace(socket_, *context_);
  }

  executor_type get_executor() { return socket_.get_executor(); }
  [[nodiscard]] bool has_tls() const { return stream_.has_value(); }
  StreamSocket& socket() { return socket_; }
  boost::asio::ssl::stream<StreamSocket&>& tls() { return *stream_; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (stream_) {
      stream_->async_read_some(buffers, std::forward<Handler>(handler));
    } else {
      socket_.async_read_some(buffers, std::forward<Handler>(handler));
    }
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (stream_) {
      stream_->async_write_some(buffers, std::forward<Handler>(handler));
    } else {
      socket_.async_write_some(buffers, std::forward<Handler>(handler));
    }
  }

 private:
  StreamSocket socket_;
  std::shared_ptr<boost::asio::ssl::context> context_;  ///< outlives a reload
  std::optional<boost::asio::ssl::stream<StreamSocket&>> stream_;
};

}  // namespace sluss::daemon::door

#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "core/log.h"
#include "daemon/control/control.h"

namespace sluss::daemon::control {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;
constexpr auto patience = std::chrono::seconds(5);

class Server final : public StatusServer {
 public:
  Server(asio::io_context& loop, std::filesystem::path file, std::function<std::string()> answer)
      : acceptor_(loop), file_(std::move(file)), answer_(std::move(answer)) {}

  ~Server() override {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    std::error_code problem;
    if (listening_) std::filesystem::remove(file_, problem);
  }

  boost::system::error_code listen() {
    boost::system::error_code problem;
    const Protocol::endpoint endpoint(file_.string());
    acceptor_.open(endpoint.protocol(), problem);
    if (problem) return problem;
    // The mode is there before the name is: nobody else connects in between.
    const auto mask = ::umask(0117);
    acceptor_.bind(endpoint, problem);
    ::umask(mask);
    if (!problem) acceptor_.listen(16, problem);
    if (problem) return problem;
    listening_ = true;
    accept();
    return {};
  }

 private:
  /// One answer, with a time limit: a reader that does not read holds nothing up.
  struct Conversation {
    Protocol::socket socket;
    asio::steady_timer limit;
    std::string text;
  };

  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& problem, Protocol::socket socket) {
      if (problem == asio::error::operation_aborted || !acceptor_.is_open()) return;
      if (!problem) answer(std::move(socket));
      accept();
    });
  }

  void answer(Protocol::socket socket) {
    const auto executor = socket.get_executor();
    auto talk = std::make_shared<Conversation>(
        Conversation{std::move(socket), asio::steady_timer(executor, patience), answer_() + "\n"});
    talk->limit.async_wait([talk](const boost::system::error_code& stopped) {
      boost::system::error_code ignored;
      if (!stopped) talk->socket.close(ignored);
    });
    asio::async_write(talk->socket, asio::buffer(talk->text), [talk](const boost::system::error_code&, std::size_t) {
      boost::system::error_code ignored;
      talk->limit.cancel();
      talk->socket.close(ignored);
    });
  }

  Protocol::acceptor acceptor_;
  std::filesystem::path file_;
  std::function<std::string()> answer_;
  bool listening_ = false;
};

}  // namespace

core::Result<std::unique_ptr<StatusServer>> StatusServer::listen(asio::io_context& loop,
                                                                 const std::filesystem::path& socket,
                                                                 std::function<std::string()> answer) {
  const core::Place place{socket.string(), 0, 0, ""};
  if (socket.string().size() >= sizeof(sockaddr_un::sun_path)) {
    return core::fail(core::ErrorClass::config, "serve.socket_name", "the state folder's path is too long for a socket",
                      "Choose a shorter path for `state` (the socket's may have 107 characters).", place);
  }
  SLUSS_ASSIGN(const auto other, ask_status(socket, std::chrono::milliseconds(500)));
  if (other) {
    return core::fail(core::ErrorClass::busy, "serve.running", "another daemon serves this state folder",
                      "`sluss status` shows it; stop it first.", place);
  }
  std::error_code problem;
  std::filesystem::remove(socket, problem);
  auto server = std::make_unique<Server>(loop, socket, std::move(answer));
  if (const auto failed = server->listen()) {
    return core::fail(core::ErrorClass::storage, "serve.socket", "cannot listen: " + failed.message(),
                      "Let the user that runs sluss write to the state folder.", place);
  }
  return server;
}

}  // namespace sluss::daemon::control

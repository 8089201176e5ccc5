#pragma once
// The daemon's door: a unix socket <state>/sluss.sock, mode 0660. Whoever connects gets one JSON answer and the end.

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/error.h"

namespace boost::asio {
class io_context;
}

namespace sluss::daemon::control {

class StatusServer {
 public:
  /// Listens until it is destroyed; `answer` is called on the loop's thread. A socket that nobody listens on is
  /// replaced. Errors: busy class "serve.running" when another daemon answers there.
  [[nodiscard]] static core::Result<std::unique_ptr<StatusServer>> listen(boost::asio::io_context& loop,
                                                                          const std::filesystem::path& socket,
                                                                          std::function<std::string()> answer);
  virtual ~StatusServer() = default;
};

/// The daemon's answer, or nothing when none runs there.
[[nodiscard]] core::Result<std::optional<std::string>> ask_status(const std::filesystem::path& socket,
                                                                  std::chrono::milliseconds patience);

}  // namespace sluss::daemon::control

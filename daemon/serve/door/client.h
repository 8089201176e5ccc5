#pragma once
// The command line's side of the door: one request over the daemon's unix socket.

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "core/error.h"

namespace sluss::daemon::door {

struct ClientRequest {
  std::string method = "GET";
  std::string target;  ///< "/api/v1/status"
  std::string json;    ///< the body; empty: none
  std::chrono::milliseconds patience{10'000};
};

/// The body of the answer; nothing when no daemon runs there. A problem (RFC 9457) is returned as the error that the
/// daemon reported, with its code, class and remedy. Errors besides: config class "control.permission" when the socket
/// may not be opened, busy class "control.silent" when no answer comes in time, data class "control.answer" when it is
/// none, cancelled class when `stop` is requested.
[[nodiscard]] core::Result<std::optional<std::string>> send_request(const std::filesystem::path& socket,
                                                                    const ClientRequest& request,
                                                                    const std::stop_token& stop = {});

/// The inverse of core::name_of(); nothing: no class has this name.
[[nodiscard]] std::optional<core::ErrorClass> class_named(std::string_view name);

/// "kolada å" as a segment of a path.
[[nodiscard]] std::string encoded(std::string_view text);

}  // namespace sluss::daemon::door

#pragma once
// The outcome of the last messages to a recipient of [[notify]]: <state>/notify-NAME.sent.json, which the daemon writes
// and `sluss doctor` reads.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/time.h"

namespace sluss::daemon::serve {

struct LastMessage {
  std::optional<core::Instant> sent;    ///< when one was last handed over; nothing: never
  std::optional<core::Instant> failed;  ///< when the last try failed; nothing: it did not
  std::string code;                     ///< of that failure: "notify.connect"
  bool operator==(const LastMessage&) const = default;
};

[[nodiscard]] std::filesystem::path last_message_file(const std::filesystem::path& state, std::string_view recipient);

[[nodiscard]] std::string to_text(const LastMessage& last);
/// data class "notify.sent" when it is not what to_text() writes; nothing is lost without it.
[[nodiscard]] core::Result<LastMessage> parse_last_message(std::string_view text);

}  // namespace sluss::daemon::serve

#pragma once
// Composes one message of a decision, in Swedish. Pure.

#include <string>

#include "core/time.h"
#include "daemon/serve/notify/memory.h"

namespace sluss::daemon::notify {

struct Sender {
  std::string whose;  ///< "Sala kommun"
  std::string page;   ///< the address of the pages, or empty
  core::Instant now;
  RepeatRule rule;  ///< named in the footer
};

struct Message {
  std::string subject;  ///< one line, at most 200 characters
  std::string text;     ///< UTF-8, lines end with \n, no formatting but spaces
  std::string json;     ///< for webhooks; holds subject and text too
};

/// `decision` is not silent (a bug asserts).
[[nodiscard]] Message compose(const Decision& decision, const Sender& sender);

}  // namespace sluss::daemon::notify

#pragma once
// Composes one message of a decision, in Swedish. Pure.

#include <functional>
#include <string>

#include "core/time.h"
#include "daemon/serve/notify/memory.h"
#include "daemon/serve/notify/news.h"

namespace sluss::daemon::notify {

struct Sender {
  std::string whose;  ///< "Sala kommun"
  std::string page;   ///< the address of the pages, or empty
  core::Instant now;
  RepeatRule rule;  ///< named in the footer
  FilesRead files = {};
  /// Of an error of a file: what is wrong with it and what to change in it, Swedish; empty for other errors.
  std::function<std::string(const core::Error&)> explain = {};
};

struct Message {
  std::string subject;  ///< one line, at most 200 characters
  std::string text;     ///< UTF-8, lines end with \n, no formatting but spaces
  std::string json;     ///< for webhooks; holds subject and text too
};

/// `decision` is not silent (a bug asserts).
[[nodiscard]] Message compose(const Decision& decision, const Sender& sender);

}  // namespace sluss::daemon::notify

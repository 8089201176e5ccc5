#pragma once
// A mail as it goes over the wire: RFC 5322, with RFC 2045/2047 for what is not ASCII. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "daemon/serve/notify/address.h"

namespace sluss::daemon::notify {

struct Mail {
  Address from;
  std::vector<Address> to;
  std::string subject;
  std::string text;  ///< UTF-8; what is not becomes U+FFFD
  core::Instant date;
};

/// The same mail has the same id, so that one that is sent twice is seen as one: "<…@domain of from>".
[[nodiscard]] std::string message_id(const Mail& mail);

/// CRLF lines of at most 76 characters. Whatever subject, names and text hold, no header begins there.
[[nodiscard]] std::string wire_text(const Mail& mail);

/// "Mon, 15 Jun 2026 06:20:00 +0000"
[[nodiscard]] std::string date_header(core::Instant instant);

/// A header's text after its name, folded; encoded words where it is not plain ASCII. `used`: characters before it.
[[nodiscard]] std::string header_text(std::string_view text, std::size_t used);

/// RFC 2045 §6.7.
[[nodiscard]] std::string quoted_printable(std::string_view text);

}  // namespace sluss::daemon::notify

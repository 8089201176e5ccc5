#pragma once
// One small question to the mail server, and no mail.

#include <stop_token>
#include <string_view>

#include "core/error.h"
#include "daemon/serve/notify/send.h"

namespace sluss::daemon::notify {

struct MailLook {
  bool signed_in = false;  ///< false with a user too, when the server offers no way to sign in
};

/// Connects as send_mail() does, with TLS where it is required, says EHLO, signs in where a user is named, and asks for
/// NOOP. Blocks, for at most the server's time-outs. Errors: those of send_mail() up to the first sender. `sender`:
/// whose domain is told in EHLO, unless the server has a `hello`.
[[nodiscard]] core::Result<MailLook> try_mail_server(const MailServer& server, const Address& sender,
                                                     std::stop_token stop = {});

}  // namespace sluss::daemon::notify

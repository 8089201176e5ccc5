#pragma once
// Hands a mail over by SMTP, and checks the mail server without a mail. Both block their caller, for
// at most the time-outs, and try once: when to try again is next_try() in memory.h. No error shows a secret.
//
// Errors: notify.dns, notify.connect, notify.timeout, notify.reset (transient); notify.tls, notify.denied (user or
// password), notify.insecure, notify.request (config); notify.refused (the server does not want this sender, recipient
// or message: transient or config by its reply code); notify.busy (transient); notify.gone (config);
// notify.cancelled.

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/secret.h"
#include "daemon/serve/notify/mail.h"

namespace sluss::daemon::notify {

/// `starttls` and `tls` are required when they are named: there is no falling back to plain text.
enum class MailSecurity : std::uint8_t { starttls, tls, none };

struct MailServer {
  std::string host;
  std::uint16_t port = 587;
  MailSecurity security = MailSecurity::starttls;
  std::string user;  ///< empty: no sign-in
  core::Secret password;
  std::string ca_file;  ///< empty: those that the system trusts
  std::string hello;    ///< name sent in EHLO; empty: the sender's domain
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(20);
  std::chrono::milliseconds total_timeout = std::chrono::seconds(60);  ///< one recipient
};

struct Refusal {
  std::string mailbox;
  core::Error error;
};

struct MailOutcome {
  std::vector<std::string> accepted;  ///< never empty
  std::vector<Refusal> refused;       ///< e.g. a colleague who has left: the others get the mail all the same
};

/// One transaction a recipient on one connection, so that what became of each is known; every copy names all of them.
[[nodiscard]] core::Result<MailOutcome> send_mail(const MailServer& server, const Mail& mail,
                                                  std::stop_token stop = {});

struct MailServerCheck {
  bool signed_in = false;  ///< false with a user too, when the server offers no way to sign in
};

/// Connects as send_mail() does, with TLS where it is required, sends EHLO, signs in where a user is named, and sends
/// NOOP. Blocks, for at most the server's time-outs. Errors: those of send_mail() up to the first sender. `sender`:
/// whose domain is sent in EHLO, unless the server has a `hello`.
[[nodiscard]] core::Result<MailServerCheck> try_mail_server(const MailServer& server, const Address& sender,
                                                            std::stop_token stop = {});

}  // namespace sluss::daemon::notify

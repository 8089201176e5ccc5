#pragma once
// Handing a message over: a mail by SMTP, JSON by a webhook. Both block their caller, for at most the time-outs, and
// try once: when to try again is next_try() in memory.h. No error shows a secret.
//
// Errors: notify.dns, notify.connect, notify.timeout, notify.reset (transient); notify.tls, notify.denied (user or
// password), notify.insecure, notify.request (config); notify.refused (the server does not want this sender, recipient
// or message: transient when it says so, else config); notify.busy (transient); notify.gone (config);
// notify.cancelled.

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/personal.h"
#include "daemon/serve/notify/mail.h"

namespace sluss::daemon::notify {

/// `starttls` and `tls` are required when they are named: there is no falling back to plain text.
enum class MailSecurity : std::uint8_t { starttls, tls, none };

struct MailServer {
  std::string host;
  std::uint16_t port = 587;
  MailSecurity security = MailSecurity::starttls;
  std::string user;  ///< empty: none is told
  core::Secret password;
  std::string ca_file;  ///< empty: those that the system trusts
  std::string hello;    ///< name told in EHLO; empty: the sender's domain
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(20);
  std::chrono::milliseconds total_timeout = std::chrono::seconds(60);  ///< one recipient
};

struct Refusal {
  std::string mailbox;
  core::Error error;
};

struct Sent {
  std::vector<std::string> accepted;  ///< never empty
  std::vector<Refusal> refused;       ///< e.g. a colleague who has left: told, and no hindrance to the others
};

/// One transaction a recipient on one connection, so that what became of each is known; every copy names all of them.
[[nodiscard]] core::Result<Sent> send_mail(const MailServer& server, const Mail& mail, std::stop_token stop = {});

struct Webhook {
  core::Secret url;         ///< many hold their key in the path: only the host is ever shown
  core::Secret key;         ///< signs the message; empty: no signature
  bool allow_http = false;  ///< else https, and http on loopback
  std::string proxy;        ///< empty: the environment's
  std::string no_proxy;
  std::string proxy_user;
  core::Secret proxy_password;
  std::string ca_file;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(20);
  std::chrono::milliseconds total_timeout = std::chrono::seconds(60);
};

/// POST application/json. With a key: Sluss-Timestamp (seconds since 1970) and Sluss-Signature, "sha256=" and the
/// HMAC-SHA256, in hex, of timestamp, a dot and the body. 2xx is success; redirects are not followed.
[[nodiscard]] core::Result<> send_webhook(const Webhook& webhook, std::string_view json, core::Instant now,
                                          std::stop_token stop = {});

/// "sha256=…" as above; for receivers' tests and documentation.
[[nodiscard]] std::string signature_of(const core::Secret& key, std::int64_t timestamp, std::string_view body);

}  // namespace sluss::daemon::notify

#pragma once
// Handing a message over as JSON to a webhook. Blocks its caller, for at most the time-outs, and tries once. Errors:
// those of send_mail.h; none shows a secret.

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/secret.h"
#include "core/time.h"

namespace sluss::daemon::notify {

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

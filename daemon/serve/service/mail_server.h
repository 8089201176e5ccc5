#pragma once
// The mail server of [mail], with its password read; and whether it answers.

#include <stop_token>
#include <string>

#include "daemon/serve/notify/send_mail.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

/// Errors: those of settings::credential().
[[nodiscard]] core::Result<notify::MailServer> mail_server(const settings::Settings& settings);

/// "smtp.example.se:587", as errors and answers name it.
[[nodiscard]] std::string mail_server_name(const settings::Settings& settings);

/// For `check --connect`: connects, with TLS where it is required, and signs in where a user is named; no mail is sent.
/// What it answered, for people. Blocks, for at most [mail] timeout and never longer than a minute. Errors: those of
/// mail_server() and notify::try_mail_server().
[[nodiscard]] core::Result<std::string> try_mail(const settings::Settings& settings, const std::stop_token& stop);

}  // namespace sluss::daemon::serve

#include "daemon/serve/service/mail_server.h"

#include <algorithm>
#include <chrono>

#include "daemon/serve/notify/send_mail.h"
#include "daemon/settings/credential.h"

namespace sluss::daemon::serve {
namespace {

std::string_view way_of(notify::MailSecurity security) {
  switch (security) {
    case notify::MailSecurity::starttls:
      return "with STARTTLS";
    case notify::MailSecurity::tls:
      return "with TLS";
    case notify::MailSecurity::none:
      break;
  }
  return "unencrypted";
}

}  // namespace

core::Result<notify::MailServer> mail_server(const settings::Settings& settings) {
  notify::MailServer server;
  server.host = settings.mail.host;
  server.port = static_cast<std::uint16_t>(settings.mail.port);
  server.security = settings.mail.security;
  server.user = settings.mail.user;
  if (!settings.mail.credential.empty()) {
    server.password = SLUSS_TRY(settings::credential(settings, settings.mail.credential));
  }
  server.ca_file = settings.mail.ca_file;
  server.total_timeout = settings.mail.timeout;
  return server;
}

std::string mail_server_name(const settings::Settings& settings) {
  return settings.mail.host + ":" + std::to_string(settings.mail.port);
}

core::Result<std::string> try_mail(const settings::Settings& settings, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds most = std::chrono::minutes(1);
  auto server = SLUSS_TRY(mail_server(settings));
  server.total_timeout = std::min(server.total_timeout, most);
  // Without a sender no mail is sent; EHLO names this machine then.
  const auto sender = SLUSS_TRY(
      notify::Address::parse(settings.mail.from.empty() ? "sluss@localhost" : settings.mail.from, "mail.from"));
  const auto check = SLUSS_TRY(notify::try_mail_server(server, sender, stop));
  std::string answer = "answers " + std::string(way_of(server.security));
  if (!server.user.empty())
    answer += check.signed_in ? ", and lets the user in" : ", and offers no way to sign in: mail goes without the user";
  return answer;
}

}  // namespace sluss::daemon::serve

#include "daemon/serve/notify/send_mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "core/text.h"
#include "daemon/serve/notify/mail_host.h"
#include "daemon/serve/notify/safe_text.h"
#include "daemon/serve/notify/transport.h"

namespace sluss::daemon::notify {
namespace {

using core::ErrorClass;

struct Upload {
  std::string_view left;
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* upload) {
  auto& left = static_cast<Upload*>(upload)->left;
  const auto taken = std::min(size * count, left.size());
  std::memcpy(buffer, left.data(), taken);
  left.remove_prefix(taken);
  return taken;
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-:[]_").find(c) != std::string_view::npos;
  });
}

std::string address_of(const MailServer& server) {
  return fmt::format("{}:{}", server.host, server.port);
}

core::Result<> check(const MailServer& server, std::string_view hello) {
  if (!is_mail_host(server.host) || !is_host(hello) || server.port == 0)
    return core::fail(ErrorClass::config, "notify.request", "the mail server's name or port is not one",
                      "Write the host's name alone, and its port as a number",
                      {.file = safe_text(address_of(server), 100)});
  if (server.security == MailSecurity::none && !server.user.empty() && !is_this_machine(server.host))
    return core::fail(ErrorClass::config, "notify.insecure", "user and password would cross the network in plain text",
                      "Use STARTTLS or TLS, or leave out the user", {.file = address_of(server)});
  if (core::one_line(server.user) != server.user)
    return core::fail(ErrorClass::config, "notify.request", "the user's name holds a control character",
                      "Write it on one line", {.file = address_of(server)});
  return {};
}

/// Sets the server, how it is reached, and our name.
void dial(Transport& transport, const MailServer& server, const std::string& hello) {
  const bool tls = server.security == MailSecurity::tls;
  const auto host = server.host.find(':') != std::string::npos && !server.host.starts_with('[')
                        ? "[" + server.host + "]"
                        : server.host;
  transport.set(CURLOPT_URL, fmt::format("{}://{}:{}/{}", tls ? "smtps" : "smtp", host, server.port, hello).c_str());
  transport.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  transport.set(CURLOPT_PROXY, "");  // all_proxy is for the web
  if (server.security == MailSecurity::starttls) transport.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (server.user.empty()) return;
  const RevealedSecret password(server.password);
  transport.set(CURLOPT_USERNAME, server.user.c_str());
  transport.set(CURLOPT_PASSWORD, password.text().c_str());
}

core::Error error_of(const Transport& transport, CURLcode code, const MailServer& server) {
  const auto status = transport.response_code();
  const auto made = [&](ErrorClass error_class, std::string_view error, std::string_view remedy) {
    return core::fail(error_class, error, transport.words(code), std::string(remedy), {.file = address_of(server)})
        .error();
  };
  if (code == CURLE_LOGIN_DENIED)
    return status >= 400 && status < 500
               ? made(ErrorClass::transient, "notify.busy", "The server cannot judge the password just now")
               : made(ErrorClass::config, "notify.denied", "Check the user and the credential of the mail server");
  // A reply code of the server's, and no network error: it has refused.
  const bool refused = code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
                       code == CURLE_REMOTE_ACCESS_DENIED || code == CURLE_RECV_ERROR || code == CURLE_UPLOAD_FAILED;
  if (refused && status >= 500)
    return made(ErrorClass::config, "notify.refused",
                "Ask whoever runs the mail server whether this machine, sender and recipient are let through");
  if (refused && status >= 400) return made(ErrorClass::transient, "notify.refused", "It is tried again later");
  if (code == CURLE_WEIRD_SERVER_REPLY)
    return made(ErrorClass::transient, "notify.reset", "Check that a mail server answers on this port");
  return transport.error_of(code, address_of(server), "the mail server's settings");
}

/// A line of the server's: 235 means that the sign-in succeeded.
std::size_t on_line(char* line, std::size_t size, std::size_t count, void* check) {
  if (std::string_view(line, size * count).starts_with("235")) static_cast<MailServerCheck*>(check)->signed_in = true;
  return size * count;
}

/// One connection, and a transaction for each recipient.
class Session {
 public:
  Session(const MailServer& server, const Mail& mail, const std::string& hello, std::stop_token stop)
      : server_(server),
        transport_(server.connect_timeout, server.total_timeout, server.ca_file, std::move(stop)),
        wire_(wire_text(mail)),
        from_("<" + mail.from.mailbox() + ">") {
    dial(transport_, server, hello);
    transport_.set(CURLOPT_MAIL_FROM, from_.c_str());
    transport_.set(CURLOPT_UPLOAD, 1L);
    transport_.set(CURLOPT_READFUNCTION, &on_read);
  }

  /// Nothing: the server has taken the mail. The `last` one closes the connection: what is left of it when the handle
  /// goes would wait two minutes for a server that does not answer QUIT.
  [[nodiscard]] std::optional<core::Error> send_to(const Address& recipient, bool last) {
    List recipients;
    if (!append(recipients, "<" + recipient.mailbox() + ">"))
      return transport_.error_of(CURLE_OUT_OF_MEMORY, address_of(server_), "the mail server");
    Upload upload{wire_};
    transport_.set(CURLOPT_FORBID_REUSE, last ? 1L : 0L);
    transport_.set(CURLOPT_MAIL_RCPT, recipients.get());
    transport_.set(CURLOPT_READDATA, static_cast<void*>(&upload));
    transport_.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(wire_.size()));
    const CURLcode code = transport_.perform();
    transport_.set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    transport_.set(CURLOPT_READDATA, static_cast<void*>(nullptr));
    if (code == CURLE_OK) return std::nullopt;
    return error_of(transport_, code, server_);
  }

 private:
  const MailServer& server_;
  Transport transport_;
  std::string wire_;
  std::string from_;
};

}  // namespace

core::Result<MailServerCheck> try_mail_server(const MailServer& server, const Address& sender, std::stop_token stop) {
  const std::string hello = server.hello.empty() ? std::string(sender.domain()) : server.hello;
  SLUSS_TRY(check(server, hello));
  Transport transport(server.connect_timeout, server.total_timeout, server.ca_file, std::move(stop));
  dial(transport, server, hello);
  MailServerCheck check;
  transport.set(CURLOPT_CUSTOMREQUEST, "NOOP");
  transport.set(CURLOPT_NOBODY, 1L);
  transport.set(CURLOPT_FORBID_REUSE, 1L);
  transport.set(CURLOPT_HEADERFUNCTION, &on_line);
  transport.set(CURLOPT_HEADERDATA, static_cast<void*>(&check));
  const CURLcode code = transport.perform();
  if (code != CURLE_OK) return std::unexpected(error_of(transport, code, server));
  return check;
}

core::Result<MailOutcome> send_mail(const MailServer& server, const Mail& mail, std::stop_token stop) {
  const std::string hello = server.hello.empty() ? std::string(mail.from.domain()) : server.hello;
  SLUSS_TRY(check(server, hello));
  Session session(server, mail, hello, std::move(stop));
  MailOutcome sent;
  std::optional<core::Error> first;
  std::optional<core::Error> ended;  // the connection is of no use to the others either
  for (const auto& recipient : mail.to) {
    auto error = ended ? ended : session.send_to(recipient, &recipient == &mail.to.back());
    if (!error) {
      sent.accepted.push_back(recipient.mailbox());
      continue;
    }
    if (!first) first = error;
    if (error->code != "notify.refused") ended = error;
    sent.refused.push_back({recipient.mailbox(), std::move(*error)});
  }
  if (sent.accepted.empty()) {
    if (first) return std::unexpected(std::move(*first));
    return core::fail(ErrorClass::config, "notify.recipients", "there is no recipient", "Name at least one");
  }
  return sent;
}

}  // namespace sluss::daemon::notify

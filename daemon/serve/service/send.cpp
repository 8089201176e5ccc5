#include "daemon/serve/service/send.h"

#include "connectors/file_words.h"
#include "core/log.h"
#include "daemon/serve/notify/message.h"
#include "daemon/serve/notify/send_mail.h"
#include "daemon/serve/notify/send_webhook.h"
#include "daemon/serve/service/mail_server.h"
#include "daemon/settings/credential.h"
#include "daemon/settings/folders.h"

namespace sluss::daemon::serve {
namespace {

std::string whose(const settings::Settings& settings) {
  const auto found = settings::find_municipality(settings.config_folders, settings.municipality);
  return found ? found->name + " kommun" : "kommun " + settings.municipality;
}

core::Result<> by_mail(const settings::Settings& settings, const settings::Notify& recipient,
                       const notify::Message& message, core::Instant now, const std::stop_token& stop) {
  const auto from = SLUSS_TRY(notify::Address::parse(settings.mail.from, "mail.from"));
  const auto to = SLUSS_TRY(notify::parse_recipients(recipient.to, "notify.to"));
  const auto server = SLUSS_TRY(mail_server(settings));
  const auto sent = SLUSS_TRY(notify::send_mail(server, {from, to, message.subject, message.text, now}, stop));
  for (const auto& refusal : sent.refused) {
    core::log::warning("notify.refused", refusal.error.what,
                       {{"recipient", recipient.name}, {"code", refusal.error.code}});
  }
  return {};
}

core::Result<> by_webhook(const settings::Settings& settings, const settings::Notify& recipient,
                          const notify::Message& message, core::Instant now, const std::stop_token& stop) {
  notify::Webhook webhook;
  webhook.url = SLUSS_TRY(settings::credential(settings, recipient.webhook));
  if (!recipient.key.empty()) {
    webhook.key = SLUSS_TRY(settings::credential(settings, recipient.key));
  }
  webhook.proxy = settings.http.proxy;
  webhook.no_proxy = settings.http.no_proxy;
  webhook.proxy_user = settings.http.proxy_user;
  if (!settings.http_proxy_credential.empty()) {
    webhook.proxy_password = SLUSS_TRY(settings::credential(settings, settings.http_proxy_credential));
  }
  webhook.ca_file = settings.http.ca_file;
  return notify::send_webhook(webhook, message.json, now, stop);
}

std::string explained(const core::Error& error) {
  const auto words = connectors::file_words(error.code);
  if (!words) return {};
  std::string text = error.place.file.empty() ? "Filen" : "Filen " + error.place.file;
  text += " lästes inte in. " + std::string(words->wrong) + " " + std::string(words->change);
  if (const auto place = connectors::file_place_words(error.place); !place.empty())
    text += " Det gäller " + place + ".";
  return text;
}

}  // namespace

core::Result<> send(const settings::Settings& settings, const settings::Notify& recipient, const Content& content,
                    const std::stop_token& stop) {
  const auto now = content.now;
  const notify::Sender sender{.whose = whose(settings),
                              .page = settings.page,
                              .now = now,
                              .rule = {settings.notify_again, settings.notify_settle},
                              .files = content.files,
                              .explain = explained};
  const auto message = notify::compose(content.decision, sender);
  if (recipient.webhook.empty()) return by_mail(settings, recipient, message, now, stop);
  return by_webhook(settings, recipient, message, now, stop);
}

}  // namespace sluss::daemon::serve

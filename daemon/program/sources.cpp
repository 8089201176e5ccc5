#include "daemon/program/sources.h"

#include <set>

#include "daemon/deliver/delivery.h"
#include "daemon/run/runner/setup.h"
#include "daemon/serve/service/mail_server.h"
#include "daemon/settings/credential.h"
#include "daemon/settings/named_credentials.h"

namespace sluss::daemon::program {
namespace {

/// Two targets with one key need one try.
std::string try_key(const settings::PublishTarget& target) {
  auto text = settings::to_text(target);
  if (const auto* server = std::get_if<settings::SftpTarget>(&target))
    text += " " + server->key + " " + server->credential;
  if (const auto* table = std::get_if<settings::TableTarget>(&target)) text += " " + settings::to_text(table->table);
  return text;
}

}  // namespace

core::Result<connectors::Probe> probe_source(const settings::Settings& settings, const settings::Source& source,
                                             const core::Clock& clock, const std::stop_token& stop) {
  const auto opened = SLUSS_TRY(run::open_source(settings, source, nullptr, clock, false));
  return opened->probe(stop);
}

core::Result<std::string> try_source(const settings::Settings& settings, const settings::Source& source,
                                     const core::Clock& clock, const std::stop_token& stop) {
  auto look = SLUSS_TRY(probe_source(settings, source, clock, stop));
  return std::move(look.answer);
}

std::vector<TryResult> try_targets(const settings::Settings& settings, core::Files& files,
                                   const std::stop_token& stop) {
  std::vector<TryResult> all;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < settings.publish.size(); ++i) {
    const auto& target = settings.publish[i].target;
    if (!seen.insert(try_key(target)).second) continue;
    all.push_back({.subject = "target " + settings::to_text(target),
                   .field = "publish." + std::to_string(i),
                   .answer = deliver::try_target(settings, target, files, stop)});
  }
  return all;
}

std::optional<TryResult> try_mail_server(const settings::Settings& settings, const std::stop_token& stop) {
  if (settings.mail.host.empty()) return std::nullopt;
  auto answer = serve::try_mail(settings, stop);
  const bool of_credential = !answer && answer.error().code.starts_with("credential.");
  return TryResult{.subject = "mail " + serve::mail_server_name(settings),
                   .field = of_credential ? "mail.credential" : "mail",
                   .answer = std::move(answer)};
}

std::vector<core::Error> check_credentials(const settings::Settings& settings) {
  std::vector<core::Error> errors;
  for (const auto& named : settings::named_credentials(settings)) {
    auto secret = settings::credential(settings, named.name);
    if (secret) continue;
    errors.push_back(std::move(secret).error());
    errors.back().place.field = named.field;
  }
  return errors;
}

}  // namespace sluss::daemon::program

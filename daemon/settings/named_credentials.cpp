#include "daemon/settings/named_credentials.h"

#include <map>

#include "daemon/settings/kinds.h"

namespace sluss::daemon::settings {

std::vector<NamedCredential> named_credentials(const Settings& settings) {
  std::map<std::string, std::string> fields;
  const auto add = [&](const std::string& name, const std::string& field) {
    if (!name.empty()) fields.try_emplace(name, field);
  };
  add(settings.http_proxy_credential, "http.proxy_credential");
  add(settings.http_client_key_credential, "http.client_key_credential");
  add(settings.mail.credential, "mail.credential");
  const auto add_of = [&](std::span<const core::config::Key> keys, const core::config::Table& values) {
    for (const auto& key : keys) {
      if (key.meaning != core::config::TextMeaning::secret_name) continue;
      const auto field = values.path() + "." + std::string(key.name);
      add(values.text(key.name), field);
      for (const auto& [of, name] : values.names(key.name)) add(name, field);
    }
  };
  for (const auto& source : settings.sources) {
    if (const auto* kind = kind_of(source)) add_of(kind->source_keys, source.values);
  }
  for (const auto& job : settings.jobs) {
    if (const auto* kind = kind_of(settings, job)) add_of(kind->job_keys, job.values);
  }
  for (const auto& database : settings.databases) add(database.credential, "target." + database.name + ".credential");
  for (std::size_t i = 0; i < settings.publish.size(); ++i) {
    const auto path = "publish." + std::to_string(i);
    const auto* server = std::get_if<SftpTarget>(&settings.publish[i].target);
    if (server == nullptr) continue;
    add(server->credential, path + ".credential");
    add(server->key, path + ".key");
  }
  for (std::size_t i = 0; i < settings.notify.size(); ++i) {
    const auto path = "notify." + std::to_string(i);
    add(settings.notify[i].webhook, path + ".webhook");
    add(settings.notify[i].key, path + ".key");
  }
  std::vector<NamedCredential> named;
  named.reserve(fields.size());
  for (auto& [name, field] : fields) named.push_back({name, std::move(field)});
  return named;
}

}  // namespace sluss::daemon::settings

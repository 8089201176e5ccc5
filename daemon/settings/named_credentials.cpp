#include "daemon/settings/named_credentials.h"

#include <map>

namespace sluss::daemon::settings {

std::vector<NamedCredential> named_credentials(const Settings& settings) {
  std::map<std::string, std::string> fields;
  const auto add = [&](const std::string& name, const std::string& field) {
    if (!name.empty()) fields.try_emplace(name, field);
  };
  add(settings.http_proxy_credential, "http.proxy_credential");
  add(settings.http_client_key_credential, "http.client_key_credential");
  add(settings.mail.credential, "mail.credential");
  for (const auto& source : settings.sources) {
    const auto path = "source." + source.name;
    add(source.credential, path + ".credential");
    for (const auto& [header, name] : source.secret_headers) add(name, path + ".secret_headers");
    for (const auto& [parameter, name] : source.secret_query) add(name, path + ".secret_query");
  }
  for (const auto& database : settings.databases) add(database.credential, "target." + database.name + ".credential");
  for (std::size_t i = 0; i < settings.publish.size(); ++i) {
    const auto path = "publish." + std::to_string(i);
    add(settings.publish[i].credential, path + ".credential");
    add(settings.publish[i].key, path + ".key");
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

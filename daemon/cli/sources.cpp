#include "daemon/cli/sources.h"

#include <set>

#include "connectors/http/client.h"
#include "connectors/odbc/odbc.h"

namespace sluss::daemon::cli {
namespace {

core::Result<std::string> try_kolada(const settings::Settings& settings, const settings::Source& source,
                                     const core::Clock& clock, const std::stop_token& stop) {
  SLUSS_ASSIGN(auto options, settings::http_options(settings));
  connectors::http::Request request;
  request.url = source.url + "/municipality?per_page=1";
  for (const auto& [header, name] : source.secret_headers) {
    SLUSS_ASSIGN(auto secret, settings::credential(settings, name));
    request.secret_headers.emplace_back(header, std::move(secret));
  }
  for (const auto& [parameter, name] : source.secret_query) {
    SLUSS_ASSIGN(auto secret, settings::credential(settings, name));
    request.secret_query.emplace_back(parameter, std::move(secret));
  }
  connectors::http::Client client(std::move(options), clock);
  SLUSS_ASSIGN(const auto response, client.get(request, stop));
  if (response.media_type != "application/json") {
    return core::fail(core::ErrorClass::source, "kolada.not_json",
                      "the source answers with " + response.media_type + " instead of JSON",
                      "Check the source's url; a proxy may answer in its place.",
                      {connectors::http::shown_url(request.url), 0, 0, ""});
  }
  return connectors::http::shown_url(request.url) + " answered " + std::to_string(response.status);
}

core::Result<std::string> try_odbc(const settings::Settings& settings, const settings::Source& source,
                                   const std::stop_token& stop) {
  connectors::odbc::Options options;
  options.connection = source.connection;
  if (!source.credential.empty()) {
    SLUSS_ASSIGN(options.password, settings::credential(settings, source.credential));
  }
  options.query = "select 1";
  SLUSS_ASSIGN(const auto query, connectors::odbc::Query::open(options, stop));
  SLUSS_TRY(query->read([](const core::Batch&) -> core::Result<> { return {}; }));
  return std::string("the database answered");
}

}  // namespace

core::Result<std::string> try_source(const settings::Settings& settings, const settings::Source& source,
                                     const core::Clock& clock, const std::stop_token& stop) {
  return source.kind == "odbc" ? try_odbc(settings, source, stop) : try_kolada(settings, source, clock, stop);
}

std::vector<core::Error> check_credentials(const settings::Settings& settings) {
  std::set<std::string> names;
  for (const auto& name : {settings.http_proxy_credential, settings.http_client_key_credential}) {
    if (!name.empty()) names.insert(name);
  }
  for (const auto& source : settings.sources) {
    if (!source.credential.empty()) names.insert(source.credential);
    for (const auto& [header, name] : source.secret_headers) names.insert(name);
    for (const auto& [parameter, name] : source.secret_query) names.insert(name);
  }
  std::vector<core::Error> errors;
  for (const auto& name : names) {
    if (auto secret = settings::credential(settings, name); !secret) errors.push_back(std::move(secret).error());
  }
  return errors;
}

}  // namespace sluss::daemon::cli

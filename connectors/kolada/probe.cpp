#include "connectors/kolada/probe.h"

#include "connectors/http/client.h"
#include "connectors/http/dates.h"
#include "core/url.h"

namespace sluss::connectors::kolada {

core::Result<std::vector<std::pair<std::string, core::Secret>>> secrets_of(const Setup& setup, std::string_view key) {
  std::vector<std::pair<std::string, core::Secret>> secrets;
  for (const auto& [of, credential] : setup.source.names(key)) {
    auto secret = SLUSS_TRY(setup.secret(credential));
    secrets.emplace_back(of, std::move(secret));
  }
  return secrets;
}

core::Result<Probe> probe(const Setup& setup, const std::stop_token& stop) {
  const auto client = SLUSS_TRY(setup.http());
  http::Request request;
  request.certificate = true;
  request.url = setup.source.text("url") + "/municipality?per_page=1";
  request.secret_headers = SLUSS_TRY(secrets_of(setup, "secret_headers"));
  request.secret_query = SLUSS_TRY(secrets_of(setup, "secret_query"));
  const auto response = SLUSS_TRY(client->get(request, stop));
  if (response.media_type != "application/json") {
    return core::fail(core::ErrorClass::source, "kolada.not_json",
                      "the source answers with " + response.media_type + " instead of JSON",
                      "Check the source's url; a proxy may answer in its place.",
                      {core::shown_url(request.url), 0, 0, ""});
  }
  return Probe{.answer = core::shown_url(request.url) + " answered " + std::to_string(response.status),
               .certificate_ends = http::certificate_end(response),
               .clock_behind = http::clock_behind(response)};
}

}  // namespace sluss::connectors::kolada

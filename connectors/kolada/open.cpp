#include "connectors/kolada/open.h"

#include <utility>

#include "connectors/http/client.h"
#include "connectors/kolada/http_pages.h"
#include "connectors/kolada/look.h"
#include "connectors/kolada/source.h"

namespace sluss::connectors::kolada {

namespace {

core::Result<HttpPages::Extra> secrets_of(const Setup& setup) {
  HttpPages::Extra extra;
  for (const auto& [header, name] : setup.source.names("secret_headers")) {
    auto secret = SLUSS_TRY(setup.secret(name));
    extra.secret_headers.emplace_back(header, std::move(secret));
  }
  for (const auto& [parameter, name] : setup.source.names("secret_query")) {
    auto secret = SLUSS_TRY(setup.secret(name));
    extra.secret_query.emplace_back(parameter, std::move(secret));
  }
  return extra;
}

/// Pages, and the client that they come by.
struct Pages {
  Pages(std::shared_ptr<http::Client> c, HttpPages::Extra extra)
      : client(std::move(c)), pages(*client, std::move(extra), client->concurrency()) {}
  std::shared_ptr<http::Client> client;
  HttpPages pages;
};

}  // namespace

core::Result<std::unique_ptr<Source>> open_source(Setup setup) {
  auto client = SLUSS_TRY(setup.http());
  auto extra = SLUSS_TRY(secrets_of(setup));
  const auto pages = std::make_shared<Pages>(std::move(client), std::move(extra));
  return make_source(setup, std::shared_ptr<PageSource>(pages, &pages->pages),
                     [setup](const std::stop_token& stop) { return look(setup, stop); });
}

}  // namespace sluss::connectors::kolada

#include "connectors/kolada/open.h"

#include <utility>

#include "connectors/http/client.h"
#include "connectors/kolada/http_pages.h"
#include "connectors/kolada/probe.h"
#include "connectors/kolada/source.h"

namespace sluss::connectors::kolada {

namespace {

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
  HttpPages::Extra extra;
  extra.secret_headers = SLUSS_TRY(secrets_of(setup, "secret_headers"));
  extra.secret_query = SLUSS_TRY(secrets_of(setup, "secret_query"));
  const auto pages = std::make_shared<Pages>(std::move(client), std::move(extra));
  return make_source(setup, std::shared_ptr<PageSource>(pages, &pages->pages),
                     [setup](const std::stop_token& stop) { return probe(setup, stop); });
}

}  // namespace sluss::connectors::kolada

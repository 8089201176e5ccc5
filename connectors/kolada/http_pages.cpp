#include "connectors/kolada/http_pages.h"

namespace sluss::connectors::kolada {

HttpPages::HttpPages(http::Client& client, Extra extra, int parallel)
    : client_(client), extra_(std::move(extra)), parallel_(parallel) {}

core::Result<PageSource::Page> HttpPages::get(const std::string& url, std::string_view /*query*/, int /*page*/,
                                              ObjectWriter* archive,
                                              const std::function<core::Result<>(const Page&)>& accept,
                                              std::stop_token stop) {
  http::Request request;
  request.url = url;
  request.headers = extra_.headers;
  request.headers.push_back({.name = "Accept", .value = "application/json"});
  request.secret_headers = extra_.secret_headers;
  request.secret_query = extra_.secret_query;
  const auto page_of = [](const http::Response& response) {
    return Page{.status = response.status,
                .body = {},
                .media_type = response.media_type,
                .etag = response.etag,
                .fetched_at = response.received_at};
  };
  // The archive is fed here, on the fetching thread, once the answer is accepted: compression and hashing run beside
  // decoding, and a retried attempt leaves no trace.
  const auto judge_response = [&](const http::Response& response) -> core::Result<> {
    if (!accept) return {};
    Page page = page_of(response);
    page.body = response.body;
    return accept(page);
  };
  http::Response response = SLUSS_TRY(client_.get(request, stop, judge_response));
  Page page = page_of(response);
  page.body = std::move(response.body);
  if (archive != nullptr) {
    archive->restart();
    SLUSS_TRY(archive->write(page.body));
  }
  return page;
}

}  // namespace sluss::connectors::kolada

#pragma once
// Pages over HTTP.

#include <utility>
#include <vector>

#include "connectors/http/client.h"
#include "connectors/kolada/kolada.h"

namespace sluss::connectors::kolada {

class HttpPages final : public PageSource {
 public:
  /// What goes with every request: a gateway's headers and secrets. Kolada itself wants none.
  struct Extra {
    std::vector<http::Header> headers;
    std::vector<std::pair<std::string, core::Secret>> secret_headers;
    std::vector<std::pair<std::string, core::Secret>> secret_query;
  };
  /// `parallel`: the client's own concurrency a host is the true limit.
  explicit HttpPages(http::Client& client, Extra extra = {}, int parallel = 4);

  core::Result<Page> get(const std::string& url, std::string_view query, int page, ObjectWriter* archive,
                         const std::function<core::Result<>(const Page&)>& accept, std::stop_token stop) override;
  [[nodiscard]] std::string plain(std::string_view link) const override {
    return http::without_secret_query(link, extra_.secret_query);
  }
  [[nodiscard]] int parallel() const override { return parallel_; }

 private:
  http::Client& client_;
  Extra extra_;
  int parallel_;
};

}  // namespace sluss::connectors::kolada

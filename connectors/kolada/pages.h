#pragma once
// Following next_url: where a page leads, and where it must not.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/error.h"

namespace sluss::connectors::kolada {

/// Absolute form of a next_url as said on the page at `current`. An http link to an https base's own host is taken as
/// https. Errors (source class): kolada.page_foreign, kolada.next_url.
[[nodiscard]] core::Result<std::string> resolve_next(std::string_view base, std::string_view current,
                                                     std::string_view said);

/// The pages of one query.
class Paging {
 public:
  /// A query never has more pages than this: 25 x 25 ids in 5,000 rows a page is far below.
  static constexpr int most_pages = 20'000;

  Paging(std::string base, std::string first_url);
  [[nodiscard]] int page() const { return page_; }  ///< from 1
  [[nodiscard]] const std::string& url() const { return url_; }

  /// Goes on to what the current page says, once a page; nothing at the end. Errors: as resolve_next(), and
  /// kolada.page_cycle, kolada.page_limit.
  [[nodiscard]] core::Result<bool> advance(std::string_view said);

 private:
  std::string base_;
  std::string url_;
  std::unordered_set<std::string> seen_;
  int page_ = 1;
};

/// A URL without its query's values and user part, cut short: what may be shown.
[[nodiscard]] std::string shown(std::string_view url);

}  // namespace sluss::connectors::kolada

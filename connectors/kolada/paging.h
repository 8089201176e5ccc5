#pragma once
// Following next_url: where a page may lead, and whether the pages of a query are all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/error.h"

namespace sluss::connectors::kolada {

/// Absolute form of the `link` that the page at `current` has as its next_url. An http link to an https base's own host
/// is taken as https. Errors (source class): kolada.page_foreign, kolada.next_url.
[[nodiscard]] core::Result<std::string> resolve_next(std::string_view base, std::string_view current,
                                                     std::string_view link);

/// The pages of one query.
class Paging {
 public:
  /// A query never has more pages than this: 25 x 25 ids in 5,000 rows a page is far below.
  static constexpr int most_pages = 20'000;

  Paging(std::string base, std::string first_url);
  [[nodiscard]] int page() const { return page_; }  ///< from 1
  [[nodiscard]] const std::string& url() const { return url_; }

  /// Goes on to the next_url of the current page, once a page; false at the end. Errors: as resolve_next(), and
  /// kolada.page_cycle, kolada.page_limit.
  [[nodiscard]] core::Result<bool> advance(std::string_view link);

 private:
  std::string base_;
  std::string url_;
  std::unordered_set<std::string> seen_;
  int page_ = 1;
};

/// The address of a page after one that names no next: `page=` of the query replaced, else added.
[[nodiscard]] std::string url_of_page(std::string_view url, int page);

/// The number of items that came in a query's pages, and that the pages state. Clients disagree on whether `count` is
/// the page's or the whole query's, so either is taken.
class ItemCounts {
 public:
  void page(std::int64_t items, std::optional<std::int64_t> count);
  /// The items equal the sum of the pages' counts, or the one count that all pages repeat. True where a page has none.
  [[nodiscard]] bool agrees() const;
  [[nodiscard]] std::int64_t items() const { return items_; }
  [[nodiscard]] std::int64_t stated() const { return sum_; }

 private:
  std::int64_t items_ = 0;
  std::int64_t sum_ = 0;
  std::optional<std::int64_t> first_;
  bool all_state_ = true;
  bool all_same_ = true;
};

/// A URL without its query's values and user part, cut short: what may be shown.
[[nodiscard]] std::string shown(std::string_view url);

}  // namespace sluss::connectors::kolada

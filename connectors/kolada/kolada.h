#pragma once
// The Kolada connector: API v3, complete. Fetches the catalogue, resolves a selection, requests data in batches of at
// most 25 ids a segment, follows pages, and hands on what they contain. Source: docs/sources/kolada.md.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kolada/extent.h"
#include "connectors/source.h"
#include "core/error.h"
#include "core/time.h"

namespace sluss::connectors::kolada {

/// What a job selects, as written by the operator ("set:…" is replaced by its ids before).
struct Selection {
  std::string municipality;             ///< own municipality's code
  std::vector<std::string> indicators;  ///< ids, "kpigroup:…", "title:…", "operating_area:…", "*"
  std::vector<std::string> areas;       ///< codes, names, "county", "riket", "group:…", "*"
  std::vector<std::string> compare;     ///< "riket", "county", "group:…"
  std::vector<std::string> units;  ///< codes or names whose units are loaded; "areas": those of `areas`; empty: none
  int first_year = 1970;
  int last_year = 0;         ///< 0: the clock's year + 1
  bool full_reload = false;  ///< every query in full
  std::chrono::milliseconds full_reload_after = std::chrono::hours(24 * 30);
  std::chrono::milliseconds overlap = std::chrono::hours(24 * 30);  ///< from_date = last complete load - overlap
  int per_page = 5000;
};

/// One page by its URL. HTTP in production; the archive in a replay; files in a benchmark.
class PageSource {
 public:
  struct Page {
    int status = 200;
    std::string body;  ///< decoded, with simdjson's padding reserved
    std::string media_type;
    std::string etag;
    core::Instant fetched_at;
  };
  virtual ~PageSource() = default;
  /// `query` and `page` identify it in archives, `url` for HTTP. `archive` is fed the body as it arrives; the caller
  /// finishes it. `accept` judges the body; a transient error is retried by HTTP.
  virtual core::Result<Page> get(const std::string& url, std::string_view query, int page, ObjectWriter* archive,
                                 const std::function<core::Result<>(const Page&)>& accept, std::stop_token stop) = 0;
  /// A link of an answer without what get() adds itself: what is secret in it is not kept.
  [[nodiscard]] virtual std::string plain(std::string_view link) const { return std::string(link); }
  /// How many threads may be in get() at once. 1: never two, and only the thread of extract().
  [[nodiscard]] virtual int parallel() const { return 1; }
};

class Kolada {
 public:
  /// `base_url`: "https://api.kolada.se/v3".
  Kolada(std::string base_url, PageSource& pages, const core::Clock& clock);
  ~Kolada();
  /// `selected` is called once, when the selection is resolved and before the first data batch.
  [[nodiscard]] core::Result<LoadExtent> extract(const Selection& selection, Sink& sink, std::stop_token stop,
                                                 const std::function<core::Result<>(const LoadExtent&)>& selected = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluss::connectors::kolada

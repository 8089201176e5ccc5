#pragma once
// Loads queries in plan order: pages fetched ahead, archived, decoded, handed on. One run's worth.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/kolada/decode.h"
#include "connectors/kolada/fetcher.h"
#include "connectors/kolada/kolada.h"
#include "connectors/kolada/paging.h"
#include "connectors/kolada/plan.h"
#include "connectors/source.h"
#include "core/error.h"

namespace sluss::connectors::kolada {

/// A query and how it is to be loaded this time.
struct PlannedQuery {
  Query query;
  std::string from_date;  ///< empty: in full
};

/// What one query has brought.
struct LoadedQuery {
  Query query;
  bool full = false;  ///< as in QueryDone
  std::int64_t rows = 0;
};

class Loader {
 public:
  struct Setting {
    std::string base_url;
    int per_page = 5000;
  };
  Loader(Setting setting, PageSource& pages, const core::Clock& clock, Sink& sink, std::stop_token stop);

  using Observe = std::function<void(Stream, const core::Batch&)>;
  /// Loads all, in order; the first error ends it. `observe` sees every batch before the sink does.
  [[nodiscard]] core::Result<std::vector<LoadedQuery>> load(std::span<const PlannedQuery> queries,
                                                            const Observe& observe, std::string_view doing);

 private:
  struct Chain;
  struct ReceivedPage;
  [[nodiscard]] core::Result<std::unique_ptr<Chain>> begin(const PlannedQuery& planned);
  [[nodiscard]] bool can_be_read(Stream stream, const KeptObject& kept);
  [[nodiscard]] core::Result<> request(Chain& chain, bool soon);
  [[nodiscard]] core::Result<ReceivedPage> receive(Chain& chain);
  [[nodiscard]] core::Result<ReceivedPage> take(Chain& chain);
  /// Returns the page's number of items.
  [[nodiscard]] core::Result<std::int64_t> hand_on(Chain& chain, ReceivedPage& page, bool last, const Observe& observe);
  [[nodiscard]] core::Result<> expect_end(const Chain& chain, const ReceivedPage& page);
  [[nodiscard]] core::Result<bool> restart_on_disagreement(Chain& chain);
  [[nodiscard]] core::Result<LoadedQuery> follow(Chain& chain, const Observe& observe,
                                                 const std::function<core::Result<>()>& look_ahead);
  [[nodiscard]] std::string first_url(const PlannedQuery& planned) const;

  Setting setting_;
  const core::Clock& clock_;
  Sink& sink_;
  std::stop_token stop_;
  Decoder decoder_;
  Fetcher fetcher_;
  Progress progress_;
  std::int64_t queries_left_ = 0;
};

}  // namespace sluss::connectors::kolada

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
#include "connectors/kolada/pages.h"
#include "connectors/kolada/plan.h"
#include "connectors/source.h"
#include "core/error.h"

namespace sluss::connectors::kolada {

/// A query and how it is asked this time.
struct Asked {
  Query query;
  std::string from_date;  ///< empty: in full
};

/// What one loaded query brought.
struct Loaded {
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
  [[nodiscard]] core::Result<std::vector<Loaded>> load(std::span<const Asked> queries, const Observe& observe,
                                                       std::string_view doing);

 private:
  struct Chain;
  struct Arrived;
  [[nodiscard]] core::Result<std::unique_ptr<Chain>> begin(const Asked& asked);
  [[nodiscard]] bool can_be_read(Stream stream, const KeptObject& kept);
  [[nodiscard]] core::Result<> request(Chain& chain, bool soon);
  [[nodiscard]] core::Result<Arrived> receive(Chain& chain);
  [[nodiscard]] core::Result<Arrived> take(Chain& chain);
  /// How many items it had.
  [[nodiscard]] core::Result<std::int64_t> hand_on(Chain& chain, Arrived& page, bool last, const Observe& observe);
  [[nodiscard]] core::Result<> expect_end(const Chain& chain, const Arrived& page);
  [[nodiscard]] core::Result<bool> disagrees(Chain& chain);
  [[nodiscard]] core::Result<Loaded> follow(Chain& chain, const Observe& observe,
                                            const std::function<core::Result<>()>& look_ahead);
  [[nodiscard]] std::string first_url(const Asked& asked) const;

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

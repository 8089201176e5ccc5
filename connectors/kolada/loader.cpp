#include "connectors/kolada/loader.h"

#include <algorithm>
#include <utility>

#include "connectors/kolada/explain.h"
#include "connectors/kolada/reject.h"
#include "connectors/kolada/schema.h"

namespace sluss::connectors::kolada {

/// One query on its way through its pages.
struct Loader::Chain {
  Chain(const PlannedQuery& a, Paging p) : planned(a), paging(std::move(p)) {}

  PlannedQuery planned;
  Paging paging;
  core::Instant began_at;
  std::optional<KeptObject> kept;  ///< the current page, from an earlier attempt
  std::shared_ptr<Fetcher::Slot> slot;
  bool any_kept = false;
  bool any_fetched = false;
  bool restarted = false;  ///< from its first page: its pages did not agree
  ItemCounts counts;
  std::int64_t rows = 0;
};

/// A page before it is decoded and handed on.
struct Loader::ReceivedPage {
  std::string body;
  std::string url;
  int number = 1;
  std::optional<RawHandle> kept;
  std::unique_ptr<ObjectWriter> archive;
  RawObject object;
  std::string next_url;  ///< as written
};

Loader::Loader(Setting setting, PageSource& pages, const core::Clock& clock, Sink& sink, std::stop_token stop)
    : setting_(std::move(setting)), clock_(clock), sink_(sink), stop_(stop), fetcher_(pages, std::move(stop)) {}

std::string Loader::first_url(const PlannedQuery& planned) const {
  const std::string& key = planned.query.key;
  std::string url = setting_.base_url + "/" + key;
  url += key.find('?') == std::string::npos ? '?' : '&';
  if (!planned.from_date.empty()) url += "from_date=" + planned.from_date + "&";
  return url + "per_page=" + std::to_string(setting_.per_page);
}

core::Result<std::unique_ptr<Loader::Chain>> Loader::begin(const PlannedQuery& planned) {
  auto chain = std::make_unique<Chain>(planned, Paging(setting_.base_url, first_url(planned)));
  chain->began_at = clock_.now();
  SLUSS_TRY(request(*chain, false));
  // What an earlier attempt fetched was true then, not now.
  if (chain->kept && chain->kept->object.fetched_at.micros > 0) {
    chain->began_at = std::min(chain->began_at, chain->kept->object.fetched_at);
  }
  return chain;
}

/// A page is archived before it is decoded: one that broke its run there is requested again, or it would break each run
/// that goes on from it.
bool Loader::can_be_read(Stream stream, const KeptObject& kept) {
  const Body body = body_of(kept.body);
  if (!judge(kept.object.media_type, body)) return false;
  const auto envelope = decoder_.decode(
      stream, body, [](const core::Batch&) -> core::Result<> { return {}; },
      [](const Flaw&) -> core::Result<> { return {}; });
  const auto next = next_url_of(body);
  return envelope && next && envelope->next_url == *next && !envelope->count_misread;
}

core::Result<> Loader::request(Chain& chain, bool soon) {
  const std::string& key = chain.planned.query.key;
  const std::string& url = chain.paging.url();
  chain.kept.reset();
  chain.slot.reset();
  std::optional<KeptObject> kept;
  if (!chain.restarted) {
    kept = SLUSS_TRY(sink_.kept(key, chain.paging.page()));
  }
  // Only the very same request.
  if (kept && kept->object.request == url && can_be_read(chain.planned.query.stream, *kept)) {
    chain.kept = std::move(kept);
    return {};
  }
  chain.slot = fetcher_.request(url, key, chain.paging.page(), sink_.open_object(), soon);
  return {};
}

core::Result<Loader::ReceivedPage> Loader::receive(Chain& chain) {
  ReceivedPage out;
  out.url = chain.paging.url();
  out.number = chain.paging.page();
  if (chain.kept) {
    out.body = std::move(chain.kept->body);
    out.kept = chain.kept->handle;
    chain.kept.reset();
    chain.any_kept = true;
  } else {
    Fetcher::FetchedPage fetched = fetcher_.wait(chain.slot);
    chain.slot.reset();
    if (!fetched.page) return std::unexpected(explain(std::move(fetched.page).error(), out.url));
    chain.any_fetched = true;
    PageSource::Page& page = *fetched.page;
    out.archive = std::move(fetched.archive);
    out.object = {.query = chain.planned.query.key,
                  .request = out.url,
                  .page = out.number,
                  .status = page.status,
                  .media_type = std::move(page.media_type),
                  .etag = std::move(page.etag),
                  .fetched_at = page.fetched_at.micros != 0 ? page.fetched_at : clock_.now(),
                  .last_page = false};
    out.body = std::move(page.body);
  }
  auto next = next_url_of(body_of(out.body));
  if (!next) return std::unexpected(explain(std::move(next).error(), out.url));
  out.next_url = std::move(*next);
  return out;
}

core::Result<Loader::ReceivedPage> Loader::take(Chain& chain) {
  ReceivedPage page = SLUSS_TRY(receive(chain));
  if (!has_no_items(body_of(page.body))) return page;
  if (page.number > 1 || !page.next_url.empty()) {
    return core::fail(core::ErrorClass::source, "kolada.page_empty",
                      "page " + std::to_string(page.number) + " is empty although the paging leads through it",
                      "the source's paging is broken; nothing of this run was kept",
                      {.file = shown(page.url), .line = 0, .column = 0, .field = "values"});
  }
  // An empty answer to a full query is believed only when it comes twice.
  if (page.kept || !chain.planned.from_date.empty()) return page;
  chain.slot = fetcher_.request(page.url, chain.planned.query.key, page.number, sink_.open_object(), true);
  return receive(chain);
}

core::Result<std::int64_t> Loader::hand_on(Chain& chain, ReceivedPage& page, bool last, const Observe& observe) {
  RawHandle raw;
  if (page.kept) {
    raw = *page.kept;
  } else {
    page.object.last_page = last;
    raw = SLUSS_TRY(page.archive->finish(page.object));
  }
  const Stream stream = chain.planned.query.stream;
  const auto on_rows = [&](const core::Batch& rows) -> core::Result<> {
    if (observe) observe(stream, rows);
    return sink_.batch(name_of(stream), raw, rows);
  };
  const auto on_flaw = [&](const Flaw& flaw) -> core::Result<> {
    return sink_.rejected(reject_of(stream, chain.planned.query.key, page.number, raw, flaw));
  };
  auto envelope = decoder_.decode(stream, body_of(page.body), on_rows, on_flaw);
  if (!envelope) return std::unexpected(explain(std::move(envelope).error(), page.url));
  if (envelope->next_url != page.next_url) {
    return core::fail(core::ErrorClass::source, "kolada.next_url", "the answer has `next_url` twice, differently",
                      "Kolada's answer has changed its form; report it",
                      {.file = shown(page.url), .line = 0, .column = 0, .field = "next_url"});
  }
  if (envelope->count_misread) {
    return core::fail(core::ErrorClass::source, "kolada.count", "`count` is not one whole number",
                      "Kolada's answer has changed its form; report it. Nothing of this run was kept",
                      {.file = shown(page.url), .line = 0, .column = 0, .field = "count"});
  }
  chain.counts.page(envelope->items, envelope->count);
  chain.rows += envelope->rows;
  ++progress_.pages;
  progress_.rows += envelope->rows;
  progress_.bytes += static_cast<std::int64_t>(page.body.size());
  progress_.pages_expected = progress_.pages + queries_left_ + (last ? 0 : 1);
  sink_.progress(progress_);
  return envelope->items;
}

/// After a full page without a next_url: the query ends there, or the link has another name now.
core::Result<> Loader::expect_end(const Chain& chain, const ReceivedPage& page) {
  const auto url = url_of_page(page.url, page.number + 1);
  auto next = fetcher_.wait(fetcher_.request(url, chain.planned.query.key, page.number + 1, nullptr, true));
  if (!next.page) {
    auto error = explain(std::move(next.page).error(), url);
    if (error.code == "kolada.not_found") return {};
    return std::unexpected(std::move(error));
  }
  if (has_no_items(body_of(next.page->body))) return {};
  return core::fail(core::ErrorClass::source, "kolada.next_url",
                    "page " + std::to_string(page.number) + " is full and names no next page, which there is",
                    "Kolada's answer has changed its form; report it. Nothing of this run was kept",
                    {.file = shown(page.url), .line = 0, .column = 0, .field = "next_url"});
}

/// Whether the query was restarted from its first page: its pages stated another number of items than came.
core::Result<bool> Loader::restart_on_disagreement(Chain& chain) {
  if (chain.counts.agrees()) return false;
  const auto numbers = std::to_string(chain.counts.stated()) + " items were stated and " +
                       std::to_string(chain.counts.items()) + " came";
  if (chain.restarted) {
    return core::fail(core::ErrorClass::transient, "kolada.count", "an answer disagrees with itself, twice: " + numbers,
                      "the next run requests it again; nothing of this one was kept",
                      {.file = shown(first_url(chain.planned)), .line = 0, .column = 0, .field = "count"});
  }
  sink_.found({.code = "kolada.count",
               .severity = core::Severity::warning,
               .subject = chain.planned.query.key,
               .what = "Kolada sade ett annat antal än det som kom (" + std::to_string(chain.counts.stated()) +
                       " mot " + std::to_string(chain.counts.items()) + "); frågan ställdes om",
               .remedy = "Inget behöver göras: det nya svaret stämmer."});
  Chain again(chain.planned, Paging(setting_.base_url, first_url(chain.planned)));
  again.began_at = clock_.now();
  again.restarted = true;
  chain = std::move(again);
  SLUSS_TRY(request(chain, true));
  return true;
}

core::Result<LoadedQuery> Loader::follow(Chain& chain, const Observe& observe,
                                         const std::function<core::Result<>()>& look_ahead) {
  while (true) {
    if (stop_.stop_requested()) {
      return core::fail(core::ErrorClass::cancelled, "kolada.cancelled", "the load was asked to stop",
                        "Start it again: it goes on with what it fetched");
    }
    ReceivedPage page = SLUSS_TRY(take(chain));
    const bool more = SLUSS_TRY(chain.paging.advance(fetcher_.plain(page.next_url)));
    // The next page is on its way while this one is decoded.
    if (more) SLUSS_TRY(request(chain, true));
    SLUSS_TRY(look_ahead());
    const auto items = SLUSS_TRY(hand_on(chain, page, !more, observe));
    if (more) continue;
    if (items == setting_.per_page) SLUSS_TRY(expect_end(chain, page));
    const bool again = SLUSS_TRY(restart_on_disagreement(chain));
    if (!again) break;
  }
  // Pages of two attempts are not one moment's answer: what they lack may exist.
  const bool full = chain.planned.from_date.empty() && !(chain.any_kept && chain.any_fetched);
  SLUSS_TRY(sink_.done({.query = chain.planned.query.key, .full = full, .began_at = chain.began_at}));
  return LoadedQuery{.query = chain.planned.query, .full = full, .rows = chain.rows};
}

core::Result<std::vector<LoadedQuery>> Loader::load(std::span<const PlannedQuery> queries, const Observe& observe,
                                                    std::string_view doing) {
  std::vector<LoadedQuery> out;
  std::deque<std::unique_ptr<Chain>> chains;
  std::size_t begun = 0;
  const auto begin_until = [&](std::size_t end) -> core::Result<> {
    for (; begun < std::min(end, queries.size()); ++begun) {
      std::unique_ptr<Chain> chain = SLUSS_TRY(begin(queries[begun]));
      chains.push_back(std::move(chain));
    }
    return {};
  };
  for (std::size_t i = 0; i < queries.size(); ++i) {
    progress_.doing = std::string(doing.empty() ? std::string_view(queries[i].query.key) : doing);
    if (!doing.empty()) progress_.doing += " " + std::to_string(i + 1) + "/" + std::to_string(queries.size());
    queries_left_ = static_cast<std::int64_t>(queries.size() - i - 1);
    SLUSS_TRY(begin_until(i + 1));
    const std::unique_ptr<Chain> chain = std::move(chains.front());
    chains.pop_front();
    // First pages of the next queries; one thread is left for this query's own next page.
    const std::size_t ahead = fetcher_.ahead() > 1 ? fetcher_.ahead() - 1 : 0;
    LoadedQuery loaded = SLUSS_TRY(follow(*chain, observe, [&] { return begin_until(i + 1 + ahead); }));
    out.push_back(std::move(loaded));
  }
  return out;
}

}  // namespace sluss::connectors::kolada

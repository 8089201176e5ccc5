#include "connectors/kolada/fetcher.h"

#include <algorithm>

#include "connectors/kolada/decode.h"
#include "core/exception.h"

namespace sluss::connectors::kolada {

namespace {

constexpr int most_threads = 4;

/// Whether a page is worth keeping. HTTP retries what is transient here.
core::Result<> accept(const PageSource::Page& page) {
  if (page.status >= 200 && page.status < 300) return judge(page.media_type, body_of(page.body));
  const bool transient = page.status >= 500 || page.status == 429;
  return core::fail(transient ? core::ErrorClass::transient : core::ErrorClass::source,
                    "http.status_" + std::to_string(page.status),
                    "the answer has status " + std::to_string(page.status),
                    transient ? "The source has trouble of its own; it is tried again at the next slot"
                              : "Check the source's url and what the job asks for");
}

}  // namespace

Fetcher::Fetcher(PageSource& pages, std::stop_token stop)
    : pages_(pages), forward_(std::move(stop), [this] { stop_.request_stop(); }) {
  const int threads = std::min(pages.parallel(), most_threads);
  if (threads < 2) return;
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Fetcher::~Fetcher() {
  stop_.request_stop();
  changed_.notify_all();
}

std::shared_ptr<Fetcher::Slot> Fetcher::request(std::string url, std::string query, int page,
                                                std::unique_ptr<ObjectWriter> archive, bool soon) {
  auto slot = std::make_shared<Slot>();
  slot->url = std::move(url);
  slot->query = std::move(query);
  slot->page = page;
  slot->archive = std::move(archive);
  if (threads_.empty()) return slot;
  {
    const std::scoped_lock lock(mutex_);
    soon ? queue_.push_front(slot) : queue_.push_back(slot);
  }
  changed_.notify_all();
  return slot;
}

core::Result<PageSource::Page> Fetcher::fetch(Slot& slot) {
  if (stop_.stop_requested()) {
    return core::fail(core::ErrorClass::cancelled, "kolada.cancelled", "the load was asked to stop",
                      "Start it again: it goes on with what it fetched");
  }
  auto page = pages_.get(slot.url, slot.query, slot.page, slot.archive.get(), accept, stop_.get_token());
  // A page source that does not judge (files, a replay) is judged here; twice is cheap.
  if (page) SLUSS_TRY(accept(*page));
  return page;
}

void Fetcher::work() {
  while (true) {
    std::shared_ptr<Slot> slot;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop_.get_token(), [this] { return !queue_.empty(); })) return;
      slot = queue_.front().lock();
      queue_.pop_front();
      if (slot == nullptr) continue;
      slot->taken = true;
    }
    auto answer = core::without_exceptions("run.exception", [&] { return fetch(*slot); });
    {
      const std::scoped_lock lock(mutex_);
      slot->answer = std::move(answer);
    }
    changed_.notify_all();
  }
}

Fetcher::FetchedPage Fetcher::wait(const std::shared_ptr<Slot>& slot) {
  bool mine = threads_.empty();
  if (!mine) {
    std::unique_lock lock(mutex_);
    // A page that no thread has begun when everything stops would never come.
    changed_.wait(lock, [&] { return slot->answer.has_value() || (!slot->taken && stop_.stop_requested()); });
    mine = !slot->answer.has_value();
    slot->taken = true;
  }
  if (mine) slot->answer = fetch(*slot);
  return {.page = std::move(*slot->answer), .archive = std::move(slot->archive)};
}

}  // namespace sluss::connectors::kolada

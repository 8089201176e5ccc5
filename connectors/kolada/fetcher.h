#pragma once
// Pages fetched ahead, on as many threads as the page source allows. Everything but PageSource::get and the archive
// writers' write() happens on the caller's thread.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "connectors/kolada/kolada.h"
#include "core/error.h"

namespace sluss::connectors::kolada {

class Fetcher {
 public:
  struct FetchedPage {
    core::Result<PageSource::Page> page;
    std::unique_ptr<ObjectWriter> archive;  ///< fed; to be finished by the caller
  };
  /// One page under way. Dropped unread, its answer is discarded.
  struct Slot {
    std::string url;
    std::string query;
    int page = 1;
    std::unique_ptr<ObjectWriter> archive;
    std::optional<core::Result<PageSource::Page>> answer;
    bool taken = false;
  };

  /// Without threads (pages.parallel() < 2) a page is fetched when it is waited for.
  Fetcher(PageSource& pages, std::stop_token stop);
  ~Fetcher();
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;

  [[nodiscard]] std::size_t ahead() const { return threads_.size(); }
  /// PageSource::plain().
  [[nodiscard]] std::string plain(std::string_view link) const { return pages_.plain(link); }
  /// `soon`: at the front of the queue.
  [[nodiscard]] std::shared_ptr<Slot> request(std::string url, std::string query, int page,
                                              std::unique_ptr<ObjectWriter> archive, bool soon);
  [[nodiscard]] FetchedPage wait(const std::shared_ptr<Slot>& slot);

 private:
  [[nodiscard]] core::Result<PageSource::Page> fetch(Slot& slot);
  void work();

  PageSource& pages_;
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::weak_ptr<Slot>> queue_;
  std::vector<std::jthread> threads_;
};

}  // namespace sluss::connectors::kolada

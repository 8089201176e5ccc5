#pragma once
// The thread that drives all transfers: libcurl's multi interface on an Asio loop.

#include <memory>

#include "connectors/http/transfer.h"

namespace sluss::connectors::http {

class Loop {
 public:
  Loop();
  /// Ends what still runs (as aborted) and joins the thread.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void start(std::shared_ptr<Transfer> transfer);
  /// Removes a transfer that no caller awaits any more from curl.
  void reap(std::shared_ptr<Transfer> transfer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluss::connectors::http

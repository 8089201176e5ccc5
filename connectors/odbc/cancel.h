#pragma once
// Cancels a running statement, in the way of its driver's row (drivers.h), repeatedly: a cancel before the driver has
// sent the query is lost.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "connectors/odbc/connect.h"

namespace sluss::connectors::odbc {

/// Lives on the stack around the calls that block; connection and statement outlive it. Where the row says `between` or
/// `own_thread` it does nothing: the caller checks `stop` before each call. When no thread can be made for it the
/// statement goes on until its own time-out, which is logged.
class CancelOnStop {
 public:
  CancelOnStop(const OpenConnection& connection, const Handle& statement, const std::stop_token& stop);
  ~CancelOnStop();
  CancelOnStop(const CancelOnStop&) = delete;
  CancelOnStop& operator=(const CancelOnStop&) = delete;

 private:
  struct Start {
    CancelOnStop& cancel;
    void operator()() const { cancel.start(); }
  };
  void start();
  void repeat();
  void stop_on_server(std::optional<OpenConnection>& second) const;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
  const OpenConnection& connection_;
  const Handle& statement_;
  std::optional<std::stop_callback<Start>> callback_;
};

}  // namespace sluss::connectors::odbc

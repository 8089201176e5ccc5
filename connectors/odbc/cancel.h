#pragma once
// Ends a statement that runs, in the way of its driver's row (drivers.h), as often as it takes: what comes before the
// driver has sent the query is lost.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "connectors/odbc/connect.h"

namespace sluss::connectors::odbc {

/// Lives on the stack around the calls that block; connection and statement outlive it. Where the row says `between` or
/// `own_thread` it does nothing: the caller asks `stop` before each call. When no thread can be made for it the
/// statement goes on until its own time-out, and the log says so.
class CancelOnStop {
 public:
  CancelOnStop(const Connected& connected, const Handle& statement, const std::stop_token& stop);
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
  void tell_server(std::optional<Connected>& second) const;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
  const Connected& connected_;
  const Handle& statement_;
  std::optional<std::stop_callback<Start>> callback_;
};

}  // namespace sluss::connectors::odbc

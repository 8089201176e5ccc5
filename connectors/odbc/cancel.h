#pragma once
// Cancels a statement while it runs, as often as it takes: a cancellation that comes before the driver has sent the
// query is lost.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "connectors/odbc/handles.h"

namespace sluss::connectors::odbc {

/// Lives on the stack around the calls that block; the statement outlives it.
class CancelOnStop {
 public:
  CancelOnStop(const Handle& statement, const std::stop_token& stop)
      : statement_(statement), callback_(std::in_place, stop, Start{*this}) {}
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

  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
  const Handle& statement_;
  std::optional<std::stop_callback<Start>> callback_;
};

}  // namespace sluss::connectors::odbc

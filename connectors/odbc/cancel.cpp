#include "connectors/odbc/cancel.h"

#include <chrono>
#include <system_error>

#include "core/log.h"

namespace sluss::connectors::odbc {

namespace {
constexpr auto between = std::chrono::milliseconds(100);
}

CancelOnStop::CancelOnStop(const Connected& connected, const Handle& statement, const std::stop_token& stop)
    : connected_(connected), statement_(statement) {
  const auto way = connected.server.row->stopping;
  const bool told = way == Stopping::sql_cancel || (way == Stopping::server && !connected.session.empty());
  if (told) callback_.emplace(stop, Start{*this});
}

CancelOnStop::~CancelOnStop() {
  callback_.reset();  // waits for a start() under way
  {
    const std::scoped_lock lock(mutex_);
    done_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void CancelOnStop::start() {
  try {
    thread_ = std::thread([this] { repeat(); });
  } catch (const std::system_error& error) {  // none can be made; a stop callback that throws ends the program
    core::log::warning("odbc.not_cancelled", "a statement that is to stop goes on until its time-out",
                       {{"error", error.what()}});
  }
}

void CancelOnStop::repeat() {
  std::optional<Connected> second;
  std::unique_lock lock(mutex_);
  while (!done_) {
    lock.unlock();
    if (connected_.server.row->stopping == Stopping::server) {
      tell_server(second);
    } else {
      SQLCancel(statement_.get());
    }
    lock.lock();
    changed_.wait_for(lock, between, [this] { return done_; });
  }
}

/// A server that takes no second connection, or refuses, is asked again; the statement's time-out ends it at last.
void CancelOnStop::tell_server(std::optional<Connected>& second) const {
  if (!second) {
    auto made = connect_beside(connected_);
    if (!made) return;
    second.emplace(std::move(*made));
  }
  if (!say(second->connection, stop_statement(*connected_.server.row, connected_.session))) second.reset();
}

}  // namespace sluss::connectors::odbc

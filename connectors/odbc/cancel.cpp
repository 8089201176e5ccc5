#include "connectors/odbc/cancel.h"

#include <chrono>
#include <system_error>

#include "core/log.h"

namespace sluss::connectors::odbc {

namespace {
constexpr auto between = std::chrono::milliseconds(100);
}

CancelOnStop::CancelOnStop(const OpenConnection& connection, const Handle& statement, const std::stop_token& stop)
    : connection_(connection), statement_(statement) {
  const auto way = connection.server.row->stopping;
  const bool by_thread = way == Stopping::sql_cancel || (way == Stopping::server && !connection.session.empty());
  if (by_thread) callback_.emplace(stop, Start{*this});
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
  std::optional<OpenConnection> second;
  std::unique_lock lock(mutex_);
  while (!done_) {
    lock.unlock();
    if (connection_.server.row->stopping == Stopping::server) {
      stop_on_server(second);
    } else {
      SQLCancel(statement_.get());
    }
    lock.lock();
    changed_.wait_for(lock, between, [this] { return done_; });
  }
}

/// Repeated while the server takes no second connection or refuses; the statement's time-out ends it at last.
void CancelOnStop::stop_on_server(std::optional<OpenConnection>& second) const {
  if (!second) {
    auto made = connect_second(connection_);
    if (!made) return;
    second.emplace(std::move(*made));
  }
  if (!run_statement(second->handle, stop_statement(*connection_.server.row, connection_.session))) second.reset();
}

}  // namespace sluss::connectors::odbc

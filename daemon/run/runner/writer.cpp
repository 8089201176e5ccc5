#include "daemon/run/runner/writer.h"

#include <thread>

namespace sluss::daemon::run {
namespace {

constexpr auto poll = std::chrono::milliseconds(100);

}  // namespace

core::Result<std::unique_ptr<warehouse::Writer>> open_writer(Context& context, const std::string& who,
                                                             const std::stop_token& stop) {
  const auto until = std::chrono::steady_clock::now() + context.writer_patience;
  while (true) {
    auto writer = context.warehouse.writer(who);
    if (writer || writer.error().error_class != core::ErrorClass::busy) return writer;
    if (std::chrono::steady_clock::now() >= until) return writer;
    if (stop.stop_requested()) {
      return core::fail(core::ErrorClass::cancelled, "run.cancelled", "the run was stopped while it waited to write",
                        "it goes on at the next run");
    }
    std::this_thread::sleep_for(poll);
  }
}

}  // namespace sluss::daemon::run

#pragma once
// What a run does when it is committed: what it changed is published (daemon/deliver/publish.h).

#include <stop_token>

#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// Never fails the run: a target that cannot be written is put in the summary and retried by the next run.
void publish_changed(Context& context, RunSummary& summary, const std::stop_token& stop);

}  // namespace sluss::daemon::run

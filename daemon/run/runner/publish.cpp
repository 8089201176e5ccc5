#include "daemon/run/runner/publish.h"

#include <utility>

#include "core/log.h"
#include "daemon/deliver/publish.h"

namespace sluss::daemon::run {

void publish_changed(Context& context, RunSummary& summary, const std::stop_token& stop) {
  if (!context.session || context.settings.publish.empty()) return;
  auto published =
      deliver::publish({.settings = context.settings,
                        .files = context.files,
                        .clock = context.clock,
                        .warehouse = context.warehouse,
                        .session = context.session,
                        .journal_file = context.journal_file,
                        .who = context.who,
                        .way = context.way},
                       {.job = summary.run.job, .run = summary.run.id, .recorded_at = summary.run.recorded_at}, stop);
  if (!published) {
    core::log::error("publish.failed", published.error().what, {{"code", published.error().code}});
    summary.publish_errors.push_back(std::move(published).error());
    return;
  }
  summary.deliveries = std::move(published->deliveries);
  summary.publish_errors = std::move(published->errors);
}

}  // namespace sluss::daemon::run

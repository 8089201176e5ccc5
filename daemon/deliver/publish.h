#pragma once
// [[publish]]: datasets that a run has changed go to where people and machines fetch them.

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/deliver/delivery.h"
#include "daemon/settings/settings.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::deliver {

/// What publishing works with. What it refers to outlives the call.
struct PublishContext {
  const settings::Settings& settings;
  core::Files& files;
  const core::Clock& clock;
  warehouse::Warehouse& warehouse;
  const std::function<core::Result<warehouse::Session>()>& session;  ///< models and session tables
  const std::filesystem::path& journal_file;
  std::string who;       ///< for the journal
  std::string way = {};  ///< by which way, as Audit::way; empty: not known
};

/// The run after which datasets are published.
struct PublishedRun {
  std::string job;
  core::RunId run;
  core::Instant recorded_at;
};

struct PublishSummary {
  std::vector<Delivery> deliveries;
  std::vector<core::Error> errors;  ///< one for each target that failed; the others were delivered
};

/// Delivers to every configured target whose content differs from the warehouse's: what this run changed, and what an
/// earlier one could not deliver. Runs take turns, also those of other processes. A delivery is in the journal before
/// it counts as delivered.
[[nodiscard]] core::Result<PublishSummary> publish(const PublishContext& context, const PublishedRun& run,
                                                   std::stop_token stop);

}  // namespace sluss::daemon::deliver

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
  std::string who;       ///< told in the journal
  std::string way = {};  ///< and by which way, as Audit::way; empty: nobody knows
};

/// The run after which it is published.
struct PublishedRun {
  std::string job;
  core::RunId run;
  core::Instant recorded_at;
};

struct Published {
  std::vector<Delivery> deliveries;
  std::vector<core::Error> errors;  ///< one a target that failed; the others were delivered
};

/// Every configured target where another content lies than the warehouse has: what this run changed, and what an
/// earlier one could not deliver. Runs take turns, also those of other processes. What was delivered stands in the
/// journal before it counts as delivered.
[[nodiscard]] core::Result<Published> publish(const PublishContext& context, const PublishedRun& run,
                                              std::stop_token stop);

}  // namespace sluss::daemon::deliver

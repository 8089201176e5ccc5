#pragma once
// What the API tells of the warehouse: door::Reading, by what the commands use too.

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/time.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/serve/door/api.h"
#include "daemon/settings/settings.h"
#include "transforms/datasets/description.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

/// The references outlive the routes; the functions may be called by any thread.
struct ReadingContext {
  const core::Clock& clock;
  core::Files& files;
  /// Those that hold now; a reload gives others.
  std::function<std::shared_ptr<const settings::Settings>()> settings;
  /// Of the current generation, with the models (mart.*) or without. Error "warehouse.empty" before the first run.
  /// Its statements end soon after `stop` was requested.
  std::function<core::Result<std::unique_ptr<warehouse::Reader>>(bool with_models, std::stop_token stop)> reader;
  /// Of the journal as it stands now.
  std::function<core::Result<api::Failures>()> failures;
  /// Where files to be fetched are made: <state>/downloads. Each is removed when it is an hour old.
  std::filesystem::path downloads;
  /// Of the journal, latest first, as JSON; may be missing.
  std::function<core::Result<std::string>(std::int64_t limit)> deliveries = {};
};

[[nodiscard]] door::Reading reading_of(ReadingContext context);

/// Runs of the warehouse and failed ones, latest first: "[{…},\n{…}]".
[[nodiscard]] core::Result<std::string> runs_json(const ReadingContext& context, std::int64_t limit,
                                                  std::stop_token stop = {});
/// [{"dataset":…,"run":…,"recorded_at":…,"checked_at":…,"stale":…,"age_seconds":…,"sources":[{"source":…,
/// "checked_at":…,"jobs":[…]}]}]: the run that each stands for, and how long ago what it reads was last asked for with
/// success, the oldest of its sources. Before the first run all is null.
[[nodiscard]] core::Result<std::string> freshness_json(const ReadingContext& context, std::stop_token stop = {});

}  // namespace sluss::daemon::api

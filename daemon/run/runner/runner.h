#pragma once
// A run: all or nothing, never twice, and every row accounted for.
//   claim → extract (archive, staging) → gates → one transaction → commit → journal → publish
// Each function blocks its caller; calls for different jobs may run in parallel, their apply phases take turns.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/kind.h"
#include "connectors/source.h"
#include "core/error.h"
#include "core/files.h"
#include "core/period.h"
#include "core/time.h"
#include "daemon/deliver/delivery.h"
#include "daemon/settings/settings.h"
#include "warehouse/archive/archive.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// What every run needs. The references outlive it.
struct Context {
  const settings::Settings& settings;
  core::Files& files;
  const core::Clock& clock;
  warehouse::Warehouse& warehouse;
  warehouse::archive::Archive& archive;
  std::filesystem::path journal_file;    ///< <state>/journal.jsonl
  std::filesystem::path staging_folder;  ///< <state>/staging
  std::filesystem::path claims_folder;   ///< <state>/claims
  std::string who = "sluss";             ///< recorded in the journal
  std::string way = {};                  ///< and by which way, as Audit::way; empty: not known
  /// What the models need (own municipality, config/indicators, models); nothing: models are not refreshed.
  std::function<core::Result<warehouse::Session>()> session;
  /// Instead of Kind::open: page files in a benchmark, answers in a test.
  std::function<core::Result<std::unique_ptr<connectors::Source>>(const connectors::Kind&, connectors::Setup)> open;
  /// The true kind of an indicator's periods where it is not the year, by canonical id (config/indicators).
  std::unordered_map<std::string, core::PeriodKind> period_kinds;
  std::chrono::milliseconds resume_within = std::chrono::hours(24);
  /// How long a run waits for whoever writes the warehouse; none: busy class "warehouse.locked" at once.
  std::chrono::milliseconds writer_patience{0};
  /// Setup::shared of all sources and watchers; a reload goes on with it.
  std::shared_ptr<connectors::SharedParts> shared = std::make_shared<connectors::SharedParts>();
};

struct RunOptions {
  bool full = false;  ///< every query in full, whatever its checkpoint
  /// False: the caller shows the person who waits why it failed. The journal has it in any case.
  bool log_failure = true;
};

struct RunSummary {
  warehouse::RunRecord run;
  std::vector<warehouse::HeldSeries> held;
  std::vector<core::Finding> findings;
  std::vector<warehouse::RefreshedModel> models;
  std::vector<deliver::Delivery> deliveries;  ///< every target of [[publish]] that it concerns, in their order
  std::vector<core::Error> publish_errors;
  bool resumed = false;  ///< went on from what an unfinished run had fetched
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
  [[nodiscard]] bool has_error_finding() const;
};

using ProgressConsumer = std::function<void(const connectors::Progress&)>;

/// Errors ("run.exception" for an exception, "run.timeout" past the job's `timeout`) leave the warehouse as it was; the
/// journal gets a "failed" entry.
[[nodiscard]] core::Result<RunSummary> run_job(Context& context, std::string_view job, const RunOptions& options,
                                               std::stop_token stop, const ProgressConsumer& progress = {});

/// The last committed run of each configured job, from the journal.
struct LastRun {
  std::string job;
  core::RunId run;
  core::Instant started_at;
  core::Instant recorded_at;
};
[[nodiscard]] core::Result<std::vector<LastRun>> last_runs(Context& context);

/// After a start: what the warehouse knows and the journal does not (a kill between the two) is written to the journal.
[[nodiscard]] core::Result<std::int64_t> reconcile_journal(Context& context);

}  // namespace sluss::daemon::run

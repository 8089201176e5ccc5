#pragma once
// What a job's committed runs fetched last, by query: for Sink::latest(). One thread, the run's.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/source.h"
#include "core/error.h"
#include "core/raw_object.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/ledger.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

class LatestObjects {
 public:
  /// `server` answers now (Source::server()): what another had is not what this one has. `context` outlives it.
  LatestObjects(Context& context, std::string job, std::string source, std::string server);

  /// Of what was committed when it was first called. Errors: those of the warehouse's reader.
  [[nodiscard]] core::Result<std::optional<core::RawObject>> of(std::string_view query);
  /// All of them, the earliest first.
  [[nodiscard]] core::Result<std::vector<connectors::PastLoad>> loads(std::string_view query);
  /// Files for which the job's runs from the source failed, of this query, the latest first; of its latest failures.
  [[nodiscard]] core::Result<std::vector<connectors::RefusedFile>> refused(std::string_view query);

 private:
  [[nodiscard]] core::Result<warehouse::Reader*> reader();

  Context& context_;
  std::string job_;
  std::string source_;
  std::string server_;
  std::unique_ptr<warehouse::Reader> reader_;
  std::optional<warehouse::ledger::HeldLoads> held_;             ///< of all jobs
  std::optional<std::vector<connectors::RefusedFile>> refused_;  ///< of all queries
};

/// Whether a run with these details (JSON) queried another server than this.
[[nodiscard]] bool queried_another(std::string_view details, std::string_view server);

}  // namespace sluss::daemon::run

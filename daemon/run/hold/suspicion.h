#pragma once
// Why a run is held as a whole for a person: its load is not as its kind expects ("expectation", with evidence), or the
// source as a whole is suspect ("run"). Pure: a live run, one that is applied again and a rebuild judge alike.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/unmet.h"
#include "daemon/run/hold/definition_gates.h"
#include "daemon/run/runner/load.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

struct Suspicion {
  std::string why;  ///< Swedish, a clause
  warehouse::WholeHold hold;
  std::vector<core::Finding> findings;  ///< beside that of the hold itself
};

/// What is known of a load before it is merged. References outlive the call.
struct LoadSeen {
  const std::vector<core::Unmet>& unmet;
  const DefinitionGates& definitions;
  std::int64_t indicators = 0;   ///< of its catalogue
  bool whole_catalogue = false;  ///< what is gone from the catalogue is gone
  const UnreadData& unread;
  std::int64_t read = 0;
};
[[nodiscard]] std::optional<Suspicion> suspicion_of(const LoadSeen& seen, const warehouse::GateLimits& limits);

/// More than `closing_share_of_all` would close.
[[nodiscard]] Suspicion suspicion_of_closing(const warehouse::GateLimits& limits);

/// `waits`: something of the run does. Of a load that is not as expected and changes nothing it says that nothing is to
/// be decided.
[[nodiscard]] core::Finding finding_of(const Suspicion& suspicion, std::string_view source, bool waits);
/// It and those beside it.
[[nodiscard]] std::vector<core::Finding> findings_of(const Suspicion& suspicion, std::string_view source, bool waits);

void log_suspicion(const Suspicion& suspicion, std::string_view job);

}  // namespace sluss::daemon::run

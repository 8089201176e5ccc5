#pragma once
// What a configuration's jobs load, as the warehouse names it. Any thread.

#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

struct Fill {
  std::string job;
  std::string origin;      ///< the prefix of its ids
  std::string table;       ///< of its own, without the schema; empty: it loads figures
  bool scheduled = false;  ///< else it runs on request only
};
/// One for each job, in their order. Errors: those of the kinds.
[[nodiscard]] core::Result<std::vector<Fill>> fills_of(const Settings& settings);

}  // namespace sluss::daemon::settings

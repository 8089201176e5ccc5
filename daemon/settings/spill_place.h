#pragma once
// Where everything that opens the warehouse, in any process, puts what does not fit in its memory.

#include "core/spill.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

/// <warehouse>/spill: at most [warehouse] spill_most, and never of the space that [daemon] disk_least keeps free.
[[nodiscard]] inline core::Spill spill_of(const Settings& settings) {
  return {
      .folder = settings.warehouse_folder / "spill", .most = settings.spill_most, .least_free = settings.disk_least};
}

}  // namespace sluss::daemon::settings

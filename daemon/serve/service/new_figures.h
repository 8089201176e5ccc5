#pragma once
// What a run brought for the own municipality: the news that administrators wait for.

#include <optional>

#include "core/ids.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/notify/event.h"

namespace sluss::daemon::serve {

/// Nothing when the run brought none, or was the first of its job: then everything is new, and no news.
[[nodiscard]] core::Result<std::optional<notify::NewFigures>> new_figures(run::Workplace& workplace, core::RunId run);

}  // namespace sluss::daemon::serve

#pragma once
// What a run brought: figures of the own municipality, and the file that it read. The news that people wait for.

#include <optional>

#include "core/ids.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/notify/news.h"

namespace sluss::daemon::serve {

/// The file that a run read, with what waits of it; nothing: its source is no file.
[[nodiscard]] core::Result<std::optional<notify::FileRead>> file_of_run(warehouse::Reader& reader, core::RunId run);

/// Nothing when the run read no file and brought no figures, or was the first of its job: then everything is new, and
/// no news.
[[nodiscard]] core::Result<std::optional<notify::News>> news_of_run(run::Workplace& workplace, core::RunId run);

}  // namespace sluss::daemon::serve

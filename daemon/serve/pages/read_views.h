#pragma once
// From the warehouse and the daemon to what the pages show.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/files.h"
#include "daemon/serve/pages/calendar_page.h"
#include "daemon/serve/pages/dataset_page.h"
#include "daemon/serve/pages/held_page.h"
#include "daemon/serve/pages/home_page.h"
#include "daemon/serve/pages/runs_page.h"
#include "daemon/settings/settings.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::pages {

/// The latest run of each job that did not fail, by the job's name.
[[nodiscard]] core::Result<std::map<std::string, LastRun>> read_last_runs(warehouse::Reader& reader);
/// Names, titles, purposes of `descriptions`, and what the warehouse has of them and of what their models read.
[[nodiscard]] core::Result<std::vector<DatasetView>> read_datasets(
    warehouse::Reader& reader, const std::vector<transforms::datasets::DatasetDescription>& descriptions,
    const settings::Settings& settings, core::Files& files);
/// Waiting ones, the latest run first; at most `most`.
[[nodiscard]] core::Result<std::vector<HeldSeriesView>> read_waiting(warehouse::Reader& reader, std::int64_t most);
/// Those of a run that wait, by series. Config class "usage.run": there is no such run.
[[nodiscard]] core::Result<std::vector<HeldSeriesView>> read_waiting_of(warehouse::Reader& reader, core::RunId run);
/// Decided ones, the latest first, without evidence, each with the file that its run read.
[[nodiscard]] core::Result<std::vector<HeldSeriesView>> read_decided(warehouse::Reader& reader, std::int64_t most);
/// With evidence and the areas' names, those of the own municipality first; nothing when there is none.
[[nodiscard]] core::Result<std::optional<HeldSeriesView>> read_held(warehouse::Reader& reader, core::RunId run,
                                                                    const std::string& series,
                                                                    const settings::Settings& settings);

/// Late, held, coming (at most `most`) and come ones. Needs a reader with models.
[[nodiscard]] core::Result<CalendarView> read_calendar(warehouse::Reader& reader, std::int64_t most);

/// Rows, what there is to choose from, and how many rows the choice lets through; a page beyond the last becomes the
/// last. `decimals` by indicator. Needs a reader with models.
core::Result<> read_rows(warehouse::Reader& reader, const std::map<std::string, int>& decimals, DatasetPageView& view,
                         std::stop_token stop);

}  // namespace sluss::daemon::pages

#pragma once
// What waits for a person's decision, by the prepared datasets that it would change.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "daemon/settings/settings.h"
#include "warehouse/ledger.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

/// Whether a held series would change what reads these names: an indicator ("kolada:N1") what reads figures, a table
/// ("extract.beslut") what reads it. Too many rather than too few: a model may leave an indicator out.
[[nodiscard]] bool would_change(const std::set<std::string>& reads, std::string_view series);

/// Series that wait, by the datasets' names, each by run and series; a dataset of which none waits has an empty list.
/// The reader's thread; its errors, and those of reads_of_datasets().
[[nodiscard]] core::Result<std::map<std::string, std::vector<warehouse::ledger::HeldEntry>>> waiting_of_datasets(
    warehouse::Reader& reader, const settings::Settings& settings, core::Files& files,
    const std::vector<std::string>& datasets);

}  // namespace sluss::daemon::api

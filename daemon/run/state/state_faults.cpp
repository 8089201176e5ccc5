#include "daemon/run/state/state_faults.h"

#include <set>
#include <string>
#include <utility>

#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/scrub/scrub.h"

namespace sluss::daemon::run {
namespace {

StatePart part_of(const Context& context, const std::filesystem::path& file) {
  if (file == context.journal_file) return StatePart::journal;
  return file.parent_path() == context.settings.warehouse_folder ? StatePart::warehouse : StatePart::archive;
}

/// The check may fail too: that is a fault of the journal, which is read for it.
void add(std::vector<StateFault>& faults, StatePart part, core::Result<std::optional<core::Error>> checked) {
  if (!checked) {
    faults.push_back({StatePart::journal, std::move(checked.error())});
  } else if (*checked) {
    faults.push_back({part, **std::move(checked)});
  }
}

}  // namespace

std::string_view name_of(StatePart part) {
  switch (part) {
    case StatePart::warehouse:
      return "warehouse";
    case StatePart::archive:
      return "archive";
    case StatePart::journal:
      break;
  }
  return "journal";
}

std::vector<StateFault> state_faults(Context& context, bool has_runs) {
  std::vector<StateFault> faults;
  if (context.files.exists(context.journal_file)) {
    if (!context.warehouse.exists()) add(faults, StatePart::warehouse, lost_warehouse(context));
    add(faults, StatePart::archive, missing_of_latest_runs(context));
  } else if (has_runs) {
    faults.push_back({StatePart::journal, journal_missing(context)});
  }
  if (auto last = last_scrub(context)) {
    std::set<std::string> seen_now;
    for (const auto& fault : faults) seen_now.insert(fault.error.code);
    for (auto& error : last->damaged) {
      if (seen_now.contains(error.code)) continue;
      faults.push_back({part_of(context, error.place.file), std::move(error)});
    }
  }
  return faults;
}

}  // namespace sluss::daemon::run

#include "daemon/run/state/state_faults.h"

#include <set>
#include <string>
#include <utility>

#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/scrub/scrub.h"

namespace sluss::daemon::run {
namespace {

Kept kept_at(const Context& context, const std::filesystem::path& file) {
  if (file == context.journal_file) return Kept::journal;
  return file.parent_path() == context.settings.warehouse_folder ? Kept::warehouse : Kept::archive;
}

/// Looking may fail too: that is a fault of the journal, which is read for it.
void add(std::vector<StateFault>& faults, Kept kept, core::Result<std::optional<core::Error>> look) {
  if (!look) {
    faults.push_back({Kept::journal, std::move(look.error())});
  } else if (*look) {
    faults.push_back({kept, **std::move(look)});
  }
}

}  // namespace

std::string_view name_of(Kept kept) {
  switch (kept) {
    case Kept::warehouse:
      return "warehouse";
    case Kept::archive:
      return "archive";
    case Kept::journal:
      break;
  }
  return "journal";
}

std::vector<StateFault> state_faults(Context& context, bool has_runs) {
  std::vector<StateFault> faults;
  if (context.files.exists(context.journal_file)) {
    if (!context.warehouse.exists()) add(faults, Kept::warehouse, lost_warehouse(context));
    add(faults, Kept::archive, missing_lately(context));
  } else if (has_runs) {
    faults.push_back({Kept::journal, journal_missing(context)});
  }
  if (auto last = last_scrub(context)) {
    std::set<std::string> seen_now;
    for (const auto& fault : faults) seen_now.insert(fault.error.code);
    for (auto& error : last->damaged) {
      if (seen_now.contains(error.code)) continue;
      faults.push_back({kept_at(context, error.place.file), std::move(error)});
    }
  }
  return faults;
}

}  // namespace sluss::daemon::run

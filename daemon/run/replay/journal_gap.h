#pragma once
// Whether journal and warehouse are of one state: what the warehouse in use has seen of the journal must be in it.
// A kill between the commit and the journal's entry leaves runs that reconcile_journal() writes; a journal that was
// removed, begun again or exchanged lacks more than that, and nothing may be written, rebuilt or thrown away by it.

#include <cstddef>
#include <optional>
#include <set>
#include <string_view>

#include "core/error.h"
#include "core/ids.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

inline constexpr std::string_view journal_lost = "journal.lost";

struct JournalGap {
  std::set<core::RunId> not_in_journal;  ///< runs of meta.run that the journal does not know
  std::size_t known = 0;                 ///< committed runs of the journal
  bool differs = false;  ///< its entries are not those that meta.audit was filled from, or their end is gone
  bool lost = false;     ///< earlier runs are not in it: more than a kill, or an older journal, leaves
};

/// `reader` was opened before: what is committed and written to the journal meanwhile is no gap. Errors: those of the
/// journal's index.
[[nodiscard]] core::Result<JournalGap> journal_gap(Context& context, warehouse::Reader& reader);
/// The lost one as an error, data class "journal.lost"; nothing when it is not lost.
[[nodiscard]] std::optional<core::Error> lost_error(const Context& context, const JournalGap& gap);
/// Before anything is written: "journal.lost". A warehouse that is not there, or cannot be read, has nothing to
/// compare.
[[nodiscard]] core::Result<> check_journal(Context& context);
/// Before a rebuild: runs that a kill kept out of the journal are written to it, and a journal by which the new
/// warehouse would have fewer runs than the one in use is refused: data class "rebuild.journal_short".
[[nodiscard]] core::Result<> check_for_rebuild(Context& context);

/// For a caller that found no journal beside a warehouse.
[[nodiscard]] core::Error journal_missing(const Context& context);
/// For a caller that found no warehouse: storage class "warehouse.missing" when the journal has committed runs.
[[nodiscard]] core::Result<std::optional<core::Error>> lost_warehouse(Context& context);
[[nodiscard]] core::Error warehouse_missing(const Context& context);

}  // namespace sluss::daemon::run

#pragma once
// Room is given back: what the warehouse needs no more goes from the archive, and a base stays with which a rebuild
// begins. In this order, so that a kill between any two steps loses nothing and the next pruning goes on: the base is
// on disk, the journal names it and what goes, segments go, older bases go.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// [source.NAME] keep_for and keep_runs; of one that is not configured any more their defaults.
struct KeepPolicy {
  std::chrono::milliseconds keep_for = std::chrono::days(90);
  std::int64_t keep_runs = 10;  ///< of each job
};
[[nodiscard]] KeepPolicy keep_policy(const settings::Settings& settings, std::string_view source);

/// Why a segment stays, or goes.
enum class Fate : std::uint8_t {
  figures,     ///< stays: an open version of a figure leads back to it
  catalogue,   ///< stays: an open row of an indicator, an area, … is from its run
  table,       ///< stays: a table was filled from it
  held,        ///< stays: its run's rows wait for a decision
  resumable,   ///< stays: of a run that did not end, whose next one may go on with it
  replay,      ///< stays: a replay begins with it or reads it after that
  keep_runs,   ///< stays: of the latest runs of its job
  keep_for,    ///< stays: fetched lately
  superseded,  ///< goes: none of these
  unfinished,  ///< goes: no committed run names it, and none will go on with it
};
[[nodiscard]] std::string_view name_of(Fate fate);
/// For people: "an open version of a figure leads back to it".
[[nodiscard]] std::string_view words_of(Fate fate);
[[nodiscard]] bool goes(Fate fate);

struct PruneItem {
  warehouse::archive::SegmentInfo segment;
  std::uint64_t bytes = 0;  ///< of both its files
  Fate fate = Fate::superseded;
};

struct PrunePlan {
  std::vector<PruneItem> items;  ///< oldest first
  std::optional<Base> base;      ///< that there is
  bool new_base = false;         ///< runs have been committed since, or there is none, or it is not whole
  std::uint64_t freed = 0;       ///< by what goes
  std::uint64_t superseded = 0;  ///< the part of it for which a base is needed
  std::uint64_t old_base = 0;    ///< bytes of what is in archive/base and goes with a new one
  std::uint64_t base_bytes = 0;  ///< that a new one would take

  /// What needs a base gives back more room than the base takes.
  [[nodiscard]] bool pays() const { return superseded != 0 && superseded + old_base > base_bytes; }
};

/// Changes nothing. The caller has at least a shared lock of the state; the warehouse is there. Errors:
/// "archive.missing" when the archive lacks what was not pruned, and "prune.behind" when the warehouse lacks runs that
/// the journal knows.
[[nodiscard]] core::Result<PrunePlan> plan_prune(Context& context);

struct PruneSummary {
  std::int64_t segments = 0;
  std::uint64_t freed = 0;   ///< by segments and older bases
  std::optional<Base> base;  ///< that a rebuild begins with now
  bool new_base = false;
};
/// The caller has had the exclusive lock of the state since before the plan was made. What needs a base goes only where
/// that pays, or `always`; older bases that one left which was cut off before its last step go without that.
[[nodiscard]] core::Result<PruneSummary> prune(Context& context, const PrunePlan& plan, bool always);

}  // namespace sluss::daemon::run

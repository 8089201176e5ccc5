#pragma once
// "/hallna": series that a gate holds, with the evidence in words, and the two decisions: to let through or to drop.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/time.h"
#include "daemon/serve/api/evidence.h"
#include "daemon/serve/api/waiting_parts.h"
#include "daemon/serve/pages/html.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::pages {

/// A series' figures of an area that a reader knows best: the own municipality, the country.
struct KnownArea {
  std::string name;
  std::vector<api::Example> values;  ///< the latest period first; none: the area is unchanged
  bool more = false;                 ///< than those
};

struct HeldSeriesView {
  core::RunId run;
  core::Instant at;
  std::string title;
  warehouse::HeldSeries series;
  std::string state;
  std::optional<core::RunId> decided_by;
  std::optional<core::Instant> decided_at;
  api::Evidence evidence;
  std::string decider = {};                      ///< who decided; empty: unknown
  std::string file = {};                         ///< that the run read; empty: its source is none
  std::string own = {};                          ///< a sentence: the own municipality is not in it; empty: it is
  std::vector<KnownArea> known_areas = {};       ///< of one that waits and is shown alone; not of a table
  std::optional<core::RunId> moved_to = {};      ///< the run that its rows wait with, or were decided with
  std::optional<std::int64_t> waited_rows = {};  ///< as in ledger::HeldEntry
  std::vector<api::WaitingPart> parts = {};      ///< where rows of an earlier run wait with it: all that wait
};

struct HeldListView {
  core::Instant now;
  warehouse::GateLimits limits;
  std::vector<HeldSeriesView> waiting;
  std::vector<HeldSeriesView> decided;  ///< the latest, without evidence
  bool may_operate = false;
};
[[nodiscard]] Html held_list_page(const HeldListView& view);

struct HeldPageView {
  core::Instant now;
  warehouse::GateLimits limits;
  HeldSeriesView series;
  bool may_operate = false;
  std::int64_t waiting = 1;  ///< series of its run
};
[[nodiscard]] Html held_page(const HeldPageView& view);

enum class Decision : std::uint8_t { release, discard };
/// In an address, for all that wait in a run; a series' id has a colon.
inline constexpr std::string_view all_series = "alla";
/// In an address.
[[nodiscard]] constexpr std::string_view address_of(Decision decision) {
  return decision == Decision::release ? "slapp" : "forkasta";
}
/// The question before it is done. Without a series: all that wait in the run.
struct DecisionView {
  core::Instant now;
  Decision decision = Decision::release;
  core::RunId run;
  std::int64_t count = 1;
  std::optional<HeldSeriesView> series;
  warehouse::GateLimits limits;
  std::string token;
  std::vector<HeldSeriesView> all = {};  ///< without a series: those that wait in the run
};
[[nodiscard]] Html decision_page(const DecisionView& view);

}  // namespace sluss::daemon::pages

#pragma once
// A run's number and time, and its raw objects as rows: what every run gives the warehouse alike.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "daemon/run/runner/runner.h"
#include "warehouse/archive/archive.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// Error code of identify(): the run of that number is in the warehouse.
inline constexpr std::string_view already_applied = "rebuild.already_applied";

/// A rebuild's original number and time, both or neither; and what is known of the time of one that is new.
struct OriginalIdentity {
  std::optional<core::RunId> run;
  std::optional<core::Instant> recorded_at;
  bool clock_known = false;  ///< compared with a server elsewhere: clock_check.h
};

/// Numbers and times a run under the writer's lock: one more than warehouse and journal know, later than the run
/// before. Config class "clock.ahead" when its time cannot be believed.
core::Result<> identify(Context& context, warehouse::Writer& writer, const OriginalIdentity& original,
                        warehouse::RunRecord& run);

/// `offset`: how many raw objects the run's earlier segments hold, as Load::begin_segment() numbers them.
[[nodiscard]] std::vector<warehouse::RawObjectRow> raw_object_rows(const warehouse::archive::SegmentInfo& segment,
                                                                   std::uint32_t offset);

}  // namespace sluss::daemon::run

#pragma once
// What a run resolved and completed, archived as its last object: with the raw objects before it, a segment can be read
// again without asking how the selection was planned.

#include <string>
#include <string_view>
#include <vector>

#include "connectors/source.h"
#include "core/error.h"
#include "core/finding.h"
#include "warehouse/archive/archive.h"

namespace sluss::daemon::runner {

struct Resolution {
  connectors::Extent extent;
  std::vector<connectors::QueryDone> done;
  std::vector<core::Finding> findings;  ///< of the connector
  bool resumed = false;

  /// What the load does not carry is absent: all of it was fetched in full, by one run.
  [[nodiscard]] bool proves_absence() const { return extent.complete && !resumed; }
};

/// Writes it as the segment's last object.
core::Result<> archive_resolution(warehouse::archive::SegmentWriter& segment, const Resolution& resolution,
                                  core::Instant at);
/// A segment's last object; of one that an older program wrote without, what its header says of its table. Errors: data
/// class "archive.resolution".
[[nodiscard]] core::Result<Resolution> read_resolution(warehouse::archive::Archive& archive,
                                                       const warehouse::archive::SegmentInfo& segment);

}  // namespace sluss::daemon::runner

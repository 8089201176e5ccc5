#pragma once
// What a run resolved and completed, archived as its last object: with the raw objects before it, a segment can be read
// again without knowing how the selection was planned.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/source.h"
#include "core/error.h"
#include "core/finding.h"
#include "warehouse/archive/archive.h"

namespace sluss::daemon::run {

/// How it was fetched.
struct FetchRecord {
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
  std::string configuration;  ///< its digest
};

struct Resolution {
  connectors::Extent extent;
  std::vector<connectors::Extent> more = {};  ///< a replay's, of other jobs: loaded whole too
  std::vector<connectors::QueryDone> done;
  std::vector<core::Finding> findings;  ///< of the connector
  bool resumed = false;
  std::optional<FetchRecord> fetched;  ///< nothing: an older program did not write it down

  /// What the load does not carry is absent: all of it was fetched in full, by one run.
  [[nodiscard]] bool proves_absence() const { return extent.complete && (!resumed || !extent.part.empty()); }
};

/// meta.run.details of the load: the segment's context (a JSON object), and how it was fetched.
[[nodiscard]] std::string details_of(std::string_view context, const Resolution& resolution);

/// Writes it as the segment's last object.
core::Result<> archive_resolution(warehouse::archive::SegmentWriter& segment, const Resolution& resolution,
                                  core::Instant at);
/// A segment's last object; of one that an older program wrote without, what its header names as its table. Errors:
/// data class "archive.resolution".
[[nodiscard]] core::Result<Resolution> read_resolution(warehouse::archive::Archive& archive,
                                                       const warehouse::archive::SegmentInfo& segment);

}  // namespace sluss::daemon::run

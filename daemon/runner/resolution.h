#pragma once
// What a run resolved and completed, archived as its last object: with the raw objects before it, a segment can be read
// again without asking how the selection was planned.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kolada/kolada.h"
#include "connectors/source.h"
#include "core/error.h"
#include "core/finding.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::runner {

inline constexpr std::string_view resolution_query = "sluss:resolution";

struct Resolution {
  connectors::kolada::Extracted selected;
  std::vector<connectors::QueryDone> done;
  std::vector<core::Finding> findings;  ///< of the connector
  bool resumed = false;
};

[[nodiscard]] std::string resolution_text(const Resolution& resolution);
[[nodiscard]] core::Result<Resolution> parse_resolution(std::string_view text);

struct Unread;

/// What absence means after this load: nothing unless it is complete, in full and not resumed; and nothing of what
/// could not be read.
[[nodiscard]] std::vector<warehouse::Coverage> coverage_of(const Resolution& resolution, const Unread& unread);

}  // namespace sluss::daemon::runner

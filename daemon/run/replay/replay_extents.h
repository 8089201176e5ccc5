#pragma once
// The extents by which a replay read its segments, where the kind makes today's of the archived ones
// (Kind::extent_today). They are in the replay's details and its journal entry, so that its rebuild reads by the same.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "connectors/kind.h"
#include "core/error.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/archive/archive.h"

namespace sluss::daemon::run {

/// One a segment; none: the kind reads by the archived ones. Errors: "archive.resolution", and those of the kind.
[[nodiscard]] core::Result<std::vector<std::string>> extents_today(
    Context& context, const connectors::Kind& kind, const std::vector<warehouse::archive::SegmentInfo>& segments);

/// {"extents":{"texts":[…],"of":[0,0,1]}}: each text once, and which one each segment has. Nothing of none.
void put_extents(const std::vector<std::string>& extents, nlohmann::json& object);
/// Of an object that put_extents() filled; none: it has none. Errors: data class "replay.extents".
[[nodiscard]] core::Result<std::vector<std::string>> extents_in(const nlohmann::json& object);

}  // namespace sluss::daemon::run

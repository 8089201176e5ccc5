#pragma once
// What a gate saw, as the English texts of commands tell it.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/warehouse.h"

namespace sluss::daemon::views {

/// The areas that its examples are of, by id.
[[nodiscard]] std::vector<std::string> areas_of_evidence(std::string_view evidence);
/// The gate that held, and the limits that its run went by: told beside the share that was too great.
struct Fired {
  std::string_view gate;
  std::optional<warehouse::GateLimits> limits;  ///< nothing: an older program did not write them down
};
/// A line each, eight blanks before it; numbers rounded to what tells them apart. `titles` of areas, by id: one without
/// is told by its id. What has no words of its own is told as it is kept, so that nothing is left out but what stands
/// in the held series too.
[[nodiscard]] std::string evidence_text(std::string_view evidence, const std::map<std::string, std::string>& titles,
                                        const Fired& fired = {});

}  // namespace sluss::daemon::views

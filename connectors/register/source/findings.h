#pragma once
// What a run tells of files that it did not load, Swedish. Names are masked. Pure.

#include <cstdint>
#include <string>

#include "core/finding.h"

namespace sluss::connectors::registers {

/// "register.older", warning: the file is put away in done/.
[[nodiscard]] core::Finding older_finding(const std::string& name);
/// "register.older", info: files that stay in a folder that is not ours to change.
[[nodiscard]] core::Finding older_in_place_finding(const std::string& query, std::int64_t files);
/// "register.waiting", info.
[[nodiscard]] core::Finding waiting_finding(const std::string& source, std::int64_t files);

}  // namespace sluss::connectors::registers

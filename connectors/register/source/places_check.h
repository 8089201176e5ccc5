#pragma once
// Whether the folders of a configuration's sources of files are folders that files can be put in: none that Sluss
// itself keeps things in, or that it puts another source's files away to. Looks at this machine; any thread.

#include <filesystem>
#include <span>
#include <vector>

#include "connectors/kind.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Errors "config.path", each at the source that its place's `field` names. `state`: the folder of the state. A folder
/// that is not there is none: a share may be mounted later.
[[nodiscard]] std::vector<core::Error> check_places(std::span<const SourceOfKind> sources,
                                                    const std::filesystem::path& state);

}  // namespace sluss::connectors::registers

#pragma once
// A segment of the archive read again into a load: every object in order, as its source read it.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/kind.h"
#include "core/error.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/runner/resolution.h"
#include "warehouse/archive/archive.h"

namespace sluss::daemon::run {

/// The kind of source that filled it, by its header. Errors: config class "run.unknown_kind".
[[nodiscard]] core::Result<const connectors::Kind*> kind_of(const warehouse::archive::SegmentHeader& header);

/// `scratch`: an empty folder for the kind's reader. `extent`: by which it is read; nothing: by the archived one.
/// Errors: "archive.damaged", "archive.resolution", and those of the kind's reader.
[[nodiscard]] core::Result<Resolution> read_segment(warehouse::archive::Archive& archive,
                                                    const warehouse::archive::SegmentInfo& segment, Load& load,
                                                    const std::filesystem::path& scratch,
                                                    std::optional<std::string> extent = {});

}  // namespace sluss::daemon::run

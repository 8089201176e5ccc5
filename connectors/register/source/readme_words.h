#pragma once
// What "läs mig" says of a file, in Swedish. Pure.

#include "connectors/register/mapping/mapping.h"
#include "connectors/register/readme/readme.h"
#include "connectors/register/source/run_file.h"
#include "connectors/source.h"
#include "core/time.h"

namespace sluss::connectors::registers {

[[nodiscard]] Readme readme_of(const PassedFile& passed, const Mapping& mapping, core::Instant at);
[[nodiscard]] Readme readme_of(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome,
                               core::Instant at);

}  // namespace sluss::connectors::registers

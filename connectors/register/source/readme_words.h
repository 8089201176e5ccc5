#pragma once
// What "läs mig" says of a file, in Swedish. Pure.

#include <string>

#include "connectors/register/mapping/mapping.h"
#include "connectors/register/readme/readme.h"
#include "connectors/register/source/run_file.h"
#include "connectors/source.h"
#include "core/ids.h"
#include "core/time.h"

namespace sluss::connectors::registers {

/// Where it is seen what becomes of a file.
struct RunPage {
  core::RunId run;    ///< 0: none
  std::string pages;  ///< the address of all pages; empty: it is not known
};

[[nodiscard]] Readme readme_of(const PassedFile& passed, const Mapping& mapping, const RunPage& page, core::Instant at);
[[nodiscard]] Readme readme_of(const RunFile& file, const Mapping& mapping, const RunOutcome& outcome,
                               const RunPage& page, core::Instant at);

}  // namespace sluss::connectors::registers

#pragma once
// `sluss source try` of a file (connectors/trial.h): which mapping fits, and what it makes of the file. Private to the
// source.

#include "connectors/trial.h"

namespace sluss::connectors::registers {

/// Errors: "register.mapping" and those of mappings, all at once; of a file that is not there those of FileBytes.
[[nodiscard]] TriedFile try_file(TrialSetting setting);

}  // namespace sluss::connectors::registers

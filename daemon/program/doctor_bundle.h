#pragma once
// doctor --bundle: what support asks for, in one file.

#include <filesystem>
#include <string>

#include "daemon/program/workspace.h"

namespace sluss::daemon::program {

/// Where it is to be written: a name that is free, outside of the state. Errors: config class "bundle.exists",
/// "usage.bundle", and those of output_place() and check_apart().
[[nodiscard]] core::Result<std::filesystem::path> bundle_place(Environment& environment,
                                                               const settings::Settings& settings);

/// Prints what will be in it, and writes it as a tar file that only its owner can read: the configuration as `config
/// show` prints it, versions, doctor's `report` (JSON), failed runs, sizes. No secret, personal identity number or row.
/// `may_open`: the warehouse, for the engine's version. Errors: storage class "disk.exists" and the like.
[[nodiscard]] core::Result<> write_bundle(Environment& environment, Workspace& workspace,
                                          const std::filesystem::path& file, const std::string& report, bool may_open);

}  // namespace sluss::daemon::program

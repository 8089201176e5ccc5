#pragma once
// The workbook of a readme. Private to connectors/register/readme.

#include <filesystem>

#include "connectors/register/readme/readme.h"

namespace sluss::connectors::registers::impl {

/// Writes it at `path`, which is removed by the caller when this fails. Error: storage class "readme.write".
[[nodiscard]] core::Result<> write_workbook(const std::filesystem::path& path, const Readme& readme,
                                            const ReadmeOptions& options);

}  // namespace sluss::connectors::registers::impl

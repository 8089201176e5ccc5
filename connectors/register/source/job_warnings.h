#pragma once
// What is wrong with the jobs of files together, as far as a configuration tells it. Any thread.

#include <filesystem>
#include <span>
#include <vector>

#include "connectors/kind.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Jobs whose sources are one local folder and whose mappings take one name, as far as their patterns' examples tell:
/// whichever runs first moves the file away, and the other never sees it. Warnings "config.same_files", each at the
/// later job. A job whose mapping cannot be read has an error of its own.
[[nodiscard]] std::vector<core::Error> jobs_of_same_files(std::span<const JobOfKind> jobs,
                                                          const std::vector<std::filesystem::path>& config_folders);

/// Jobs whose mappings have breaks, which nothing asks for yet. Warnings "mapping.break", each at its job.
[[nodiscard]] std::vector<core::Error> breaks_without_effect(std::span<const JobOfKind> jobs,
                                                             const std::vector<std::filesystem::path>& config_folders);

/// Both.
[[nodiscard]] std::vector<core::Error> warnings_of_jobs(std::span<const JobOfKind> jobs,
                                                        const std::vector<std::filesystem::path>& config_folders);

}  // namespace sluss::connectors::registers

#pragma once
// The SQL models under transforms/models: one file a model, its header comment names purpose, grain, keys, what it
// reads, and the models it depends on ("-- Models: none" or "-- Models: a, b") and its version.

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "warehouse/warehouse.h"

namespace sluss::transforms::datasets {

/// One model from its text. `name` is the file's name without ".sql".
/// Errors: config class "model.header" with the file.
[[nodiscard]] core::Result<warehouse::Model> parse_model(const std::string& name, std::string_view text,
                                                         const std::string& file);

/// Every *.sql of these folders in the order of their dependencies; of two files with one name, the first folder's
/// wins. A folder that is not there is passed over. Errors: config class "model.header", "model.unknown",
/// "model.cycle", and the file port's.
[[nodiscard]] core::Result<std::vector<warehouse::Model>> load_models(core::Files& files,
                                                                      std::span<const std::filesystem::path> folders);
[[nodiscard]] inline core::Result<std::vector<warehouse::Model>> load_models(
    core::Files& files, std::initializer_list<std::filesystem::path> folders) {
  return load_models(files, std::span(folders.begin(), folders.size()));
}

}  // namespace sluss::transforms::datasets

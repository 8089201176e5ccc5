#pragma once
// Files of the configuration folders, beside sluss.toml and shipped: ready sets of indicators, models, and the
// municipalities' codes.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::daemon::settings {

/// A ready set of indicators: sets/<name>.toml in a configuration folder.
struct IndicatorSet {
  std::string name;
  std::string title;
  std::string description;
  std::vector<std::string> indicators;  ///< the source's own ids: "N15428"
};
[[nodiscard]] core::Result<IndicatorSet> indicator_set(const std::vector<std::filesystem::path>& config_folders,
                                                       std::string_view name);
/// Names of all sets, sorted.
[[nodiscard]] std::vector<std::string> indicator_sets(const std::vector<std::filesystem::path>& config_folders);
/// "set:x" replaced by its ids; each id once, in the order of its first appearance.
[[nodiscard]] core::Result<std::vector<std::string>> expand_indicators(
    const std::vector<std::filesystem::path>& config_folders, const std::vector<std::string>& indicators);

/// /etc/sluss, the configuration's own folder, then what is shipped: $SLUSS_SHARE, <program>/../share/sluss,
/// /usr/share/sluss (the source tree's in builds for tests).
[[nodiscard]] std::vector<std::filesystem::path> config_folders_of(const std::filesystem::path& file);
/// Where the shipped SQL models are: <share>/models.
[[nodiscard]] std::filesystem::path models_folder();

/// Codes and names of codes/kommuner.csv; empty when no configuration folder has it.
struct Municipality {
  std::string code;
  std::string name;
};
[[nodiscard]] std::vector<Municipality> municipalities(const std::vector<std::filesystem::path>& config_folders);
/// A code or a name ("Sala", "sala kommun"); the error suggests the nearest.
[[nodiscard]] core::Result<Municipality> find_municipality(const std::vector<std::filesystem::path>& config_folders,
                                                           std::string_view code_or_name);
/// The municipality that was meant by a name which is none and differs by a letter or two ("Götebrg"); else empty.
[[nodiscard]] std::string municipality_meant(const std::vector<Municipality>& known, std::string_view name);

}  // namespace sluss::daemon::settings

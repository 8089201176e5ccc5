#pragma once
// What a source does not send about its indicators: config/indicators/*.toml. What is not there is
// "ej bedömd".

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/period.h"

namespace sluss::transforms::datasets {

enum class Polarity : std::uint8_t { unknown, higher, lower, none };

struct IndicatorConfig {
  std::string id;  ///< "kolada:U21468"
  std::optional<std::string> short_name;
  std::optional<std::string> measure;
  std::optional<int> decimals;  ///< 0..9, as reports print it
  Polarity polarity = Polarity::unknown;
  std::optional<std::string> respondents;    ///< id of the indicator of the number of answers
  std::optional<std::string> response_rate;  ///< id of the indicator of the response rate
  core::PeriodKind period_kind = core::PeriodKind::year;
  std::optional<int> series_break;  ///< the first year that cannot be compared with those before it
  std::optional<std::string> note;
};

using Errors = std::vector<core::Error>;

/// The indicators of one file; `origin` is that of ids that name none. Every error at once, config class
/// "indicators.…", with file, line and column.
[[nodiscard]] std::expected<std::vector<IndicatorConfig>, Errors> parse_indicators(const std::string& text,
                                                                                   const std::string& file,
                                                                                   std::string_view origin);

/// <folder>/indicators/*.toml of these configuration folders; for an indicator that is in several, the first
/// folder's wins. Sorted by id. A folder without indicators is passed over. `origin` is that of ids that name none.
[[nodiscard]] std::expected<std::vector<IndicatorConfig>, Errors> load_indicators(
    core::Files& files, std::span<const std::filesystem::path> config_folders, std::string_view origin);

}  // namespace sluss::transforms::datasets

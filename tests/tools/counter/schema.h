#pragma once
// The content of the counters' files, typed; what a load covers.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/error.h"

namespace sluss::tests::counter {

inline constexpr std::string_view stream_values = "counter.values";
/// counter text, area text, year int32, value float64, position int32
[[nodiscard]] const core::Schema& values_schema();
namespace column {
inline constexpr std::size_t counter = 0, area = 1, year = 2, value = 3, position = 4;
}

/// What a load covers, and by what its values are multiplied: the smallest mapping that there is.
struct CounterExtent {
  std::vector<std::string> counters;  ///< by name; none: all
  double factor = 1;
};
[[nodiscard]] std::string extent_text(const CounterExtent& extent);
[[nodiscard]] core::Result<CounterExtent> parse_extent(std::string_view text);
/// Of counter.txt in the first configuration folder that has it; 1 where none has. Errors: it has no number.
[[nodiscard]] core::Result<double> read_factor(const std::vector<std::filesystem::path>& config_folders);

}  // namespace sluss::tests::counter

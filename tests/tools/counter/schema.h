#pragma once
// The content of the counters' files, typed; what a load covers.

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

/// Names of counters; none: all.
[[nodiscard]] std::string extent_text(const std::vector<std::string>& counters);
[[nodiscard]] core::Result<std::vector<std::string>> parse_extent(std::string_view text);

}  // namespace sluss::tests::counter

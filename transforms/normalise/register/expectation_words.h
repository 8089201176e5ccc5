#pragma once
// An expectation in words. Private to register/.

#include <cstdint>
#include <string>

#include "connectors/register/mapping/mapping.h"
#include "core/unmet.h"

namespace sluss::transforms::normalise::registers {

/// "12.5": at most twelve digits.
[[nodiscard]] std::string plain_text(double number);

/// With all but outcome, found, count and rows.
[[nodiscard]] core::Unmet described(const std::string& table, const connectors::registers::Expectation& expectation);

/// "Den har 289."
[[nodiscard]] std::string has_words(std::int64_t found);
/// "rad 5", "3 rader (rad 5, rad 7 och rad 8)".
[[nodiscard]] std::string unread_words(const std::vector<std::string>& places, std::int64_t count);
/// "På 1 rad stämmer det inte."
[[nodiscard]] std::string rows_words(std::int64_t count);

}  // namespace sluss::transforms::normalise::registers

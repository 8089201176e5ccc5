#pragma once
// What Swedish texts are made of, beside numbers (core/swedish_number.h) and the words of codes (core/swedish_words.h).
// Pure.

#include <string>
#include <string_view>
#include <vector>

namespace sluss::core {

/// The first letter made large: "åtta" → "Åtta".
[[nodiscard]] std::string capitalised(std::string_view text);

/// "a", "a och b", "a, b och c".
[[nodiscard]] std::string listed(const std::vector<std::string>& parts);

/// "juni": of 1 to 12.
[[nodiscard]] std::string_view month_name(int month);

}  // namespace sluss::core

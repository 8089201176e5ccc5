#pragma once
// Rows that wait for a decision, by whose they are: one word for pages and messages.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sluss::daemon::swedish {

/// "2024 (72 uppgifter, ur körning 2, filen lista.csv)". `periods` ascending. `run` 0: those of the run that is told
/// of; `file` empty: none.
[[nodiscard]] std::string waiting_part(std::span<const std::string> periods, std::int64_t rows, std::int64_t run,
                                       std::string_view file);

}  // namespace sluss::daemon::swedish

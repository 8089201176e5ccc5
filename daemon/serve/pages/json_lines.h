#pragma once
// What is kept as JSON, for people: a line each with its name before it.

#include <string>
#include <string_view>

namespace sluss::daemon::pages {

/// "gates:\n  revised_share: 0.25\nindicators: N1, N2\n": what an object contains is below its name, two blanks in; a
/// list of plain values on its line. A text that is no object is given as it is.
[[nodiscard]] std::string json_lines(std::string_view text);

}  // namespace sluss::daemon::pages

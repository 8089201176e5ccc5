#pragma once
// A text of others as people may see it: in an error, a log, a report, a proposed mapping. Pure; any thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace sluss::core {

/// On one line, without personal identity numbers, at most `most` letters of well-formed UTF-8. Numbers are masked
/// before the text is cut: without_identities() does not recognise half of one, so never shorten what it gets.
[[nodiscard]] std::string shown(std::string_view text, std::size_t most = 40);

}  // namespace sluss::core

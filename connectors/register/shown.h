#pragma once
// A file's text in an error, a log or a summary. Pure; any thread.

#include <string>
#include <string_view>

namespace sluss::connectors::registers {

/// Without personal identity numbers, on one line, at most 40 letters of well-formed UTF-8. Numbers are removed before
/// the text is cut: half of one would not be recognised.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace sluss::connectors::registers

#pragma once
// What is generated from the one list of keys: the reference, the example, and completion.

#include <string>

namespace sluss::daemon::settings {

/// docs/configuration.md
[[nodiscard]] std::string reference_markdown();
/// config/sluss.toml: every key with its default, commented.
[[nodiscard]] std::string example_toml();
/// One key path a line: "http.attempts".
[[nodiscard]] std::string completion_words();

}  // namespace sluss::daemon::settings

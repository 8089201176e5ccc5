#pragma once
// The remedy where a text is not TOML. Pure.

#include <cstdint>
#include <string>
#include <string_view>

namespace sluss::daemon::settings {

/// What is wrong and what to write instead, in words for who has never seen TOML.
struct SyntaxFault {
  std::string what;    ///< "not TOML: …"
  std::string remedy;  ///< with an example; never empty
};

/// `message`: the parser's, of the fault; `line`: where it is in the text, counted from 1. Nothing of the text itself
/// is shown: it may contain a secret.
[[nodiscard]] SyntaxFault syntax_fault(std::string_view text, std::string_view message, std::int64_t line);

}  // namespace sluss::daemon::settings

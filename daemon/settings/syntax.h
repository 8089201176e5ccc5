#pragma once
// What to write where a text is not TOML. Pure.

#include <cstdint>
#include <string>
#include <string_view>

namespace sluss::daemon::settings {

/// What is wrong and what to write instead, in words for who has never seen TOML.
struct SyntaxFault {
  std::string what;    ///< "not TOML: …"
  std::string remedy;  ///< with an example; never empty
};

/// `said`: what the parser says of the fault; `line`: where it is in the text, counted from 1. Of the text itself
/// nothing is shown: a secret may stand there.
[[nodiscard]] SyntaxFault syntax_fault(std::string_view text, std::string_view said, std::int64_t line);

}  // namespace sluss::daemon::settings

#include "connectors/file_words.h"

#include "connectors/register/source/reasons.h"

namespace sluss::connectors {

std::optional<FileWords> file_words(std::string_view code) {
  if (code.starts_with("run.")) return std::nullopt;  // of any source
  const auto* reason = registers::known_reason(code);
  if (reason == nullptr) return std::nullopt;
  return FileWords{.wrong = reason->wrong, .change = reason->change};
}

}  // namespace sluss::connectors

#pragma once
// The words of a summary where a label or a sentence begins with them. Pure.

#include <string>
#include <utility>

namespace sluss::connectors::registers {

/// "rubriker på rad" → "Rubriker på rad", "överhoppade rader" → "Överhoppade rader".
[[nodiscard]] inline std::string with_large_letter(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  if (text.starts_with("ö")) text.replace(0, std::string("ö").size(), "Ö");
  return text;
}

}  // namespace sluss::connectors::registers

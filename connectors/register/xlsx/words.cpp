#include "connectors/register/xlsx/words.h"

#include <algorithm>

#include "connectors/register/put_letter.h"
#include "core/text.h"

namespace sluss::connectors::registers {

namespace {

constexpr std::size_t escape_size = 7;  // "_x000D_"

/// The letter of the escape at the beginning; 0 where there is none, or none that a text can hold.
char32_t escaped_letter(std::string_view text) {
  if (text.size() < escape_size || !text.starts_with("_x") || text[escape_size - 1] != '_') return 0;
  char32_t letter = 0;
  for (const char digit : text.substr(2, 4)) {
    const int value = core::hex_value(digit);
    if (value < 0) return 0;
    letter = letter * 16 + static_cast<char32_t>(value);
  }
  return letter >= 0xD800 && letter <= 0xDFFF ? 0 : letter;
}

}  // namespace

std::string unescaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const auto letter = text.front() == '_' ? escaped_letter(text) : 0;
    if (letter != 0) {
      append_letter(plain, letter);
      text.remove_prefix(escape_size);
    } else {
      const auto next = std::min(text.find('_', 1), text.size());
      plain += text.substr(0, next);
      text.remove_prefix(next);
    }
  }
  return plain;
}

}  // namespace sluss::connectors::registers

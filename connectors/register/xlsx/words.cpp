#include "connectors/register/xlsx/words.h"

#include <algorithm>
#include <utility>

#include "core/identities.h"
#include "core/text.h"

namespace sluss::connectors::registers {

std::string shown(std::string_view text) {
  constexpr std::size_t looked_at = 400, most = 40;
  return core::shortened(core::one_line(core::without_identities(core::cut(text, looked_at))), most);
}

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

void append_letter(std::string& text, char32_t letter) {
  if (letter < 0x80) {
    text.push_back(static_cast<char>(letter));
  } else if (letter < 0x800) {
    text += {static_cast<char>(0xC0 | letter >> 6), static_cast<char>(0x80 | (letter & 0x3F))};
  } else {
    text += {static_cast<char>(0xE0 | letter >> 12), static_cast<char>(0x80 | (letter >> 6 & 0x3F)),
             static_cast<char>(0x80 | (letter & 0x3F))};
  }
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

std::unexpected<core::Error> beyond(core::Place place, std::string what) {
  return core::fail(core::ErrorClass::data, "register.limit", std::move(what),
                    "If the file is what it should be, divide it; else ask its sender.", std::move(place));
}

}  // namespace sluss::connectors::registers

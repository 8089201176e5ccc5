#pragma once
// A letter as UTF-8. Pure; any thread.

#include <string>

namespace sluss::connectors::registers {

/// Writes 1 to 4 bytes, and returns where they end. `letter` is no half of a pair of UTF-16.
constexpr char* put_letter(char32_t letter, char* into) {
  const auto put = [&](char32_t bits) { *into++ = static_cast<char>(bits); };
  const auto rest = [&](unsigned shift) { put(0x80U | (letter >> shift & 0x3FU)); };
  if (letter < 0x80) {
    put(letter);
  } else if (letter < 0x800) {
    put(0xC0U | letter >> 6U);
    rest(0);
  } else if (letter < 0x10000) {
    put(0xE0U | letter >> 12U);
    rest(6);
    rest(0);
  } else {
    put(0xF0U | letter >> 18U);
    rest(12);
    rest(6);
    rest(0);
  }
  return into;
}

inline void append_letter(std::string& text, char32_t letter) {
  char bytes[4] = {};
  text.append(bytes, put_letter(letter, bytes));
}

}  // namespace sluss::connectors::registers

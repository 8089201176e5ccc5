#include "core/identities.h"

#include "core/personal.h"

namespace sluss::core {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The length of something shaped as a personal identity number (6 or 8 digits, maybe a sign, 4 digits); 0: none.
std::size_t identity_at(std::string_view text, std::size_t at) {
  if (!is_digit(text[at]) || (at > 0 && is_digit(text[at - 1]))) return 0;
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  const auto first = end - at;
  if (first == 10 || first == 12) return first;
  if ((first != 6 && first != 8) || end == text.size() || (text[end] != '-' && text[end] != '+')) return 0;
  const auto tail = ++end;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - tail == 4 ? end - at : 0;
}

}  // namespace

std::string without_identities(std::string_view text) {
  constexpr int any_later_year = 2100;  // so that no century is taken for the future
  std::string told;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = identity_at(text, at);
    if (length > 0 && Personnummer::parse(text.substr(at, length), any_later_year)) {
      told += "***";
      at += length;
    } else {
      told += text[at++];
    }
  }
  return told;
}

}  // namespace sluss::core

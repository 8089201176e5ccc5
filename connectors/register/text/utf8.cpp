#include "connectors/register/text/utf8.h"

#include <simdjson.h>

#include "core/text.h"

namespace sluss::connectors::registers {

bool is_utf8(std::string_view text) {
  return text.empty() || simdjson::validate_utf8(text.data(), text.size());
}

std::size_t whole_letters(std::string_view block) {
  constexpr std::size_t longest = 4;
  for (std::size_t back = 1; back < longest && back <= block.size(); ++back) {
    const auto byte = static_cast<unsigned char>(block[block.size() - back]);
    if ((byte & 0xC0U) == 0x80U) continue;  // amid a letter
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return length > back ? block.size() - back : block.size();
  }
  return block.size();
}

std::size_t first_broken(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto length = core::letter_at(text, at);
    if (length == 0) return at;
    at += length;
  }
  return at;
}

}  // namespace sluss::connectors::registers

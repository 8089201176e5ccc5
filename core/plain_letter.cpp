#include "core/plain_letter.h"

#include <array>

namespace sluss::core {

namespace {

struct Written {
  std::string_view letters;
  std::string_view as;
};

constexpr std::array<Written, 8> letters_as = {{{"åäáàâã", "a"},
                                                {"öøóòôõ", "o"},
                                                {"éèêë", "e"},
                                                {"üúùû", "u"},
                                                {"íìîï", "i"},
                                                {"æ", "ae"},
                                                {"ñ", "n"},
                                                {"ç", "c"}}};

}  // namespace

std::string_view plain_letter(std::string_view letter) {
  if (letter.size() == 1) {
    const char c = letter.front();
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? letter : std::string_view();
  }
  for (const auto& [letters, as] : letters_as)
    if (!letter.empty() && letters.contains(letter)) return as;
  return {};
}

}  // namespace sluss::core

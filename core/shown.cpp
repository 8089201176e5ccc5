#include "core/shown.h"

#include "core/identities.h"
#include "core/text.h"

namespace sluss::core {

std::string shown(std::string_view text, std::size_t most) {
  // A cell may have a megabyte. A number with signs of three bytes between its twelve digits has 45 bytes, and becomes
  // three letters: so many bytes have all that is shown, whole numbers alone, whatever is masked before.
  constexpr std::size_t bytes_of_a_letter = 16;
  constexpr std::size_t bytes_of_a_number = 64;
  const auto looked_at = cut(text, most * bytes_of_a_letter + bytes_of_a_number);
  return shortened(without_identities(one_line(looked_at)), most);
}

}  // namespace sluss::core

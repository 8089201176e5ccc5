#include "core/luhn.h"

#include <cstddef>

namespace sluss::core {

bool luhn_is_right(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    const int product = (digits[i] - '0') * (doubled ? 2 : 1);
    sum += product / 10 + product % 10;
  }
  return sum % 10 == 0;
}

}  // namespace sluss::core

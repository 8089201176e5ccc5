#pragma once
// The check digit of a made-up personal identity number, for tests.

#include <string>

namespace sluss::core {

/// Nine digits YYMMDDNNN and their check digit. Written apart from the code under test: doubles from the right.
inline std::string with_check_digit(std::string nine) {
  int sum = 0;
  bool doubled = true;
  for (auto digit = nine.rbegin(); digit != nine.rend(); ++digit, doubled = !doubled) {
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return nine + static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace sluss::core

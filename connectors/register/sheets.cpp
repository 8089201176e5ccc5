#include "connectors/register/sheets.h"

#include <algorithm>

namespace sluss::connectors::registers {

std::string column_letters(std::int64_t column) {
  constexpr std::int64_t letters = 26;
  std::string text;
  for (auto left = column + 1; left > 0; left = (left - 1) / letters) {
    text.push_back(static_cast<char>('A' + (left - 1) % letters));
  }
  std::ranges::reverse(text);
  return text;
}

}  // namespace sluss::connectors::registers

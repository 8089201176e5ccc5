#include "core/swedish_text.h"

#include <array>
#include <cstddef>
#include <utility>

namespace sluss::core {

std::string capitalised(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> ours = {{{"å", "Å"}, {"ä", "Ä"}, {"ö", "Ö"}}};
  for (const auto& [small, large] : ours)
    if (text.starts_with(small)) return std::string(large).append(text.substr(small.size()));
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') result[0] = static_cast<char>(result[0] - 'a' + 'A');
  return result;
}

std::string listed(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " och " : ", ";
    text += parts[i];
  }
  return text;
}

std::string_view month_name(int month) {
  constexpr std::array<std::string_view, 12> months = {"januari",   "februari", "mars",     "april",
                                                       "maj",       "juni",     "juli",     "augusti",
                                                       "september", "oktober",  "november", "december"};
  return months.at(static_cast<std::size_t>(month - 1));
}

}  // namespace sluss::core

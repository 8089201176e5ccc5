#include "transforms/normalise/register/seen_texts.h"

#include <fmt/format.h>

namespace sluss::transforms::normalise::registers {

namespace {

constexpr std::size_t texts_most = 1'000;
constexpr std::size_t listed_most = 20;

}  // namespace

bool SeenTexts::add(std::string_view text) {
  ++count_;
  if (const auto known = texts_.find(text); known != texts_.end()) {
    ++known->second;
    return false;
  }
  if (texts_.size() == texts_most) return false;
  texts_.emplace(text, 1);
  return true;
}

std::string SeenTexts::listed(const std::map<std::string, std::string>& meant) const {
  std::string list;
  std::size_t at = 0;
  for (const auto& [text, count] : texts_) {
    if (at++ == listed_most) return list + fmt::format(" och {} till", texts_.size() - listed_most);
    const auto found = meant.find(text);
    list += fmt::format("{}{} ({}{})", list.empty() ? "" : ", ", shown(text), count,
                        found == meant.end() ? "" : ", menas " + found->second + "?");
  }
  return list;
}

}  // namespace sluss::transforms::normalise::registers

#include "core/config.h"

#include <algorithm>

namespace sluss::core::config {

std::vector<std::string> words_of(const Key& key) {
  std::vector<std::string> words;
  if (key.words.empty()) return words;
  for (std::size_t begin = 0; begin <= key.words.size();) {
    const auto end = std::min(key.words.find('|', begin), key.words.size());
    words.emplace_back(key.words.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

const Value& Table::operator[](std::string_view key) const {
  static const Value none;
  const auto found = values_.find(key);
  return found == values_.end() ? none : found->second;
}

}  // namespace sluss::core::config

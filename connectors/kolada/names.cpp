#include "connectors/kolada/names.h"

#include <algorithm>
#include <utility>

#include "core/ids.h"
#include "core/letters.h"
#include "core/text.h"

namespace sluss::connectors::kolada {

std::string fold(std::string_view text) {
  std::string out;
  bool space = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool hard_space = c == 0xC2U && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0xA0U;
    if (c == ' ' || (c >= '\t' && c <= '\r') || hard_space) {
      space = !out.empty();
      if (hard_space) ++i;
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += text[i];
  }
  return core::folded(out);
}

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.find_first_of("*?") == std::string_view::npos) return text.find(pattern) != std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string> nearest(std::string_view wanted, std::span<const KnownName> known) {
  const std::string folded = fold(core::cut(wanted, 200));
  const std::size_t too_far = std::max<std::size_t>(2, folded.size() / 2);
  std::vector<std::pair<std::size_t, std::size_t>> ranked;  // distance, place in `known`
  for (std::size_t i = 0; i < known.size(); ++i) {
    const std::string name = fold(known[i].name);
    const std::size_t shorter = std::min(name.size(), folded.size());
    const std::size_t longer = std::max(name.size(), folded.size());
    // A name that contains the wanted one is near however long it is.
    const bool within = folded.size() >= 3 && name.find(folded) != std::string::npos;
    if (!within && longer - shorter > too_far) continue;
    const std::size_t distance = within ? 1 : core::edit_distance(folded, name);
    if (distance <= too_far) ranked.emplace_back(distance, i);
  }
  std::ranges::sort(ranked);
  std::vector<std::string> out;
  for (const auto& entry : ranked) {
    if (out.size() == 3) break;
    if (std::ranges::find(out, known[entry.second].shown) == out.end()) out.push_back(known[entry.second].shown);
  }
  return out;
}

std::string joined(std::span<const std::string> texts, std::string_view between) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += between;
    out += text;
  }
  return out;
}

bool is_path_id(std::string_view id) {
  return !id.empty() && std::ranges::all_of(id, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

}  // namespace sluss::connectors::kolada

#include "transforms/codelists/names.h"

#include <algorithm>
#include <iterator>

#include "core/ids.h"
#include "core/letters.h"
#include "core/text.h"

namespace sluss::transforms::codelists::impl {

namespace {

bool is_gap(char32_t letter) {
  return letter <= U' ' || letter == U'-' || letter == 0xA0 || (letter >= 0x2000 && letter <= 0x200B) ||
         (letter >= 0x2010 && letter <= 0x2015) || letter == 0x202F || letter == 0x2060 || letter == 0x2212 ||
         letter == 0x3000 || letter == 0xFEFF;
}

/// As normalised(), but a blank at either end stays: " kommun" is an ending of its own word.
std::string normalised_part(std::string_view part) {
  const auto middle = normalised(part);
  return (part.starts_with(' ') ? " " : "") + middle + (part.ends_with(' ') ? " " : "");
}

}  // namespace

std::string normalised(std::string_view text) {
  const auto folded = core::folded(text);
  std::string name;
  bool gap = false;
  for (std::size_t at = 0; at < folded.size();) {
    const auto letter = core::code_point_at(folded, at);
    if (is_gap(letter.value)) {
      gap = true;
    } else {
      if (gap && !name.empty()) name += ' ';
      gap = false;
      name.append(folded, at, letter.length);
    }
    at += letter.length;
  }
  return name;
}

std::vector<std::string> bare_forms(const Codelist& list, const std::string& text) {
  std::string_view bare = text;
  for (const auto& beginning : list.beginnings) {
    const auto part = normalised_part(beginning);
    if (bare.size() <= part.size() || !bare.starts_with(part)) continue;
    bare.remove_prefix(part.size());
    break;
  }
  for (const auto& ending : list.endings) {
    const auto part = normalised_part(ending);
    if (bare.size() <= part.size() || !bare.ends_with(part)) continue;
    bare.remove_suffix(part.size());
    break;
  }
  std::vector<std::string> forms{std::string(bare)};
  if (bare.size() < text.size() && bare.size() > 2 && bare.ends_with('s'))
    forms.emplace_back(bare.substr(0, bare.size() - 1));
  return forms;
}

std::size_t letters_apart(std::string_view a, std::string_view b) {
  // The first byte of å, ä, ö, é and ü is the same, and goes: each letter of Swedish is one byte.
  const auto letters = [](std::string_view text) {
    std::string all;
    std::ranges::copy_if(text, std::back_inserter(all), [](char c) { return c != '\xC3'; });
    return all;
  };
  return core::edit_distance(letters(a), letters(b));
}

}  // namespace sluss::transforms::codelists::impl

#include "transforms/normalise/register/id_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "connectors/register/mapping/pattern.h"
#include "core/plain_letter.h"
#include "core/text.h"

namespace sluss::transforms::normalise::registers {

namespace {

struct Written {
  std::string_view letters;
  std::string_view as;
};

constexpr std::array<Written, 4> signs_as = {{{"<", "lt"}, {">", "gt"}, {"+", "plus"}, {"%", "procent"}}};

std::string_view written_as(std::string_view letter) {
  if (letter == "_" || letter == ".") return letter;
  for (const auto& [signs, as] : signs_as)
    if (letter == signs) return as;
  return core::plain_letter(letter);
}

}  // namespace

std::string id_text(std::string_view name) {
  const auto spelled = connectors::registers::spelling(name);
  std::string text;
  bool parted = false;
  for (std::size_t at = 0; at < spelled.size();) {
    const auto length = core::code_point_at(spelled, at).length;
    const auto as = written_as(std::string_view(spelled).substr(at, length));
    at += length;
    if (as.empty()) {
      parted = !text.empty();
      continue;
    }
    if (parted) text += '-';
    parted = false;
    text += as;
  }
  return text;
}

std::string indicator_text(std::string_view mapping, std::string_view measure,
                           std::span<const DimensionValue> dimensions) {
  auto text = std::string(mapping) + "." + std::string(measure);
  if (dimensions.empty()) return text;
  std::vector<DimensionValue> sorted(dimensions.begin(), dimensions.end());
  std::ranges::sort(sorted);
  char before = '[';
  for (const auto& [name, value] : sorted) {
    text += before;
    text += std::string(name) + "=" + std::string(value);
    before = ';';
  }
  return text + "]";
}

}  // namespace sluss::transforms::normalise::registers

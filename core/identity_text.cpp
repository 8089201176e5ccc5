#include "core/identity_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "core/text.h"

namespace sluss::core::impl {
namespace {

/// The zero of each script's ten decimal digits (Unicode 14, general category Nd), ASCII's aside.
constexpr auto zeros = std::to_array<char32_t>(
    {0x660,   0x6F0,   0x7C0,   0x966,   0x9E6,   0xA66,   0xAE6,   0xB66,   0xBE6,   0xC66,   0xCE6,
     0xD66,   0xDE6,   0xE50,   0xED0,   0xF20,   0x1040,  0x1090,  0x17E0,  0x1810,  0x1946,  0x19D0,
     0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,  0xA900,  0xA9D0,  0xA9F0,
     0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450,
     0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0,
     0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0});
static_assert(std::ranges::is_sorted(zeros));

constexpr char left_out = '\0';
constexpr char as_it_is = '\1';

char digit_of(char32_t value) {
  const auto* const after = std::ranges::upper_bound(zeros, value);
  if (after == zeros.begin()) return as_it_is;
  const auto digit = value - *(after - 1);
  return digit <= 9 ? static_cast<char>('0' + digit) : as_it_is;
}

bool is_blank(char32_t value) {
  return value == 0xA0 || value == 0x1680 || (value >= 0x2000 && value <= 0x200A) || value == 0x202F ||
         value == 0x205F || value == 0x3000;
}

/// Dots in the middle of a line, and lines of tables, are set for one.
bool is_dash(char32_t value) {
  // 0x96 and 0x97: dashes of a text of Windows that was read as another.
  constexpr std::array<char32_t, 8> as_dashes{0x96, 0x97, 0xB7, 0x2022, 0x207B, 0x208B, 0x2500, 0x30FC};
  return std::ranges::find(as_dashes, value) != as_dashes.end() || (value >= 0x2010 && value <= 0x2015) ||
         value == 0x2043 || value == 0x2212 || value == 0xFE58 || value == 0xFE63;
}

/// A soft hyphen, joiners, marks of direction, of a byte order, of a variant.
bool has_no_width(char32_t value) {
  return value == 0xAD || value == 0x180E || (value >= 0x200B && value <= 0x200F) ||
         (value >= 0x202A && value <= 0x202E) || (value >= 0x2060 && value <= 0x206F) || value == 0xFEFF ||
         (value >= 0xFE00 && value <= 0xFE0F);
}

/// Of what is no digit.
char by_category(char32_t value) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(value))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
      return as_it_is;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
      return left_out;
    default:
      return '#';
  }
}

char folded(char32_t value) {
  constexpr char32_t full_width = 0xFEE0;
  if (value == '^') return left_out;  // between the raised and the plain digits of a page or a workbook
  if (value < 0x80) return as_it_is;
  if (has_no_width(value)) return left_out;
  if (is_blank(value)) return ' ';
  if (is_dash(value)) return '-';
  if (value == 0x2044 || value == 0x2215) return '/';
  if (value == 0x2236) return ':';
  if (value > 0xFF00 && value <= 0xFF5E) return static_cast<char>(value - full_width);
  if (value >= 0x2018 && value <= 0x201F) return '"';
  const char digit = digit_of(value);
  return digit == as_it_is ? by_category(value) : digit;
}

}  // namespace

bool may_fold(std::string_view text) {
  return std::ranges::any_of(text, may_be_folded);
}

FoldedText folded(std::string_view text) {
  FoldedText result;
  result.text.reserve(text.size());
  result.from.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [value, length] = code_point_at(text, at);
    const char as = folded(value);
    for (std::size_t i = 0; as == as_it_is && i < length; ++i) {
      result.text += text[at + i];
      result.from.push_back(at + i);
    }
    if (as != as_it_is && as != left_out) {
      result.text += as;
      result.from.push_back(at);
    }
    at += length;
  }
  return result;
}

}  // namespace sluss::core::impl

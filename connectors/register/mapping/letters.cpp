#include "connectors/register/mapping/letters.h"

#include <array>
#include <optional>

#include "connectors/register/mapping/pattern.h"
#include "core/letters.h"
#include "core/text.h"

namespace sluss::connectors::registers {

namespace {

bool is_blank(char32_t letter) {
  constexpr std::array<char32_t, 9> blanks{U' ',      U'\t',     U'\n',     U'\r',    U'\u00A0',
                                           U'\u202F', U'\u205F', U'\u3000', U'\u0085'};
  for (const auto blank : blanks)
    if (letter == blank) return true;
  return letter >= 0x2000 && letter <= 0x200A;
}

/// Of the blanks those that part lines and columns, and never the thousands of a number.
bool is_break(char32_t letter) {
  return letter == U'\t' || letter == U'\n' || letter == U'\r' || letter == U'\u0085';
}

/// Soft hyphens, and what has no width.
bool is_unseen(char32_t letter) {
  return letter == 0xAD || letter == 0xFEFF || letter == 0x200B || letter == 0x2060;
}

bool is_dash(char32_t letter) {
  return (letter >= 0x2010 && letter <= 0x2015) || letter == 0x2212;
}

bool is_combining(char32_t letter) {
  return letter >= 0x300 && letter <= 0x36F;
}

/// From a letter to before the next that is not combined with it.
std::size_t combined_length(std::string_view text, std::size_t at, std::size_t length) {
  while (at + length < text.size()) {
    const auto next = core::code_point_at(text, at + length);
    if (!is_combining(next.value)) break;
    length += next.length;
  }
  return length;
}

std::string folded_letter(char32_t value, std::string_view written) {
  if (is_dash(value)) return "-";
  if (written.size() == 1) return core::lower(written);
  return core::folded(written);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A byte of ASCII: no letter before it is combined with it.
bool is_plain(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

/// Calls with the value and the bytes of each letter that is seen; blanks are one space, none at the ends. The value of
/// one that has a break is a line end.
template <class Each>
void each_letter(std::string_view text, Each each) {
  bool begun = false;
  bool blank = false;
  bool broken = false;
  for (std::size_t at = 0; at < text.size();) {
    const bool alone = is_plain(text[at]) && (at + 1 == text.size() || is_plain(text[at + 1]));
    const auto point = alone ? core::CodePoint{static_cast<char32_t>(text[at]), 1} : core::code_point_at(text, at);
    const auto length = alone ? 1 : combined_length(text, at, point.length);
    const auto written = text.substr(at, length);
    at += length;
    if (is_unseen(point.value)) continue;
    if (is_blank(point.value)) {
      blank = begun;
      broken |= begun && is_break(point.value);
      continue;
    }
    if (blank) each(broken ? U'\n' : U' ', " ");
    each(point.value, written);
    begun = true;
    blank = broken = false;
  }
}

/// The digits of a whole number, spaces between groups of three taken out; nothing when they part others.
std::optional<std::string> whole_digits(std::string_view text) {
  std::string digits;
  std::size_t group = 0;
  bool parted = false;
  for (const char c : text) {
    if (c == ' ') {
      if (digits.empty() || group == 0 || group > 3 || (parted && group != 3)) return std::nullopt;
      parted = true;
      group = 0;
    } else if (is_digit(c)) {
      digits += c;
      ++group;
    } else {
      return std::nullopt;
    }
  }
  if (digits.empty() || (parted && group != 3)) return std::nullopt;
  return digits;
}

/// ".5" or "e-7" after the whole part, with a decimal point; nothing when it is none.
std::optional<std::string> end_of_number(std::string_view text) {
  std::string made;
  std::size_t at = 0;
  const auto digits = [&] {
    const auto begin = made.size();
    while (at < text.size() && is_digit(text[at])) made += text[at++];
    return made.size() > begin;
  };
  if (at < text.size() && (text[at] == ',' || text[at] == '.')) {
    made += '.';
    ++at;
    if (!digits()) return std::nullopt;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    made += 'e';
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) made += text[at++];
    if (!digits()) return std::nullopt;
  }
  return at == text.size() ? std::optional(made) : std::nullopt;
}

}  // namespace

std::vector<Letter> letters_of(std::string_view text) {
  std::vector<Letter> letters;
  letters.reserve(text.size());
  each_letter(text, [&](char32_t value, std::string_view written) {
    letters.push_back({folded_letter(value, written), value == U'\n' ? "\n" : std::string(written)});
  });
  return letters;
}

std::string squeezed(std::string_view text) {
  std::string made;
  made.reserve(text.size());
  each_letter(text, [&](char32_t /*value*/, std::string_view written) { made += written; });
  return made;
}

std::string spelling(std::string_view text) {
  std::string made;
  made.reserve(text.size());
  each_letter(text, [&](char32_t value, std::string_view written) { made += folded_letter(value, written); });
  return made;
}

bool squeezes_to_nothing(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() > ' ' && (text.size() == 1 || is_plain(text[1]))) return false;
  bool nothing = true;
  each_letter(text, [&](char32_t /*value*/, std::string_view /*written*/) { nothing = false; });
  return nothing;
}

bool put_usual_number(std::string_view text, std::string& number) {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  auto point = std::string_view::npos;
  for (std::size_t at = first; at < text.size(); ++at) {
    if (is_digit(text[at])) continue;
    if ((text[at] != ',' && text[at] != '.') || point != std::string_view::npos) return false;
    point = at;
  }
  if (text.size() == first || point == first || point == text.size() - 1) return false;
  number.assign(text);
  if (point != std::string_view::npos) number[point] = '.';
  return true;
}

std::optional<std::string> plain_number(std::string_view text) {
  if (std::string usual; put_usual_number(text, usual)) return usual;
  std::string letters;
  letters.reserve(text.size());
  each_letter(text, [&](char32_t value, std::string_view written) { letters += value == U'\n' ? "\n" : written; });
  constexpr std::string_view minus = "\u2212";
  std::string sign;
  if (letters.starts_with(minus)) {
    sign = "-";
    letters.erase(0, minus.size());
  } else if (letters.starts_with('-') || letters.starts_with('+')) {
    if (letters.front() == '-') sign = "-";
    letters.erase(0, 1);
  }
  const auto end = letters.find_first_of(",.eE");
  const auto whole = whole_digits(std::string_view(letters).substr(0, end));
  if (!whole) return std::nullopt;
  if (end == std::string::npos) return sign + *whole;
  const auto rest = end_of_number(std::string_view(letters).substr(end));
  return rest ? std::optional(sign + *whole + *rest) : std::nullopt;
}

}  // namespace sluss::connectors::registers

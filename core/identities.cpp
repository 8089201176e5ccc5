#include "core/identities.h"

#include <optional>
#include <string>

#include "core/identity_form.h"
#include "core/luhn.h"
#include "core/text.h"

namespace sluss::core {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Bytes of a sign that may part the digits of a number: of ASCII, a dash or a blank of Unicode; 0: none is here.
std::size_t sign_at(std::string_view text, std::size_t at) {
  constexpr std::string_view signs = " -+/.,";
  if (signs.find(text[at]) != std::string_view::npos) return 1;
  const auto [value, length] = code_point_at(text, at);
  const bool dash = value == 0x2212 || (value >= 0x2010 && value <= 0x2015);
  const bool blank = value == 0xA0 || value == 0x202F || (value >= 0x2000 && value <= 0x200A);
  return dash || blank ? length : 0;
}

/// A personal identity number, however people part its digits: "640823-3234", "640823 3234", "1964 08 23-3234".
struct Candidate {
  std::string digits;
  std::size_t length = 0;  ///< in the text
};

/// What `digits` digits from here make, single signs between them; nothing when fewer, or when digits go on.
std::optional<Candidate> candidate_at(std::string_view text, std::size_t at, std::size_t digits) {
  Candidate candidate;
  std::size_t taken = 0;
  std::size_t end = at;
  bool after_digit = false;
  while (end < text.size() && taken < digits) {
    if (is_digit(text[end])) {
      candidate.digits += text[end++];
      ++taken;
      after_digit = true;
      continue;
    }
    const auto sign = sign_at(text, end);
    if (sign == 0 || !after_digit) return std::nullopt;
    end += sign;
    after_digit = false;
  }
  const bool goes_on = end < text.size() && is_digit(text[end]);
  if (taken < digits || goes_on) return std::nullopt;
  candidate.length = end - at;
  return candidate;
}

/// By its date, in whatever century where it has none of its own ("000229" is of 2000), or a coordination number's,
/// whose day or month may be unknown; and by its check digit.
bool is_identity(std::string_view digits) {
  const std::string_view ten = digits.substr(digits.size() - 10);
  const bool dated = impl::is_birth_date(ten) || impl::is_coordination_date(ten);
  return dated && luhn_is_right(ten);
}

/// "19640823-T001", "640823TF01": a date, maybe a sign, and four characters that only such a number has. 0: none.
std::size_t letter_number_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_letter(text[at - 1])) return 0;
  std::size_t date = 0;
  while (date < 9 && at + date < text.size() && is_digit(text[at + date])) ++date;
  if (date != 6 && date != 8) return 0;
  std::size_t end = at + date;
  if (end < text.size()) end += sign_at(text, end);
  constexpr std::size_t last_four = 4;
  if (end + last_four > text.size()) return 0;
  std::string ten(text.substr(at + date - 6, 6));
  for (const char c : text.substr(end, last_four)) {
    if (!is_digit(c) && !is_letter(c)) return 0;
    ten += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  end += last_four;
  const bool goes_on = end < text.size() && (is_digit(text[end]) || is_letter(text[end]));
  const bool dated = impl::is_birth_date(ten) || impl::is_coordination_date(ten);
  return !goes_on && dated && impl::is_letter_number(ten) ? end - at : 0;
}

/// The length of an identity that begins here; 0: none.
std::size_t identity_at(std::string_view text, std::size_t at) {
  if (!is_digit(text[at]) || (at > 0 && is_digit(text[at - 1]))) return 0;
  for (const std::size_t digits : {12, 10}) {
    const auto candidate = candidate_at(text, at, digits);
    if (candidate && is_identity(candidate->digits)) return candidate->length;
  }
  return letter_number_at(text, at);
}

}  // namespace

std::string without_identities(std::string_view text) {
  std::string masked;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = identity_at(text, at);
    if (length > 0) {
      masked += "***";
      at += length;
    } else {
      masked += text[at++];
    }
  }
  return masked;
}

}  // namespace sluss::core

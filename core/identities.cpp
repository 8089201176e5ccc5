#include "core/identities.h"

#include <optional>
#include <string>

#include "core/personal.h"

namespace sluss::core {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool parts_digits(char c) {
  return c == ' ' || c == '-' || c == '+' || c == '/' || c == '.' || c == ',';
}

/// A personal identity number, however people part its digits: "640823-3234", "640823 3234", "1964 08 23-3234".
struct Candidate {
  std::string digits;      ///< and the sign before the last four, where it is "+"
  std::size_t length = 0;  ///< in the text
};

/// What `digits` digits from here make, single signs between them; nothing when fewer, or when digits go on.
std::optional<Candidate> candidate_at(std::string_view text, std::size_t at, std::size_t digits) {
  Candidate candidate;
  std::size_t taken = 0;
  std::size_t end = at;
  for (; end < text.size() && taken < digits; ++end) {
    if (is_digit(text[end])) {
      candidate.digits += text[end];
      ++taken;
    } else if (!parts_digits(text[end]) || !is_digit(text[end - 1])) {
      return std::nullopt;
    } else if (text[end] == '+' && taken == digits - 4) {
      candidate.digits += '+';
    }
  }
  const bool goes_on = end < text.size() && is_digit(text[end]);
  if (taken < digits || goes_on) return std::nullopt;
  candidate.length = end - at;
  return candidate;
}

/// The length of an identity that begins here; 0: none.
std::size_t identity_at(std::string_view text, std::size_t at, int any_later_year) {
  if (!is_digit(text[at]) || (at > 0 && is_digit(text[at - 1]))) return 0;
  for (const std::size_t digits : {12, 10}) {
    const auto candidate = candidate_at(text, at, digits);
    if (candidate && Personnummer::parse(candidate->digits, any_later_year)) return candidate->length;
  }
  return 0;
}

}  // namespace

std::string without_identities(std::string_view text) {
  constexpr int any_later_year = 2100;  // so that no century is taken for the future
  std::string masked;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = identity_at(text, at, any_later_year);
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

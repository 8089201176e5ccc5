#include "core/identities.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/identity_form.h"
#include "core/identity_mentions.h"
#include "core/identity_text.h"
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

bool is_unusual(char c) {
  return impl::unusual_signs.find(c) != std::string_view::npos;
}

/// The sign may part the digits of a number; `last`: it is before the last four.
bool is_sign(char c, bool last) {
  constexpr std::string_view signs = " -+/.,\t";
  const bool control = c >= 0 && c < ' ';
  return signs.find(c) != std::string_view::npos ||
         (last && (control || impl::signs_before_last.find(c) != std::string_view::npos || is_unusual(c)));
}

/// A personal identity number, however people part its digits: "640823-3234", "640823 3234", "1964 08 23-3234".
struct Candidate {
  std::string digits;
  std::size_t length = 0;  ///< in the text
  bool written = false;    ///< as identities are: a century, or a sign before the last four
};

/// The signs that part two digits here, as bytes of `text`; 0: they do not. Before the last four there may be several,
/// and an end of a line: "640823 - 3234".
std::size_t gap_at(std::string_view text, std::size_t at, bool last) {
  constexpr std::size_t most = 4;
  constexpr std::string_view of_several = " \t\r\n-+/_:~*|\\";
  std::size_t end = at;
  while (last && end < text.size() && end - at < most &&
         (of_several.find(text[end]) != std::string_view::npos || is_unusual(text[end])))
    ++end;
  if (end > at) return end - at;
  return at < text.size() && is_sign(text[at], last) ? 1 : 0;
}

/// The last four are the year of another date: "2024-01-01 - 2024-12-31".
bool is_from_day_to_day(std::string_view four, std::string_view rest) {
  constexpr std::size_t day = 6;  // "-12-31"
  if ((!four.starts_with("19") && !four.starts_with("20")) || rest.size() < day) return false;
  const bool parted = rest[0] == rest[3] && (rest[0] == '-' || rest[0] == '/' || rest[0] == '.');
  return parted && is_digit(rest[1]) && is_digit(rest[2]) && is_digit(rest[4]) && is_digit(rest[5]);
}

/// Whether people set the signs of an identity there; `parted`: bit n, signs before the n-th digit.
bool is_written(std::string_view digits, unsigned parted) {
  constexpr std::size_t twelve = 12;
  const unsigned before_last = 1U << (digits.size() - 4);
  const unsigned within_date = digits.size() == twelve ? 1U << 2U | 1U << 4U | 1U << 6U : 1U << 2U | 1U << 4U;
  if ((parted & ~(within_date | before_last)) != 0) return false;
  const bool century = digits.starts_with("18") || digits.starts_with("19") || digits.starts_with("20");
  if (digits.size() == twelve) return century && (parted == 0 || parted == 1U << 2U || (parted & before_last) != 0);
  return (parted & before_last) != 0;
}

/// What is looked at from one digit on: twelve digits, signs between them, four before the last four, and what tells
/// that they are the day of another date.
constexpr std::size_t longest_look = 40;

/// What the first `digits` digits make, signs between them; nothing when fewer, or when digits go on.
std::optional<Candidate> candidate_of(std::string_view text, std::size_t digits) {
  Candidate candidate;
  constexpr std::size_t last_four = 4;
  std::size_t end = 0;
  unsigned parted = 0;  // bit n: signs before the n-th digit
  bool marked = false;
  bool several = false;
  bool amount = false;
  bool unusual = false;
  while (end < text.size() && candidate.digits.size() < digits) {
    if (is_digit(text[end])) {
      candidate.digits += text[end++];
      continue;
    }
    const auto gap = gap_at(text, end, candidate.digits.size() + last_four == digits);
    const bool goes_on = gap > 0 && end + gap < text.size() && is_digit(text[end + gap]);
    if (!goes_on || several) return std::nullopt;
    const auto signs = text.substr(end, gap);
    marked = marked || signs.find_first_of(impl::signs_before_last) != std::string_view::npos;
    parted |= 1U << candidate.digits.size();
    amount = signs == "." || signs == ",";  // "640823.3234"
    several = gap > 1 || signs.find_first_of("\r\n") != std::string_view::npos;
    unusual = unusual || std::ranges::any_of(signs, is_unusual);
    end += gap;
  }
  const bool goes_on = end < text.size() && is_digit(text[end]);
  if (candidate.digits.size() < digits || goes_on) return std::nullopt;
  if ((marked || unusual) && impl::is_time_stamp(candidate.digits)) return std::nullopt;
  const bool may_be_a_list = unusual && !impl::is_before_2000(candidate.digits);
  if (may_be_a_list && several) return std::nullopt;
  if (is_from_day_to_day(std::string_view(candidate.digits).substr(digits - last_four), text.substr(end)))
    return std::nullopt;
  candidate.length = end;
  candidate.written = is_written(candidate.digits, parted) && !amount && !may_be_a_list;
  return candidate;
}

std::string_view last_ten(std::string_view digits) {
  return digits.substr(digits.size() - 10);
}

/// In whatever century where it has none of its own ("000229" is of 2000), or a coordination number's date, whose day
/// or month may be unknown.
bool is_dated(std::string_view digits) {
  return impl::is_birth_date(last_ten(digits)) || impl::is_coordination_date(last_ten(digits));
}

/// By its date and by its check digit.
bool is_identity(std::string_view digits) {
  return is_dated(digits) && luhn_is_right(last_ten(digits));
}

/// "19640823-T001", "640823TF01": a date, maybe a sign, and four characters that only such a number has. 0: none.
std::size_t letter_number_of(std::string_view text) {
  std::size_t date = 0;
  while (date < 9 && date < text.size() && is_digit(text[date])) ++date;
  if (date != 6 && date != 8) return 0;
  std::size_t end = date + gap_at(text, date, true);
  constexpr std::size_t last_four = 4;
  if (end + last_four > text.size()) return 0;
  std::string ten(text.substr(date - 6, 6));
  for (const char c : text.substr(end, last_four)) {
    if (!is_digit(c) && !is_letter(c)) return 0;
    ten += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  end += last_four;
  const bool goes_on = end < text.size() && (is_digit(text[end]) || is_letter(text[end]));
  const bool dated = impl::is_birth_date(ten) || impl::is_coordination_date(ten);
  return !goes_on && dated && impl::is_letter_number(ten) ? end : 0;
}

/// What begins here.
struct Beginning {
  std::size_t length = 0;  ///< of an identity; 0: none
  bool written = false;    ///< it is, or may be but for its check digit, one that is written as people write it
};

/// Of a text that begins with a digit; `before`: the character before it.
Beginning beginning_of(std::string_view text, char before) {
  Beginning begins;
  for (const std::size_t digits : {12, 10}) {
    const auto candidate = candidate_of(text, digits);
    if (!candidate || !is_dated(candidate->digits)) continue;
    if (is_identity(candidate->digits)) return {.length = candidate->length, .written = candidate->written};
    begins.written = begins.written || candidate->written;
  }
  if (const auto day = impl::day_first_at(text, 0)) {
    if (is_identity(day->digits)) return {.length = day->length, .written = true};
    begins.written = true;
  }
  const auto length = is_letter(before) ? 0 : letter_number_of(text);
  return length > 0 ? Beginning{.length = length, .written = true} : begins;
}

/// Calls `begins(at, beginning)` where a number begins, from the first to the last, until it is false; goes on behind
/// an identity. Returns how many bytes were looked at, as often as they were: at most `longest_look` times the text's.
template <class Begins>
std::size_t look_through(std::string_view text, Begins begins) {
  std::size_t looked = 0;
  for (std::size_t at = 0; at < text.size();) {
    ++looked;
    const char before = at > 0 ? text[at - 1] : ' ';
    if (!is_digit(text[at]) || is_digit(before)) {
      ++at;
      continue;
    }
    const auto from = text.substr(at, longest_look);
    looked += from.size();
    const auto beginning = beginning_of(from, before);
    if (!begins(at, beginning)) break;
    at += beginning.length > 0 ? beginning.length : 1;
  }
  return looked;
}

/// A text as it is looked at, and where its bytes are in the one that came.
class Seen {
 public:
  explicit Seen(std::string_view text) : text_(text), folds_(impl::may_fold(text)) {
    if (folds_) folded_ = impl::folded(text);
  }
  [[nodiscard]] std::string_view text() const { return folds_ ? std::string_view(folded_.text) : text_; }
  [[nodiscard]] std::size_t begin_of(std::size_t at) const { return folds_ ? folded_.from[at] : at; }
  /// Behind the letter that is at `at`.
  [[nodiscard]] std::size_t end_of(std::size_t at) const {
    const auto from = begin_of(at);
    return from + code_point_at(text_, from).length;
  }

 private:
  std::string_view text_;
  bool folds_;
  impl::FoldedText folded_;
};

}  // namespace

std::string without_identities(std::string_view text) {
  const Seen seen(text);
  std::string masked;
  std::size_t copied = 0;
  look_through(seen.text(), [&](std::size_t at, const Beginning& begins) {
    if (begins.length == 0) return true;
    masked += text.substr(copied, seen.begin_of(at) - copied);
    masked += "***";
    copied = seen.end_of(at + begins.length - 1);
    return true;
  });
  return masked += text.substr(copied);
}

bool mentions_identity(std::string_view text) {
  const Seen seen(text);
  bool found = false;
  look_through(seen.text(), [&](std::size_t, const Beginning& begins) {
    found = begins.length > 0;
    return !found;
  });
  return found;
}

impl::Mentions impl::mentions_in(std::string_view text) {
  const Seen seen(text);
  Mentions mentions;
  mentions.looked = look_through(seen.text(), [&](std::size_t, const Beginning& begins) {
    if (begins.length > 0) ++mentions.all;
    if (begins.written) ++(begins.length > 0 ? mentions.written : mentions.written_wrong);
    return true;
  });
  return mentions;
}

}  // namespace sluss::core

#include "core/identities.h"

#include <algorithm>
#include <cstdint>
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

/// How a number is written, from the weakest on.
enum class Writing : std::uint8_t {
  none,
  odd,   ///< its digits are parted as people part no identity: it counts within words alone
  bare,  ///< may be an amount or a list: ten digits without a sign, or with one of other numbers before the last four
  written,  ///< as identities are: a century, or a sign before the last four
  certain,  ///< the same, whatever digits stand beside it: a dash before the last four, or a century before 2000
};

/// A personal identity number, however people part its digits: "640823-3234", "640823 3234", "1964 08 23-3234".
struct Candidate {
  std::string digits;
  std::size_t length = 0;  ///< in the text
  Writing writing = Writing::odd;
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

/// Where signs part the digits of a candidate, and which.
struct Signs {
  std::size_t digits = 0;        ///< that the candidate has
  unsigned parted = 0;           ///< bit n: signs before the n-th digit
  std::string_view last = {};    ///< before the last four
  std::string_view halves = {};  ///< between the last four
  bool marked = false;           ///< one of impl::signs_before_last
  bool unusual = false;          ///< one of impl::unusual_signs
  bool several = false;          ///< or an end of a line
};

/// A candidate's digits as bits of Signs::parted.
class Bits {
 public:
  explicit Bits(std::size_t digits)
      : of_twelve_(digits == 12), last_(1U << (digits - 4)), halves_(1U << (digits - 2)) {}
  [[nodiscard]] unsigned last() const { return last_; }
  [[nodiscard]] unsigned halves() const { return halves_; }
  [[nodiscard]] unsigned within_date() const {
    return of_twelve_ ? 1U << 2U | 1U << 4U | 1U << 6U : 1U << 2U | 1U << 4U;
  }
  /// Behind the year and the month, as in a whole date.
  [[nodiscard]] unsigned whole_date() const { return of_twelve_ ? 1U << 4U | 1U << 6U : 1U << 2U | 1U << 4U; }
  /// Signs that may part a date: none, all, behind a century; behind a year where a dash follows, since lists have
  /// numbers of four digits.
  [[nodiscard]] bool are_of_a_date(unsigned parted, bool dash) const {
    const auto date = parted & (last_ - 1);
    if (date == 0 || date == whole_date()) return true;
    return of_twelve_ && (date == 1U << 2U || date == within_date() || (dash && date == 1U << 4U));
  }

 private:
  bool of_twelve_;
  unsigned last_;
  unsigned halves_;
};

bool has_dash(std::string_view signs) {
  return signs.find_first_of("-+") != std::string_view::npos;
}

bool is_dot(std::string_view signs) {
  return signs == "." || signs == ",";
}

/// "2024-01-15 12:30", "1964-08-23 12.30" and, of the years since 2000, "2024-01-15 12 30": the time of a day.
bool is_parted_time(std::string_view digits, const Signs& signs) {
  if (signs.halves.empty()) return false;
  const auto last = digits.substr(digits.size() - 4);
  if (last.substr(0, 2) > "23" || last.substr(2) > "59") return false;
  if (signs.halves == ":" || signs.halves == ".") return true;
  const Bits bits(digits.size());
  return impl::is_time_stamp(digits) && (!has_dash(signs.last) || (signs.parted & bits.whole_date()) != 0);
}

/// Whether people set the signs of an identity there.
Writing writing_of(std::string_view digits, const Signs& signs) {
  constexpr std::size_t twelve = 12;
  const Bits bits(digits.size());
  const bool of_twelve = digits.size() == twelve;
  const bool century = digits.starts_with("18") || digits.starts_with("19") || digits.starts_with("20");
  const bool before_2000 = impl::is_before_2000(digits);
  const bool ends_apart = (signs.parted & bits.last()) != 0;
  const bool of_a_date = bits.are_of_a_date(signs.parted, has_dash(signs.last));
  const bool known = (signs.parted & ~(bits.within_date() | bits.last() | bits.halves())) == 0;
  if (!known || (of_twelve && !century)) return Writing::odd;
  const bool halved = (signs.parted & bits.halves()) != 0;
  const bool date_with_dots = signs.last == "." && (signs.parted & bits.within_date()) == bits.whole_date();
  bool written = ends_apart || (of_twelve && (signs.parted == 0 || signs.parted == 1U << 2U));
  if (halved || is_dot(signs.last)) written = written && before_2000 && of_a_date && (halved || date_with_dots);
  if (signs.unusual && !before_2000) written = false;
  const bool may_be_a_time = impl::is_time_stamp(digits);
  const bool parted_well = has_dash(signs.last) || before_2000 || (of_twelve && !ends_apart);
  if (written && of_a_date && parted_well && !may_be_a_time) return Writing::certain;
  if (written) return Writing::written;
  const bool many = halved && !of_twelve && (signs.parted & bits.within_date()) != 0;  // "05-11 08:00-12", of times
  return of_a_date && !many && (ends_apart || signs.parted == 0) ? Writing::bare : Writing::odd;
}

/// What is looked at from one digit on: twelve digits, signs between them, four before the last four, and what tells
/// that they are the day of another date.
constexpr std::size_t longest_look = 40;

/// Notes the signs before the `digit`-th digit, from 0; false: they part none of one number.
bool add_signs(Signs& signs, std::string_view gap, std::size_t digit) {
  constexpr std::size_t last_four = 4;
  if (signs.several) return false;
  signs.marked = signs.marked || gap.find_first_of(impl::signs_before_last) != std::string_view::npos;
  signs.unusual = signs.unusual || std::ranges::any_of(gap, is_unusual);
  signs.several = gap.size() > 1 || gap.find_first_of("\r\n") != std::string_view::npos;
  signs.parted |= 1U << digit;
  if (digit + last_four == signs.digits) signs.last = gap;
  if (digit + last_four / 2 == signs.digits) signs.halves = gap;
  return true;
}

/// What the first `digits` digits make, signs between them; nothing when fewer, or when digits go on.
std::optional<Candidate> candidate_of(std::string_view text, std::size_t digits) {
  Candidate candidate;
  constexpr std::size_t last_four = 4;
  std::size_t end = 0;
  Signs signs{.digits = digits};
  while (end < text.size() && candidate.digits.size() < digits) {
    if (is_digit(text[end])) {
      candidate.digits += text[end++];
      continue;
    }
    const auto gap = gap_at(text, end, candidate.digits.size() + last_four == digits);
    const bool goes_on = gap > 0 && end + gap < text.size() && is_digit(text[end + gap]);
    if (!goes_on || !add_signs(signs, text.substr(end, gap), candidate.digits.size())) return std::nullopt;
    end += gap;
  }
  const bool goes_on = end < text.size() && is_digit(text[end]);
  if (candidate.digits.size() < digits || goes_on) return std::nullopt;
  if ((signs.marked || signs.unusual) && impl::is_time_stamp(candidate.digits)) return std::nullopt;
  if (is_parted_time(candidate.digits, signs)) return std::nullopt;
  if (signs.unusual && signs.several && !impl::is_before_2000(candidate.digits)) return std::nullopt;
  if (is_from_day_to_day(std::string_view(candidate.digits).substr(digits - last_four), text.substr(end)))
    return std::nullopt;
  candidate.length = end;
  candidate.writing = writing_of(candidate.digits, signs);
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
  std::size_t length = 0;         ///< of an identity; 0: none
  Writing right = Writing::none;  ///< how that is written
  Writing wrong = Writing::none;  ///< the same of one that it would be with another check digit
};

/// Of a text that begins with a digit, the identity that is written best; `before`: the character before it.
Beginning beginning_of(std::string_view text, char before) {
  Beginning begins;
  const auto take = [&](std::string_view digits, std::size_t length, Writing writing) {
    if (!is_identity(digits)) {
      begins.wrong = std::max(begins.wrong, writing);
    } else if (writing > begins.right) {
      begins.length = length;
      begins.right = writing;
    }
  };
  for (const std::size_t digits : {12, 10}) {
    const auto candidate = candidate_of(text, digits);
    if (candidate && is_dated(candidate->digits)) take(candidate->digits, candidate->length, candidate->writing);
  }
  if (const auto day = impl::day_first_at(text, 0))
    take(day->digits, day->length, impl::is_before_2000(day->digits) ? Writing::certain : Writing::written);
  const auto length = is_letter(before) || begins.length > 0 ? 0 : letter_number_of(text);
  if (length > 0) return {.length = length, .right = Writing::written};
  return begins;
}

/// Calls `begins(at, beginning)` where a number begins, from the first to the last, until it is false; goes on behind
/// an identity as people write it, and within another: "12 640823-3234" has a better one. Returns how many bytes were
/// looked at, as often as they were: at most `longest_look` times the text's.
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
    at += beginning.right >= Writing::written ? beginning.length : 1;
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
  std::size_t masked_to = 0;  // of the text as it is seen
  look_through(seen.text(), [&](std::size_t at, const Beginning& begins) {
    if (begins.length == 0) return true;
    if (at >= masked_to) {
      masked += text.substr(copied, seen.begin_of(at) - copied);
      masked += "***";
    }
    masked_to = std::max(masked_to, at + begins.length);
    copied = seen.end_of(masked_to - 1);
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
    if (begins.right >= Writing::written) {
      ++mentions.written;
    } else if (begins.wrong >= Writing::written) {
      ++mentions.written_wrong;
    }
    if (begins.right == Writing::certain) {
      ++mentions.certain;
    } else if (begins.right >= Writing::bare) {
      ++mentions.bare;
    } else if (begins.wrong == Writing::certain) {
      ++mentions.certain_wrong;
    }
    return true;
  });
  return mentions;
}

}  // namespace sluss::core

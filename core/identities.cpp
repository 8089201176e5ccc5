#include "core/identities.h"

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

/// The sign may part the digits of a number; `last`: it is before the last four.
bool is_sign(char c, bool last) {
  constexpr std::string_view signs = " -+/.,\t";
  const bool control = c >= 0 && c < ' ';
  return signs.find(c) != std::string_view::npos ||
         (last && (control || impl::signs_before_last.find(c) != std::string_view::npos));
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
  while (last && end < text.size() && end - at < most && of_several.find(text[end]) != std::string_view::npos) ++end;
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

/// What `digits` digits from here make, signs between them; nothing when fewer, or when digits go on.
std::optional<Candidate> candidate_at(std::string_view text, std::size_t at, std::size_t digits) {
  Candidate candidate;
  constexpr std::size_t last_four = 4;
  std::size_t end = at;
  unsigned parted = 0;  // bit n: signs before the n-th digit
  bool marked = false;
  bool several = false;
  bool amount = false;
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
    end += gap;
  }
  const bool goes_on = end < text.size() && is_digit(text[end]);
  if (candidate.digits.size() < digits || goes_on) return std::nullopt;
  if (marked && impl::is_time_stamp(candidate.digits)) return std::nullopt;
  if (is_from_day_to_day(std::string_view(candidate.digits).substr(digits - last_four), text.substr(end)))
    return std::nullopt;
  candidate.length = end - at;
  candidate.written = is_written(candidate.digits, parted) && !amount;
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
std::size_t letter_number_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_letter(text[at - 1])) return 0;
  std::size_t date = 0;
  while (date < 9 && at + date < text.size() && is_digit(text[at + date])) ++date;
  if (date != 6 && date != 8) return 0;
  std::size_t end = at + date;
  end += gap_at(text, end, true);
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

/// What begins here.
struct Beginning {
  std::size_t length = 0;  ///< of an identity; 0: none
  bool written = false;    ///< it is, or may be but for its check digit, one that is written as people write it
};

Beginning beginning_at(std::string_view text, std::size_t at) {
  Beginning begins;
  if (!is_digit(text[at]) || (at > 0 && is_digit(text[at - 1]))) return begins;
  for (const std::size_t digits : {12, 10}) {
    const auto candidate = candidate_at(text, at, digits);
    if (!candidate || !is_dated(candidate->digits)) continue;
    if (is_identity(candidate->digits)) return {.length = candidate->length, .written = candidate->written};
    begins.written = begins.written || candidate->written;
  }
  if (const auto day = impl::day_first_at(text, at)) {
    if (is_identity(day->digits)) return {.length = day->length, .written = true};
    begins.written = true;
  }
  if (const auto length = letter_number_at(text, at); length > 0) return {.length = length, .written = true};
  return begins;
}

std::size_t identity_at(std::string_view text, std::size_t at) {
  return beginning_at(text, at).length;
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
  for (std::size_t at = 0; at < seen.text().size();) {
    const auto length = identity_at(seen.text(), at);
    if (length == 0) {
      ++at;
      continue;
    }
    masked += text.substr(copied, seen.begin_of(at) - copied);
    masked += "***";
    copied = seen.end_of(at + length - 1);
    at += length;
  }
  return masked += text.substr(copied);
}

bool mentions_identity(std::string_view text) {
  const Seen seen(text);
  for (std::size_t at = 0; at < seen.text().size(); ++at) {
    if (identity_at(seen.text(), at) > 0) return true;
  }
  return false;
}

impl::Mentions impl::mentions_in(std::string_view text) {
  const Seen seen(text);
  Mentions mentions;
  for (std::size_t at = 0; at < seen.text().size();) {
    const auto begins = beginning_at(seen.text(), at);
    at += begins.length > 0 ? begins.length : 1;
    if (begins.length > 0) ++mentions.all;
    if (begins.written) ++(begins.length > 0 ? mentions.written : mentions.written_wrong);
  }
  return mentions;
}

}  // namespace sluss::core

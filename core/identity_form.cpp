#include "core/identity_form.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>

#include "core/identity_text.h"
#include "core/luhn.h"
#include "core/text.h"

namespace sluss::core {
namespace {

constexpr std::size_t longest = 48;  // bytes of a cell that may be one number and what surrounds it
constexpr std::string_view wrapping = " '\"`=;()[]";
constexpr std::size_t most_signs = 3;  // "640823 - 3234"

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

int number_at(std::string_view digits, std::size_t at, std::size_t length) {
  int value = 0;
  for (const char c : digits.substr(at, length)) value = value * 10 + (c - '0');
  return value;
}

/// Folded, and every line end is ' ', letters are capitals. Nothing where the text has other letters than A to Z.
std::optional<std::string> plain(std::string_view text) {
  std::string result;
  const auto same = impl::may_fold(text) ? impl::folded(text).text : std::string(text);
  for (std::size_t at = 0; at < same.size();) {
    const auto [value, length] = code_point_at(same, at);
    at += length;
    if (value < ' ') {
      result += ' ';
    } else if (value > 0x7E) {
      return std::nullopt;
    } else if (value >= 'a' && value <= 'z') {
      result += static_cast<char>(value - 'a' + 'A');
    } else {
      result += static_cast<char>(value);
    }
  }
  // "19121212-1212 -": what stands behind a number is none of its signs.
  const auto end = result.find_last_not_of(" -_/:.,+;");
  return std::string(trimmed(std::string_view(result).substr(0, end + 1), wrapping));
}

/// The characters of a number, and where signs part them.
struct Parted {
  std::string characters;
  unsigned parted = 0;      ///< bit n: signs before the n-th character
  unsigned marked = 0;      ///< bit n: one of them is of signs_before_last or of unusual_signs
  bool unusual = false;     ///< one of them is of unusual_signs
  bool ordinary = true;     ///< the signs are where people set them in an identity
  bool digits_only = true;  ///< but for the signs
};

bool is_unusual(char c) {
  return impl::unusual_signs.find(c) != std::string_view::npos;
}

bool is_marked(char c) {
  return impl::signs_before_last.find(c) != std::string_view::npos || is_unusual(c);
}

bool is_sign(char c) {
  return c == ' ' || c == '-' || c == '+' || c == '/' || c == '.' || is_marked(c);
}

/// The signs before the last four are those of an identity; `text` has such signs, and digits or letters beside.
bool are_ordinary_before_last(std::string_view text, const Parted& number) {
  std::size_t last = text.size();
  while (!is_sign(text[last - 1])) --last;
  std::size_t first = last;
  while (first > 0 && is_sign(text[first - 1])) --first;
  const auto between = text.substr(first, last - first);
  if (between.contains('.')) return false;  // "640823.3234" is an amount
  return !number.unusual || between.size() == 1 || impl::is_before_2000(number.characters);
}

std::optional<Parted> parted(std::string_view text) {
  constexpr std::size_t most = 12;
  Parted result;
  std::size_t signs = 0;
  for (const char c : text) {
    if (is_sign(c)) {
      if (result.characters.empty() || ++signs > most_signs) return std::nullopt;
      result.parted |= 1U << result.characters.size();
      if (is_marked(c)) result.marked |= 1U << result.characters.size();
      result.unusual = result.unusual || is_unusual(c);
      continue;
    }
    if ((!is_digit(c) && !is_capital(c)) || result.characters.size() == most) return std::nullopt;
    signs = 0;
    result.characters += c;
    result.digits_only = result.digits_only && is_digit(c);
  }
  const auto size = result.characters.size();
  if (size != 10 && size != most) {
    result.ordinary = false;
    return result;
  }
  const unsigned within_date = size == most ? 1U << 2U | 1U << 4U | 1U << 6U : 1U << 2U | 1U << 4U;
  const unsigned before_last = 1U << (size - 4);
  const bool after_century = size == most && result.parted == 1U << 2U;
  result.ordinary = (result.parted & ~(within_date | before_last)) == 0 && (result.marked & ~before_last) == 0 &&
                    (result.parted == 0 || after_century || (result.parted & before_last) != 0);
  if ((result.parted & before_last) != 0) result.ordinary = result.ordinary && are_ordinary_before_last(text, result);
  if (result.marked != 0 && result.digits_only && impl::is_time_stamp(result.characters)) result.ordinary = false;
  return result;
}

bool is_real_day(int month, int day, bool leap_year) {
  if (month < 1 || month > 12 || day < 1) return false;
  if (month == 2) return day <= (leap_year ? 29 : 28);
  return day <= (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31);
}

bool has_person_century(std::string_view twelve) {
  const int century = number_at(twelve, 0, 2);
  return century >= 18 && century <= 20;
}

/// Region Stockholm: 99, a year, five digits and the check digit of the seven before it.
bool is_stockholm_reserve(std::string_view twelve) {
  const int year = number_at(twelve, 2, 4);
  return twelve.starts_with("99") && year >= 1900 && year <= 2299;
}

/// Inera: the day is 32 to 59.
bool has_inera_day(std::string_view twelve) {
  const int month = number_at(twelve, 4, 2);
  const int day = number_at(twelve, 6, 2);
  return month >= 1 && month <= 12 && day >= 32 && day <= 59;
}

IdentityForm form_of_twelve(std::string_view twelve) {
  bool right = false;
  if (is_stockholm_reserve(twelve)) {
    right = luhn_is_right(twelve.substr(4));
  } else {
    const auto six = twelve.substr(2, 6);
    if (!has_person_century(twelve)) return IdentityForm::number;
    if (!impl::is_birth_date(six) && !impl::is_coordination_date(six) && !has_inera_day(twelve))
      return IdentityForm::number;
    right = luhn_is_right(twelve.substr(2));
  }
  return right ? IdentityForm::checked : IdentityForm::unchecked;
}

IdentityForm form_of_ten(std::string_view ten, bool written_with_signs) {
  const auto six = ten.substr(0, 6);
  if (!impl::is_birth_date(six) && !impl::is_coordination_date(six)) return IdentityForm::number;
  const bool right = luhn_is_right(ten);
  if (written_with_signs) return right ? IdentityForm::checked : IdentityForm::unchecked;
  return right ? IdentityForm::bare : IdentityForm::number;
}

/// Without signs: as a spreadsheet that takes it for a number has it.
IdentityForm form_of_number(std::string_view digits) {
  constexpr std::size_t ten = 10;
  constexpr std::size_t fewest = 7;  // "000101-1234" as a number
  if (digits.size() == 12) return form_of_twelve(digits);
  if (digits.size() > ten || digits.size() < fewest || digits.front() == '0') {
    return digits.size() == ten ? form_of_ten(digits, false) : IdentityForm::number;
  }
  const auto form = form_of_ten(std::string(ten - digits.size(), '0') + std::string(digits), false);
  return form == IdentityForm::bare && digits.size() < ten ? IdentityForm::padded : form;
}

IdentityForm form_of_letters(const Parted& number) {
  const std::string_view all = number.characters;
  const auto date = all.substr(0, all.size() - 4);
  const auto last = all.substr(all.size() - 4);
  if (!number.ordinary || !all_digits(date) || std::ranges::none_of(last, is_digit)) return IdentityForm::none;
  if (date.size() == 8 && !has_person_century(date)) return IdentityForm::none;
  const auto ten = all.substr(all.size() - 10);
  const auto six = ten.substr(0, 6);
  if (!impl::is_birth_date(six) && !impl::is_coordination_date(six)) return IdentityForm::none;
  return impl::is_letter_number(ten) ? IdentityForm::checked : IdentityForm::lettered;
}

/// "191 212 121 212" as a spreadsheet shows a large number: its digits.
std::optional<std::string> ungrouped(std::string_view text) {
  std::string digits;
  std::size_t group = 0;
  std::size_t groups = 1;
  for (const char c : text) {
    if (is_digit(c)) {
      digits += c;
      ++group;
    } else if ((c == ' ' || c == '.' || c == ',') && group > 0 && (groups > 1 ? group == 3 : group <= 3)) {
      group = 0;
      ++groups;
    } else {
      return std::nullopt;
    }
  }
  if (groups < 2 || group != 3) return std::nullopt;
  return digits;
}

/// "191212121212.0": without what is no fraction.
std::string_view without_zero_fraction(std::string_view text) {
  const auto point = text.find_last_of(".,");
  if (point == std::string_view::npos || point + 1 == text.size()) return text;
  const auto fraction = text.substr(point + 1);
  const bool zeros = fraction.find_first_not_of('0') == std::string_view::npos;
  return zeros && fraction.size() != 3 ? text.substr(0, point) : text;
}

/// "1.91212121212E+11"; nothing when the text is no such number.
std::optional<IdentityForm> form_of_scientific(std::string_view text) {
  constexpr int twelve_digits = 11;
  const auto exponent_at = text.find('E');
  if (exponent_at == std::string_view::npos || text.size() < 2 || !is_digit(text[0])) return std::nullopt;
  if (exponent_at > 1 && text[1] != '.' && text[1] != ',') return std::nullopt;
  std::string digits(1, text[0]);
  if (exponent_at > 2) digits += text.substr(2, exponent_at - 2);
  auto power = text.substr(exponent_at + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  int exponent = 0;
  if (!all_digits(digits) || !all_digits(power)) return std::nullopt;
  if (std::from_chars(power.data(), power.data() + power.size(), exponent).ec != std::errc()) return std::nullopt;
  const auto kept = digits.size();
  if (exponent < 6 || exponent > twelve_digits || kept > static_cast<std::size_t>(exponent) + 1)
    return IdentityForm::number;
  digits.resize(static_cast<std::size_t>(exponent) + 1, '0');
  if (exponent < twelve_digits) return form_of_number(digits);
  if (const auto form = form_of_twelve(digits); form == IdentityForm::checked && kept > 10) return form;
  constexpr std::size_t with_month = 6;
  constexpr std::size_t with_day = 8;
  const int month = number_at(digits, 4, 2);
  if (!has_person_century(digits) || kept < with_month || month < 1 || month > 12) return IdentityForm::number;
  const auto six = std::string_view(digits).substr(2, 6);
  const bool dated = impl::is_birth_date(six) || impl::is_coordination_date(six);
  return kept < with_day || dated ? IdentityForm::rounded : IdentityForm::number;
}

IdentityForm form_of_plain(std::string_view text) {
  if (const auto form = form_of_scientific(text)) return *form;
  const auto whole = without_zero_fraction(text);
  if (all_digits(whole)) return form_of_number(whole);
  if (const auto digits = ungrouped(whole)) return form_of_number(*digits);
  if (const auto day = impl::day_first_at(text, 0); day && day->length == text.size())
    return form_of_twelve(day->digits);
  const auto number = parted(text);
  if (!number) {
    const bool digits = text.find_first_not_of("0123456789 -+/.,_:") == std::string_view::npos;
    return digits && !text.empty() ? IdentityForm::number : IdentityForm::none;
  }
  if (!number->digits_only) return number->characters.size() < 10 ? IdentityForm::none : form_of_letters(*number);
  // Numbers of a formula or a list, one of which may be an identity.
  if (!number->ordinary) return number->unusual ? IdentityForm::none : IdentityForm::number;
  const auto form =
      number->characters.size() == 12 ? form_of_twelve(number->characters) : form_of_ten(number->characters, true);
  if (!number->unusual || impl::is_before_2000(number->characters)) return form;
  return form == IdentityForm::checked ? IdentityForm::bare : IdentityForm::number;
}

}  // namespace

namespace impl {

bool is_birth_date(std::string_view six) {
  return is_real_day(number_at(six, 2, 2), number_at(six, 4, 2), number_at(six, 0, 2) % 4 == 0);
}

bool is_date_of_person(std::string_view eight) {
  constexpr int coordination = 60;
  const int year = number_at(eight, 0, 4);
  const int day = number_at(eight, 6, 2);
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return is_real_day(number_at(eight, 4, 2), day > coordination ? day - coordination : day, leap);
}

bool is_coordination_date(std::string_view six) {
  const int day = number_at(six, 4, 2);
  return number_at(six, 2, 2) <= 12 && day >= 60 && day <= 91;
}

std::optional<DayFirst> day_first_at(std::string_view text, std::size_t at) {
  const auto begin = at;
  const auto take = [&](std::size_t least, std::size_t most) {
    const auto first = at;
    while (at < text.size() && at - first < most && is_digit(text[at])) ++at;
    return at - first < least ? std::string_view() : text.substr(first, at - first);
  };
  const auto day = take(1, 2);
  const char sign = at < text.size() ? text[at] : ' ';
  if (day.empty() || (sign != '/' && sign != '.' && sign != '-')) return std::nullopt;
  ++at;
  const auto month = take(1, 2);
  if (month.empty() || at >= text.size() || text[at] != sign) return std::nullopt;
  ++at;
  const auto year = take(4, 4);
  if (year.empty()) return std::nullopt;
  const bool recent = number_at(year, 0, 4) >= 2000;
  for (std::size_t signs = 0; at < text.size() && !is_digit(text[at]); ++at) {
    if (text[at] == '.' || !is_sign(text[at]) || ++signs > most_signs) return std::nullopt;
    if (recent && is_unusual(text[at])) return std::nullopt;
  }
  const auto last = take(4, 4);
  if (last.empty() || (at < text.size() && is_digit(text[at]))) return std::nullopt;
  const auto two = [](std::string_view number) { return (number.size() == 1 ? "0" : "") + std::string(number); };
  DayFirst found{.digits = std::string(year) + two(month) + two(day) + std::string(last), .length = at - begin};
  const auto six = std::string_view(found.digits).substr(2, 6);
  if (is_time_stamp(found.digits) || (!is_birth_date(six) && !is_coordination_date(six))) return std::nullopt;
  return found;
}

bool is_time_stamp(std::string_view digits) {
  constexpr int recent = 2000;
  const auto last = digits.substr(digits.size() - 4);
  if (number_at(last, 0, 2) > 23 || number_at(last, 2, 2) > 59) return false;
  if (digits.size() == 12) return number_at(digits, 0, 4) >= recent;
  return number_at(digits, 0, 2) >= 20 && number_at(digits, 0, 2) < 40;
}

bool is_before_2000(std::string_view digits) {
  return digits.size() == 12 && (digits.starts_with("18") || digits.starts_with("19"));
}

bool is_letter_number(std::string_view ten) {
  const auto last = ten.substr(6);
  if (last.starts_with("TF")) return all_digits(last.substr(2));
  if (!all_digits(last.substr(1))) return false;
  if (last[0] == 'T') return true;
  if (std::string_view("TRSUWXJKLMN").find(last[0]) == std::string_view::npos) return false;
  std::string digits(ten);
  digits[6] = '1';  // the interim numbers of the Tax Agency
  if (luhn_is_right(digits)) return true;
  // Västra Götaland counts the letter of the sex by another digit.
  digits[6] = last[0] == 'K' ? '5' : last[0] == 'M' ? '7' : last[0] == 'X' ? '8' : '\0';
  return digits[6] != '\0' && luhn_is_right(digits);
}

}  // namespace impl

IdentityForm identity_form(std::string_view text) {
  if (text.size() > longest) return IdentityForm::none;
  const auto normal = plain(text);
  return normal && !normal->empty() ? form_of_plain(*normal) : IdentityForm::none;
}

}  // namespace sluss::core

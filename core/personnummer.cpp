#include "core/personnummer.h"

#include <openssl/crypto.h>

#include "core/identity_form.h"
#include "core/luhn.h"

namespace sluss::core {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

std::unexpected<Error> refused(std::string_view code, std::string what, std::string remedy) {
  return fail(ErrorClass::data, code, std::move(what), std::move(remedy));
}

}  // namespace

Result<Personnummer> Personnummer::parse(std::string_view text, int current_year) {
  constexpr std::size_t longest = 13;  // twelve digits and a separator; it fits in the string itself
  if (text.size() > longest) {
    return refused("personnummer.length", "a personal identity number has neither ten nor twelve digits",
                   "Write YYYYMMDD-NNNN or YYMMDD-NNNN");
  }
  std::string digits;
  char separator = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digits.push_back(text[i]);
    } else if ((text[i] == '-' || text[i] == '+') && separator == 0 && i + 5 == text.size()) {
      separator = text[i];
    } else {
      OPENSSL_cleanse(digits.data(), digits.size());
      return refused("personnummer.characters", "a personal identity number holds other characters than digits",
                     "Write YYYYMMDD-NNNN or YYMMDD-NNNN");
    }
  }
  if (digits.size() != 10 && digits.size() != 12) {
    OPENSSL_cleanse(digits.data(), digits.size());
    return refused("personnummer.length", "a personal identity number has neither ten nor twelve digits",
                   "Write YYYYMMDD-NNNN or YYMMDD-NNNN");
  }
  if (digits.size() == 10) {
    // The latest century that is not in the future; with a plus the person has turned a hundred. Source: SKV 704.
    int year = current_year / 100 * 100 + two_digits(digits, 0);
    if (year > current_year) year -= 100;
    if (separator == '+') year -= 100;
    digits.insert(0, std::to_string(year / 100));
  }
  Personnummer number(std::move(digits));
  const auto twelve = number.opened();
  if (!impl::is_date_of_person(twelve.substr(0, 8))) {
    return refused("personnummer.date", "the date of a personal identity number does not exist",
                   "Compare it with the register that it comes from");
  }
  if (!luhn_is_right(twelve.substr(2))) {
    return refused("personnummer.check_digit", "the check digit of a personal identity number is wrong",
                   "Compare it with the register that it comes from");
  }
  return number;
}

bool Personnummer::is_coordination_number() const {
  return two_digits(opened(), 6) > 60;
}

}  // namespace sluss::core

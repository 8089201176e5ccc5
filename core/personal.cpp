#include "core/personal.h"

#include <openssl/crypto.h>

#include <chrono>

#include "core/log.h"

namespace sluss::core {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

/// Modulus 10 over the ten last of the twelve digits. Source: SKV 704.
bool check_digit_is_right(std::string_view twelve) {
  int sum = 0;
  for (std::size_t i = 2; i < 12; ++i) {
    const int product = (twelve[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += product / 10 + product % 10;
  }
  return sum % 10 == 0;
}

bool date_exists(std::string_view twelve) {
  const int year = two_digits(twelve, 0) * 100 + two_digits(twelve, 2);
  const int day = two_digits(twelve, 6);
  const std::chrono::year_month_day born{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(two_digits(twelve, 4))},
                                         std::chrono::day{static_cast<unsigned>(day > 60 ? day - 60 : day)}};
  return born.ok();
}

std::unexpected<Error> refused(std::string_view code, std::string what, std::string remedy) {
  return fail(ErrorClass::data, code, std::move(what), std::move(remedy));
}

}  // namespace

// An assignment would free the old buffer, and a move would leave a short text's characters where they were.
SealedText::SealedText(SealedText&& other) noexcept : text_(std::move(other.text_)) {
  other.wipe();
}

SealedText& SealedText::operator=(const SealedText& other) {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  return *this;
}

SealedText& SealedText::operator=(SealedText&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = std::move(other.text_);
  other.wipe();
  return *this;
}

SealedText::~SealedText() {
  wipe();
}

void SealedText::wipe() noexcept {
  text_.resize(text_.capacity());  // never allocates; the whole buffer, not only what is in use
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

Secret::Secret(std::string text) : SealedText(std::move(text)) {
  log::mask_always(opened());
}

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
  if (!date_exists(twelve)) {
    return refused("personnummer.date", "the date of a personal identity number does not exist",
                   "Compare it with the register that it comes from");
  }
  if (!check_digit_is_right(twelve)) {
    return refused("personnummer.check_digit", "the check digit of a personal identity number is wrong",
                   "Compare it with the register that it comes from");
  }
  return number;
}

bool Personnummer::is_coordination_number() const {
  return two_digits(opened(), 6) > 60;
}

}  // namespace sluss::core

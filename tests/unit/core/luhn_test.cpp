// The check digit of a personal identity number.
#include "core/luhn.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/unit/core/check_digit.h"

namespace sluss::core {
namespace {

TEST(Luhn, IsRightForOneDigitOfTen) {
  for (const std::string right : {"8112189876", "1212121212"}) {
    for (char last = '0'; last <= '9'; ++last) {
      auto digits = right;
      digits.back() = last;
      EXPECT_EQ(luhn_is_right(digits), digits == right) << digits;
    }
  }
}

TEST(Luhn, SeesAChangedDigitAndTwoThatChangePlaces) {
  for (int i = 0; i < 1000; ++i) {
    const auto right = with_check_digit(std::to_string(811'218'000 + i));
    ASSERT_TRUE(luhn_is_right(right)) << right;
    for (std::size_t at = 0; at < right.size(); ++at) {
      auto changed = right;
      changed[at] = static_cast<char>('0' + (changed[at] - '0' + 1 + i % 9) % 10);
      EXPECT_FALSE(luhn_is_right(changed)) << changed;
      if (at == 0) continue;
      auto swapped = right;
      std::swap(swapped[at - 1], swapped[at]);
      const auto two = right.substr(at - 1, 2);
      const bool nine_and_zero = two == "09" || two == "90";  // the rule's own gap
      EXPECT_EQ(luhn_is_right(swapped), swapped == right || nine_and_zero) << swapped;
    }
  }
}

}  // namespace
}  // namespace sluss::core

#include "connectors/register/sheets.h"

#include <gtest/gtest.h>

#include <string>

#include "connectors/register/little_endian.h"
#include "connectors/register/put_letter.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

TEST(ColumnLetters, AreThoseOfASpreadsheet) {
  EXPECT_EQ(column_letters(0), "A");
  EXPECT_EQ(column_letters(25), "Z");
  EXPECT_EQ(column_letters(26), "AA");
  EXPECT_EQ(column_letters(701), "ZZ");
  EXPECT_EQ(column_letters(702), "AAA");
  EXPECT_EQ(column_letters(16'383), "XFD");
}

TEST(PutLetter, WritesWellFormedUtf8) {
  std::string text;
  for (const char32_t letter : U"a\u00E5\u2013\U0001F600") append_letter(text, letter);
  text.pop_back();  // the literal's NUL
  EXPECT_EQ(text, "aå–😀");
  for (const char32_t letter : {U'\x7F', U'\x80', U'\u07FF', U'\u0800', U'\uFFFF', U'\U00010000', U'\U0010FFFF'}) {
    text.clear();
    append_letter(text, letter);
    EXPECT_EQ(core::code_point_at(text, 0).value, letter);
    EXPECT_EQ(core::code_point_at(text, 0).length, text.size());
  }
}

TEST(NumberAt, HasTheLowestByteFirstAndIsZeroOutside) {
  EXPECT_EQ(number_at("\x01\x02\x03", 1, 2), 0x0302U);
  EXPECT_EQ(number_at("\x01\x02\x03", 2, 2), 0U);
  EXPECT_EQ(number_at("\x01", 2, 8), 0U);
  EXPECT_EQ(number64("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"), 0x7FFF'FFFF'FFFF'FFFFU);
}

}  // namespace
}  // namespace sluss::connectors::registers

// A text of others as people may see it. The numbers are test numbers of Skatteverket.
#include "core/shown.h"

#include <gtest/gtest.h>

#include <string>

#include "core/text.h"

namespace sluss::core {
namespace {

TEST(Shown, HasNoIdentitiesAndAtMostFortyLettersOfOneLine) {
  EXPECT_EQ(shown("Sala\nkommun"), "Sala kommun");
  EXPECT_EQ(shown(std::string(50, 'x')), std::string(39, 'x') + "…");
  EXPECT_EQ(shown("a 19640823-3234 b"), "a *** b");
  EXPECT_FALSE(shown("19640823\t3234").contains("3234"));
  EXPECT_EQ(width_of(shown(std::string(1 << 20, '\xE5'))), 40);
  EXPECT_EQ(shown("Falun", 3), "Fa…");
}

// In a number column the reason says what stands there; in several lines, it is one of them.
TEST(Shown, MasksANumberWithSeveralSignsBeforeTheLastFour) {
  for (const auto* text : {"Anna 19121212 - 1212", "Anna 19121212-\n1212", "Anna 19121212 -\r\n1212",
                           "Anna 121212--1212", "Anna 19121212\u00A0\u2013\u00A01212", "Anna 19121212 -T001"})
    EXPECT_EQ(shown(text), "Anna ***") << text;
}

TEST(Shown, MasksANumberOverTheLastLetterBeforeItIsCut) {
  for (const std::size_t most : {40, 60}) {
    for (std::size_t before = most - 14; before < most; ++before) {
      const auto text = shown(std::string(before, 'x') + " 19640823-3234", most);
      EXPECT_FALSE(text.contains('6')) << text;
      EXPECT_LE(width_of(text), most);
    }
  }
}

// What is masked before it takes many bytes and few letters.
TEST(Shown, MasksANumberAfterManyOthers) {
  std::string spaced;
  for (const char digit : std::string("196408233234"))
    spaced += (spaced.empty() ? "" : "\u2003") + std::string(1, digit);
  std::string text;
  for (int i = 0; i < 100; ++i) text += spaced + "x";
  EXPECT_EQ(shown(text, 9), "***x***x…");
  EXPECT_FALSE(shown(text).contains('1')) << shown(text);
  EXPECT_EQ(width_of(shown(text)), 40);
}

}  // namespace
}  // namespace sluss::core

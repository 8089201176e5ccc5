#include "connectors/register/mapping/pattern.h"

#include <gtest/gtest.h>

#include "connectors/register/mapping/letters.h"

namespace sluss::connectors::registers {
namespace {

/// "name=text name=text", or "no".
std::string matched(std::string_view pattern, std::string_view text) {
  const auto parsed = Pattern::parse(pattern);
  if (!parsed) return "error";
  const auto captures = parsed->match(text);
  if (!captures) return "no";
  std::string made;
  for (const auto& [name, value] : *captures) made += (made.empty() ? "" : " ") + name + "=" + value;
  return made;
}

TEST(Pattern, ComparesSpellingGenerously) {
  EXPECT_EQ(matched("Kommun", " KOMMUN\u00A0"), "");
  EXPECT_EQ(matched("Län", "La\u0308n"), "");
  EXPECT_EQ(matched("2022-2024", "2022–2024"), "");
  EXPECT_EQ(matched("Utan arbete", "Utan\n  ar\u00ADbete"), "");
  EXPECT_EQ(matched("Kommun", "Kommuner"), "no");
  EXPECT_EQ(matched("", ""), "");
  EXPECT_EQ(matched("", "x"), "no");
}

TEST(Pattern, Captures) {
  EXPECT_EQ(matched("Index{year:yy}_{lista}.*", "Index25_hela.csv"), "year=2025 lista=hela");
  EXPECT_EQ(matched("{year}-{month}-*-resultat.xlsx", "2025-10-9834-resultat.xlsx"), "year=2025 month=10");
  EXPECT_EQ(matched("{indikator:word}. * {matt:word}", "2. Genomförandeplan, aktuell Andel"), "indikator=2 matt=Andel");
  EXPECT_EQ(matched("{kon} {year}", "Kvinnor 2024"), "kon=Kvinnor year=2024");
  EXPECT_EQ(matched("<{n:number}", "<1 000"), "n=1000");
  EXPECT_EQ(matched("<{n:number}", "< 1 000"), "no");
  EXPECT_EQ(matched("{n:number}st", "1 012 st"), "no");
  EXPECT_EQ(matched("{n:number} st", "1 012 st"), "n=1012");
  EXPECT_EQ(matched("Index{year}", "Index 2025"), "no");
  EXPECT_EQ(matched("Index{namn}", "Index 2025"), "namn=2025");
  EXPECT_EQ(matched("< {n:number}", "< 1 000,5"), "n=1000.5");
  EXPECT_EQ(matched("{month} {year}", "Okt 2025"), "month=10 year=2025");
  EXPECT_EQ(matched("{kod:code4} {namn}", "0180 Stockholm"), "kod=0180 namn=Stockholm");
  EXPECT_EQ(matched("{kod:code2}", "19"), "kod=19");
  EXPECT_EQ(matched("{kod:code2}", "019"), "no");
  EXPECT_EQ(matched("{kod:code2}", "9"), "no");
  EXPECT_EQ(matched("{year}", "1899"), "no");
  EXPECT_EQ(matched("Publicerad {dag:date}", "publicerad 20251031"), "dag=2025-10-31");
  EXPECT_EQ(matched("Publicerad {dag:date}", "publicerad 2025-02-30"), "no");
  EXPECT_EQ(matched(R"({value:number}\*)", "12,5*"), "value=12.5");
}

TEST(Pattern, ShowsANameThatItMatches) {
  const auto shown = [](const char* text) { return Pattern::parse(text)->example(2026); };
  EXPECT_EQ(shown("Bilar {year}.xlsx"), "Bilar 2026.xlsx");
  EXPECT_EQ(shown("Index{ar:yy}_{lista}.*"), "Index26_….…");
  EXPECT_EQ(shown("*{enhet}* {month} {dag:day}"), "… 01 01");
  EXPECT_EQ(shown(R"(\{a\} {n:digits}{q:quarter})"), "{a} 1231");
  for (const auto* text : {"Bilar {year}.xlsx", "Index{ar:yy}_{lista}.*", "*{enhet:word} {month} {dag:day}*",
                           "{d:date} {q:quarter} {t:tertial} {h:half}", "{k:code2}{m:code4} {n:number} {s:digits}"})
    EXPECT_NE(matched(text, shown(text)), "no") << text;
}

TEST(Pattern, ThatIsNoneIsAnError) {
  for (const auto* text : {"{year", "year}", "{}", "{År}", "{a:b}", "{year}{year}"})
    EXPECT_EQ(matched(text, ""), "error") << text;
}

TEST(Pattern, GivesUpOnHostileTexts) {
  const std::string stars = "*a*a*a*a*a*a*a*a*a*a*b";
  EXPECT_EQ(matched(stars, std::string(500, 'a')), "no");
  EXPECT_EQ(matched("*", std::string(513, 'a')), "no");
  EXPECT_EQ(matched("*", std::string(512, 'a')), "");
  EXPECT_EQ(matched(std::string(1001, 'a'), ""), "error");
}

TEST(Number, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(plain_number("1 234,5"), "1234.5");
  EXPECT_EQ(plain_number("1\u00A0234\u202F567"), "1234567");
  EXPECT_EQ(plain_number("\u22123"), "-3");
  EXPECT_EQ(plain_number("+3"), "3");
  EXPECT_EQ(plain_number("12.500"), "12.500");
  EXPECT_EQ(plain_number("-1e-7"), "-1e-7");
  EXPECT_EQ(plain_number("-12,50"), "-12.50");
  EXPECT_EQ(plain_number("007"), "007");
  for (const auto* text : {"", "-", "1 23", "12 34", "1.234,5", "1,", ",5", "5 %", "1 2345", "<5", "1e", "- 3", "0x1",
                           "-,5", "1,2,3", "5\u0301"})
    EXPECT_FALSE(plain_number(text).has_value()) << text;
}

/// Two numbers in one cell, one below the other or a tab apart, are not one with a blank between its thousands.
TEST(Number, HasNoBreakWithin) {
  for (const auto* text : {"12\n345", "12\r\n345", "1\t000", "12 \n 345", "12\u00A0\n345", "12\u0085345", "1 000\n000",
                           "-\n3", "12\n,5"}) {
    EXPECT_FALSE(plain_number(text).has_value()) << text;
    EXPECT_EQ(matched("<{n:number}", "<" + std::string(text)), "no") << text;
  }
  EXPECT_EQ(plain_number("12 345\r\n"), "12345");
  EXPECT_EQ(plain_number("\t12\u00A0345\n\u00A0"), "12345");
  EXPECT_EQ(matched("<{n:number} (a)", "<12 345\n(a)"), "n=12345");
  EXPECT_EQ(matched("{a} {n:number}", "två\nrader 5"), "a=två rader n=5");
}

TEST(Text, IsSqueezed) {
  EXPECT_EQ(squeezed(" \t a \u00A0\u2003 b\r\n"), "a b");
  EXPECT_EQ(squeezed("so\u00ADcial\uFEFF"), "social");
  EXPECT_EQ(squeezed(" \u200B \u00AD x"), "x") << "what is not seen parts no blanks";
  EXPECT_EQ(squeezed("a\u030A \u0301b"), "a\u030A b") << "a mark goes with the letter before it";
  EXPECT_EQ(spelling("  Å\u2013B\u00A0c "), "å-b c");
}

TEST(Text, IsNothing) {
  for (const auto* text : {"", " ", "\u00A0\u2003", "\u00AD", "\t\u200B\r\n", "\uFEFF"})
    EXPECT_TRUE(squeezes_to_nothing(text)) << text;
  for (const auto* text : {"x", " x", "0", "-", "\u00A0å", "\u00ADx", "å", "a\u0301", "\x01"})
    EXPECT_FALSE(squeezes_to_nothing(text)) << text;
}

TEST(Text, WithCapturesIsFilledIn) {
  EXPECT_EQ(filled_in("{year}-{month}", {{"year", "2025"}, {"month", "10"}}), "2025-10");
  EXPECT_EQ(filled_in("{year}", {}), std::nullopt);
  EXPECT_EQ(filled_in("Offentlig", {}), "Offentlig");
}

}  // namespace
}  // namespace sluss::connectors::registers

#include "core/text.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/exception.h"
#include "core/json.h"
#include "core/letters.h"
#include "tests/tools/broken_text.h"

namespace sluss::core {
namespace {

TEST(Text, WhatIsNotUtf8BecomesTheReplacement) {
  EXPECT_TRUE(is_well_formed("åäö €😀"));
  EXPECT_EQ(well_formed("\xC3"), "\uFFFD");
  EXPECT_EQ(well_formed("a\xE5 b"), "a\uFFFD b");
  EXPECT_EQ(well_formed("\xC0\xAF\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");  // overlong, surrogate
  EXPECT_EQ(well_formed("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");            // above U+10FFFF
}

TEST(Text, CutsNeverSplitALetter) {
  const std::string letters = "aå€😀z";
  for (std::size_t most = 0; most <= letters.size() + 1; ++most) {
    const auto kept = cut(letters, most);
    EXPECT_LE(kept.size(), most);
    EXPECT_TRUE(is_well_formed(kept)) << most;
    EXPECT_TRUE(letters.starts_with(kept));
    EXPECT_GE(kept.size() + 4, std::min(most + 1, letters.size()));
  }
  EXPECT_EQ(cut(std::string(10, '\x80'), 5).size(), 5U);
  EXPECT_EQ(shortened("åäöåäö", 4), "åäö…");
  EXPECT_EQ(shortened("åäö", 3), "åäö");
  EXPECT_EQ(shortened("åäöx", 3), "åä…");
  EXPECT_EQ(shortened("a", 0), "…");
  EXPECT_EQ(width_of("åäö"), 3U);
}

TEST(Text, ALetterHasAValueAndALength) {
  const std::string text = "aå€😀\xC0\xAF\xC3";
  std::vector<std::pair<char32_t, std::size_t>> letters;
  for (std::size_t at = 0; at < text.size(); at += letters.back().second) {
    const auto [value, length] = code_point_at(text, at);
    letters.emplace_back(value, length);
  }
  EXPECT_EQ(letters, (std::vector<std::pair<char32_t, std::size_t>>{
                         {U'a', 1}, {U'å', 2}, {U'€', 3}, {U'😀', 4}, {0xFFFD, 1}, {0xFFFD, 1}, {0xFFFD, 1}}));
}

TEST(Text, OldEncodingsAreRead) {
  EXPECT_EQ(decoded("F\xF6retaget \x80 5"), "Företaget € 5");
  EXPECT_EQ(decoded("Företaget"), "Företaget");
}

TEST(Text, OneLineAndLower) {
  EXPECT_EQ(one_line("a\nb\x1b[31m\xE5\u202Ec"), "a b [31m\uFFFD c");
  EXPECT_EQ(one_line(std::string_view("a\0b\x7F", 4)), "a b ");
  EXPECT_EQ(one_line("\xC2\x85 \u2028\u202E"), "    ") << "ends of line and turning of text that Unicode has";
  EXPECT_EQ(one_line("\xFF\xC3 \xC0\x80 \xED\xA0\x80"), "\uFFFD\uFFFD \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(one_line("å\u00A0€𝄞"), "å\u00A0€𝄞");
  EXPECT_EQ(lower("ÅBC"), "Åbc");
  EXPECT_EQ(folded("ÅBC"), "åbc");
  EXPECT_EQ(folded("A\xCC\x8ASELE"), folded("Åsele")) << "a ring of its own";
  EXPECT_EQ(folded("Ab\xFF"), "ab\xFF");
  EXPECT_EQ(folded(""), "");
  EXPECT_EQ(sql_text("it's"), "'it''s'");
  EXPECT_EQ(sql_name("a \"b\""), "\"a \"\"b\"\"\"");
  EXPECT_EQ(sql_name("it's"), "\"it's\"");
}

TEST(Text, ErrorsAreWellFormedFromWhereTheyAreMade) {
  for (const auto& broken : tests::broken_texts()) {
    const auto error = fail(ErrorClass::data, "x.y", broken, broken, {.file = broken, .field = broken}).error();
    for (const auto& text : {error.what, error.remedy, error.place.file, error.place.field}) {
      EXPECT_TRUE(is_well_formed(text));
      EXPECT_EQ(text.find('\0'), std::string::npos);
      EXPECT_LE(text.size(), 4096U * 3 + 3);
    }
  }
}

TEST(Text, NothingThatWritesJsonThrowsOnText) {
  for (const auto& broken : tests::broken_texts()) {
    const nlohmann::json value{{broken, broken}, {"list", {broken}}};
    const nlohmann::ordered_json ordered{{broken, broken}};
    for (const auto& text : {json_text(value), json_text(value, 2), json_text(ordered)}) {
      EXPECT_TRUE(nlohmann::json::accept(text));
      EXPECT_TRUE(is_well_formed(text));
    }
    for (const auto& text : {one_line(broken), decoded(broken), well_formed(broken), shortened(one_line(broken), 40)}) {
      EXPECT_TRUE(is_well_formed(text));
    }
  }
}

TEST(Text, WhatIsTrimmedLiesInTheText) {
  for (const std::string_view text : {" a b ", "\t\r\n", " ", ""}) {
    const auto middle = trimmed(text);
    EXPECT_GE(middle.data(), text.data());
    EXPECT_LE(middle.data() + middle.size(), text.data() + text.size());
  }
  EXPECT_EQ(trimmed(" a b "), "a b");
  EXPECT_EQ(trimmed("xax", "x"), "a");
}

TEST(Text, ACellIsAWholeNumber) {
  EXPECT_EQ(whole_number("12"), 12);
  EXPECT_EQ(whole_number("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const auto& none : std::vector<std::optional<std::string>>{std::nullopt, "", "x"})
    EXPECT_EQ(whole_number(none), 0);
}

TEST(Text, AnExceptionIsAnError) {
  const auto thrown = without_exceptions("x.y", []() -> Result<int> { throw std::runtime_error("v\xE5rd"); });
  ASSERT_FALSE(thrown);
  EXPECT_EQ(thrown.error().code, "x.y");
  EXPECT_TRUE(is_well_formed(thrown.error().what));
  EXPECT_FALSE(without_exceptions("x.y", []() -> Result<> { throw 1; }));
  EXPECT_EQ(without_exceptions("x.y", []() -> Result<int> { return 1; }).value(), 1);
}

}  // namespace
}  // namespace sluss::core

#include <gtest/gtest.h>

#include "daemon/serve/pages/desk.h"
#include "daemon/serve/pages/html.h"
#include "daemon/serve/pages/parts.h"

namespace sluss::daemon::pages {
namespace {

struct Case {
  const char* text;
  const char* expected;
};

TEST(Html, ATextIsEscapedWhateverItHolds) {
  const Case cases[] = {
      {"Fallskador 80+, andel (%)", "Fallskador 80+, andel (%)"},
      {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
      {"\"><img src=x onerror=alert(1)>", "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"},
      {"' autofocus onfocus='x", "&#39; autofocus onfocus=&#39;x"},
      {"&amp; &#x3c;", "&amp;amp; &amp;#x3c;"},
      {"åäö – ”citat” 🙂", "åäö – ”citat” 🙂"},
      {"a\x01"
       "b\x7f"
       "c",
       "a\uFFFDb\uFFFDc"},
      {"tur\u202Egnidliv", "tur\uFFFDgnidliv"},                      // would turn the direction of the rest
      {"avbruten \xC3", "avbruten \uFFFD"},                          // half a letter
      {"\xC0\xBCscript\xC0\xBE", "\uFFFD\uFFFDscript\uFFFD\uFFFD"},  // < written with two octets
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Html(text).markup(), expected);
}

TEST(Html, AnAttributeCannotBeLeft) {
  const std::string hostile = "x\" onclick=\"alert(1)";
  EXPECT_EQ(tag("a", {{"href", "/"}, {"aria-label", hostile}}, hostile).markup(),
            "<a href=\"/\" aria-label=\"x&quot; onclick=&quot;alert(1)\">x&quot; onclick=&quot;alert(1)</a>");
}

TEST(Html, AnElementWithoutEndAndAnEmptyAttribute) {
  EXPECT_EQ(tag("input", {{"name", "a"}, {"value", ""}, {"checked", ""}}).markup(),
            "<input name=\"a\" value=\"\" checked>");
}

TEST(Html, AChildIsMarkupAndATextIsNot) {
  EXPECT_EQ(tag("p", {}, tag("b", {}, "<"), " & ", std::string("\"")).markup(), "<p><b>&lt;</b> &amp; &quot;</p>\n");
}

TEST(Url, SegmentsAndQueryAreEncoded) {
  EXPECT_EQ(url({}), "/");
  EXPECT_EQ(url({"hallna", "12", "kolada:N1/../x"}), "/hallna/12/kolada%3AN1%2F..%2Fx");
  EXPECT_EQ(url({"dataset", "x"}, {{"omrade", "Malmö & Co"}, {"sida", "2"}}),
            "/dataset/x?omrade=Malm%C3%B6%20%26%20Co&sida=2");
  EXPECT_EQ(url({}, {{"klart", "kor"}}), "/?klart=kor");
}

TEST(Frame, TitlesAndPersonsCannotBecomeMarkup) {
  const auto page =
      framed({.title = "<b>", .municipality = "<i>", .person = "<u>", .notice = "<s>", .version = "1"}, "<em>");
  for (const auto* raw : {"<b>", "<i>", "<u>", "<s>", "<em>"}) EXPECT_EQ(page.find(raw), std::string::npos) << raw;
}

TEST(Parameters, AreCutAndCleaned) {
  EXPECT_EQ(value_of({{"a", "x\ty\n"}}, "a"), "xy");
  EXPECT_EQ(value_of({{"a", "x"}}, "b"), "");
  EXPECT_EQ(value_of({{"a", std::string(199, 'x') + "åäö"}}, "a"), std::string(199, 'x'));
  EXPECT_EQ(value_of({{"a", std::string("x\0y", 3)}}, "a"), "xy");
}

TEST(Parameters, OnlyWholeNumbersFromOneAreNumbers) {
  EXPECT_EQ(whole_number("12"), 12);
  for (const auto* text : {"", "0", "-1", "1x", " 1", "1.5", "9999999999999"}) EXPECT_FALSE(whole_number(text)) << text;
}

TEST(Table, AnEmptyOneIsASentence) {
  EXPECT_EQ(table({.caption = "x", .columns = {{"A"}}, .rows = {}, .when_empty = "Inget."}).markup(),
            "<p class=\"empty\">Inget.</p>\n");
}

TEST(Table, EachValueHasItsColumnsWordWhereRowsAreCards) {
  Table shown{.caption = "x",
              .columns = {{"Serie"}, {"Nya", true}, {tag("a", {{"href", "/"}}, "Sorterad")}, {"A & B"}},
              .rows = {},
              .when_empty = ""};
  shown.rows.push_back({"N1", "7", "länk", "båda"});
  const auto cards = table(shown).markup();
  const auto has = [&](std::string_view part) { return cards.find(part) != std::string::npos; };
  EXPECT_TRUE(has("<th scope=\"row\">N1</th>")) << cards;
  EXPECT_TRUE(has("<td class=\"number\" data-label=\"Nya\">7</td>")) << cards;
  EXPECT_TRUE(has("<td>länk</td>")) << "what is more than a word is no label";
  EXPECT_TRUE(has("<td>båda</td>"));
  shown.compact = true;
  EXPECT_EQ(table(shown).markup().find("data-label"), std::string::npos) << "it keeps its columns, and scrolls";
}

}  // namespace
}  // namespace sluss::daemon::pages

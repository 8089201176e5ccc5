#include "connectors/register/markup_pieces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sluss::connectors::registers {
namespace {

using testing::ElementsAre;
using Kind = MarkupPieces::Kind;

using namespace std::string_view_literals;

/// "a:title=…": the kind, the element and the piece; fed `step` bytes at a time.
std::vector<std::string> pieces_of(std::string_view markup, bool html = false, std::size_t step = 1) {
  std::vector<std::string> found;
  MarkupPieces pieces(html, [&](Kind kind, std::string_view element, std::string_view piece) {
    found.push_back((kind == Kind::text        ? "t:"
                     : kind == Kind::attribute ? "a:"
                                               : "c:") +
                    std::string(element) + "=" + std::string(piece));
  });
  for (std::size_t at = 0; at < markup.size(); at += step) pieces.feed(markup.substr(at, step));
  pieces.end();
  return found;
}

TEST(MarkupPieces, TextsAttributesAndComments) {
  constexpr std::string_view markup =
      "<?xml version='1.0'?><x:Doc a=\"1234567 > 8\" b = '12345678' c=12345679><f>SUM(A1:A9)</f><!-- note one\n"
      "<td>note two</td> --><![CDATA[data text]]></x:Doc>short";
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, markup.size()}) {
    EXPECT_THAT(pieces_of(markup, false, step),
                ElementsAre("c:=xml version='1.0'?", "a:doc=1234567 > 8", "a:doc=12345678", "a:doc=12345679",
                            "t:f=SUM(A1:A9)", "c:f= note one", "c:f=note two", "t:f=CDATA[data text]]>"));
  }
}

TEST(MarkupPieces, ANameWithDigitsIsATextToo) {
  EXPECT_THAT(pieces_of("<p19121212-1212 b=1><workbookProperties></x:191212121212></heading1><a121212"),
              ElementsAre("a:=p19121212-1212", "a:workbookproperties=x:191212121212", "a:heading1=a121212"));
}

TEST(MarkupPieces, ReferencesAreRead) {
  EXPECT_THAT(pieces_of("<a>1&#57;12&#x31;212&nbsp;1212&shy;x &amp; &#0; &#xFFFFFFFF; &;</a>"),
              ElementsAre("t:a=19121212 1212\u00ADx &amp; &#0; &#xFFFFFFFF; &;"));
}

TEST(MarkupPieces, WhatIsNoMarkupIsAText) {
  EXPECT_THAT(pieces_of("1 < 2 and 3 <4 > 5 << 6789"), ElementsAre("t:=1 < 2 and 3 <4 > 5 << 6789"));
  EXPECT_THAT(pieces_of("<script>if (a<b) '1234567'</script>text after", true),
              ElementsAre("t:script=if (a<b) '1234567'", "t:script=text after"));
  EXPECT_THAT(pieces_of("<a title=\"never ended 123"), ElementsAre("a:a=never ended 123"));
  EXPECT_THAT(pieces_of("<\0a\0>\0d\0i\0g\0i\0t\0s\0 \0001\0<\0"sv), ElementsAre("t:a=digits 1")) << "UTF-16";
}

TEST(MarkupPieces, TagsAndDocumentTypes) {
  std::string tags;
  MarkupPieces pieces(
      false, [](Kind, std::string_view, std::string_view) {},
      [&](std::string_view element, bool ends) { tags += (ends ? "/" : " ") + std::string(element); });
  pieces.feed("<?xml v='1'?><x:A b='/'><B/><c d='1' /><d e='/'>f</d><!-- <g> --></x:A>");
  EXPECT_EQ(tags, " a b/b c/c d/d/a");
  EXPECT_FALSE(pieces.has_doctype());
  pieces.feed("<!DOCTYPE a>");
  EXPECT_TRUE(pieces.has_doctype());
}

TEST(MarkupPieces, ALongPieceComesInPartsThatOverlap) {
  const auto found = pieces_of(std::string((1 << 20) - 6, 'x') + "19121212-1212", false, 1 << 20);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(found[1].ends_with("19121212-1212"));
}

}  // namespace
}  // namespace sluss::connectors::registers

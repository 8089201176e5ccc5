#include "connectors/register/html/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "connectors/register/html/page_text.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/unit/connectors/register/shown_rows.h"

namespace sluss::connectors::registers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::string_literals;
using namespace std::string_view_literals;

class Html : public testing::Test {
 protected:
  core::Result<std::unique_ptr<Document>> open(std::string_view page, const Limits& limits = {}) {
    std::ofstream(path_, std::ios::binary) << page;
    return open_html(path_, limits);
  }
  std::vector<std::string> names(std::string_view page) {
    std::vector<std::string> names;
    const auto document = tests::must(open(page));
    for (const auto& sheet : document->sheets()) names.push_back(sheet.name);
    return names;
  }
  /// Each row as "1: a | b", an empty cell as nothing between.
  std::vector<std::string> rows(std::string_view page, std::size_t sheet = 0, const Limits& limits = {}) {
    return tests::shown_rows(*tests::must(open(page, limits)), sheet);
  }
  std::vector<std::string> merged(std::string_view page, std::size_t sheet = 0) {
    std::vector<std::string> ranges;
    for (const auto& cells : tests::must(tests::must(open(page))->merged(sheet))) {
      ranges.push_back(column_letters(cells.first_column) + std::to_string(cells.first_row) + ":" +
                       column_letters(cells.last_column) + std::to_string(cells.last_row));
    }
    return ranges;
  }
  std::string cell(std::string_view inside) {
    const auto shown = rows("<table><tr><td>" + std::string(inside) + "</td></tr></table>");
    return shown.size() == 1 ? shown.front() : std::to_string(shown.size()) + " rows";
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "sida.html";
};

TEST_F(Html, TableIsASheetOfRows) {
  constexpr auto page = R"(<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><title>Hemtjänstindex</title><style>td { color: red }</style></head>
<body><h1>Hela listan</h1>
<table class="wp-table"><thead><tr><th>Plats</th><th>Kommun</th><th>Index</th></tr></thead>
<tbody>
 <tr><td>1</td><td>Kristianstad</td><td>83,6</td></tr>
 <tr><td>118</td><td>Sala</td><td>71,9</td></tr>
 <tr></tr>
 <tr><td>290</td><td></td><td>–</td></tr>
</tbody></table></body></html>)";
  EXPECT_THAT(rows(page), ElementsAre("1: Plats | Kommun | Index", "2: 1 | Kristianstad | 83,6", "3: 118 | Sala | 71,9",
                                      "4:", "5: 290 |  | –"));
  EXPECT_EQ(tests::must(open(page))->recognised(), "HTML, UTF-8, 1 tabell");
  EXPECT_THAT(merged(page), IsEmpty());
}

TEST_F(Html, SheetIsNamedByCaptionIdOrNumber) {
  EXPECT_THAT(
      names("<table><caption> Index\n <b>2025</b></caption></table><table id='delindex'></table><table></table>"
            "<table id=x><caption></caption></table><table><caption>Index 2025</table><table id='Index 2025'></table>"),
      ElementsAre("Index 2025", "delindex", "tabell 3", "x", "Index 2025 (2)", "Index 2025 (3)"));
  const auto document =
      tests::must(open("<table hidden></table><table style='color:red; Display: NONE'></table><table></table>"));
  EXPECT_TRUE(document->sheets()[0].hidden);
  EXPECT_TRUE(document->sheets()[1].hidden);
  EXPECT_FALSE(document->sheets()[2].hidden);
}

TEST_F(Html, CellIsWhatABrowserShows) {
  EXPECT_EQ(cell("\n  Falu\t\n <b>kom</b>mun  "), "1: Falu kommun");
  EXPECT_EQ(cell("71,9<br>68,9<BR/>66,8"), "1: 71,9\n68,9\n66,8");
  EXPECT_EQ(cell("<p>a</p><p>b</p><div>c</div>d<ul><li>e<li>f</ul>"), "1: a b c d e f");
  EXPECT_EQ(cell("1&nbsp;234\u00a0567 &amp; &lt;5 &aring;&#228;&#xf6; &okänd; a&b"),
            "1: 1\u00a0234\u00a0567 & <5 åäö &okänd; a&b");
  EXPECT_EQ(cell("\u00a0x\u00a0"), "1: \u00a0x\u00a0");
  EXPECT_EQ(cell("a<script>var t = '<td>b</td>';</script><style>c</style><!-- d -->e<template>f</template>"), "1: ae");
  EXPECT_EQ(cell("<pre>a  b\n c</pre>"), "1: a  b\n c");
  EXPECT_EQ(cell("a\fb"), "1: a b");
  EXPECT_EQ(cell("<a href='x?a=1&copy=2'>71,9</a><sup>1</sup>"), "1: 71,9^1");
}

TEST_F(Html, SpansAreMergedRangesWithTheValueFirst) {
  constexpr auto page = R"(<table>
<tr><th rowspan=2>Kommun<th colspan="2">Index<th rowspan="3">Not</tr>
<tr><th>2024<th>2025</tr>
<tr><td>Sala<td>68,9<td>71,9</tr>
<tr><td colspan=4>Källa</table>)";
  EXPECT_THAT(rows(page),
              ElementsAre("1: Kommun | Index |  | Not", "2:  | 2024 | 2025", "3: Sala | 68,9 | 71,9", "4: Källa"));
  EXPECT_THAT(merged(page), ElementsAre("A1:A2", "B1:C1", "D1:D3", "A4:D4"));
}

TEST_F(Html, SpansEndWithTheirGroup) {
  constexpr auto page =
      "<table><thead><tr><th rowspan=9>a<th>b</thead>"
      "<tbody><tr><td rowspan=0>c<td>d<tr><td>e</tbody><tbody><tr><td>f<td rowspan=5>g</table>";
  EXPECT_THAT(rows(page), ElementsAre("1: a | b", "2: c | d", "3:  | e", "4: f | g"));
  EXPECT_THAT(merged(page), ElementsAre("A2:A3"));
}

TEST_F(Html, OddSpansAreReadAsBrowsersDo) {
  EXPECT_THAT(
      merged("<table><tr><td colspan=' +2x'>a<td colspan=0>b<td colspan=-3>c<td colspan=x>d<td colspan=''>e</table>"),
      ElementsAre("A1:B1"));
  EXPECT_THAT(rows("<table><tr><td colspan=99999999999999999999>a<td>b</table>").front(), HasSubstr("a |"));
  EXPECT_THAT(merged("<table><tr><td colspan=99999999999999999999>a<td>b</table>"), ElementsAre("A1:ALL1"));
  // The cell over B1:B2 is in the way of the one over A2:C2.
  constexpr auto crossing = "<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>";
  EXPECT_THAT(rows(crossing), ElementsAre("1: a | b | c", "2: d |  |  | e"));
  EXPECT_THAT(merged(crossing), ElementsAre("B1:B2"));
}

TEST_F(Html, TablesInsideTablesAreTheirOwnSheets) {
  constexpr auto page =
      "<table><tr><td>a <table id=inre><caption>x<tr><td>b<td>c</table> d</td><td>e</td></tr></table>";
  EXPECT_THAT(names(page), ElementsAre("tabell 1", "x"));
  EXPECT_THAT(rows(page, 0), ElementsAre("1: a d | e"));
  EXPECT_THAT(rows(page, 1), ElementsAre("1: b | c"));
}

TEST_F(Html, BrokenNestingLosesNoCell) {
  EXPECT_THAT(rows("<table><tr><td>a<td>b<tr><td>c<td>d</table>"), ElementsAre("1: a | b", "2: c | d"));
  EXPECT_THAT(rows("<table><td>a<td>b<tr><td>c</table>"), ElementsAre("1: a | b", "2: c"));
  EXPECT_THAT(rows("<table><tr><td><b>a<td><span>b<td>c</b></tr><tr><td><i>d<tr><td>e</table>"),
              ElementsAre("1: a | b | c", "2: d", "3: e"));
  EXPECT_THAT(rows("<table><tr><td>a</i></td></b></div><td>b</td></tr></tr></table></table>"), ElementsAre("1: a | b"));
  EXPECT_THAT(rows("<table><tr><form><td>a</form><td>b<tr><td>c</table>"), ElementsAre("1: a | b", "2: c"));
  EXPECT_THAT(rows("<table><tbody><tr><td>a</tbody><tr><td>b</table>"), ElementsAre("1: a", "2: b"));
}

TEST_F(Html, PageThatEndsInsideATableIsRefused) {
  const std::string whole = "<html><body><table><tr><td>a<td>b<tr><td>c<td>den sista</td></tr></table>";
  for (std::size_t size = whole.find("<table>") + 7; size < whole.size(); ++size) {
    const auto document = open(whole.substr(0, size));
    ASSERT_FALSE(document) << size;
    EXPECT_EQ(document.error().code, "html.cut") << size;
  }
  EXPECT_THAT(rows(whole), ElementsAre("1: a | b", "2: c | den sista"));
  EXPECT_THAT(rows("<body><table><tr><td>a</body></html>"), ElementsAre("1: a"));  // the page is whole, its markup not
  EXPECT_EQ(open("<table><tr><td>a<td>b<tr><td>c<table\0<td rowspan=0"sv).error().code, "html.cut");
  EXPECT_EQ(open("<table\0<td rowspan=0"sv).error().code, "html.cut");
  EXPECT_EQ(open("<table><tr><td>a</table><table class=x").error().code, "html.cut");
  EXPECT_EQ(open("<table><tr><td>a<table><tr><td>b</table>").error().code, "html.cut");
}

TEST_F(Html, NoteIsNoDigitOfANumber) {
  EXPECT_EQ(cell("2<sup>1</sup>"), "1: 2^1");
  EXPECT_EQ(cell("<sup>1</sup>2"), "1: 1^2");
  EXPECT_EQ(cell("2 <sup> 1</sup>"), "1: 2 ^1");
  EXPECT_EQ(cell("<del>2</del>3"), "1: 2^3");
  EXPECT_EQ(cell("<b><s>2</s></b>3"), "1: 2^3");
  EXPECT_EQ(cell("71,9<sup>*</sup>"), "1: 71,9*");
  EXPECT_EQ(cell("m<sup>2</sup>"), "1: m2");
  EXPECT_EQ(cell("1<sup></sup>2"), "1: 1^2");
  // Two numbers on two lines of one cell are not one with a blank between its thousands.
  EXPECT_EQ(cell("12<br>345"), "1: 12\n345");
  EXPECT_EQ(cell("12 <p> 345</p>"), "1: 12\n345");
  EXPECT_EQ(cell("12<div>345</div>"), "1: 12\n345");
  EXPECT_EQ(cell("12 \n 345<br>kr"), "1: 12 345 kr");
  EXPECT_EQ(cell("12<p style='display:none'>x<br></p>345"), "1: 12 345");
}

TEST_F(Html, WhatThePageHidesInACellIsNoneOfItsText) {
  EXPECT_EQ(cell("12<span style='Display : none'>3</span>"), "1: 12");
  EXPECT_EQ(cell("<span hidden>sortera 0012<b>x</b><br></span>12<i style='visibility:hidden'>0</i>"), "1: 12");
  EXPECT_EQ(cell("<div hidden><table><tr><td>9</table>8</div>7"), "1: 7");
  // Nobody ended it: no later cell is lost.
  EXPECT_THAT(rows("<table><tr><td><span hidden>a<td>b<tr><td>c</table>"), ElementsAre("1:  | b", "2: c"));
}

TEST_F(Html, EncodingIsThatOfMarkMetaOrBytes) {
  const auto recognised = [&](std::string_view page) {
    const auto document = tests::must(open(page));
    return tests::shown_rows(*document, 0).front() + ", " + document->recognised();
  };
  EXPECT_EQ(recognised("<table><td>\xc3\x85re</table>"), "1: Åre, HTML, UTF-8, 1 tabell");
  EXPECT_EQ(recognised("<table><td>\xc5re \x96 \x80</table>"), "1: Åre – €, HTML, Windows-1252, 1 tabell");
  EXPECT_EQ(
      recognised("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><table><td>\xc3\x85</table>"),
      "1: Ã…, HTML, Windows-1252, 1 tabell");
  EXPECT_EQ(recognised("\xef\xbb\xbf<meta charset=iso-8859-1><table><td>\xc3\x85re</table>"),
            "1: Åre, HTML, UTF-8, 1 tabell");
  std::string wide = "\xff\xfe";
  for (const char16_t unit : u"<meta charset=utf-16><table><td>Åre 😀</table>"s)
    wide += {static_cast<char>(unit & 0xffU), static_cast<char>(unit >> 8U)};
  EXPECT_EQ(recognised(wide), "1: Åre 😀, HTML, UTF-16 LE, 1 tabell");
  EXPECT_EQ(recognised(wide.substr(2)), "1: Åre 😀, HTML, UTF-16 LE, 1 tabell");
  for (const auto* name : {"windows-1252", "ISO_8859-1", "latin1", "us-ascii", "x-cp1252"})
    EXPECT_EQ(recognised("<meta charset="s + name + "><table><td>\xc5re \x80</table>"),
              "1: Åre €, HTML, Windows-1252, 1 tabell")
        << name;
  EXPECT_EQ(recognised("<meta charset=iso-8859-15><table><td>\xc5re \xa4</table>"),
            "1: Åre €, HTML, ISO-8859-15, 1 tabell");
  EXPECT_EQ(recognised("<meta charset=utf-16><table><td>\xc3\x85re</table>"), "1: Åre, HTML, UTF-8, 1 tabell");
  EXPECT_EQ(html::declared_charset("<!-- <meta charset=a> --><META  name=x><meta CharSet = \"Utf-8\" >"), "Utf-8");
  EXPECT_EQ(html::declared_charset("<?xml version='1.0' encoding='iso-8859-1'?>"), "iso-8859-1");
  EXPECT_EQ(html::declared_charset("<metadata charset=x><p charset=y>"), "");
}

TEST_F(Html, LettersMaySpanBlocks) {
  std::string page = "<meta charset=utf-8><table>";
  for (int i = 0; i < 30'000; ++i) page += "<tr><td>åäö" + std::to_string(i) + "</td><td>–😀</td></tr>\n";
  const auto shown = rows(page + "</table>");
  ASSERT_EQ(shown.size(), 30'000);
  for (int i = 0; i < 30'000; ++i) {
    const auto text = std::to_string(i);
    ASSERT_EQ(shown[static_cast<std::size_t>(i)], std::to_string(i + 1) + ": åäö" + text + " | –😀");
  }
}

TEST_F(Html, WhatCannotBeReadIsAnErrorWithItsPlace) {
  const auto error = [&](std::string_view page, const Limits& limits = {}) {
    const auto document = open(page, limits);
    const auto found = document ? tests::first_error(**document, 0) : document.error();
    EXPECT_FALSE(found.remedy.empty()) << found.code;
    EXPECT_TRUE(found.code.empty() || found.place.file == path_.string()) << found.code;
    return found;
  };
  EXPECT_EQ(error("<p>inget</p>").code, "html.no_table");
  EXPECT_EQ(error("").code, "html.no_table");
  EXPECT_EQ(error("<meta charset=koi8-r><table>").code, "html.charset");
  const auto broken = error("<meta charset=utf-8>\n\n<table><td>\xc5re</table>");
  EXPECT_EQ(broken.code, "html.encoding");
  EXPECT_EQ(broken.place.line, 3);
  // Nearly all of it is UTF-8: read as anything else, each å would be two letters.
  EXPECT_EQ(error("<table><td>\xc3\x85re \xe5</table>").code, "html.encoding");
  EXPECT_EQ(error("<table><td>V\x84ster\x86s</table>").code, "encoding.unknown");
  for (const auto* text : {"x\x01y", "x&#1;y"}) {
    const auto character = error("<table><tr><td>a<tr><td>b<td>"s + text + "</table>");
    EXPECT_EQ(character.code, "html.character");
    EXPECT_EQ(character.place.line, 2);
    EXPECT_EQ(character.place.field, "B");
    EXPECT_EQ(character.place.column, 2);
  }
  EXPECT_EQ(error("<table><td>x\0y</table>"s).code, "html.character");
  EXPECT_EQ(error("<script>x\x01</script><p>\x02</p><table></table>").code, "");
  std::string deep = "<table>";
  for (int i = 0; i < 1001; ++i) deep += "<td><div>";
  EXPECT_EQ(error(deep).code, "html.depth");
}

TEST_F(Html, LimitsEndTheReading) {
  const auto code = [&](std::string_view page, const Limits& limits) {
    const auto document = open(page, limits);
    return document ? tests::first_error(**document, 0).code : document.error().code;
  };
  constexpr auto limit = "register.limit";
  EXPECT_EQ(code("<table><tr><td>a<td>b<td>c</table>", {.columns = 2}), limit);
  EXPECT_EQ(code("<table><tr><td>a<td>b</table>", {.columns = 2}), "");
  EXPECT_EQ(code("<table><tr><td colspan=3>a</table>", {.columns = 2}), limit);
  EXPECT_EQ(code("<table><tr><td>a<tr><td>b<tr><td>c</table>", {.rows = 2}), limit);
  EXPECT_EQ(code("<table><tr><td>abc</table>", {.cell_bytes = 2}), limit);
  EXPECT_EQ(code("<table><caption>abc<tr><td>a</table>", {.cell_bytes = 2}), limit);
  EXPECT_EQ(code("<table></table><table></table>", {.entries = 1}), limit);
  EXPECT_EQ(code("<table><td title='" + std::string(20 << 20, 'x') + "'>a</table>", {}), limit);
  // Rows before the limit are read.
  const auto document = tests::must(open("<table><tr><td>a<tr><td>bbb</table>", {.cell_bytes = 2}));
  const auto rows = tests::must(document->open(0));
  EXPECT_TRUE(tests::must(rows->next()).has_value());
  EXPECT_EQ(rows->next().error().place.line, 2);
  EXPECT_EQ(rows->next().error().code, limit);
}

TEST_F(Html, TextsThatAreInNoCell) {
  const auto document = tests::must(open(
      "<h1>Om 19121212-1212</h1><table><tr><td title='bild av 1'><img alt=\"alternativ\"><input value=inmatning></td>"
      "</tr></table><!-- 19121212-1212 --><script>var x='1212121212';</script>"));
  std::vector<std::string> found;
  ASSERT_TRUE(document->other_texts([&](std::string_view place, std::string_view text) -> core::Result<> {
    found.push_back(std::string(place) + ": " + std::string(text));
    return {};
  }));
  EXPECT_THAT(found,
              ElementsAre("sidans text: Om 19121212-1212", "sidans attribut: bild av 1", "sidans attribut: alternativ",
                          "sidans attribut: inmatning", "sidans kommentarer:  19121212-1212 "));
}

}  // namespace
}  // namespace sluss::connectors::registers

// What a hostile page costs: elements, attributes, columns and bytes that the reader handles or keeps, counted. No time
// is measured: a cost that is linear in the page's bytes is linear on any machine.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <string_view>

#include "connectors/register/html/html.h"
#include "connectors/register/html/markup.h"
#include "connectors/register/html/table_rows.h"
#include "connectors/register/html/tag_scan.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/unit/connectors/register/shown_rows.h"

namespace sluss::connectors::registers {
namespace {

constexpr auto limit = "register.limit";

class CountedEvents final : public html::Events {
 public:
  void start(std::string_view /*element*/, const html::Attributes& /*attributes*/) override { ++starts; }
  void end(std::string_view /*element*/) override {}
  void text(std::string_view text) override { text_bytes += text.size(); }
  void lost_character(std::int64_t /*line*/) override {}

  std::size_t starts = 0, text_bytes = 0;
};

/// What the parser made of a page, and how it ended.
struct Cost {
  std::size_t starts = 0, text_bytes = 0;
  std::size_t kept = 0;  ///< the most that waited in the parser
  std::size_t fed = 0;   ///< bytes before the error, in blocks of 4 KiB
  std::string code;
};

constexpr std::size_t block_bytes = 4 << 10;

Cost cost_of(std::string_view page) {
  CountedEvents events;
  html::Markup markup(events, "sida.html");
  Cost cost;
  while (cost.code.empty()) {
    const auto block = page.substr(std::min(page.size(), cost.fed), block_bytes);
    const auto fed = markup.feed(block);
    if (!fed) cost.code = fed.error().code;
    cost.fed += block.size();
    cost.kept = std::max(cost.kept, markup.waiting());
    if (block.empty()) break;
  }
  cost.starts = events.starts;
  cost.text_bytes = events.text_bytes;
  return cost;
}

std::string repeated(std::string_view part, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

/// " a0 a1 a2 …"
std::string attributes(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format(" a{}", i);
  return text;
}

class HtmlHostile : public testing::Test {
 protected:
  core::Result<std::unique_ptr<Document>> open(std::string_view page, const Limits& limits = {}) {
    std::ofstream(path_, std::ios::binary) << page;
    return open_html(path_, limits);
  }
  std::string code(std::string_view page, const Limits& limits = {}) {
    const auto document = open(page, limits);
    return document ? tests::first_error(**document, 0).code : document.error().code;
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "sida.html";
};

TEST_F(HtmlHostile, TwiceAsMuchOfAnythingCostsTwiceAsMuch) {
  constexpr std::size_t times = 20'000;
  // Repeated, it is one text or tag, which waits until it ends.
  const std::set<std::string_view> unended{"<!--", "</", "<a ", "&", "&#1", "&amp;", "x", ">", "<script>"};
  for (const std::string_view part : {"<table></table>",
                                      "<table>",
                                      "<td>",
                                      "<tr>",
                                      "<tr><td>",
                                      "<p>",
                                      "<a>",
                                      "<a href=x>",
                                      "<b><i>",
                                      "</b>",
                                      "</td>",
                                      "<li>",
                                      "<select><option>",
                                      "<form>",
                                      "<!-- x -->",
                                      "<!--",
                                      "<!x>",
                                      "<?x>",
                                      "<",
                                      ">",
                                      "</",
                                      "<a ",
                                      "&",
                                      "&#1",
                                      "&amp;",
                                      "x",
                                      "\n",
                                      "<script>",
                                      "<style></style>",
                                      "<td rowspan=65534 colspan=1000>",
                                      "<x:y>",
                                      "<frameset>",
                                      "<body a=b>",
                                      "<html a=b>"}) {
    const auto once = cost_of(repeated(part, times));
    const auto twice = cost_of(repeated(part, 2 * times));
    EXPECT_EQ(once.code, twice.code) << part;
    EXPECT_LE(twice.starts, 2 * once.starts + 10) << part;
    EXPECT_LE(twice.starts, 2 * times * part.size() + 10) << part;
    EXPECT_LE(twice.text_bytes, 2 * once.text_bytes + 10) << part;
    EXPECT_LE(twice.text_bytes, 2 * times * part.size()) << part;
    EXPECT_LE(twice.kept, 2 * once.kept + 10) << part;
    if (!unended.contains(part)) {
      EXPECT_LE(twice.kept, block_bytes) << part << ": what has ended does not wait";
    }
    EXPECT_TRUE(once.code.empty() || once.fed == twice.fed) << part;  // the rest is not looked at
  }
}

TEST_F(HtmlHostile, ElementsInsideOneAnotherEndTheReadingAtAThousand) {
  for (const std::string_view part : {"<div>", "<table>", "<table><tr><td>", "<span>", "<b><i>"}) {
    const auto cost = cost_of(repeated(part, 100'000));
    EXPECT_EQ(cost.code, "html.depth") << part;
    EXPECT_LE(cost.starts, 1000) << part;
    EXPECT_LE(cost.fed, 1000 * part.size() + block_bytes) << part;
    EXPECT_EQ(code(repeated(part, 100'000)), "html.depth") << part;
  }
  EXPECT_EQ(cost_of(repeated("<div>", 900)).code, "");
}

TEST_F(HtmlHostile, TablesAreCounted) {
  EXPECT_EQ(code(repeated("<table></table>", 100'000)), limit);
  EXPECT_EQ(tests::must(open(repeated("<table></table>", 10'000)))->sheets().size(), 10'000);
  // Each table is one more reading of the page.
  const auto page = repeated("<table></table>", 100);
  EXPECT_EQ(code(page, {.unpacked_bytes = 150'000}), "");
  EXPECT_EQ(code(page, {.unpacked_bytes = 149'999}), limit);
  // Their names are kept.
  EXPECT_EQ(code("<table id=abc></table>", {.cell_bytes = 2}), limit);
  EXPECT_EQ(code(repeated("<table id=" + std::string(1 << 20, 'x') + "></table>", 70)), limit);
}

TEST_F(HtmlHostile, AttributesAreCountedBeforeTheTagEnds) {
  EXPECT_EQ(cost_of("<p" + attributes(250) + ">").code, "");
  EXPECT_EQ(cost_of("<p" + attributes(251) + ">").code, limit);
  const auto many = attributes(1'000'000);
  for (const std::string before :
       {"<p", "<p a='x' b=\"y\"", "<p =\"", "<p b$='", "<p b=c\"", "<p b = c'd", "<p b/=\""}) {
    const auto cost = cost_of(before + many + ">");
    EXPECT_EQ(cost.code, limit) << before;
    EXPECT_LE(cost.fed, 3 * block_bytes) << before;
    EXPECT_EQ(cost.starts, 0) << before;
  }
  // As dear, without a blank.
  std::string quoted = "<p ";
  for (int i = 0; i < 100'000; ++i) quoted += fmt::format("a{}=''", i);
  EXPECT_LE(cost_of(quoted).fed, 3 * block_bytes);
}

TEST_F(HtmlHostile, OneLongAttributeIsNotMany) {
  // Pictures and drawings within a saved page.
  const auto drawing = "<path d=\"M 0 0" + repeated(" L 12.5 7", 200'000) + "\">";
  EXPECT_EQ(cost_of(drawing).code, "");
  EXPECT_EQ(cost_of("<img alt = '" + repeated("=\" ", 200'000) + "' src=data:" + repeated("/9j", 200'000) + ">").code,
            "");
  EXPECT_EQ(cost_of("<script>x = 1 <y" + attributes(10'000) + "</script>").code, "");
  EXPECT_EQ(cost_of("<script>x = 1;\n" + repeated("if (a<b c d e) ", 10'000) + "</script>").code, "");
  EXPECT_EQ(cost_of("<p " + std::string(17 << 20, 'x')).code, limit);
}

TEST(HtmlTagScan, CountsWhatLibxmlReadsAsAttributes) {
  const auto count = [](std::string_view tag) {
    html::TagScan whole;
    whole.see(0, tag);
    html::TagScan scan;  // letter by letter
    for (std::size_t size = 1; size <= tag.size(); ++size) scan.see(0, tag.substr(0, size));
    EXPECT_EQ(scan.attributes(), whole.attributes()) << tag;
    return whole.attributes();
  };
  EXPECT_EQ(count("<td"), 0);
  EXPECT_EQ(count("<td a b=c d = 'e f' g=\"h i\"j k=l'm n"), 7);
  EXPECT_EQ(count("<td a=''b=\"\"c"), 3);
  EXPECT_EQ(count("<td =\"a b c"), 2);
  EXPECT_EQ(count("<td a$=\"b c"), 2);
  EXPECT_EQ(count("<td a==\"b c"), 2);
  html::TagScan scan;
  scan.see(0, "<td a b c");
  scan.see(9, "<td a");
  EXPECT_EQ(scan.attributes(), 1);
}

/// Rows of the page's first table, until its error.
struct TableCost {
  std::int64_t rows = 0;
  std::int64_t steps = 0;
  std::size_t merged = 0;
  std::string code;
};

TableCost table_cost(std::string_view page, bool keep_merged) {
  html::TableRows table(0, {}, "sida.html", keep_merged);
  html::Markup markup(table, "sida.html");
  TableCost cost;
  Row row;
  while (!page.empty() && !table.error()) {
    const auto fed = markup.feed(page.substr(0, block_bytes));
    if (!fed) cost.code = fed.error().code;
    page.remove_prefix(std::min(page.size(), block_bytes));
    while (table.rows().pop(row)) ++cost.rows;
  }
  if (table.error()) cost.code = table.error()->code;
  cost.steps = table.steps();
  cost.merged = table.merged().size();
  return cost;
}

TEST_F(HtmlHostile, ColumnsThatCellsAboveCoverAreCounted) {
  const auto head = "<table><tr>" + repeated("<td rowspan=65534 colspan=1000>", 16);
  const auto page = head + repeated("<tr><td>x", 60'000) + "</table>";
  for (const bool keep_merged : {false, true}) {
    const auto cost = table_cost(page, keep_merged);
    EXPECT_EQ(cost.code, limit);
    EXPECT_LE(cost.steps, 11'000'000);
    EXPECT_LE(cost.rows, 700);
    EXPECT_LE(cost.merged, 16U);
  }
  EXPECT_EQ(code(page), limit);
  // As much again in every row: each is beyond the columns that there may be.
  EXPECT_EQ(code("<table>" + repeated("<tr>" + repeated("<td rowspan=65534 colspan=1000>", 16), 1000) + "</table>"),
            limit);
}

TEST_F(HtmlHostile, LabelsOverManyRowsAreOfAUsualTable) {
  const auto page = "<table><tr><td rowspan=65534>a<td rowspan=65534>b<td rowspan=65534 colspan=7>c<td>0" +
                    repeated("<tr><td>1<td>2", 60'000);
  const auto cost = table_cost(page + "</table>", false);
  EXPECT_EQ(cost.code, "");
  EXPECT_EQ(cost.rows, 60'001);
  EXPECT_EQ(cost.steps, 9 * 60'000);
  EXPECT_EQ(table_cost(page + "</table>", true).merged, 3U);
}

}  // namespace
}  // namespace sluss::connectors::registers

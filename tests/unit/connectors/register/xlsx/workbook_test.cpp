// Workbooks by libxlsxwriter, and what a document tells of itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cstdint>

#include "tests/unit/connectors/register/xlsx/parts.h"

namespace sluss::connectors::registers {
namespace {

using testing::ElementsAre;

TEST(XlsxWorkbook, ByLibxlsxwriterReadsWhatWasWritten) {
  const tests::TemporaryFolder folder;
  const auto path = folder.path() / "bok.xlsx";
  for (const bool streamed : {false, true}) {
    lxw_workbook_options options{.constant_memory = streamed ? std::uint8_t{LXW_TRUE} : std::uint8_t{LXW_FALSE}};
    auto* book = workbook_new_opt(path.c_str(), &options);
    auto* sheet = workbook_add_worksheet(book, "Råg & vete");
    auto* date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    auto* both = workbook_add_format(book);
    format_set_num_format(both, "yyyy-mm-dd hh:mm:ss");
    auto* time = workbook_add_format(book);
    format_set_num_format_index(time, 21);
    worksheet_write_string(sheet, 0, 0, "Kommun <Ö>", nullptr);
    worksheet_write_string(sheet, 0, 2, " blank ", nullptr);
    worksheet_write_number(sheet, 1, 0, 71.9, nullptr);
    lxw_datetime when{2024, 5, 31, 8, 30, 15};
    worksheet_write_datetime(sheet, 1, 1, &when, both);
    worksheet_write_number(sheet, 1, 2, 45443, date);
    worksheet_write_number(sheet, 1, 3, 0.75, time);
    worksheet_write_boolean(sheet, 1, 4, 1, nullptr);
    worksheet_write_formula_num(sheet, 1, 5, "=1+2", nullptr, 3);
    worksheet_write_formula_str(sheet, 1, 6, "=A1", nullptr, "Kommun");
    worksheet_write_blank(sheet, 1, 7, date);
    worksheet_write_string(sheet, 4, 0, "Kommun <Ö>", nullptr);
    ASSERT_EQ(workbook_close(book), LXW_NO_ERROR);
    const auto document = tests::must(open_xlsx(path));
    ASSERT_EQ(document->sheets().size(), 1U);
    EXPECT_EQ(document->sheets()[0].name, "Råg & vete");
    EXPECT_THAT(rows_of(*document),
                ElementsAre("1: 'Kommun <Ö>' - ' blank '",
                            "2: 71.90000000000001 ts:2024-05-31T08:30:15 d:2024-05-31 t:18:00:00 b:true 3 'Kommun' -",
                            "5: 'Kommun <Ö>'"))
        << streamed;
  }
}

TEST(XlsxWorkbook, SheetsInTheirOrderHiddenOnesSaid) {
  const tests::TemporaryFolder folder;
  Parts parts;
  parts["xl/workbook.xml"] = Parts::workbook(
      R"(<sheet name="Sist" sheetId="9" r:id="b"/><sheet name="Dold" sheetId="2" state="hidden" r:id="a"/>)"
      R"(<sheet name="Diagram" sheetId="4" r:id="d"/><sheet name="Mycket" sheetId="3" state="veryHidden" r:id="c"/>)",
      R"(<workbookPr date1904="true"/>)");
  std::string relations = relationship("d", "chartsheet", "chart.xml") + relationship("m", "vbaProject", "vba.bin");
  for (const std::string id : {"a", "b", "c"}) {
    relations += relationship(id, "worksheet", id + ".xml");
    parts["xl/" + id + ".xml"] = worksheet(fmt::format(R"(<row><c t="str"><v>{}</v></c></row>)", id));
  }
  parts["xl/_rels/workbook.xml.rels"] = relationships(relations);
  const auto document = tests::must(open_xlsx(write_file(folder, parts.zipped())));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < document->sheets().size(); ++i)
    names.push_back(document->sheets()[i].name + (document->sheets()[i].hidden ? " dold" : "") + " " +
                    rows_of(*document, i).at(0));
  EXPECT_THAT(names, ElementsAre("Sist 1: 'b'", "Dold dold 1: 'a'", "Mycket dold 1: 'c'"));
  EXPECT_EQ(document->recognised(),
            "Excel (xlsx), 3 blad, 1 dolt, 1 djupt dolt (saknas i Excels meny), 1 blad utan celler utelämnat, "
            "datum räknade från 1904, makron som inte läses");
}

TEST(XlsxWorkbook, MergedCellsByTheirFirstRow) {
  const tests::TemporaryFolder folder;
  Parts parts;
  parts["xl/worksheets/sheet1.xml"] = worksheet(
      "<row><c><v>1</v></c></row>",
      R"(<mergeCells count="3"><mergeCell ref="B5:D6"/><mergeCell ref="A1:A2"/><mergeCell ref="XFD1"/></mergeCells>)");
  const auto document = tests::must(open_xlsx(write_file(folder, parts.zipped())));
  std::vector<std::string> ranges;
  for (const auto& cells : tests::must(document->merged(0)))
    ranges.push_back(
        fmt::format("{}-{} {}-{}", cells.first_row, cells.last_row, cells.first_column, cells.last_column));
  EXPECT_THAT(ranges, ElementsAre("1-2 0-0", "1-1 16383-16383", "5-6 1-3"));
  EXPECT_THAT(rows_of(*document), ElementsAre("1: 1"));
  for (const auto* wrong : {"", "A1:", "B1:A1", "A2:A1", "A1:B2:C3", "A0:A1"}) {
    parts["xl/worksheets/sheet1.xml"] =
        worksheet("", fmt::format(R"(<mergeCells><mergeCell ref="{}"/></mergeCells>)", wrong));
    const auto broken = tests::must(open_xlsx(write_file(folder, parts.zipped())));
    const auto merged = broken->merged(0);
    ASSERT_FALSE(merged.has_value()) << wrong;
    EXPECT_EQ(merged.error().code, "xlsx.cell");
  }
}

TEST(XlsxWorkbook, PackedInEveryLegalWayReadsTheSame) {
  const Parts parts("<row><c t='s'><v>0</v></c></row>", "<si><t>a</t></si>");
  for (const bool deflate : {false, true})
    for (const bool descriptor : {false, true})
      for (const bool zip64 : {false, true})
        EXPECT_THAT(rows_of(parts.zipped({.deflate = deflate, .descriptor = descriptor, .zip64 = zip64})),
                    ElementsAre("1: 'a'"));
}

TEST(XlsxWorkbook, ASheetMayBeReadAgainAndItsFileLoseItsName) {
  const tests::TemporaryFolder folder;
  const auto path = write_file(folder, Parts("<row><c><v>1</v></c></row><row/>").zipped());
  const auto document = tests::must(open_xlsx(path));
  std::filesystem::remove(path);
  for (int i = 0; i < 2; ++i) EXPECT_THAT(rows_of(*document), ElementsAre("1: 1", "2:"));
  const auto reader = tests::must(document->open(0));
  while (tests::must(reader->next())) {
  }
  EXPECT_FALSE(tests::must(reader->next()).has_value());
}

/// What of this process is in memory now.
std::int64_t resident_bytes() {
  std::int64_t pages = 0;
  std::ifstream statm("/proc/self/statm");
  statm >> pages >> pages;
  return pages * ::sysconf(_SC_PAGESIZE);
}

TEST(XlsxWorkbook, ALargeSheetTakesNoMemoryOfItsSize) {
  constexpr std::int64_t unpacked_at_least = 25'000'000, most = 8'000'000;
  const tests::TemporaryFolder folder;
  std::filesystem::path path;
  {
    std::string row, rows;
    for (int i = 0; i < 20; ++i) row += fmt::format("<c><v>{}.25</v></c>", i * 1'000'003);
    for (int i = 0; i < 60'000; ++i) rows += "<row>" + row + "</row>";
    ASSERT_GT(std::ssize(rows), unpacked_at_least);
    path = write_file(folder, Parts(rows).zipped());
  }
  const auto before = resident_bytes();
  const auto document = tests::must(open_xlsx(path));
  const auto reader = tests::must(document->open(0));
  std::int64_t cells = 0, peak = 0;
  while (const auto row = tests::must(reader->next())) {
    cells += std::ssize(row->cells);
    if (row->number % 1'000 == 0) peak = std::max(peak, resident_bytes());
  }
  EXPECT_EQ(cells, 1'200'000);
  EXPECT_LT(peak - before, most);
}

}  // namespace
}  // namespace sluss::connectors::registers

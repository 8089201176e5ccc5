// One table, written by LibreOffice, by libxlsxwriter and by hand with odd but legal parts: read alike. Skipped where
// LibreOffice is not installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "tests/unit/connectors/register/xlsx/parts.h"

namespace sluss::connectors::registers {
namespace {

using testing::ElementsAreArray;

/// What each of the three has.
const std::vector<std::string> the_table{
    "1: 'Kommun' 'Antal' 'Andel' 'Datum' 'Klar' 'Summa'",
    "2: 'Sala & Heby' 71.9 0.456 d:2024-05-31 b:true 3",
    "3: ' Falun  ' -12 0 d:1999-12-31 b:false 'ja'",
    "5: 'Uppgift saknas' - 1e-07 d:2000-02-29 - e:#N/A",
};

/// Libraries write the digits of a number differently: 71.9 is 71.90000000000001 by one.
std::string same_number(const std::string& digits) {
  return fmt::format("{}", std::stod(digits));
}

/// As rows_of(), without blank rows and empty cells at the end.
std::vector<std::string> table_in(const std::filesystem::path& path) {
  std::vector<std::string> rows;
  const auto document = tests::must(open_xlsx(path));
  const auto reader = tests::must(document->open(0));
  while (const auto row = tests::must(reader->next())) {
    auto cells = row->cells;
    while (!cells.empty() && cells.back().kind == CellKind::empty) cells = cells.first(cells.size() - 1);
    if (cells.empty()) continue;
    rows.push_back(fmt::format("{}:", row->number));
    for (const auto& cell : cells)
      rows.back() += " " + (cell.kind == CellKind::number ? same_number(std::string(cell.text)) : text_of(cell));
  }
  return rows;
}

std::string fods_cell(const std::string& type, const std::string& value, const std::string& more = "") {
  return fmt::format(R"(<table:table-cell office:value-type="{}" {} {}/>)", type, value, more);
}

std::string fods_text(const std::string& text) {
  return fmt::format(R"(<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>)", text);
}

std::string fods_row(const std::vector<std::string>& cells) {
  return fmt::format("<table:table-row>{}</table:table-row>", fmt::join(cells, ""));
}

/// A flat OpenDocument sheet, from which LibreOffice makes the workbook.
std::string flat_sheet() {
  const std::string empty = "<table:table-cell/>";
  const auto number = [](const std::string& value) { return fods_cell("float", "office:value=\"" + value + "\""); };
  const auto share = [](const std::string& value) {
    return fods_cell("percentage", "office:value=\"" + value + "\"", R"(table:style-name="andel")");
  };
  const auto day = [](const std::string& value) {
    return fods_cell("date", "office:date-value=\"" + value + "\"", R"(table:style-name="dag")");
  };
  const auto flag = [](const std::string& value) {
    return fods_cell("boolean", "office:boolean-value=\"" + value + "\"", R"(table:style-name="sant")");
  };
  const auto formula = [](const std::string& text) {
    return fmt::format(R"(<table:table-cell table:formula="of:={}"/>)", text);
  };
  return std::string(R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>
<number:date-style style:name="N1"><number:year number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<number:percentage-style style:name="N2"><number:number number:decimal-places="1" number:min-integer-digits="1"/>
<number:text>%</number:text></number:percentage-style><number:boolean-style style:name="N3"><number:boolean/>
</number:boolean-style>
<style:style style:name="dag" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="andel" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="sant" style:family="table-cell" style:data-style-name="N3"/>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Blad1">)") +
         fods_row({fods_text("Kommun"), fods_text("Antal"), fods_text("Andel"), fods_text("Datum"), fods_text("Klar"),
                   fods_text("Summa")}) +
         fods_row({fods_text("Sala &amp; Heby"), number("71.9"), share("0.456"), day("2024-05-31"), flag("true"),
                   formula("1+2")}) +
         fods_row({fods_text("<text:s/>Falun<text:s text:c=\"2\"/>"), number("-12"), share("0"), day("1999-12-31"),
                   flag("false"), formula("&quot;ja&quot;")}) +
         "<table:table-row/>" +
         fods_row({fods_text("Uppgift saknas"), empty, number("1e-7"), day("2000-02-29"), empty, formula("NA()")}) +
         "</table:table></office:spreadsheet></office:body></office:document>";
}

std::filesystem::path by_libreoffice(const tests::TemporaryFolder& folder) {
  const auto source = write_file(folder, flat_sheet(), "tabell.fods");
  const auto into = folder.path() / "office";
  const auto command = fmt::format(
      "HOME='{0}' soffice -env:UserInstallation=file://{0}/profile --headless --convert-to xlsx --outdir '{1}' '{2}' "
      ">'{0}/soffice.log' 2>&1",
      folder.path().string(), into.string(), source.string());
  EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(concurrency-mt-unsafe): one thread
  return into / "tabell.xlsx";
}

std::filesystem::path by_libxlsxwriter(const tests::TemporaryFolder& folder) {
  auto path = folder.path() / "libxlsxwriter.xlsx";
  auto* book = workbook_new(path.c_str());
  auto* sheet = workbook_add_worksheet(book, "Blad1");
  auto* date = workbook_add_format(book);
  format_set_num_format(date, "yyyy-mm-dd");
  auto* share = workbook_add_format(book);
  format_set_num_format(share, "0.0%");
  lxw_col_t column = 0;
  for (const auto* heading : {"Kommun", "Antal", "Andel", "Datum", "Klar", "Summa"})
    worksheet_write_string(sheet, 0, column++, heading, nullptr);
  worksheet_write_string(sheet, 1, 0, "Sala & Heby", nullptr);
  worksheet_write_number(sheet, 1, 1, 71.9, nullptr);
  worksheet_write_number(sheet, 1, 2, 0.456, share);
  worksheet_write_number(sheet, 1, 3, 45443, date);
  worksheet_write_boolean(sheet, 1, 4, 1, nullptr);
  worksheet_write_formula_num(sheet, 1, 5, "=1+2", nullptr, 3);
  worksheet_write_string(sheet, 2, 0, " Falun  ", nullptr);
  worksheet_write_number(sheet, 2, 1, -12, nullptr);
  worksheet_write_number(sheet, 2, 2, 0, share);
  worksheet_write_number(sheet, 2, 3, 36525, date);
  worksheet_write_boolean(sheet, 2, 4, 0, nullptr);
  worksheet_write_formula_str(sheet, 2, 5, "=\"ja\"", nullptr, "ja");
  worksheet_write_string(sheet, 4, 0, "Uppgift saknas", nullptr);
  worksheet_write_number(sheet, 4, 2, 1e-7, nullptr);
  worksheet_write_number(sheet, 4, 3, 36585, date);
  worksheet_write_formula_str(sheet, 4, 5, "=NA()", nullptr, "#N/A");
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  return path;
}

/// A prefix, cells and rows without places, rich and inline texts, CDATA, a part that is named from the root, a format
/// of dates of its own, what it does not know between the cells.
std::filesystem::path by_hand(const tests::TemporaryFolder& folder) {
  Parts parts("",
              "<si><r><t>Kom</t></r><r><rPr><b/></rPr><t>mun</t></r><rPh sb=\"0\" eb=\"1\"><t>nej</t></rPh></si>"
              "<si><t>Sala &amp; Heby</t></si><si><t xml:space=\"preserve\"> Falun  </t></si>",
              "<numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"[$-41D]yyyy\\-mm\\-dd;@\"/></numFmts>"
              "<cellXfs><xf/><xf numFmtId=\"170\"/><xf numFmtId=\"10\"/></cellXfs>");
  parts["xl/_rels/workbook.xml.rels"] = relationships(
      relationship("rId1", "worksheet", "/xl/worksheets/../worksheets/sheet1.xml") +
      relationship("rId2", "sharedStrings", "sharedStrings.xml") + relationship("rId3", "styles", "/xl/styles.xml"));
  const auto in = [](const std::string& text) {
    return "<x:c t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">" + text + "</x:t></x:is></x:c>";
  };
  parts["xl/worksheets/sheet1.xml"] =
      fmt::format("<x:worksheet xmlns:x=\"{}\" xmlns:y=\"urn:annan\"><!-- -->", main_space) +
      "<x:sheetData><x:row><x:c t=\"s\"><x:v>0</x:v></x:c>" + in("Antal") + in("<![CDATA[Andel]]>") + in("Datum") +
      "<y:c/>" + in("Klar") + in("Summa") +
      "</x:row><x:row><x:c t=\"s\"><x:v>1</x:v></x:c><x:c><x:v>7.19E1</x:v></x:c><x:c s=\"2\"><x:v>.456</x:v></x:c>"
      "<x:c s=\"1\"><x:v>45443</x:v></x:c><x:c t=\"b\"><x:v>1</x:v></x:c><x:c><x:f>1+2</x:f><x:v>3</x:v></x:c></x:row>"
      "<x:row><x:c t=\"s\"><x:v>2</x:v></x:c><x:c><x:v>-12</x:v></x:c><x:c s=\"2\"><x:v>0</x:v></x:c>"
      "<x:c t=\"d\" s=\"1\"><x:v>1999-12-31</x:v></x:c><x:c t=\"b\"><x:v>0</x:v></x:c>"
      "<x:c t=\"str\"><x:f>\"ja\"</x:f><x:v>ja</x:v></x:c></x:row><x:row r=\"5\">" +
      in("Uppgift saknas") +
      "<x:c r=\"C5\"><x:v>0.0000001</x:v></x:c><x:c s=\"1\"><x:v>36585</x:v></x:c>"
      "<x:c r=\"F5\" t=\"e\"><x:f>NA()</x:f><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>";
  return write_file(folder, parts.zipped(), "hand.xlsx");
}

TEST(XlsxOffice, WrittenByLibreOfficeByLibxlsxwriterAndByHandIsReadAlike) {
  const tests::TemporaryFolder folder;
  EXPECT_THAT(table_in(by_hand(folder)), ElementsAreArray(the_table)) << "by hand";
  EXPECT_THAT(table_in(by_libxlsxwriter(folder)), ElementsAreArray(the_table)) << "by libxlsxwriter";
  EXPECT_THAT(table_in(by_libreoffice(folder)), ElementsAreArray(the_table)) << "by LibreOffice";
}

}  // namespace
}  // namespace sluss::connectors::registers

int main(int argc, char** argv) {
  if (std::system("command -v soffice >/dev/null 2>&1") != 0) {  // NOLINT(concurrency-mt-unsafe): one thread
    std::cout << "SKIPPED, ALL: LibreOffice is not installed (Debian: libreoffice-calc)\n";
    return 0;
  }
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}

// Workbooks written by hand: what each kind of cell reads, and odd but legal ways to write the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/connectors/register/xlsx/parts.h"

namespace sluss::connectors::registers {
namespace {

using testing::ElementsAre;

TEST(XlsxCells, OfEveryType) {
  const Parts parts(
      R"(<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>0.10000000000000001</v></c><c r="C2" t="b"><v>1</v></c>)"
      R"(<c r="D2" t="e"><v>#DIV/0!</v></c><c r="E2" t="str"><f>A1</f><v> svar </v></c>)"
      R"(<c r="F2" t="inlineStr"><is><t>in</t></is></c><c r="G2" t="d"><v>2024-05-31T08:30:00</v></c>)"
      R"(<c r="H2" t="n"><v>-1E-7</v></c><c r="I2" t="b"><v>0</v></c></row>)",
      "<si><t>noll</t></si><si><t xml:space=\"preserve\"> ett </t></si>");
  EXPECT_THAT(rows_of(parts.zipped()),
              ElementsAre("2: ' ett ' 0.10000000000000001 b:true e:#DIV/0! ' svar ' 'in' ts:2024-05-31T08:30:00 -1E-7 "
                          "b:false"));
}

TEST(XlsxCells, OfIsoDates) {
  const Parts parts(R"(<row><c t="d"><v>2024-05-31</v></c><c t="d"><v>T08:30:00.5</v></c>)"
                    R"(<c t="d"><v>2024-05-31T00:00:00Z</v></c></row>)");
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: d:2024-05-31 t:08:30:00.5 ts:2024-05-31T00:00:00Z"));
  for (const auto* wrong : {"2024-02-30", "24:00:00", "2024-05-31 08:30:00", "igår"})
    EXPECT_EQ(error_of(Parts(fmt::format(R"(<row><c t="d"><v>{}</v></c></row>)", wrong)).zipped()).code, "xlsx.cell");
}

TEST(XlsxCells, GapsAreEmptyAndMissingRowsAreNotGiven) {
  const Parts parts(R"(<row r="3"><c r="B3"><v>1</v></c><c r="E3" s="1"/><c r="F3"><v>2</v></c></row><row r="7"/>)");
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("3: - 1 - - - 2", "7:"));
}

TEST(XlsxCells, WithoutNamesAreCountedOn) {
  const Parts parts(R"(<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row>)"
                    R"(<row><c><v>5</v></c></row>)");
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: 1 2", "5: - - 3 4", "6: 5"));
}

TEST(XlsxCells, RunsAreJoinedAndPhoneticTextIsLeftOut) {
  const Parts parts(R"(<row><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>in</t></r><r><rPr/><t>line</t></r>)"
                    R"(<rPh sb="0" eb="1"><t>bort</t></rPh></is></c></row>)",
                    R"(<si><r><rPr><b/></rPr><t>Upp</t></r><r><t xml:space="preserve">gift </t></r>)"
                    R"(<rPh sb="0" eb="1"><t>bort</t></rPh><phoneticPr fontId="1"/></si>)");
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: 'Uppgift ' 'inline'"));
}

/// A note's mark, an exponent and what was struck out are no digits of the number beside them.
TEST(XlsxCells, RunsThatStandApartAreNoDigitsOfTheirNeighbours) {
  const auto run = [](const std::string& text, const std::string& properties = "") {
    return (properties.empty() ? "<r>" : "<r><rPr><b/>" + properties + "</rPr>") + "<t xml:space=\"preserve\">" + text +
           "</t></r>";
  };
  const std::string above = R"(<vertAlign val="superscript"/>)";
  const std::vector<std::pair<std::string, std::string>> texts{
      {run("12") + run("1", above), "12^1"},
      {run("7") + run("2", R"(<vertAlign val="subscript"/>)"), "7^2"},
      {run("12", "<strike/>") + run("13"), "12^13"},
      {run("12", R"(<strike val="1"/>)") + run(" \n345"), "12 \n^345"},
      {run("12 ") + run("345", "<strike/>"), "12 ^345"},
      {run("12", "<strike/>") + run("") + run("345"), "12^345"},
      {run("12") + run("1", above) + run(" 000"), "12^1 ^000"},
      {"<t>12</t>" + run("1", above), "12^1"},
      {run("12") + run("3"), "123"},
      {run("12") + run("3", R"(<strike val="0"/><vertAlign val="baseline"/>)"), "123"},
      {run("12", "<strike/>"), "12"},
      {run("12") + run("a)", above), "12a)"},
      {run("m") + run("2", above), "m2"},
  };
  std::string cells, shared;
  std::string read = "1:";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    shared += "<si>" + texts[i].first + "</si>";
    cells += fmt::format(R"(<c t="s"><v>{}</v></c><c t="inlineStr"><is>{}</is></c>)", i, texts[i].first);
    read += fmt::format(" '{0}' '{0}'", texts[i].second);
  }
  EXPECT_THAT(rows_of(Parts("<row>" + cells + "</row>", shared).zipped()), ElementsAre(read));
}

TEST(XlsxCells, EscapedCharactersAreWhatTheyMean) {
  const Parts parts(R"(<row><c t="s"><v>0</v></c><c t="str"><v>_x005F_x000D_</v></c>)"
                    R"(<c t="inlineStr"><is><t>_xD83D_ _x0000_ a_b _x00E5_ _x20AC_</t></is></c></row>)",
                    "<si><t>a_x000D_\nb</t></si>");
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: 'a\r\nb' '_x000D_' '_xD83D_ _x0000_ a_b å €'"));
}

TEST(XlsxCells, AFormulaWithoutAValueIsAnError) {
  const Parts parts(R"(<row><c><f>1+1</f></c><c><f>1+1</f><v></v></c><c t="str"><f>""</f><v></v></c><c><f>1+1</f>)"
                    R"(<v>2</v></c><c t="str"><f>A1</f></c><c><v/></c></row>)");
  EXPECT_THAT(rows_of(parts.zipped()),
              ElementsAre("1: e:#NO CALCULATED VALUE e:#NO CALCULATED VALUE '' 2 e:#NO CALCULATED VALUE -"));
}

TEST(XlsxCells, AFormulasTextThatIsAnErrorIsAnError) {
  const Parts parts(R"(<row><c t="str"><f>NA()</f><v>#N/A</v></c><c t="str"><v>#N/A</v></c>)"
                    R"(<c t="str"><f>A1</f><v>#N/A saknas</v></c></row>)");
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: e:#N/A '#N/A' '#N/A saknas'"));
}

TEST(XlsxCells, DaysAndTimesByTheirStyles) {
  const std::string styles =
      R"(<numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>)"
      R"(<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>)"
      R"(<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>)"
      R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="22"/><xf numFmtId="164"/>)"
      R"(<xf numFmtId="165"/></cellXfs>)";
  std::string row;
  const std::vector<std::pair<int, std::string>> cells{{0, "45443"},
                                                       {1, "45443"},
                                                       {2, "0.35416666666666669"},
                                                       {3, "45443.354166666664"},
                                                       {4, "45443.5"},
                                                       {5, "1.5"},
                                                       {1, "1"},
                                                       {1, "59"},
                                                       {1, "60"},
                                                       {1, "61"},
                                                       {1, "-1"},
                                                       {1, "0"},
                                                       {1, "2958465"},
                                                       {1, "2958466"},
                                                       {2, "45443.5"},
                                                       {99, "7"}};
  for (const auto& [style, value] : cells) row += fmt::format(R"(<c s="{}"><v>{}</v></c>)", style, value);
  Parts parts("<row>" + row + "</row>", "", styles);
  EXPECT_THAT(rows_of(parts.zipped()),
              ElementsAre("1: 45443 d:2024-05-31 t:08:30:00 ts:2024-05-31T08:30:00 ts:2024-05-31T12:00:00 t:36:00:00 "
                          "d:1900-01-01 d:1900-02-28 60 d:1900-03-01 -1 0 d:9999-12-31 2958466 "
                          "ts:2024-05-31T12:00:00 7"));
  parts["xl/workbook.xml"] =
      Parts::workbook(R"(<sheet name="B" sheetId="1" r:id="rId1"/>)", R"(<workbookPr date1904="1"/>)");
  parts["xl/worksheets/sheet1.xml"] =
      worksheet(R"(<row><c s="1"><v>0</v></c><c s="1"><v>60</v></c><c s="1"><v>43981</v></c></row>)");
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: d:1904-01-01 d:1904-03-01 d:2024-05-31"));
}

TEST(XlsxCells, StrictWorkbooksReadTheSame) {
  Parts parts(R"(<row><c t="s"><v>0</v></c><c s="1"><v>45443</v></c></row>)", "<si><t>a</t></si>",
              R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>)");
  const auto replace = [](std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  };
  const auto expected = rows_of(parts.zipped());
  for (auto& [name, text] : parts.content) {
    replace(text, main_space, "http://purl.oclc.org/ooxml/spreadsheetml/main");
    replace(text, office, "http://purl.oclc.org/ooxml/officeDocument/relationships");
  }
  EXPECT_THAT(expected, ElementsAre("1: 'a' d:2024-05-31"));
  EXPECT_EQ(rows_of(parts.zipped()), expected);
}

TEST(XlsxCells, PrefixesOtherNamespacesAndUtf16ReadTheSame) {
  Parts parts;
  parts["xl/worksheets/sheet1.xml"] =
      fmt::format(R"(<x:worksheet xmlns:x="{}" xmlns:y="urn:annan"><y:sheetData><y:row/></y:sheetData>)"
                  R"(<x:sheetViews><x:row/></x:sheetViews>)"
                  R"(<x:sheetData><!-- rad --><x:row><y:c/><x:c><y:v>9</y:v><x:v>1<![CDATA[2]]>&#51;</x:v>)"
                  R"(<x:extLst><x:v>8</x:v></x:extLst>)"
                  R"(</x:c></x:row></x:sheetData></x:worksheet>)",
                  main_space);
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: 123"));
  std::string wide = "\xFF\xFE";
  for (const char c : worksheet(R"(<row><c t="str"><v>&#229;</v></c></row>)").substr(38)) wide += {c, '\0'};
  parts["xl/worksheets/sheet1.xml"] = wide;
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: 'å'"));
}

TEST(XlsxCells, PartsAreFoundInAnyCaseByAbsoluteAndRelativeTargets) {
  Parts parts;
  parts.content.erase("xl/worksheets/sheet1.xml");
  parts["XL/Data/Blad Ett.xml"] = worksheet("<row><c><v>1</v></c></row>");
  parts["xl/_rels/workbook.xml.rels"] = relationships(relationship("rId1", "worksheet", "/xl/data/blad%20ett.xml"));
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: 1"));
  parts["xl/_rels/workbook.xml.rels"] = relationships(relationship("rId1", "worksheet", "../xl/./DATA/blad ett.xml"));
  EXPECT_THAT(rows_of(parts.zipped()), ElementsAre("1: 1"));
}

TEST(XlsxCells, WhatIsWrongIsRefusedWithItsPlace) {
  const auto expect = [](const std::string& rows, const std::string& code, const std::string& field, int line) {
    const auto error = error_of(Parts(rows, "<si><t>a</t></si>").zipped());
    EXPECT_EQ(error.code, code) << rows;
    EXPECT_EQ(error.error_class, core::ErrorClass::data) << rows;
    EXPECT_EQ(error.place.field, field) << rows << error.what;
    EXPECT_EQ(error.place.line, line) << rows;
    EXPECT_FALSE(error.remedy.empty()) << rows;
  };
  expect(R"(<row r="2"/><row r="2"/>)", "xlsx.order", "Blad1", 2);
  expect(R"(<row r="3"/><row r="2"/>)", "xlsx.order", "Blad1", 2);
  expect(R"(<row r="0"/>)", "xlsx.order", "Blad1", 0);
  expect(R"(<row r="tre"/>)", "xlsx.cell", "Blad1", 0);
  expect(R"(<row r="2"><c r="B2"/><c r="B2"/></row>)", "xlsx.order", "Blad1!B2", 2);
  expect(R"(<row r="2"><c r="C2"/><c r="A2"/></row>)", "xlsx.order", "Blad1!A2", 2);
  expect(R"(<row r="2"><c r="A3"/></row>)", "xlsx.order", "Blad1!A2", 2);
  expect(R"(<row r="2"><c r="XFE2"/></row>)", "xlsx.cell", "Blad1", 2);
  expect(R"(<row r="2"><c r="2"/></row>)", "xlsx.cell", "Blad1", 2);
  expect(R"(<row r="2"><c r="AA2"><v>1,5</v></c></row>)", "xlsx.cell", "Blad1!AA2", 2);
  expect(R"(<row r="2"><c t="s"><v>1</v></c></row>)", "xlsx.cell", "Blad1!A2", 2);
  expect(R"(<row r="2"><c t="s"><v>-1</v></c></row>)", "xlsx.cell", "Blad1!A2", 2);
  expect(R"(<row r="2"><c t="b"><v>2</v></c></row>)", "xlsx.cell", "Blad1!A2", 2);
  expect(R"(<row r="2"><c t="ny"><v>2</v></c></row>)", "xlsx.cell", "Blad1!A2", 2);
  expect(R"(<row r="2"><c><is><t>text</t></is></c></row>)", "xlsx.cell", "Blad1!A2", 2);
}

// It may be printed before it is known whether the file has the number of a person.
TEST(XlsxCells, AnErrorDoesNotShowWhatIsInACell) {
  const auto error = error_of(Parts(R"(<row><c r="A1"><v>Kim Andersson 121212</v></c></row>)").zipped());
  EXPECT_EQ(error.code, "xlsx.cell");
  EXPECT_EQ(error.what.find("Kim"), std::string::npos) << error.what;
  EXPECT_EQ(error.what.find("1212"), std::string::npos) << error.what;
}

TEST(XlsxCells, ErrorsDoNotShowPersonalNumbers) {
  const auto error = error_of(Parts(R"(<row><c><v>19121212-1212 x</v></c></row>)").zipped());
  EXPECT_EQ(error.code, "xlsx.cell");
  EXPECT_EQ(error.what.find("1212"), std::string::npos) << error.what;
}

}  // namespace
}  // namespace sluss::connectors::registers

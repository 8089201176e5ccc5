// What a workbook has beside the values of its cells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/register/xlsx/xlsx.h"
#include "tests/unit/connectors/register/xlsx/parts.h"

namespace sluss::connectors::registers {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> others_of(const std::string& bytes) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  const auto document = tests::must(open_xlsx(write_file(folder, bytes)));
  std::vector<std::string> found;
  const auto looked = document->other_texts([&](std::string_view place, std::string_view text) -> core::Result<> {
    found.push_back(std::string(place) + ": " + std::string(text));
    return {};
  });
  EXPECT_TRUE(looked);
  return found;
}

TEST(OtherTexts, OfAWorkbook) {
  Parts parts(R"(<row r="1"><c r="A1"><f>IF(B1="19121212-1212",1,0)</f><v>1234567890</v></c></row>)",
              "<si><t>en text utan cell</t></si>");
  parts["xl/worksheets/sheet1.xml"] =
      worksheet(R"(<row r="1"><c r="A1"><f>IF(B1="19121212-1212",1,0)</f><v>1234567890</v></c></row>)",
                R"(<hyperlinks><hyperlink ref="A1" tooltip="om 19121212-1212"/></hyperlinks>)"
                R"(<headerFooter><oddHeader>sidhuvud 1</oddHeader></headerFooter>)");
  parts["xl/worksheets/_rels/sheet1.xml.rels"] =
      R"(<Relationships><Relationship Id="r1" Target="https://x.se/akt/1212" TargetMode="External"/></Relationships>)";
  parts["xl/comments1.xml"] = "<comments><text><t>en kommentar</t></text></comments>";
  parts["xl/threadedComments/threadedComment1.xml"] = "<x><text>tråd om någon</text></x>";
  parts["docProps/core.xml"] = "<cp:coreProperties><dc:creator>Kim Andersson</dc:creator></cp:coreProperties>";
  parts["docProps/custom.xml"] = R"(<Properties><property name="aktnummer"/><vt:lpwstr>värde ett</vt:lpwstr>)"
                                 R"(<vt:lpwstr>0x0101009121212121212AB</vt:lpwstr></Properties>)";
  parts["xl/workbook.xml"] = Parts::workbook(R"(<sheet name="Blad1" sheetId="1" r:id="rId1"/>)",
                                             R"(<definedNames><definedName name="namn_ett">Blad1!$A$1</definedName>)"
                                             "</definedNames>");
  parts["xl/media/bild.png"] = "tolv tecken";
  const auto found = others_of(parts.zipped());
  for (const auto* text :
       {R"(formler och länkar: IF(B1="19121212-1212",1,0))", "formler och länkar: om 19121212-1212",
        "formler och länkar: sidhuvud 1", "formler och länkar: https://x.se/akt/1212", "kommentarer: en kommentar",
        "kommentarer: tråd om någon", "arbetsbokens egenskaper: Kim Andersson", "arbetsbokens egenskaper: aktnummer",
        "arbetsbokens egenskaper: värde ett", "definierade namn: namn_ett", "definierade namn: Blad1!$A$1",
        "texter som ingen cell visar: en text utan cell"}) {
    EXPECT_THAT(found, Contains(text));
  }
  EXPECT_THAT(found, Not(Contains(HasSubstr("1234567890")))) << "a cell's value is read as one";
  EXPECT_THAT(found, Not(Contains(HasSubstr("0x0101")))) << "an id of a program";
  EXPECT_THAT(found, Not(Contains(HasSubstr("tolv")))) << "a picture";
}

TEST(OtherTexts, CommentsOfTheZip) {
  Parts parts;
  tests::ZipWriter zip;
  for (const auto& [name, text] : parts.content) zip.add(name, text, {.comment = "del av boken"});
  const auto found = others_of(zip.finish("hela boken"));
  EXPECT_THAT(found, Contains("zip-filens kommentarer och extra fält: hela boken"));
  EXPECT_THAT(found, Contains("zip-filens kommentarer och extra fält: del av boken"));
}

TEST(OtherTexts, FieldsOfTheZip) {
  const auto found = others_of(Parts().zipped({.extra = std::string("up\x0d\0", 4) + "19121212-1212"}));
  EXPECT_THAT(found, Contains(AllOf(HasSubstr("zip-filens kommentarer och extra fält: "), HasSubstr("19121212-1212"))));
}

TEST(OtherTexts, FieldsOfTheEntriesOwnHeaders) {
  const auto found = others_of(Parts().zipped({.own_extra = std::string("up\x0d\0", 4) + "19121212-1212"}));
  EXPECT_THAT(found, Contains(AllOf(HasSubstr("extra fält: "), HasSubstr("19121212-1212"))));
}

TEST(OtherTexts, OfASheetThatTheWorkbookDoesNotName) {
  Parts parts(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>text i en cell</t></is></c></row>)");
  parts["xl/worksheets/sheet9.xml"] = worksheet(
      R"(<row r="1"><c r="A1"><v>191212121212</v></c><c r="B1" t="inlineStr"><is><t>text utan blad</t></is></c></row>)");
  const auto found = others_of(parts.zipped());
  EXPECT_THAT(found, Contains("blad som arbetsboken inte nämner: 191212121212"));
  EXPECT_THAT(found, Contains("blad som arbetsboken inte nämner: text utan blad"));
  EXPECT_THAT(found, Not(Contains(HasSubstr("text i en cell"))));
}

TEST(OtherTexts, OfASheetThatNoCellShows) {
  Parts parts;
  parts["xl/worksheets/sheet1.xml"] = worksheet(
      R"(<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>text i en cell</t></r>)"
      R"(<rPh sb="0" eb="1"><t>hur den uttalas</t></rPh></is></c><c r="B1" t="inlineStr"><is><t>en andra cell</t></is></c>)"
      R"(<c r="C1"><v>1234567890</v><extLst><ext uri="u"><v>cellens tillägg</v></ext></extLst></c></row>)",
      R"(<extLst><ext uri="u"><x:t xmlns:x="urn:x">bladets tillägg</x:t></ext></extLst>)");
  const auto found = others_of(parts.zipped());
  for (const auto* text : {"hur den uttalas", "cellens tillägg", "bladets tillägg"})
    EXPECT_THAT(found, Contains(std::string("formler och länkar: ") + text));
  for (const auto* text : {"text i en cell", "en andra cell", "1234567890"})
    EXPECT_THAT(found, Not(Contains(HasSubstr(text))));
}

TEST(OtherTexts, OfPartsThatAreNoXml) {
  Parts parts;
  parts["xl/a.txt"] = "Kim 19121212-1212\n";
  parts["custom/b.json"] = R"({"vem": "19121212-1213"})";
  parts["xl/c.bin"] = "Kim 19121212-1214";
  parts["xl/d.bin"] = std::string("\x01\x02", 2) + "Kim 19121212-1215";
  parts["xl/embeddings/e.txt"] = "Kim 19121212-1216";
  const auto found = others_of(parts.zipped());
  for (const auto* last : {"1212", "1213", "1214"}) {
    EXPECT_THAT(found,
                Contains(AllOf(HasSubstr("arbetsbokens övriga delar: "), HasSubstr(std::string("19121212-") + last))));
  }
  for (const auto* last : {"1215", "1216"}) EXPECT_THAT(found, Not(Contains(HasSubstr(last))));
}

// What an entity stands for is no text of the part.
TEST(OtherTexts, ADocumentTypeIsRefusedInEveryPart) {
  for (const auto* name : {"xl/comments1.xml", "docProps/app.xml", "xl/worksheets/sheet9.xml"}) {
    Parts parts;
    parts[name] = "<?xml version=\"1.0\"?>\n<!DOCTYPE c [<!ENTITY a \"19121212\">]><c><t>&a;-1212</t></c>";
    const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
    const auto document = tests::must(open_xlsx(write_file(folder, parts.zipped())));
    const auto looked = document->other_texts([](std::string_view, std::string_view) { return core::Result<>(); });
    ASSERT_FALSE(looked) << name;
    EXPECT_EQ(looked.error().code, "xlsx.doctype");
    EXPECT_EQ(looked.error().place.field, name);
  }
}

TEST(OtherTexts, AnErrorEndsTheReading) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  const auto document = tests::must(open_xlsx(write_file(folder, Parts().zipped())));
  int seen = 0;
  const auto looked = document->other_texts([&](std::string_view, std::string_view) -> core::Result<> {
    ++seen;
    return core::fail(core::ErrorClass::cancelled, "register.cancelled", "stopped", "");
  });
  EXPECT_FALSE(looked);
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace sluss::connectors::registers

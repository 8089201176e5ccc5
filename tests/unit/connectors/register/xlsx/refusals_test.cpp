// What is no workbook that can be read, each by its name.
#include <gtest/gtest.h>

#include "tests/unit/connectors/register/xlsx/parts.h"

namespace sluss::connectors::registers {
namespace {

void put16(std::string& bytes, std::size_t at, unsigned value) {
  bytes[at] = static_cast<char>(value & 0xFF);
  bytes[at + 1] = static_cast<char>(value >> 8 & 0xFF);
}

/// An OLE container whose directory (sectors 1 and 2, by the table in sector 0) names these.
std::string ole_file(const std::vector<std::string>& names) {
  std::string bytes(4 * 512, '\0');
  bytes.replace(0, 8, std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8));
  put16(bytes, 30, 9);
  bytes[48] = 1;
  put16(bytes, 512 + 4, 2);
  for (std::size_t at = 512 + 8; at < 512 + 12; ++at) bytes[at] = '\xFF';
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto entry = 1'024 + i * 128;
    for (std::size_t at = 0; at < names[i].size(); ++at) bytes[entry + 2 * at] = names[i][at];
    put16(bytes, entry + 64, static_cast<unsigned>(2 * names[i].size() + 2));
  }
  return bytes;
}

TEST(XlsxRefusals, OldAndEncryptedWorkbooks) {
  const auto code = [](const std::vector<std::string>& names) { return error_of(ole_file(names)).code; };
  EXPECT_EQ(code({"Root Entry", "Workbook"}), "xlsx.xls");
  EXPECT_EQ(code({"Root Entry", "Book"}), "xlsx.xls");
  EXPECT_EQ(code({"Root Entry", "DataSpaces", "EncryptionInfo", "Version", "EncryptedPackage"}), "xlsx.encrypted");
  EXPECT_EQ(code({"Root Entry", "WordDocument"}), "xlsx.not_a_workbook");
  EXPECT_EQ(error_of(ole_file({"Root Entry", "Workbook"}).substr(0, 300)).code, "xlsx.not_a_workbook");
}

TEST(XlsxRefusals, WhatIsNoWorkbook) {
  EXPECT_EQ(error_of("").code, "xlsx.not_a_workbook");
  EXPECT_EQ(error_of("kommun;andel\n").code, "xlsx.not_a_workbook");
  EXPECT_EQ(error_of("<html><table>").code, "xlsx.not_a_workbook");
  tests::ZipWriter other;
  other.add("data.csv", "a;b");
  EXPECT_EQ(error_of(other.finish()).code, "xlsx.not_a_workbook");
  tests::ZipWriter nested;
  nested.add("Hemtjänst 2024.XLSX", "PK");
  const auto error = error_of(nested.finish());
  EXPECT_EQ(error.code, "xlsx.nested");
  EXPECT_NE(error.what.find("Hemtjänst 2024.XLSX"), std::string::npos);
  tests::ZipWriter ods;
  ods.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
  ods.add("content.xml", "<x/>");
  ods.add("META-INF/manifest.xml", "<x/>");
  EXPECT_EQ(error_of(ods.finish()).code, "xlsx.ods");
  Parts binary;
  binary["_rels/.rels"] = relationships(relationship("rId1", "officeDocument", "xl/workbook.bin"));
  EXPECT_EQ(error_of(binary.zipped()).code, "xlsx.xlsb");
  Parts document;
  document["xl/workbook.xml"] = R"(<w:document xmlns:w="urn:word"/>)";
  EXPECT_EQ(error_of(document.zipped()).code, "xlsx.not_a_workbook");
}

TEST(XlsxRefusals, MissingParts) {
  for (const auto* part : {"_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
                           "xl/sharedStrings.xml", "xl/styles.xml"}) {
    Parts parts;
    parts.content.erase(part);
    EXPECT_EQ(error_of(parts.zipped()).code, "xlsx.missing_part") << part;
  }
}

TEST(XlsxRefusals, DocumentTypesAndWithThemEntities) {
  const std::string laughs = R"(<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>)";
  for (const auto* part : {"_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
                           "xl/sharedStrings.xml", "xl/styles.xml"}) {
    Parts parts;
    auto& text = parts[part];
    const auto after = text.starts_with("<?xml") ? text.find("?>") + 2 : 0;
    text.insert(after, laughs);
    EXPECT_EQ(error_of(parts.zipped()).code, "xlsx.doctype") << part;
  }
}

TEST(XlsxRefusals, WhatIsNoProperXml) {
  for (const auto* part : {"_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
                           "xl/sharedStrings.xml", "xl/styles.xml"}) {
    Parts parts;
    parts[part].resize(parts[part].size() - 3);
    const auto error = error_of(parts.zipped());
    EXPECT_EQ(error.code, "xlsx.xml") << part;
    EXPECT_FALSE(error.place.file.empty());
    EXPECT_FALSE(error.place.field.empty());
  }
  for (const auto* sheet :
       {"", "text", "<a/><b/>", "<worksheet/>", "<row/>", "<worksheet xmlns='urn:annan'/>", "\xFF"}) {
    Parts parts;
    parts["xl/worksheets/sheet1.xml"] = sheet;
    EXPECT_EQ(error_of(parts.zipped()).code, "xlsx.xml") << sheet;
  }
  Parts parts;
  parts["xl/sharedStrings.xml"] = worksheet("");
  EXPECT_EQ(error_of(parts.zipped()).code, "xlsx.xml");
}

TEST(XlsxRefusals, DepthNamesAndTagsThatWouldTakeMemory) {
  const auto code = [](const std::string& rows) { return error_of(Parts(rows).zipped()).code; };
  std::string deep, names;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(code(deep), "register.limit");
  for (int i = 0; i < 100'000; ++i) names += fmt::format("<name{} attribute{}=''/>", i, i);
  EXPECT_EQ(code(names), "register.limit");
  EXPECT_EQ(code("<row a='" + std::string(5'000'000, 'x') + "'/>"), "register.limit");
  EXPECT_EQ(code("<row/><row>" + std::string(5'000'000, ' ') + "</row>"), "");
}

TEST(XlsxRefusals, RowsColumnsAndTextsBeyondLimits) {
  Limits limits;
  limits.rows = 2;
  limits.columns = 2;
  limits.cell_bytes = 3;
  const auto code = [&](const std::string& rows, const std::string& shared = "") {
    return error_of(Parts(rows, shared).zipped(), limits).code;
  };
  EXPECT_EQ(code("<row/><row><c/><c t='str'><v>abc</v></c></row>"), "");
  EXPECT_EQ(code("<row/><row/><row/>"), "register.limit");
  EXPECT_EQ(code("<row r='3'/>"), "register.limit");
  EXPECT_EQ(code("<row><c/><c/><c/></row>"), "register.limit");
  EXPECT_EQ(code("<row><c r='C1'/></row>"), "register.limit");
  EXPECT_EQ(code("<row><c t='str'><v>abcd</v></c></row>"), "register.limit");
  EXPECT_EQ(code("<row><c t='s'><v>0</v></c></row>", "<si><r><t>ab</t></r><r><t>cd</t></r></si>"), "register.limit");
  limits.columns = 100;
  std::string row;
  for (int i = 0; i < 17; ++i) row += "<c t='s'><v>0</v></c>";
  EXPECT_EQ(code("<row>" + row + "</row>", "<si><t>abc</t></si>"), "register.limit");
}

TEST(XlsxRefusals, AfterAnErrorNoMoreRowsCome) {
  const tests::TemporaryFolder folder;
  const Parts parts("<row r='1'/><row r='1'/><row r='2'/>");
  const auto document = tests::must(open_xlsx(write_file(folder, parts.zipped())));
  const auto reader = tests::must(document->open(0));
  EXPECT_TRUE(tests::must(reader->next()).has_value());
  EXPECT_EQ(reader->next().error().code, "xlsx.order");
  EXPECT_FALSE(tests::must(reader->next()).has_value());
}

TEST(XlsxRefusals, AChecksumIsComparedBeforeTheEnd) {
  Parts parts("<row><c><v>1</v></c></row>");
  tests::ZipWriter zip;
  for (const auto& [name, text] : parts.content)
    zip.add(name, text, name.ends_with("sheet1.xml") ? tests::ZipOptions{.crc = 7} : tests::ZipOptions{});
  EXPECT_EQ(error_of(zip.finish()).code, "zip.checksum");
}

}  // namespace
}  // namespace sluss::connectors::registers

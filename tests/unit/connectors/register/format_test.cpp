#include "connectors/register/format.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::registers {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

Format format_of(std::string_view bytes) {
  const tests::TemporaryFolder folder;
  const auto path = folder.path() / "fil.csv";
  std::ofstream(path, std::ios::binary) << bytes;
  return tests::must(recognise_format(path));
}

std::string number(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i, value >>= 8U) bytes.push_back(static_cast<char>(value & 0xffU));
  return bytes;
}

/// A zip whose entries are empty.
std::string zip_of(std::initializer_list<std::string> names) {
  std::string zip, directory;
  for (const auto& name : names) {
    const auto offset = zip.size();
    zip += "PK\x03\x04" + number(20, 2) + std::string(20, '\0') + number(name.size(), 2) + number(0, 2) + name;
    directory += "PK\x01\x02" + std::string(24, '\0') + number(name.size(), 2) + std::string(12, '\0') +
                 number(offset, 4) + name;
  }
  const auto at = zip.size();
  return zip + directory + "PK\x05\x06" + number(0, 4) + number(names.size(), 2) + number(names.size(), 2) +
         number(directory.size(), 4) + number(at, 4) + number(0, 2);
}

/// An old Office file whose directory, in the sector after the table, has these names; the last in a second sector.
std::string ole_of(std::initializer_list<std::string> names) {
  std::string head = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s;
  head.resize(512);
  head.replace(30, 2, number(9, 2));
  head.replace(48, 4, number(1, 4));
  head.replace(76, 4, number(0, 4));
  std::string table = number(0xfffffffd, 4) + number(2, 4) + number(0xfffffffe, 4);
  table.resize(512, '\xff');
  std::string entries;
  for (const auto& name : names) {
    std::string entry;
    for (const char c : name) entry += {c, '\0'};
    entry.resize(64);
    entry += number(2 * (name.size() + 1), 2);
    entry.resize(128);
    entries += entry;
  }
  return head + table + entries;
}

TEST(Format, OfAFileIsWhatItsBytesAre) {
  EXPECT_EQ(format_of(""), Format::empty);
  EXPECT_EQ(format_of("kommun;index\nSala;71,9\n"), Format::text);
  EXPECT_EQ(format_of("\xef\xbb\xbfkommun;index\n"), Format::text);
  EXPECT_EQ(format_of("\x1f\x8b\x08\x00xyz"s), Format::gz);
  EXPECT_EQ(format_of("%PDF-1.7\n%\xe2\xe3\xcf\xd3"), Format::pdf);
  EXPECT_EQ(format_of("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"s), Format::unknown);
  EXPECT_EQ(format_of("kommun;index\nSa\x01la;\x08 1\n"), Format::text);
  EXPECT_EQ(format_of("kommun;index\nSa\0la;1\n"s), Format::unknown);
  EXPECT_EQ(format_of("kommun;index\n" + std::string(9, '\x01') + "\n"), Format::unknown);
  EXPECT_EQ(format_of("\xff\xfeS\0a\0l\0a\0"s), Format::text);
  EXPECT_EQ(format_of("S\0a\0l\0a\0;\0"
                      "1\0"s),
            Format::text);
  EXPECT_EQ(format_of("\x09\x08\x10\x00\x00\x06\x05\x00"s), Format::xls);
}

TEST(Format, OfAPackedWorkbookIsByTheNamesInIt) {
  EXPECT_EQ(format_of(zip_of({"[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"})), Format::xlsx);
  EXPECT_EQ(format_of(zip_of({"[Content_Types].xml", "xl/workbook.bin"})), Format::xlsb);
  EXPECT_EQ(format_of(zip_of({"data/xl/workbook.xml", "nycklar.csv"})), Format::zip);
  EXPECT_EQ(format_of(zip_of({})), Format::zip);
  const auto mime = "PK\x03\x04"s + std::string(22, '\0') + number(8, 2) + number(0, 2) +
                    "mimetypeapplication/vnd.oasis.opendocument.spreadsheet" + zip_of({"mimetype"});
  EXPECT_EQ(format_of(mime), Format::ods);
  // Cut short: no directory.
  EXPECT_EQ(format_of(zip_of({"xl/workbook.xml"}).substr(0, 45)), Format::xlsx);
  EXPECT_EQ(format_of("PK\x03\x04"), Format::zip);
}

TEST(Format, OfAnOldOfficeFileIsByItsStreams) {
  EXPECT_EQ(format_of(ole_of({"Root Entry", "Workbook"})), Format::xls);
  EXPECT_EQ(format_of(ole_of({"Root Entry", "Book"})), Format::xls);
  EXPECT_EQ(format_of(ole_of({"Root Entry", "a", "b", "c", "EncryptedPackage"})), Format::encrypted_workbook);
  EXPECT_EQ(format_of(ole_of({"Root Entry", "WordDocument"})), Format::unknown);
  auto endless = ole_of({"Root Entry", "WordDocument", "a", "b"});
  endless.replace(512 + 4, 4, number(1, 4));  // the directory goes on where it began
  EXPECT_EQ(format_of(endless), Format::unknown);
  EXPECT_EQ(format_of("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Format::unknown);
}

TEST(Format, OfAPageIsHtml) {
  EXPECT_EQ(recognise_text("<!DOCTYPE html>\n<html><body>"), Format::html);
  EXPECT_EQ(recognise_text("\r\n <!-- saved from url=(0014)about:internet -->\r\n<HTML>"), Format::html);
  EXPECT_EQ(recognise_text("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\"><html>"),
            Format::html);
  EXPECT_EQ(recognise_text("<table border=1><tr><td>"), Format::html);
  EXPECT_EQ(recognise_text("\xff\xfe<\0h\0t\0m\0l\0>\0"sv), Format::html);
  EXPECT_EQ(recognise_text("<tableau;5\n"), Format::text);
  EXPECT_EQ(recognise_text("<5;Sala\n<5;Heby\n"), Format::text);
  EXPECT_EQ(recognise_text("From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"),
            Format::mhtml);
  EXPECT_EQ(recognise_text("<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office\">"),
            Format::xml);
}

TEST(Format, OfADatasetIsJsonStatAndOfRecordsJson) {
  EXPECT_EQ(recognise_text("[{\"a\":1}]"), Format::json);
  EXPECT_EQ(recognise_text(" { \"class\": \"collection\" }"), Format::json);
  EXPECT_EQ(recognise_text("{\"version\":\"2.0\",\"class\" : \"dataset\",\"label\":\"x\"}"), Format::json_stat);
  EXPECT_EQ(recognise_text("{\"id\":[\"Region\"],\"size\":[2],\"dimension\":{\"Region\""), Format::json_stat);
  EXPECT_EQ(recognise_text("{\"rows\":[{\"class\":\"dataset\",\"id\":1,\"size\":2,\"value\":3}]}"), Format::json);
  EXPECT_EQ(recognise_text("{\"note\":\"\\\"class\\\":\\\"dataset\\\"\",\"x\":\"class\"}"), Format::json);
  EXPECT_EQ(recognise_text("[2024];Sala\n"), Format::text);
  EXPECT_EQ(recognise_text("{namn};Sala\n"), Format::text);
}

TEST(Format, HasASwedishNameEach) {
  for (auto format = Format::empty; format < Format::unknown;
       format = static_cast<Format>(static_cast<int>(format) + 1)) {
    EXPECT_NE(name_of(format), name_of(Format::unknown)) << static_cast<int>(format);
  }
}

TEST(Format, OfWhatIsNoFileIsAnError) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(recognise_format(folder.path() / "saknas").error().code, "file.missing");
  EXPECT_EQ(recognise_format(folder.path()).error().code, "file.kind");
}

}  // namespace
}  // namespace sluss::connectors::registers

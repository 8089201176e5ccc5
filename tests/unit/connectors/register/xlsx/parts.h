#pragma once
// Workbooks written by hand, part by part, and their rows as one text.

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connectors/register/limits.h"
#include "connectors/register/xlsx/xlsx.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/tools/zip_writer.h"

namespace sluss::connectors::registers {

inline const std::string main_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
inline const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

inline std::string relationships(const std::string& items) {
  return R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)" + items +
         "</Relationships>";
}

inline std::string relationship(const std::string& id, const std::string& type, const std::string& target) {
  return fmt::format(R"(<Relationship Id="{}" Type="{}/{}" Target="{}"/>)", id, office, type, target);
}

inline std::string worksheet(const std::string& rows, const std::string& after = "") {
  return fmt::format(
      R"(<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{}"><sheetData>{}</sheetData>{}</worksheet>)",
      main_space, rows, after);
}

/// The parts of a workbook of one sheet, to be changed by a test.
struct Parts {
  std::map<std::string, std::string> content;

  explicit Parts(const std::string& rows = "", const std::string& shared = "", const std::string& styles = "") {
    content["[Content_Types].xml"] = R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>)";
    content["_rels/.rels"] = relationships(relationship("rId1", "officeDocument", "xl/workbook.xml"));
    content["xl/workbook.xml"] = workbook(R"(<sheet name="Blad1" sheetId="1" r:id="rId1"/>)");
    content["xl/_rels/workbook.xml.rels"] = relationships(relationship("rId1", "worksheet", "worksheets/sheet1.xml") +
                                                          relationship("rId2", "sharedStrings", "sharedStrings.xml") +
                                                          relationship("rId3", "styles", "styles.xml"));
    content["xl/worksheets/sheet1.xml"] = worksheet(rows);
    content["xl/sharedStrings.xml"] = fmt::format(R"(<sst xmlns="{}">{}</sst>)", main_space, shared);
    content["xl/styles.xml"] = fmt::format(R"(<styleSheet xmlns="{}">{}</styleSheet>)", main_space, styles);
  }
  static std::string workbook(const std::string& sheets, const std::string& before = "") {
    return fmt::format(R"(<workbook xmlns="{}" xmlns:r="{}">{}<sheets>{}</sheets></workbook>)", main_space, office,
                       before, sheets);
  }
  std::string& operator[](const std::string& name) { return content[name]; }
  [[nodiscard]] std::string zipped(const tests::ZipOptions& options = {}) const {
    tests::ZipWriter zip;
    for (const auto& [name, text] : content) zip.add(name, text, options);
    return zip.finish();
  }
};

inline std::filesystem::path write_file(const tests::TemporaryFolder& folder, const std::string& bytes,
                                        const std::string& name = "arbetsbok.xlsx") {
  const auto path = folder.path() / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

inline std::string text_of(const Cell& cell) {
  switch (cell.kind) {
    case CellKind::empty:
      return "-";
    case CellKind::text:
      return "'" + std::string(cell.text) + "'";
    case CellKind::number:
      return std::string(cell.text);
    case CellKind::date:
      return "d:" + std::string(cell.text);
    case CellKind::time:
      return "t:" + std::string(cell.text);
    case CellKind::timestamp:
      return "ts:" + std::string(cell.text);
    case CellKind::boolean:
      return "b:" + std::string(cell.text);
    case CellKind::error:
      return "e:" + std::string(cell.text);
  }
  return "?";
}

/// "1: 'a' 2 -" for each row. Throws what is wrong.
inline std::vector<std::string> rows_of(Document& document, std::size_t sheet = 0) {
  std::vector<std::string> rows;
  const auto reader = tests::must(document.open(sheet));
  while (const auto row = tests::must(reader->next())) {
    rows.push_back(fmt::format("{}:", row->number));
    for (const auto& cell : row->cells) rows.back() += " " + text_of(cell);
  }
  return rows;
}

inline std::vector<std::string> rows_of(const std::string& bytes, const Limits& limits = {}) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  const auto document = tests::must(open_xlsx(write_file(folder, bytes), limits, folder.path()));
  return rows_of(*document);
}

/// The error of opening the file or reading its first sheet; code "" where there is none.
inline core::Error error_of(const std::string& bytes, const Limits& limits = {}) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  auto document = open_xlsx(write_file(folder, bytes), limits, folder.path());
  if (!document) return document.error();
  auto reader = (*document)->open(0);
  if (!reader) return reader.error();
  for (;;) {
    auto row = (*reader)->next();
    if (!row) return row.error();
    if (!*row) return {};
  }
}

}  // namespace sluss::connectors::registers

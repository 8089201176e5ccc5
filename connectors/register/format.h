#pragma once
// What a file is, by its bytes and never by its name: a workbook that somebody called .csv is a workbook. Reads the
// first 64 KiB, and of a packed file or an old Office file the list of what is in it. Pure but for the reading; any
// thread.

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "core/error.h"

namespace sluss::connectors::registers {

class FileBytes;

enum class Format : std::uint8_t {
  empty,               ///< no bytes
  text,                ///< in any encoding: CSV, fixed width
  xlsx,                ///< also with macros (xlsm)
  xlsb,                ///< Excel's binary workbook
  xls,                 ///< Excel 97-2003 and older
  encrypted_workbook,  ///< of any Excel, behind a password
  ods,                 ///< LibreOffice's
  html,
  mhtml,  ///< a page with its pictures in one file
  xml,    ///< other than HTML
  json,
  json_stat,  ///< a json-stat2 dataset
  zip,        ///< none of the workbooks
  gz,
  pdf,
  unknown,
};

/// Swedish, for people: "Excel-arbetsbok (xlsx)".
[[nodiscard]] std::string_view name_of(Format format);

/// Errors: those of FileBytes.
[[nodiscard]] core::Result<Format> recognise_format(const std::filesystem::path& path);
/// Of one that is open; where its next read() goes on does not change.
[[nodiscard]] core::Result<Format> recognise_format(const FileBytes& file);

/// Of a text's beginning: html, json, json_stat, xml, mhtml, or text; unknown where there are bytes that no text has.
[[nodiscard]] Format recognise_text(std::string_view sample);

}  // namespace sluss::connectors::registers

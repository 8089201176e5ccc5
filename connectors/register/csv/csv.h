#pragma once
// CSV of any dialect as a document of one sheet. A row is what a line end outside quotes ends (\n, \r\n, \r, mixed),
// the last one with or without; blank lines are rows of no cells. A cell is what the file has between delimiters,
// nothing trimmed, a NUL byte too; quoted where a quote is its first byte: then without the quotes, and doubled ones
// single. Rows are as long as they are in the file: whoever reads them judges. An unquoted cell without bytes is empty.
// Row numbers are lines. What is wrong with quotes is the row's flaw, "csv.quote": text after a closing quote; or
// "csv.open_quote": a quote that the file never closes. Such a cell is given with its quotes, as it is in the file.
// Memory: a row and a block of 256 KiB. A row that takes more than 64 times Limits::cell_bytes is too long. One thread
// at a time.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"
#include "connectors/register/text/encoding.h"
#include "core/error.h"

namespace sluss::connectors::registers {

struct Dialect {
  std::string delimiter = ";";  ///< UTF-8; empty: a line is one cell
  char quote = '"';             ///< '\0': none, a quote is a letter like others
};

/// What the operator knows; the rest is recognised.
struct CsvOptions {
  std::optional<Encoding> encoding = {};
  std::string delimiter = {};             ///< 1 to 4 letters
  std::optional<std::string> quote = {};  ///< one sign of ASCII, or empty for none
};

/// Errors: config, "csv.dialect" for options that cannot be; those of TextFile::open. Of its readers: "csv.quote" is a
/// flaw, never an error; data, "register.limit", "csv.open_quote" (a cell in quotes is too long), "encoding.utf8",
/// "encoding.utf16" after the rows before it.
[[nodiscard]] core::Result<std::unique_ptr<Document>> open_csv(const std::filesystem::path& path,
                                                               const CsvOptions& options, const Limits& limits);

}  // namespace sluss::connectors::registers

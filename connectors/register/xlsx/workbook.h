#pragma once
// What a workbook consists of: its sheets in their order, and the parts that they share. Reads the parts that name
// others, none of the sheets. Memory: names, at most Limits::entries of them.

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/register/limits.h"
#include "connectors/register/zip_file.h"

namespace sluss::connectors::registers {

enum class Visibility : std::uint8_t {
  shown,
  hidden,       ///< a person may show it
  very_hidden,  ///< only a program can show it
};

struct WorkbookSheet {
  std::string name;
  Visibility visibility = Visibility::shown;
  std::string part;
};

struct Workbook {
  std::vector<WorkbookSheet> sheets;  ///< those with cells, in the workbook's order
  int sheets_without_cells = 0;       ///< diagrams, dialogs, old macros
  bool since_1904 = false;            ///< days are counted from 1904
  bool has_macros = false;            ///< which are never read
  std::string shared_strings;         ///< part; empty: none
  std::string styles;                 ///< part; empty: none

  /// Errors: data class "xlsx.ods", "xlsx.xlsb", "xlsx.nested" (a zip of workbooks), "xlsx.not_a_workbook",
  /// "xlsx.missing_part", "register.limit"; those of ZipFile and XmlParser.
  [[nodiscard]] static core::Result<Workbook> read(const ZipFile& zip, const Limits& limits, const std::string& file);
};

}  // namespace sluss::connectors::registers

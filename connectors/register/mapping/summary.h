#pragma once
// What was understood of a file, in words.

#include <string>
#include <vector>

#include "connectors/file_facts.h"
#include "connectors/register/mapping/locate.h"

namespace sluss::connectors::registers {

/// Those that were read, as people see their headings.
[[nodiscard]] std::vector<FileColumn> columns_of(const TableSummary& table);

/// "rubriker på rad" and "3"; of a table as such without a label: "Tabell hela, lista.xlsx, blad Total".
struct SummaryLine {
  std::string label;
  std::string text;
};
[[nodiscard]] std::vector<SummaryLine> summary_lines(const Summary& summary);
/// Swedish, a line each: "rubriker på rad: 3".
[[nodiscard]] std::vector<std::string> in_swedish(const Summary& summary);

}  // namespace sluss::connectors::registers

#pragma once
// A document's rows as texts that tests compare.

#include <string>
#include <vector>

#include "connectors/register/sheets.h"
#include "tests/tools/must.h"

namespace sluss::tests {

/// Each row as "1: a | b", empty cells at the end aside; with `kinds`, what is not text as "b:number".
inline std::vector<std::string> shown_rows(connectors::registers::Document& document, std::size_t sheet,
                                           bool kinds = false) {
  using connectors::registers::CellKind;
  std::vector<std::string> rows;
  const auto reader = must(document.open(sheet));
  while (const auto row = must(reader->next())) {
    std::string text = std::to_string(row->number) + ":";
    auto cells = row->cells;
    while (!cells.empty() && cells.back().kind == CellKind::empty) cells = cells.first(cells.size() - 1);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      text += (i == 0 ? " " : " | ") + std::string(cells[i].text);
      if (kinds && cells[i].kind == CellKind::number) text += ":number";
      if (kinds && cells[i].kind == CellKind::boolean) text += ":boolean";
      if (kinds && cells[i].kind == CellKind::empty) text += ":empty";
    }
    rows.push_back(text);
  }
  return rows;
}

/// Of reading a sheet to its end; without a code where there is none.
inline core::Error first_error(connectors::registers::Document& document, std::size_t sheet) {
  auto none = core::Error{.remedy = "none", .place = {}};
  auto reader = document.open(sheet);
  if (!reader) return reader.error();
  while (true) {
    const auto row = (*reader)->next();
    if (!row) return row.error();
    if (!*row) return none;
  }
}

}  // namespace sluss::tests

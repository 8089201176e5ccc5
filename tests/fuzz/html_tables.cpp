// Any bytes as a saved page: tables whose rows and merged ranges fit together, or an error.
#include "connectors/register/html/html.h"
#include "register_check.h"

using sluss::fuzz::check;
using namespace sluss::connectors::registers;

namespace {

void check_merged(Document& document, std::size_t sheet) {
  const auto end = sluss::fuzz::read_sheet(document, sheet);
  const auto merged = document.merged(sheet);
  if (!merged) return sluss::fuzz::check_error(merged.error());
  for (std::size_t i = 0; i < merged->size(); ++i) {
    const auto& cells = (*merged)[i];
    check(cells.first_row >= 1 && cells.first_row <= cells.last_row && cells.first_column <= cells.last_column);
    check(cells.first_column >= 0 && cells.last_column < sluss::fuzz::small_limits.columns);
    check(cells.first_row < cells.last_row || cells.first_column < cells.last_column);
    if (end.code.empty()) check(cells.last_row <= end.rows);
    for (std::size_t other = 0; other < i; ++other) {
      const auto& before = (*merged)[other];
      check(before.first_row <= cells.first_row);
      check(before.last_row < cells.first_row || before.last_column < cells.first_column ||
            cells.last_column < before.first_column);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sluss::fuzz::FileInMemory file(data, size);
  const auto document = open_html(file.path(), sluss::fuzz::small_limits);
  if (!document) {
    sluss::fuzz::check_error(document.error());
    return 0;
  }
  sluss::fuzz::check_document(**document);
  for (std::size_t sheet = 0; sheet < (*document)->sheets().size(); ++sheet) check_merged(**document, sheet);
  return 0;
}

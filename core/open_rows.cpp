#include "core/open_rows.h"

#include <string>

namespace sluss::core {

Result<> check_open(const Schema& schema) {
  for (const auto& column : schema) {
    if (column.sensitivity == Sensitivity::open) continue;
    return fail(ErrorClass::config, "column.sensitive",
                "column \"" + column.name + "\" is " + std::string(name_of(column.sensitivity)) +
                    " and may not be stored in clear",
                "Leave it out of the query, or count in the database: rows of persons cannot be loaded yet.",
                {.field = column.name});
  }
  return {};
}

Result<OpenRows> OpenRows::of(const Batch& rows) {
  SLUSS_TRY(check_open(rows.schema()));
  return OpenRows(rows);
}

}  // namespace sluss::core

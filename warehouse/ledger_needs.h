#pragma once
// What the warehouse, as it stands, needs of the archive: what a pruning must leave.

#include <set>
#include <string>

#include "core/error.h"
#include "core/ids.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::ledger {

struct Needs {
  std::set<std::string> of_figures;    ///< segments that an open version of a figure leads back to
  std::set<core::RunId> of_catalogue;  ///< runs that told an open row of what figures are about
  std::set<core::RunId> of_tables;     ///< runs that filled a table with what stands in it, or found it so
  std::set<core::RunId> of_held;       ///< runs whose rows wait for a decision
};
/// `reader` reads what is known now. Its thread; its errors.
[[nodiscard]] core::Result<Needs> needs(Reader& reader);

}  // namespace sluss::warehouse::ledger

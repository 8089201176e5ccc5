#pragma once
// What the warehouse needs from the archive at present: what pruning must keep.

#include <set>
#include <string>

#include "core/error.h"
#include "core/ids.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::ledger {

struct Needs {
  std::set<std::string> of_figures;    ///< segments that an open version of a figure leads back to
  std::set<core::RunId> of_catalogue;  ///< runs that loaded an open row of a dimension
  std::set<core::RunId> of_tables;     ///< runs that filled a table with its present content, or found it unchanged
  std::set<core::RunId> of_held;       ///< runs whose rows wait for a decision
};
/// `reader` reads what is known now. Its thread; its errors.
[[nodiscard]] core::Result<Needs> needs(Reader& reader);

}  // namespace sluss::warehouse::ledger

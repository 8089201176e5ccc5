#pragma once
// Puts an origin's rows of a table into a warehouse under test.

#include "warehouse/dimensions.h"
#include "warehouse/warehouse.h"

namespace sluss::tests {

template <class Rows>
core::Result<warehouse::RowCounts> put_rows(warehouse::Writer& writer, const warehouse::Table& table, const Rows& rows,
                                            warehouse::Scope scope, core::RunId run, core::Instant recorded_at) {
  return writer.put(table, warehouse::fill_of(warehouse::rows_of(rows)), scope, run, recorded_at);
}

}  // namespace sluss::tests

#pragma once
// Rows as a table on a terminal.

#include <cstddef>
#include <memory>

#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

struct TableOptions {
  std::size_t width = 0;             ///< columns of the terminal; 0: no limit
  std::size_t measured_rows = 1000;  ///< the first rows decide the columns' widths; later ones are cut to them
};
/// Aligned columns with a line under the names; control characters are shown as "·".
[[nodiscard]] std::unique_ptr<RowWriter> table_writer(Sink sink, TableOptions options);

}  // namespace sluss::transforms::datasets

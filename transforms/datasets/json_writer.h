#pragma once
// Rows as JSON.

#include <memory>

#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

/// An array of objects, one a line. Numbers are numbers; what JSON has no number for (NaN, infinity) is null.
[[nodiscard]] std::unique_ptr<RowWriter> json_writer(Sink sink);

}  // namespace sluss::transforms::datasets

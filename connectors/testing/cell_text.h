#pragma once
// A value of a batch as text, so that two rows can be compared whatever their types. Any thread.

#include <cstddef>
#include <string>

#include "core/batch.h"

namespace sluss::connectors::testing {

/// Different values have different texts; those of float64 too, to the last bit.
[[nodiscard]] std::string cell_text(const core::Column& column, std::size_t row);

}  // namespace sluss::connectors::testing

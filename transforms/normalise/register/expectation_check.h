#pragma once
// One expectation, by what a query of the load's typed table says. Private to register/.

#include <cstdint>
#include <optional>

#include "connectors/register/mapping/mapping.h"
#include "core/error.h"
#include "core/unmet.h"

namespace sluss::core::duckdb {
class Connection;
}

namespace sluss::transforms::normalise::registers {

/// A table of a load, which the connection has by its name.
struct CheckedTable {
  core::duckdb::Connection& tables;
  const connectors::registers::Table& table;
  bool alone = false;  ///< the load has no other
};

struct FailedCheck {
  core::Unmet unmet;      ///< with the rows that show it
  std::int64_t rows = 0;  ///< of areas that are too few: the rows that have something in an area's place
};

/// What does not hold; nothing: it holds. Errors: the connection's.
[[nodiscard]] core::Result<std::optional<FailedCheck>> check(const CheckedTable& checked,
                                                             const connectors::registers::Expectation& expectation);

}  // namespace sluss::transforms::normalise::registers

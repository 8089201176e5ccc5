#pragma once
// A mapping's [facts] select over its typed tables: let through, its columns checked, its rows in one order whatever
// plan DuckDB chose. Private to the normaliser. Threads: the connection's. Memory: DuckDB's limit, and a batch.

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/batch.h"
#include "core/duckdb/duckdb.h"
#include "core/error.h"

namespace sluss::transforms::normalise::registers {

/// Columns of what a SELECT gives, in this order; behind them one for each [[dimension]]. Those that it does not have
/// are NULL.
namespace figure {
enum Column : std::size_t { measure, area, period, value, status, least, most, unit, dimensions };
}

class Select {
 public:
  /// The mapping's tables exist. Errors: config class "register.select", "register.select_columns"; data class
  /// "register.select_time", "register.select_failed".
  [[nodiscard]] static core::Result<Select> prepare(core::duckdb::Connection& connection,
                                                    const connectors::registers::Mapping& mapping,
                                                    std::chrono::milliseconds most);
  /// The name of the view that prepare() made, as SQL has it: the SELECT's rows as it gives them.
  [[nodiscard]] static std::string_view view();
  /// All rows, ordered by their columns: texts, and numbers as double. Errors: data class "register.select_time",
  /// "register.select_failed"; storage class when there was no room; the consumer's.
  [[nodiscard]] core::Result<> run(const std::function<core::Result<>(const core::Batch&)>& rows);

 private:
  Select(core::duckdb::Connection& connection, std::chrono::milliseconds most, std::string sql)
      : connection_(&connection), most_(most), sql_(std::move(sql)) {}
  core::duckdb::Connection* connection_;
  std::chrono::milliseconds most_;
  std::string sql_;
};

}  // namespace sluss::transforms::normalise::registers

#pragma once
// Whether a load says one thing of each figure: its facts by their keys, in a table of the load's database, which may
// spill. Private to the normaliser. Threads: one. Memory: DuckDB's limit, and a batch.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "core/batch.h"
#include "core/duckdb/duckdb.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/unmet.h"
#include "transforms/normalise/register/lists.h"

namespace sluss::transforms::normalise::registers {

class OneValue {
 public:
  /// Adds the table. `connection`: no statement is under way on it; outlives it.
  [[nodiscard]] static core::Result<OneValue> begin(core::duckdb::Connection& connection);

  core::Result<> take(std::span<const core::Fact> facts);
  /// After the last fact, on any connection of the database: figures that have several values. Nothing: none has.
  [[nodiscard]] core::Result<std::optional<core::Unmet>> judge(core::duckdb::Connection& connection,
                                                               const connectors::registers::Mapping& mapping,
                                                               const core::FactNames& names, const Lists& lists);
  /// After judge(): each of those figures once, contradictory and without a value, by their keys.
  [[nodiscard]] core::Result<> contradictory(core::duckdb::Connection& connection,
                                             const std::function<core::Result<>(core::Fact)>& fact) const;

 private:
  explicit OneValue(core::duckdb::Appender appender);
  core::duckdb::Appender appender_;
  core::Batch rows_;
  std::int64_t count_ = 0;
};

}  // namespace sluss::transforms::normalise::registers

#pragma once
// What a merge writes to core.fact: new versions by whole chunks, closings in bulk.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/duckdb/duckdb.h"
#include "core/fact.h"
#include "core/ids.h"
#include "core/time.h"

namespace sluss::warehouse::duckdb {

class FactOutput {
 public:
  [[nodiscard]] static core::Result<FactOutput> open(core::duckdb::Connection& connection, core::RunId run,
                                                     core::Instant recorded_at);
  /// Ids are warehouse keys.
  [[nodiscard]] core::Result<> open_version(const core::Fact& fact);
  [[nodiscard]] core::Result<> close_version(std::int64_t row);
  [[nodiscard]] core::Result<> finish();
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  FactOutput(core::duckdb::Connection& connection, core::RunId run, core::Instant recorded_at);
  [[nodiscard]] core::Result<> flush_chunk();
  [[nodiscard]] core::Result<> flush_closings();

  core::duckdb::Connection& connection_;
  std::int32_t run_;
  std::int64_t recorded_at_;
  std::optional<core::duckdb::Appender> appender_;
  std::unique_ptr<core::duckdb::DataChunk> chunk_;
  std::vector<core::Fact> waiting_;  ///< at most one chunk
  std::vector<std::int64_t> closings_;
  bool changed_ = false;
};

}  // namespace sluss::warehouse::duckdb

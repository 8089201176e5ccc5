#pragma once
// A reading session: an in-memory DuckDB that attaches one generation read-only and shows it through views.

#include <filesystem>
#include <memory>

#include "core/error.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::warehouse::duckdb {

/// One that a second user may have after the first.
class ReusableReader : public Reader {
 public:
  /// Its moment, time limit and stop are those of `read`; its past and its session stay as it was opened.
  virtual core::Result<> begin_again(const ReadOptions& read) = 0;
  /// No statement has failed or was stopped.
  [[nodiscard]] virtual bool is_sound() const = 0;
};

[[nodiscard]] core::Result<std::unique_ptr<ReusableReader>> open_reader(const std::filesystem::path& generation,
                                                                        const Options& options,
                                                                        const ReadOptions& read);

}  // namespace sluss::warehouse::duckdb

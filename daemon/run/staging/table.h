#pragma once
// A table's rows on their way from a load to the warehouse: in as batches, out as the same batches, in bounded memory.
// They are in a file without a name; it is not the truth: nothing is synced, and it is gone with the process.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/error.h"
#include "core/ids.h"
#include "daemon/run/staging/spill_file.h"

namespace sluss::daemon::staging {

/// Not thread safe.
class StagedTable {
 public:
  /// Makes the folder. `token` is the run's; the batches that follow have these columns.
  [[nodiscard]] static core::Result<StagedTable> open(const std::filesystem::path& folder, std::string_view token,
                                                      std::string name, core::Schema columns);

  /// Errors: "column.sensitive" and "run.columns_differ" before anything is written, and the disk's.
  core::Result<> add(const core::Batch& rows);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const core::Schema& columns() const { return columns_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  /// A digest of the rows, batch by batch: the same text for the same batches in the same order.
  [[nodiscard]] std::string content();
  /// Each batch that has rows, in their order. More than once, if need be.
  core::Result<> each(const std::function<core::Result<>(const core::Batch&)>& consumer) const;

 private:
  StagedTable(SpillFile file, std::string name, core::Schema columns)
      : file_(std::move(file)), name_(std::move(name)), columns_(std::move(columns)) {}

  SpillFile file_;
  std::string name_;
  core::Schema columns_;
  std::unique_ptr<core::Sha256Hasher> hasher_ = std::make_unique<core::Sha256Hasher>();
  std::string content_;
  std::vector<std::uint64_t> ends_;  ///< of the encoded batches with rows
  std::int64_t rows_ = 0;
};

}  // namespace sluss::daemon::staging

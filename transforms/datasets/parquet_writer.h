#pragma once
// Rows as Parquet, which is a file of its own: it is written at the given path; export.h writes beside and renames.

#include <filesystem>
#include <memory>
#include <string>

#include "core/spill.h"
#include "transforms/datasets/provenance.h"
#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

struct ParquetOptions {
  Provenance provenance;  ///< written as key and value metadata
  std::string memory_limit = "128MB";
  core::Spill spill = {};  ///< where it may spill; without a folder: nowhere
};
/// Errors: "duckdb.…" of core/duckdb.
[[nodiscard]] std::unique_ptr<RowWriter> parquet_writer(std::filesystem::path path, ParquetOptions options);

}  // namespace sluss::transforms::datasets

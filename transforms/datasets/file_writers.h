#pragma once
// Forms that are files of their own: XLSX and Parquet. They write at the given path; export.h writes beside and
// renames.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/spill.h"
#include "core/time.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

/// What a file must say about where its figures come from. Title and value, Swedish, in the order shown.
using Provenance = std::vector<std::pair<std::string, std::string>>;

struct XlsxOptions {
  std::optional<DatasetDescription> description;  ///< nothing: bare rows (`query`)
  Provenance provenance;
  std::map<std::string, int> decimals;    ///< by indicator id, for the sheet "Rapporttabell"
  core::Instant created;                  ///< written as the document's time
  std::int64_t rows_a_sheet = 1'048'576;  ///< with the header; more rows go to further sheets
  std::string temporary_folder;           ///< empty: the system's
};
/// Sheets "Rapporttabell" (when the description asks for it), "Data", "Data 2", …, "Beskrivning". Rows stream through
/// temporary files. Errors: storage class "xlsx.write"; data class "xlsx.columns".
[[nodiscard]] std::unique_ptr<RowWriter> xlsx_writer(std::filesystem::path path, XlsxOptions options);

struct ParquetOptions {
  Provenance provenance;  ///< written as key and value metadata
  std::string memory_limit = "128MB";
  core::Spill spill = {};  ///< where it may spill; without a folder: nowhere
};
/// Errors: "duckdb.…" of core/duckdb.
[[nodiscard]] std::unique_ptr<RowWriter> parquet_writer(std::filesystem::path path, ParquetOptions options);

}  // namespace sluss::transforms::datasets

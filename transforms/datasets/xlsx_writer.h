#pragma once
// Rows as a workbook, which is a file of its own: it is written at the given path; export.h writes beside and renames.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/time.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/provenance.h"
#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

struct XlsxOptions {
  std::optional<DatasetDescription> description;  ///< nothing: bare rows (`query`)
  Provenance provenance;
  std::map<std::string, int> decimals;    ///< by indicator id, for the sheet "Rapporttabell"
  core::Instant created;                  ///< written as the document's time
  std::int64_t rows_a_sheet = 1'048'576;  ///< with the header; more rows go to further sheets
  std::string temporary_folder;           ///< empty: the system's
};
/// Sheets "Rapporttabell" (when the description has it), "Data", "Data 2", …, "Beskrivning". Rows stream through
/// temporary files. Errors: storage class "xlsx.write"; data class "xlsx.columns".
[[nodiscard]] std::unique_ptr<RowWriter> xlsx_writer(std::filesystem::path path, XlsxOptions options);

}  // namespace sluss::transforms::datasets

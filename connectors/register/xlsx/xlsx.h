#pragma once
// Excel workbooks (.xlsx, .xlsm): Office Open XML, transitional and strict. Cells are what the file has of them:
// numbers with its digits, formulas by the value that it keeps of them (one without is an error cell), days and times
// by the cell's style, texts with their spaces. Macros are never read. Memory: a row, at most 6 MiB for zip and XML,
// the names of the parts, and what Limits allows for shared texts; more of those go to a temporary file without a name.

#include <filesystem>
#include <memory>

#include "connectors/register/limits.h"
#include "connectors/register/sheets.h"

namespace sluss::connectors::registers {

/// `spill_folder` is for shared texts that do not fit in memory; empty: the system's for temporary files.
/// Errors: those of FileBytes; storage class "xlsx.spill". Data class, what the file is instead: "xlsx.encrypted",
/// "xlsx.xls", "xlsx.xlsb", "xlsx.ods", "xlsx.nested", "xlsx.not_a_workbook"; what is wrong with it: "zip.truncated",
/// "zip.directory", "zip.name", "zip.duplicate", "zip.encrypted", "zip.method", "zip.damaged", "zip.checksum",
/// "xlsx.missing_part", "xlsx.xml", "xlsx.doctype", "xlsx.order", "xlsx.cell"; "register.limit". A sheet's own come
/// when it is opened or read.
[[nodiscard]] core::Result<std::unique_ptr<Document>> open_xlsx(const std::filesystem::path& path,
                                                                const Limits& limits = {},
                                                                const std::filesystem::path& spill_folder = {});

}  // namespace sluss::connectors::registers

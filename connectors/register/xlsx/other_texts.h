#pragma once
// What a workbook has beside the values of its cells: formulas, links, comments, names, properties, the basis of pivot
// tables, texts of diagrams. Memory: a piece of 1 MiB. One thread.

#include "connectors/register/sheets.h"
#include "connectors/register/xlsx/zip_file.h"

namespace sluss::connectors::registers {

/// Every part of XML, whether the workbook refers to it or not, and the comments of the zip. Pictures, macros and
/// embedded files are not looked at. Errors: those of `see`, and of ZipFile.
[[nodiscard]] core::Result<> read_other_texts(const ZipFile& zip, const SeeOtherText& see);

}  // namespace sluss::connectors::registers

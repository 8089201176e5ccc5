#pragma once
// What a workbook has beside the values of its cells: formulas, links, comments, names, properties, the basis of pivot
// tables, texts of diagrams. Memory: a piece of 1 MiB. One thread.

#include <span>

#include "connectors/register/sheets.h"
#include "connectors/register/xlsx/workbook.h"
#include "connectors/register/zip_file.h"

namespace sluss::connectors::registers {

/// Every part of XML or another text, whether the workbook refers to it or not, and the comments of the zip. `sheets`:
/// those whose cells are read, of which only what no reader of cells sees is given; a sheet that is none of them is
/// given whole. Pictures, macros and embedded files are not looked at. Errors: those of `see`, and of ZipFile; data
/// class "xlsx.doctype".
[[nodiscard]] core::Result<> read_other_texts(const ZipFile& zip, std::span<const WorkbookSheet> sheets,
                                              const SeeOtherText& see);

}  // namespace sluss::connectors::registers

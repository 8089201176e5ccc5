#pragma once
// The sheets of a dataset's workbook that are not its data. Private to transforms/datasets.

#include <xlsxwriter.h>

#include <map>
#include <string>

#include "core/error.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/provenance.h"
#include "transforms/datasets/report_table.h"

namespace sluss::transforms::datasets::impl {

struct Formats {
  lxw_format* heading = nullptr;
  lxw_format* date = nullptr;
  lxw_format* timestamp = nullptr;
  lxw_format* wrapped = nullptr;
  lxw_format* text = nullptr;
  std::map<std::string, lxw_format*> numbers;  ///< by number format
};

[[nodiscard]] Formats make_formats(lxw_workbook* workbook);
[[nodiscard]] lxw_format* number_format(lxw_workbook* workbook, Formats& formats, const std::string& format);

/// A text cell, never a formula; at most 32,767 characters (Excel's limit), cut with "…" beyond.
[[nodiscard]] lxw_error write_text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text,
                                   lxw_format* format);

[[nodiscard]] lxw_error write_report_table(lxw_workbook* workbook, lxw_worksheet* sheet, Formats& formats,
                                           const ReportTable& table);
[[nodiscard]] lxw_error write_description(lxw_worksheet* sheet, const Formats& formats,
                                          const DatasetDescription& dataset, const Provenance& provenance);

}  // namespace sluss::transforms::datasets::impl

#pragma once
// Rows as CSV.

#include <memory>

#include "transforms/datasets/row_writer.h"

namespace sluss::transforms::datasets {

struct CsvOptions {
  char delimiter = ',';
  char decimal = '.';
  bool byte_order_mark = false;
  bool swedish_booleans = false;    ///< SANT, FALSKT
  bool neutralise_formulas = true;  ///< a text that would run as a formula gets a leading '
};
/// ';', decimal comma, byte order mark: what Excel with Swedish settings opens by a double click.
[[nodiscard]] inline CsvOptions swedish_excel_csv() {
  return {.delimiter = ';', .decimal = ',', .byte_order_mark = true, .swedish_booleans = true};
}

/// RFC 4180: CRLF, quotes doubled. A null is an empty field, an empty text is "" (in a file of one column a null is ""
/// too, since an empty line would be no row).
[[nodiscard]] std::unique_ptr<RowWriter> csv_writer(Sink sink, CsvOptions options);

}  // namespace sluss::transforms::datasets

#pragma once
// Rows of a SELECT to a form that people and programs read. Streaming: memory does not grow with the rows.
// begin() once, rows() any number of times, end() once; after an error nothing more is called.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/batch.h"
#include "core/error.h"
#include "core/open_rows.h"

namespace sluss::transforms::datasets {

class RowWriter {
 public:
  virtual ~RowWriter() = default;
  /// Errors: "column.sensitive" when a column is not open.
  core::Result<> begin(const core::Schema& schema) {
    SLUSS_TRY(core::check_open(schema));
    return open(schema);
  }
  virtual core::Result<> rows(const core::Batch& batch) = 0;
  virtual core::Result<> end() = 0;

 private:
  virtual core::Result<> open(const core::Schema& schema) = 0;
};

/// Takes the next piece of text: a file or standard output.
using Sink = std::function<core::Result<>(std::string_view)>;

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

/// An array of objects, one a line. Numbers are numbers; what JSON has no number for (NaN, infinity) is null.
[[nodiscard]] std::unique_ptr<RowWriter> json_writer(Sink sink);

struct TableOptions {
  std::size_t width = 0;             ///< columns of the terminal; 0: no limit
  std::size_t measured_rows = 1000;  ///< the first rows decide the columns' widths; later ones are cut to them
};
/// Aligned columns with a line under the names; control characters are shown as "·".
[[nodiscard]] std::unique_ptr<RowWriter> table_writer(Sink sink, TableOptions options);

}  // namespace sluss::transforms::datasets

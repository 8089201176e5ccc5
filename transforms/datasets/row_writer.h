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

}  // namespace sluss::transforms::datasets

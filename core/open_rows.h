#pragma once
// Rows that may be stored in clear and seen by everyone: no column of theirs is personal. Whatever leaves the program
// or is on a disk in clear takes these, or calls check_open() first: an unsealed segment, a staged table, extract.*, an
// export.

#include "core/batch.h"
#include "core/error.h"

namespace sluss::core {

/// Errors: config class "column.sensitive", with the column as its place.
[[nodiscard]] Result<> check_open(const Schema& schema);

class OpenRows {
 public:
  /// `rows` outlives it. Errors: those of check_open().
  [[nodiscard]] static Result<OpenRows> of(const Batch& rows);
  [[nodiscard]] const Batch& operator*() const { return *rows_; }
  [[nodiscard]] const Batch* operator->() const { return rows_; }

 private:
  explicit OpenRows(const Batch& rows) : rows_(&rows) {}
  const Batch* rows_;
};

}  // namespace sluss::core

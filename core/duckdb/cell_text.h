#pragma once
// Cells of a DuckDB vector as text, in DuckDB's own spelling.

#include <duckdb.h>

#include <optional>
#include <string>

namespace sluss::core::duckdb {

/// A view of one column of a chunk; valid as long as the chunk.
class CellText {
 public:
  explicit CellText(duckdb_vector vector);
  CellText(const CellText&) = delete;
  CellText& operator=(const CellText&) = delete;
  ~CellText();
  /// NULL is nullopt. Lists, structs and maps read as "<type 24>": cast them to VARCHAR in the SQL.
  [[nodiscard]] std::optional<std::string> at(std::size_t row) const;

 private:
  duckdb_logical_type logical_;
  duckdb_type type_;
  void* data_;
  const std::uint64_t* validity_;
};

}  // namespace sluss::core::duckdb

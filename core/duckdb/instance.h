#pragma once
// One opened DuckDB and the folder that it spills into. Shared by all that hangs on it; the folder goes after DuckDB
// has closed, since DuckDB ends the process when a file that it has spilled is gone before it.

#include <duckdb.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/spill.h"

namespace sluss::core::duckdb {

/// Storage class "disk.full" with the folder, the bytes that are free in it and DuckDB's words, when these mean that a
/// disk has no room for the database `file`; nothing when they mean something else.
[[nodiscard]] std::optional<Error> full_disk(std::string_view words, const std::filesystem::path& file);

class Instance {
 public:
  /// `no_spill`: why it may not spill although it was to; reported when it runs out of memory. `file`: of the database;
  /// empty: in memory.
  Instance(duckdb_database handle, std::optional<SpillFolder> spill, std::optional<Error> no_spill,
           std::filesystem::path file)
      : spill_(std::move(spill)), no_spill_(std::move(no_spill)), file_(std::move(file)), handle_(handle) {}
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance() { duckdb_close(&handle_); }

  [[nodiscard]] duckdb_database handle() const { return handle_; }

  /// DuckDB's words under `code` (data class), or storage class "spill.disk_short", "spill.folder", "spill.full",
  /// "spill.failed", "disk.full", "duckdb.damaged" when that is what they mean.
  [[nodiscard]] Error explained(std::string_view code, std::string what) const;

 private:
  std::optional<SpillFolder> spill_;
  std::optional<Error> no_spill_;
  std::filesystem::path file_;
  duckdb_database handle_ = nullptr;
};

}  // namespace sluss::core::duckdb

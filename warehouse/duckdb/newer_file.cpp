#include "warehouse/duckdb/newer_file.h"

#include <string>
#include <utility>

namespace sluss::warehouse::duckdb {

core::Error of_opening(core::Error error, const std::filesystem::path& file) {
  // "Trying to read a database file with version number 69, but we can only read versions between 64 and 68.\nThe
  // database file was created with a newer version of DuckDB." DuckDB has no number for it.
  if (!error.what.contains("newer version of DuckDB")) return error;
  return core::fail(core::ErrorClass::config, "warehouse.newer_file",
                    "the warehouse was written by a newer DuckDB: " + error.what.substr(0, error.what.find('\n')),
                    "use the sluss that wrote it, or a newer one; nothing is damaged, and nothing was changed",
                    core::Place{.file = file.string()})
      .error();
}

}  // namespace sluss::warehouse::duckdb

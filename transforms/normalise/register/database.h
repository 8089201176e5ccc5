#pragma once
// The typed tables of one load, in a database in memory: schema main, named as in the mapping. Private to the
// normaliser. Threads: one. Memory: the setting's limit, beyond which it spills.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/batch.h"
#include "core/duckdb/duckdb.h"
#include "core/error.h"
#include "transforms/normalise/normaliser.h"

namespace sluss::transforms::normalise::registers {

class LoadDatabase {
 public:
  /// Errors: storage class, those of core::duckdb::Database::open().
  [[nodiscard]] static core::Result<std::unique_ptr<LoadDatabase>> open(const Setting& setting);

  /// A table of that schema.
  core::Result<> add_table(const std::string& name, const core::Schema& schema);
  /// Rows of the table that was added as number `table`, from 0.
  core::Result<> append(std::size_t table, const core::Batch& rows);
  /// No more rows come: they can be read.
  core::Result<> finish();
  [[nodiscard]] core::duckdb::Connection& connection() { return connection_; }
  /// One more, for what is written while an answer is read.
  [[nodiscard]] core::Result<core::duckdb::Connection> connect() const { return database_.connect(); }

 private:
  LoadDatabase(core::duckdb::Database database, core::duckdb::Connection connection)
      : database_(std::move(database)), connection_(std::move(connection)) {}
  struct Table {
    std::string name;
    std::optional<core::duckdb::Appender> appender;  ///< with the first rows
  };
  core::duckdb::Database database_;
  core::duckdb::Connection connection_;
  std::vector<Table> tables_;  ///< before the connection
};

}  // namespace sluss::transforms::normalise::registers

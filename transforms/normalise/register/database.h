#pragma once
// The typed tables of one load, in a database in memory: schema main, views named as in the mapping over what is
// stored. Private to the normaliser. Threads: one. Memory: the setting's limit, beyond which it spills.

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

  /// A table whose rows are of that schema; nothing is to be seen of it before show(). A column is there once a row has
  /// something in it.
  core::Result<> add_table(const std::string& name, const core::Schema& stored);
  /// As which table number `table`, from 0, is seen from now on: a SELECT from stored_rows().
  core::Result<> show(std::size_t table, const std::string& select);
  /// SQL of its rows, with all its columns.
  [[nodiscard]] std::string stored_rows(std::size_t table) const;
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
    std::string stored;  ///< no name that a mapping's table can have
    core::Schema schema;
    std::vector<std::size_t> columns;                ///< those that are there
    std::optional<core::duckdb::Appender> appender;  ///< with the first rows, and after a column was added
  };
  core::Result<> add_column(Table& table, std::size_t column);
  core::duckdb::Database database_;
  core::duckdb::Connection connection_;
  std::vector<Table> tables_;  ///< before the connection
};

}  // namespace sluss::transforms::normalise::registers

#pragma once
// Thin RAII over DuckDB's C API; what appends is in batch_append.cpp. Memory limit and threads are always set. One
// Connection belongs to one thread at a time.

#include <duckdb.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/batch.h"
#include "core/error.h"
#include "core/spill.h"

namespace sluss::core::duckdb {

struct Options {
  std::string path;  ///< empty: in memory
  bool read_only = false;
  std::string memory_limit = "512MB";
  int threads = 1;
  Spill spill = {};                ///< a folder of its own inside of this one; without room it opens and may not spill
  bool manual_checkpoints = true;  ///< no checkpoint but by CHECKPOINT
  bool external_access = false;    ///< files, COPY, ATTACH, extensions; locked afterwards when false
};

class Connection;
class Instance;

/// Shared by its connections.
class Database {
 public:
  /// Errors: storage class "duckdb.open", "disk.full", "duckdb.path".
  [[nodiscard]] static Result<Database> open(const Options& options);
  [[nodiscard]] Result<Connection> connect() const;

 private:
  explicit Database(std::shared_ptr<const Instance> instance) : instance_(std::move(instance)) {}
  std::shared_ptr<const Instance> instance_;
};

/// A value bound to a parameter.
using Value = std::variant<std::nullptr_t, bool, std::int32_t, std::int64_t, double, std::string>;

/// A finished result, read chunk by chunk. Rows are fetched on demand.
class ResultSet {
 public:
  ResultSet(duckdb_result result, std::shared_ptr<const Instance> instance);
  ResultSet(ResultSet&&) noexcept;
  ResultSet& operator=(ResultSet&&) noexcept;
  ~ResultSet();

  [[nodiscard]] std::size_t columns() const;
  [[nodiscard]] std::string name(std::size_t column) const;
  [[nodiscard]] duckdb_type type(std::size_t column) const;
  [[nodiscard]] duckdb_logical_type logical_type(std::size_t column) const;  ///< the caller destroys it
  /// The next chunk (destroyed with the next call), or null at the end. Errors that come late come here.
  [[nodiscard]] Result<duckdb_data_chunk> next();

 private:
  std::shared_ptr<const Instance> instance_;
  std::unique_ptr<duckdb_result> result_;
  duckdb_data_chunk chunk_ = nullptr;
};

/// A row of small answers, as text; NULL is nullopt. For meta tables and tests, not for volumes.
using TextRow = std::vector<std::optional<std::string>>;

class Connection {
 public:
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// One or more statements without result. Errors: data class "duckdb.sql" with DuckDB's own words; storage class
  /// "spill.…" and "disk.full" when it found no room (core/duckdb/instance.h).
  [[nodiscard]] Result<> execute(const std::string& sql);
  [[nodiscard]] Result<ResultSet> query(const std::string& sql, std::span<const Value> parameters = {});
  [[nodiscard]] Result<std::vector<TextRow>> rows(const std::string& sql, std::span<const Value> parameters = {});
  /// The first cell of the first row as int64; an error when there is none.
  [[nodiscard]] Result<std::int64_t> number(const std::string& sql, std::span<const Value> parameters = {});
  [[nodiscard]] Result<> execute_with(const std::string& sql, std::span<const Value> parameters);

  /// From any thread: ends the statement under way.
  void interrupt();
  [[nodiscard]] duckdb_connection handle() const { return connection_; }

 private:
  friend class Database;
  friend class Appender;
  Connection(std::shared_ptr<const Instance> instance, duckdb_connection connection);
  std::shared_ptr<const Instance> instance_;
  duckdb_connection connection_ = nullptr;
};

/// Appends whole chunks to one table. Destroyed unfinished, it clears its rows (an appender that is destroyed
/// after a rollback would otherwise commit its rows by itself).
class Appender {
 public:
  [[nodiscard]] static Result<Appender> open(Connection& connection, const std::string& schema,
                                             const std::string& table);
  Appender(Appender&&) noexcept;
  Appender& operator=(Appender&&) noexcept;
  ~Appender();

  [[nodiscard]] Result<> append(duckdb_data_chunk chunk);
  /// Columns of the table in order are the batch's columns in order and type. Errors: data class "duckdb.not_utf8",
  /// "duckdb.decimal_overflow" with the column, and the row within the batch.
  [[nodiscard]] Result<> append(const Batch& batch);
  /// These of the batch's columns, which are the table's.
  [[nodiscard]] Result<> append(const Batch& batch, std::span<const std::size_t> columns);
  [[nodiscard]] Result<> finish();  ///< flush and close

 private:
  Appender(std::shared_ptr<const Instance> instance, duckdb_appender handle);
  [[nodiscard]] Result<> checked(duckdb_state state);
  std::shared_ptr<const Instance> instance_;
  duckdb_appender handle_ = nullptr;
  Schema columns_;  ///< of the first batch
  duckdb_data_chunk chunk_ = nullptr;
};

/// A chunk with these column types, destroyed with it.
class DataChunk {
 public:
  explicit DataChunk(std::span<const duckdb_type> types);
  DataChunk(const DataChunk&) = delete;
  DataChunk& operator=(const DataChunk&) = delete;
  ~DataChunk();
  [[nodiscard]] duckdb_data_chunk handle() const { return chunk_; }
  template <class T>
  [[nodiscard]] T* column(std::size_t index) {
    return static_cast<T*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk_, index)));
  }
  void set_size(std::size_t rows) { duckdb_data_chunk_set_size(chunk_, rows); }
  void reset() { duckdb_data_chunk_reset(chunk_); }

 private:
  duckdb_data_chunk chunk_ = nullptr;
};

/// The SQL type that holds a column without loss: "DECIMAL(38,2)", "VARCHAR", …
/// timestamp_tz becomes a TIMESTAMPTZ beside an INTEGER column
/// "<name>__offset" (seconds), since DuckDB keeps no offset.
[[nodiscard]] std::string sql_type(const ColumnSpec& column);
/// "create table <schema>.<table> (…)" for a batch's schema, offsets included.
[[nodiscard]] std::string create_table_sql(const std::string& qualified_name, const Schema& schema);

}  // namespace sluss::core::duckdb

#pragma once
// A connection that writes to a table: its statements, the table's columns, many rows a call.

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "connectors/odbc/cancel.h"
#include "connectors/odbc/connect.h"
#include "connectors/odbc/write/dialect.h"
#include "connectors/odbc/write/parameters.h"
#include "connectors/odbc/write/table_check.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/time_limit.h"

namespace sluss::connectors::odbc {

struct WriteOptions {
  Options connection;  ///< connection string and password
  core::Place place;   ///< where it is written to, as errors name it
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(20);
  std::chrono::milliseconds stall = std::chrono::seconds(60);          ///< the network may be silent for so long
  std::chrono::milliseconds total_timeout = std::chrono::minutes(30);  ///< of a statement
};

/// Errors: those of connect(); "delivery.dialect" (config) for a database that is not known; "delivery.table" (source),
/// or transient when the connection went away or did not answer in time; "delivery.cancelled". One thread.
/// Everything between open() and commit() is one transaction; without commit() it is rolled back.
class WritingConnection {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<WritingConnection>> open(WriteOptions options,
                                                                             std::stop_token stop);
  ~WritingConnection();
  WritingConnection(const WritingConnection&) = delete;
  WritingConnection& operator=(const WritingConnection&) = delete;

  [[nodiscard]] Dialect dialect() const { return dialect_; }
  [[nodiscard]] const std::string& product() const { return product_; }  ///< "PostgreSQL 15.8", for people
  [[nodiscard]] core::Result<> execute(std::string_view sql);
  /// The first value of the first row, as text; empty when there is none.
  [[nodiscard]] core::Result<std::string> one_value(std::string_view sql);
  [[nodiscard]] core::Result<std::vector<TableColumn>> columns_of(std::string_view sql);
  /// Executes `sql` with every row of the batch, many rows a call.
  [[nodiscard]] core::Result<> insert(const std::string& sql, const core::Batch& batch);
  [[nodiscard]] core::Result<> commit();

 private:
  WritingConnection(std::unique_ptr<core::TimeLimit> limit, OpenConnection connection, WriteOptions options)
      : limit_(std::move(limit)), connection_(std::move(connection)), options_(std::move(options)) {}
  [[nodiscard]] core::Result<Handle> statement() const;
  /// Calls `use` with a new statement, which the caller's stop and the statement's time end; not after the stop. `sql`
  /// is for its error.
  template <class Use>
  [[nodiscard]] std::invoke_result_t<Use, const Handle&> with_statement(std::string_view sql, const Use& use);
  [[nodiscard]] core::Result<> insert_rows(const core::Batch& batch, std::size_t first, std::size_t rows);
  [[nodiscard]] std::unexpected<core::Error> error_of(const Handle& handle, std::string_view sql) const;

  std::unique_ptr<core::TimeLimit> limit_;  ///< of a statement; SQLite's handlers use its token to the connection's end
  OpenConnection connection_;
  Handle filling_;  ///< the prepared statement of insert()
  std::string filling_sql_;
  std::vector<ParameterPlan> plans_;
  Dialect dialect_ = Dialect::sqlite;
  std::string product_;
  WriteOptions options_;
  bool committed_ = false;
};

}  // namespace sluss::connectors::odbc

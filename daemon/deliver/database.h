#pragma once
// A connection that writes. For the .cpp files of this folder only.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/odbc/cancel.h"
#include "connectors/odbc/connect.h"
#include "core/time_limit.h"
#include "daemon/deliver/odbc_table.h"
#include "daemon/deliver/parameters.h"
#include "daemon/deliver/table_check.h"

namespace sluss::daemon::deliver {

/// Everything between open() and commit() is one transaction; without commit() it is rolled back.
class WritingConnection {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<WritingConnection>> open(const TableOptions& options,
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
  WritingConnection(std::unique_ptr<core::TimeLimit> limit, connectors::odbc::Connected connected,
                    const TableOptions& options)
      : limit_(std::move(limit)), connected_(std::move(connected)), options_(options) {}
  [[nodiscard]] core::Result<connectors::odbc::Handle> statement() const;
  [[nodiscard]] core::Result<> insert_rows(const core::Batch& batch, std::size_t first, std::size_t rows);
  [[nodiscard]] std::unexpected<core::Error> error_of(const connectors::odbc::Handle& handle,
                                                      std::string_view sql) const;

  std::unique_ptr<core::TimeLimit> limit_;  ///< of a statement; SQLite's handlers ask its token to the connection's end
  connectors::odbc::Connected connected_;
  connectors::odbc::Handle filling_;  ///< the prepared statement of insert()
  std::string filling_sql_;
  std::vector<ParameterPlan> plans_;
  Dialect dialect_ = Dialect::sqlite;
  std::string product_;
  const TableOptions& options_;
  bool committed_ = false;
};

}  // namespace sluss::daemon::deliver

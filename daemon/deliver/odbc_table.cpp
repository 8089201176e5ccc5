#include "daemon/deliver/odbc_table.h"

#include <algorithm>
#include <utility>

#include "connectors/odbc/write/connection.h"
#include "core/kill_point.h"

namespace sluss::daemon::deliver {
namespace {

using connectors::odbc::WritingConnection;
using core::ErrorClass;

connectors::odbc::WriteOptions writing(const TableOptions& options) {
  return {.connection = options.connection,
          .place = {.file = options.target, .field = to_text(options.table)},
          .connect_timeout = options.times.connect_timeout,
          .stall = options.times.stall,
          .total_timeout = options.times.total_timeout};
}

class TableWriter final : public transforms::datasets::RowWriter {
 public:
  TableWriter(const TableOptions& options, std::stop_token stop) : options_(options), stop_(std::move(stop)) {}

  core::Result<> open(const core::Schema& schema) override {
    SLUSS_TRY(check_keys(schema));
    connection_ = SLUSS_TRY(WritingConnection::open(writing(options_), stop_));
    const auto wait = std::chrono::ceil<std::chrono::seconds>(options_.times.stall).count();
    sql_ = table_sql(connection_->dialect(), options_.table, schema, options_.mode, options_.keys, wait);
    for (const auto& statement : sql_.session) SLUSS_TRY(connection_->execute(statement));
    const auto tables = SLUSS_TRY(connection_->one_value(sql_.exists));
    if (tables == "0") {
      SLUSS_TRY(connection_->execute(sql_.create));
    } else {
      SLUSS_TRY(check_table(schema));
    }
    return connection_->execute(sql_.stage);
  }

  core::Result<> rows(const core::Batch& batch) override {
    rows_ += static_cast<std::int64_t>(batch.rows());
    return connection_->insert(sql_.fill, batch);
  }

  core::Result<> end() override {
    SLUSS_TRY(check_rows());
    SLUSS_KILL_POINT("publish.written");
    for (const auto& statement : sql_.apply) SLUSS_TRY(connection_->execute(statement));
    SLUSS_TRY(connection_->commit());
    SLUSS_KILL_POINT("publish.renamed");
    connection_.reset();
    return {};
  }

 private:
  [[nodiscard]] core::Place place() const { return {.file = options_.target, .field = to_text(options_.table)}; }

  [[nodiscard]] core::Result<> check_keys(const core::Schema& schema) const {
    for (const auto& key : options_.keys) {
      if (schema.find(key)) continue;
      return core::fail(ErrorClass::config, "delivery.key", "the dataset has no column \"" + key + "\"",
                        "`sluss datasets NAME` lists its columns; mend `keys`.", place());
    }
    return {};
  }

  [[nodiscard]] core::Result<> check_table(const core::Schema& schema) const {
    if (sql_.engine) {
      const auto engine = SLUSS_TRY(connection_->one_value(*sql_.engine));
      if (engine != "InnoDB") {
        return core::fail(ErrorClass::config, "delivery.not_transactional",
                          "the table's engine is " + engine + ", which has no transactions",
                          "alter table " + to_text(options_.table) + " engine = InnoDB", place());
      }
    }
    const auto columns = SLUSS_TRY(connection_->columns_of(sql_.describe));
    const auto differing = differences(connection_->dialect(), schema, columns);
    if (differing.empty()) return {};
    std::string what = "the table is not the dataset's: ";
    for (const auto& one : differing) what += (&one == &differing.front() ? "" : "; ") + one;
    return core::fail(ErrorClass::config, "delivery.table_differs", std::move(what),
                      "Alter the table, or rename it away and let the next run create it, or name another `table`.",
                      place());
  }

  /// The stage has all rows that were sent, and for a merge the keys tell them apart.
  [[nodiscard]] core::Result<> check_rows() {
    const auto staged = SLUSS_TRY(connection_->one_value("select count(*) from " + stage()));
    if (staged != std::to_string(rows_)) {
      return core::fail(ErrorClass::source, "delivery.rows",
                        "the database took " + staged + " of " + std::to_string(rows_) + " rows",
                        "The table is as it was. Try another version of the ODBC driver.", place());
    }
    if (!sql_.duplicate_keys) return {};
    const auto missing_keys = SLUSS_TRY(connection_->one_value(*sql_.missing_keys));
    const auto duplicate_keys = SLUSS_TRY(connection_->one_value(*sql_.duplicate_keys));
    if (missing_keys == "0" && duplicate_keys == "0") return {};
    return core::fail(ErrorClass::config, "delivery.key",
                      "the keys do not tell the rows apart: " + duplicate_keys + " keys are on several rows, " +
                          missing_keys + " rows have no whole key",
                      "Name more columns in `keys`, or use mode = \"replace\".", place());
  }

  [[nodiscard]] std::string stage() const {
    return connection_->dialect() == Dialect::sql_server ? "#sluss_stage" : "sluss_stage";
  }

  const TableOptions& options_;
  std::stop_token stop_;
  std::unique_ptr<WritingConnection> connection_;
  TableSql sql_;
  std::int64_t rows_ = 0;
};

class OdbcTarget final : public TableTarget {
 public:
  explicit OdbcTarget(TableOptions options) : options_(std::move(options)) {}

  std::unique_ptr<transforms::datasets::RowWriter> writer(std::stop_token stop) override {
    return std::make_unique<TableWriter>(options_, std::move(stop));
  }

  core::Result<std::string> try_out(std::stop_token stop) override {
    const auto connection = SLUSS_TRY(WritingConnection::open(writing(options_), std::move(stop)));
    const auto sql = table_sql(connection->dialect(), options_.table, {}, TableMode::replace, {}, 1);
    const auto tables = SLUSS_TRY(connection->one_value(sql.exists));
    return connection->product() + " answered; the table " + to_text(options_.table) +
           (tables == "0" ? " will be created" : " is there");
  }

  [[nodiscard]] std::string place() const override { return options_.target + " " + to_text(options_.table); }

 private:
  TableOptions options_;
};

}  // namespace

std::unique_ptr<TableTarget> odbc_target(TableOptions options) {
  return std::make_unique<OdbcTarget>(std::move(options));
}

}  // namespace sluss::daemon::deliver
